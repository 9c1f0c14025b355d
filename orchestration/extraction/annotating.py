"""What the model says of a text: section by section, joined into one Doc over the whole, and kept for other nights.

What belongs here: the 1:1 copy that the model reads, how it is cut, and the cache of the answers. What does not: rules.
The model reads section by section (a fixed unit: its answers depend on what it reads together); boilerplate and white
space are tokenised only. The source of this module is part of the cache's version: rules change without it.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

from orchestration.records import Document

# fr_core_news makes entities of "n’" and "qu’" (69 junk ones of 322 on two articles) and trips over no-break spaces.
MODEL_CHARACTERS = {
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "\u00a0": " ",
    "\u202f": " ",
    "\u2009": " ",
    "\u2007": " ",
    "\u00ad": "-",
    "\u200b": " ",
    "\ufeff": " ",
}
# Control characters and halves of surrogate pairs.
UNREADABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff]")
# The tokenizer is quadratic on endless runs without a space and the model needs 4 kB of memory a character.
LONGEST_RUN = 500
ENDLESS_RUN = re.compile(rf"\S{{{LONGEST_RUN},}}")
LONGEST_PASSAGE = 20_000


def model_text(text: str) -> str:
    r"""What the model reads instead of `text`: same length, plain apostrophes and spaces, endless runs blanked.

    >>> model_text("l’État\u00a0!")
    "l'État !"
    """
    for character, plain in MODEL_CHARACTERS.items():
        text = text.replace(character, plain)
    return ENDLESS_RUN.sub(lambda run: " " * len(run.group()), UNREADABLE.sub(" ", text))


# All that rules read of a token. Sentence starts stand beside heads: pieces that the model has not read have no heads.
ATTRIBUTES = ("LEMMA", "POS", "TAG", "MORPH", "DEP", "HEAD", "ENT_IOB", "ENT_TYPE", "SENT_START")
_ENDING = ".spacy"
Piece = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class AnnotationCache:
    """Annotated texts in a folder, one file a text: reading one takes a hundredth of the time of annotating it.

    A file is named by the hash of its document's text first, so that an erasure finds it, and by the hash of what the
    model read. One that is damaged counts as missing.
    """

    folder: Path

    def load(self, vocab: Vocab, document: Document, pieces: Sequence[Piece]) -> Doc | None:
        """The Doc of these pieces as it was saved; None when it was not."""
        try:
            kept = DocBin().from_bytes(self._path(document, pieces).read_bytes())
            (doc,) = kept.get_docs(vocab)
        except Exception:
            # Whatever is wrong with a file of the cache, the model can say it again.
            return None
        return doc if doc.text == "".join(text for text, _ in pieces) else None

    def save(self, document: Document, pieces: Sequence[Piece], doc: Doc) -> None:
        """Keep a Doc. Without room on the disk it is not kept: the night must not fail for that here."""
        path = self._path(document, pieces)
        temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                temporary.write_bytes(DocBin(attrs=ATTRIBUTES, docs=[doc]).to_bytes())
                temporary.replace(path)
            finally:
                temporary.unlink(missing_ok=True)

    def _path(self, document: Document, pieces: Sequence[Piece]) -> Path:
        read = hashlib.sha256(repr(list(pieces)).encode()).hexdigest()[:16]
        content = document.content_sha256
        return self.folder / content[:2] / f"{content}-{read}{_ENDING}"


def annotate(
    nlp: Language, documents: Sequence[Document], batch_size: int = 64, cache: AnnotationCache | None = None
) -> Iterator[Doc]:
    """Annotate documents section by section and give each back as one Doc over its whole text, in their order.

    The sections of all the documents go through the model together: batches of a few paragraphs cost a quarter more.
    What `cache` holds does not go through the model; what it does not hold is added.
    """
    cut = [list(_pieces(document)) for document in documents]
    known = [
        cache.load(nlp.vocab, document, pieces) if cache else None
        for document, pieces in zip(documents, cut, strict=True)
    ]
    prose = (
        text for doc, pieces in zip(known, cut, strict=True) if doc is None for text, is_prose in pieces if is_prose
    )
    annotated = nlp.pipe(prose, batch_size=batch_size)
    for document, pieces, kept in zip(documents, cut, known, strict=True):
        if kept is not None:
            yield kept
            continue
        docs = [next(annotated) if is_prose else _tokens_only(nlp, text) for text, is_prose in pieces]
        doc = _joined(docs) if docs else nlp.make_doc("")
        if cache:
            cache.save(document, pieces, doc)
        yield doc


def _pieces(document: Document) -> Iterator[Piece]:
    """Cut the model's copy of the text into (piece, goes through the model), nothing lost in between."""
    text = model_text(document.text)
    end = 0
    for section in document.sections:
        if section.start_char > end:
            yield text[end : section.start_char], False
        passage = text[section.start_char : section.end_char]
        if section.kind == "boilerplate":
            yield passage, False
        else:
            yield from _passages(passage)
        end = section.end_char
    if end < len(text):
        yield text[end:], False


def _passages(text: str) -> Iterator[Piece]:
    """Cut a section longer than LONGEST_PASSAGE after the last full stop or space that fits."""
    while len(text) > LONGEST_PASSAGE:
        window = text[:LONGEST_PASSAGE]
        cut = max(window.rfind(". ") + 1, window.rfind(" ") if ". " not in window else 0) or LONGEST_PASSAGE
        yield text[:cut], True
        text = text[cut:]
    if text:
        yield text, True


def _joined(docs: list[Doc]) -> Doc:
    # Tensors are left out: tokenised-only pieces have none, and no rule reads them. spaCy's stub lacks the argument.
    join: Any = Doc.from_docs
    joined: Doc = join(docs, ensure_whitespace=False, exclude=["tensor"])
    return joined


def _tokens_only(nlp: Language, text: str) -> Doc:
    if text.isspace():
        return Doc(nlp.vocab, words=[text], spaces=[False])
    return nlp.make_doc(text)
