"""What an erasure is about: documents, or a person with names, places in texts and ids.

What belongs here: that one record. What does not: finding it out (`finding`) and acting on it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from orchestration.masking import COVER, Names, Span, Tombstone
from orchestration.privacy.forms import Forms


@dataclass(frozen=True, slots=True)
class Target:
    """What goes. All ids are those of any release or of the working database.

    `files` and `contents` are hashes of bytes and of texts; `spans` are places to cover, by the hash of the text;
    `paths` and `titles` name
    documents elsewhere, in logs and in what is said of other files. With `has_namesakes`, others bear the name and
    stay.
    """

    documents: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    contents: frozenset[str] = frozenset()
    paths: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    actors: frozenset[str] = frozenset()
    mentions: frozenset[str] = frozenset()
    has_namesakes: bool = False
    forms: Forms = field(default_factory=lambda: Forms(frozenset(), frozenset()))
    spans: Mapping[str, list[Span]] = field(default_factory=dict)

    def without_labels(self, text: str) -> str:
        """The text with each path and title of the target covered, where it is not part of a longer word or path."""
        if self._labels is None:
            return text
        return self._labels.sub(lambda found: COVER * len(found.group()), text)

    @property
    def _labels(self) -> re.Pattern[str] | None:
        labels = sorted(self.paths | self.titles, key=len, reverse=True)
        return _pattern(tuple(labels)) if labels else None

    @property
    def names(self) -> Names:
        """The person's names, in clear."""
        return self.forms.names()

    def tombstone(self, keyed: Names, erased_on: str, reason: str) -> Tombstone:
        """What is kept of the erasure; `keyed` are the names by digests."""
        return Tombstone(
            erased_on=erased_on,
            reason=reason,
            files=tuple(sorted(self.files)),
            contents=tuple(sorted(self.contents)),
            whole=tuple(sorted(keyed.whole)),
            bare=tuple(sorted(keyed.bare)),
            longest=keyed.longest,
            spans={sha256: list(spans) for sha256, spans in sorted(self.spans.items())},
        )


@lru_cache(maxsize=8)
def _pattern(labels: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w/-])(?:{'|'.join(map(re.escape, labels))})(?!\w)")
