"""Where annotated texts are kept between nights, and what of them is kept no longer. Imports no spaCy.

What belongs here: folders and names. What does not: what is in the files (`annotating`).
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Collection, Iterable, Mapping
from importlib.metadata import version
from pathlib import Path

from orchestration.extraction.version import model_version

_SOURCE = Path(__file__).with_name("annotating.py")


def annotation_folders(root: Path, models: Mapping[str, str]) -> dict[str, Path]:
    """The folder below `root` of each language's annotations: of this model, this spaCy and this way of reading.

    `models` are spaCy pipelines by language. Raises ModelMissingError.
    """
    read = hashlib.sha256(_SOURCE.read_bytes()).hexdigest()[:8]
    made = f"spacy-{version('spacy')}-{read}"
    return {language: root / f"{model}-{model_version(language, model)}-{made}" for language, model in models.items()}


def prune(root: Path, models: Mapping[str, str], contents: Collection[str]) -> int:
    """Remove the annotations of other models, of texts that are gone, and what killed workers left; return how many.

    `contents` are the SHA-256 of the texts that there are.
    """
    folders = set(annotation_folders(root, models).values())
    strangers = [path for path in root.glob("*") if path not in folders]
    removed = sum(1 for folder in strangers for _ in folder.rglob("*.spacy"))
    for folder in strangers:
        shutil.rmtree(folder)
    return removed + _remove(
        path for path in root.glob("*/*/*") if path.name[:64] not in contents or path.suffix != ".spacy"
    )


def forget(root: Path, contents: Collection[str]) -> int:
    """Remove the annotations of these texts, by their SHA-256, of whatever model; return how many files."""
    return _remove(path for content in contents for path in root.glob(f"*/{content[:2]}/{content}*"))


def _remove(paths: Iterable[Path]) -> int:
    count = 0
    for path in list(paths):
        path.unlink(missing_ok=True)
        count += 1
    return count
