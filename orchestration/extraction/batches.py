"""Which documents are extracted, and how many at a time. Imports no spaCy: the parent of the workers uses it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from orchestration.records import Document

DEFAULT_LANGUAGE = "fr"
CHUNK_CHARS = 60_000
CHUNK_DOCUMENTS = 32


def language_of(document: Document) -> str:
    """The language whose rules read a document; one too short to tell is read as French."""
    return document.language or DEFAULT_LANGUAGE


def chunks(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Group documents so that the model sees full batches and memory stays bounded."""
    chunk: list[Document] = []
    size = 0
    for document in documents:
        if chunk and (size + len(document.text) > CHUNK_CHARS or len(chunk) >= CHUNK_DOCUMENTS):
            yield chunk
            chunk, size = [], 0
        chunk.append(document)
        size += len(document.text)
    if chunk:
        yield chunk
