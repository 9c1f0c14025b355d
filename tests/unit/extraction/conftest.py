"""The real pipeline, loaded once for all tests of the extractors."""

from __future__ import annotations

import pytest
from spacy.language import Language

from orchestration.extraction.pipeline import load_pipeline


@pytest.fixture(scope="session")
def nlp() -> Language:
    return load_pipeline()
