"""The loaded model of a worker. Importing this module loads it: only the server that forks workers does so.

What belongs here: that one object, and having used it once, so that lexicons and patterns are compiled before the fork.
What does not: anything else; import `pipeline` to load a model of your own.
"""

import os

from orchestration.extraction.pipeline import extract, load_pipeline
from orchestration.extraction.version import DEFAULT_MODEL
from orchestration.records import Document, Section

MODEL = os.environ.get("GREFFIER_MODEL", DEFAULT_MODEL)
nlp = load_pipeline(MODEL)

_TEXT = "« Oui », dit Léa Varenne, directrice de Nordalis, qui a signé un contrat de 2 M€ avec la ville."
_DOCUMENT = Document("doc-0", "0", 0, "0", "text/plain", _TEXT, (Section(0, len(_TEXT), "body"),), "fr")
list(extract([_DOCUMENT], nlp))
