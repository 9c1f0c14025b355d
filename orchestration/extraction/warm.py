"""The loaded models of a worker. Importing this module loads them: only the server that forks workers does so.

What belongs here: those objects, and having used each once, so that lexicons and patterns are compiled before the fork.
What does not: anything else; import `pipeline` to load models of your own.
"""

import json
import os

from orchestration.extraction.pipeline import extract, load_pipelines
from orchestration.extraction.version import DEFAULT_MODELS
from orchestration.records import Document, Section

MODELS = json.loads(os.environ.get("GREFFIER_LOADED_MODELS", "null")) or dict(DEFAULT_MODELS)
pipelines = load_pipelines(MODELS)

_TEXTS = {
    "fr": "« Oui », dit Léa Varenne, directrice de Nordalis, qui a signé un contrat de 2 M€ avec la ville.",
    "en": "“Yes,” said Harriet Lowe, director of Nordalis plc.",
}
for _language in pipelines:
    _text = _TEXTS[_language]
    _sections = (Section(0, len(_text), "body"),)
    list(extract([Document("doc-0", "0", 0, "0", "text/plain", _text, _sections, _language)], pipelines))
