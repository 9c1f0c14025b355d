"""Annotations are kept: rules run over them again say the same, and nothing of a text stays that must go."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import spacy

from orchestration.documents.intake import read_bytes
from orchestration.extraction.annotating import AnnotationCache
from orchestration.extraction.annotation_folders import annotation_folders, forget, prune
from orchestration.extraction.pipeline import extract
from orchestration.extraction.reading import read
from orchestration.extraction.version import DEFAULT_MODELS
from tests.conftest import ROOT

SAMPLES = sorted((ROOT / "data" / "samples" / "documents").glob("*.txt"))[:12]


@pytest.fixture(scope="module")
def documents():
    found = [document for path in SAMPLES for document in read_bytes(path.read_bytes())]
    return [document for document in found if document.language in (None, "fr")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "annotations"


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_the_same_claims_come_from_the_cache_as_from_the_model(nlp, documents, folder):
    fresh = list(extract(documents, nlp))
    assert sum(len(extraction.quotes) for extraction in fresh) > 10
    caches = {"fr": folder}
    assert list(extract(documents, nlp, caches)) == fresh
    assert len(files(folder)) == len(documents)
    assert list(extract(documents, nlp, caches)) == fresh


def test_what_is_kept_does_not_go_through_the_model_again(nlp, documents, folder):
    cache = AnnotationCache(folder)
    known, new = documents[0], documents[1]
    list(read(nlp, [known], cache=cache))
    # It has no model: what it has tags for was annotated before.
    blank = spacy.blank("fr")
    again, unknown = read(blank, [known, new], cache=cache)
    assert any(tag == "NOUN" for tag in again.tags)
    assert not any(unknown.tags)


def test_another_cut_of_the_same_text_is_annotated_anew(nlp, documents, folder):
    cache = AnnotationCache(folder)
    document = documents[0]
    list(read(nlp, [document], cache=cache))
    (joined,) = read(spacy.blank("fr"), [replace(document, sections=document.sections[:1])], cache=cache)
    assert not any(joined.tags)


@pytest.mark.parametrize("content", [b"", b"no annotation at all", None])
def test_a_damaged_file_is_annotated_again(nlp, documents, folder, content):
    cache = AnnotationCache(folder)
    first, second = documents[:2]
    (fresh,) = (reading.tags for reading in read(nlp, [first], cache=cache))
    list(read(nlp, [second], cache=cache))
    path = next(path for path in files(folder) if path.name.startswith(first.content_sha256))
    other = next(path for path in files(folder) if path.name.startswith(second.content_sha256))
    # The last case: a sound file of another text.
    path.write_bytes(other.read_bytes() if content is None else content)
    assert [reading.tags for reading in read(nlp, [first], cache=cache)] == [fresh]


def test_where_nothing_can_be_written_nothing_is_kept(nlp, documents, tmp_path):
    (tmp_path / "file").write_text("")
    assert len(list(extract(documents[:1], nlp, {"fr": tmp_path / "file" / "below"}))) == 1


def test_annotations_go_with_their_text_with_their_model_and_with_their_worker(nlp, documents, tmp_path):
    folders = annotation_folders(tmp_path, DEFAULT_MODELS)
    list(extract(documents[:3], nlp, folders))
    stays, _, erased = (document.content_sha256 for document in documents[:3])
    kept = files(tmp_path)
    kept[0].with_name(f"{stays}-0.spacy.77.tmp").write_bytes(b"half")
    old = tmp_path / "fr_core_news_md-1.0-spacy-3.0-0" / stays[:2] / f"{stays}-0.spacy"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"")
    assert forget(tmp_path, [erased]) == 1
    assert prune(tmp_path, DEFAULT_MODELS, {stays, erased}) == 3
    assert [path.name[:64] for path in files(tmp_path)] == [stays]
