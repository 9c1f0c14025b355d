"""A document as the extractors see it: its record beside one spaCy Doc over the whole text.

What belongs here: moving between characters and tokens. What does not: what the model reads (`annotating`), and rules.
The tokens are also there as columns (`starts`, `tags`, `lemmas`…): a rule that asks every token reads lists, for each
`doc[i]` makes a Python object.
The Doc covers the whole text, so `token.idx` is an offset into `Document.text`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import cast

from spacy.language import Language
from spacy.strings import StringStore
from spacy.tokens import Doc, Span

from orchestration.extraction.annotating import AnnotationCache, annotate, model_text
from orchestration.records import Document, Section


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


def read(
    nlp: Language, documents: Sequence[Document], batch_size: int = 64, cache: AnnotationCache | None = None
) -> Iterator[Reading]:
    """Annotate documents and give each back as one Doc over its whole text (see `annotate`)."""
    for document, doc in zip(documents, annotate(nlp, documents, batch_size, cache), strict=True):
        yield Reading(document, doc)
