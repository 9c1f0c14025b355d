"""Names that must not be read: finding them by digests, covering them, and keeping what was erased from coming back.

What belongs here: what every step that writes names down shares. What does not: erasing what is there already, and
answering who is named (`privacy`).
"""

from orchestration.masking.screen import Screen, spans_by_name, with_tokens, without_doubtful_speakers
from orchestration.masking.tombstones import (
    ERASED,
    Erased,
    Tombstone,
    TombstonesError,
    keyed_digest,
    read_erased,
    read_or_make_key,
    write_erased,
)
from orchestration.masking.words import (
    COVER,
    Digest,
    Names,
    Span,
    all_names,
    covered,
    every_name,
    key_of,
    overlaps,
    united,
    whole_names,
    words_of,
)

__all__ = [
    "COVER",
    "ERASED",
    "Digest",
    "Erased",
    "Names",
    "Screen",
    "Span",
    "Tombstone",
    "TombstonesError",
    "all_names",
    "covered",
    "every_name",
    "key_of",
    "keyed_digest",
    "overlaps",
    "read_erased",
    "read_or_make_key",
    "spans_by_name",
    "united",
    "whole_names",
    "with_tokens",
    "without_doubtful_speakers",
    "words_of",
    "write_erased",
]
