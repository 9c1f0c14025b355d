"""A document as the extractors see it: its record beside one spaCy Doc over the whole text.

What belongs here: moving between characters and tokens, and the 1:1 copy that the model reads. What does not: rules.
The tokens are also there as columns (`starts`, `tags`, `lemmas`…): a rule that asks every token reads lists, for each
`doc[i]` makes a Python object.
The Doc covers the whole text, so `token.idx` is an offset into `Document.text`. The model reads section by section
(a fixed unit: its answers depend on what it reads together); boilerplate and white space are tokenised only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, cast

from spacy.language import Language
from spacy.strings import StringStore
from spacy.tokens import Doc, Span

from orchestration.records import Document, Section

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


@dataclass(frozen=True)
class Reading:
    """One document and its annotated Doc. `doc.text` is `model_text(document.text)`; offsets agree."""

    document: Document
    doc: Doc

    @property
    def language(self) -> str:
        """Language whose lexicon applies."""
        return self.document.language or "fr"

    @cached_property
    def text(self) -> str:
        """The model's copy of the text, same offsets as `document.text`."""
        return model_text(self.document.text)

    @cached_property
    def starts(self) -> list[int]:
        """Offset of the first character of each token."""
        return cast(list[int], self.doc.to_array("IDX").tolist())

    @cached_property
    def lowers(self) -> list[str]:
        """Each token in lower case."""
        return self._column("LOWER")

    @cached_property
    def lemmas(self) -> list[str]:
        """Dictionary form of each token, as the model sees it."""
        return self._column("LEMMA")

    @cached_property
    def tags(self) -> list[str]:
        """Part of speech of each token ("NOUN"), as the model sees it; empty in boilerplate."""
        return self._column("POS")

    @cached_property
    def token_at(self) -> dict[int, int]:
        """Index of the token that starts at a character."""
        return {start: index for index, start in enumerate(self.starts)}

    def _column(self, attribute: str) -> list[str]:
        """One attribute of all tokens at once."""
        codes = self.doc.to_array(attribute).tolist()
        strings = self.doc.vocab.strings
        return [_string(strings, code) for code in codes]

    @cached_property
    def content_sections(self) -> tuple[Section, ...]:
        """The sections that may give facts."""
        return tuple(section for section in self.document.sections if section.kind != "boilerplate")

    def surface(self, start_char: int, end_char: int) -> str:
        """The characters as stored, for anything that is published."""
        return self.document.text[start_char:end_char]

    def section_at(self, char: int) -> Section | None:
        """The section that holds the character `char`, if any."""
        return next((s for s in self.document.sections if s.start_char <= char < s.end_char), None)

    def is_content(self, start_char: int, end_char: int) -> bool:
        """Whether the span lies wholly outside boilerplate."""
        return not any(s.start_char < end_char and start_char < s.end_char for s in self._boilerplate)

    @cached_property
    def _boilerplate(self) -> tuple[Section, ...]:
        return tuple(section for section in self.document.sections if section.kind == "boilerplate")

    def tokens(self, start_char: int, end_char: int) -> Span:
        """The tokens that touch the characters `start_char:end_char`."""
        span = self.doc.char_span(start_char, end_char, alignment_mode="expand")
        return span if span is not None else self.doc[0:0]


@lru_cache(maxsize=100_000)
def _string(strings: StringStore, code: int) -> str:
    return strings[code]


def read(nlp: Language, documents: Sequence[Document], batch_size: int = 64) -> Iterator[Reading]:
    """Annotate documents section by section and give each back as one Doc over its whole text.

    The sections of all the documents go through the model together: batches of a few paragraphs cost a quarter more.
    """
    cut = [list(_pieces(document)) for document in documents]
    prose = (text for pieces in cut for text, is_prose in pieces if is_prose)
    annotated = nlp.pipe(prose, batch_size=batch_size)
    for document, pieces in zip(documents, cut, strict=True):
        docs = [next(annotated) if is_prose else _tokens_only(nlp, text) for text, is_prose in pieces]
        yield Reading(document, _joined(docs) if docs else nlp.make_doc(""))


def _pieces(document: Document) -> Iterator[tuple[str, bool]]:
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


def _passages(text: str) -> Iterator[tuple[str, bool]]:
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
