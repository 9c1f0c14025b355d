"""Which documents are extracted, and how many at a time. Imports no spaCy: the parent of the workers uses it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from orchestration.records import Document

LANGUAGES = frozenset({"fr"})
CHUNK_CHARS = 60_000
CHUNK_DOCUMENTS = 32


def speaks_our_language(document: Document) -> bool:
    """Whether there are rules for the document's language; one too short to tell is read as French."""
    return document.language is None or document.language in LANGUAGES


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
