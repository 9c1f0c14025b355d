"""The loaded model of a worker. Importing this module loads it: only the server that forks workers does so.

What belongs here: that one object. What does not: anything else; import `pipeline` to load a model of your own.
"""

import os

from orchestration.extraction.pipeline import load_pipeline
from orchestration.extraction.version import DEFAULT_MODEL

nlp = load_pipeline(os.environ.get("GREFFIER_MODEL", DEFAULT_MODEL))
