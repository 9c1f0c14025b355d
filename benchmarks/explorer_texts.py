"""The documents of the explorer's big release: sentences over a cast, and the facts that each sentence states.

What belongs here: writing one text and noting what stands where. What does not: who there is (`explorer_world`), how
often (`explorer_release`). Every offset is taken while the text grows, so that the text between two is what a row says.
"""

from __future__ import annotations

import datetime
import random
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from explorer_world import CONFIDENCES, WORDS, Named, made_id

Row = dict[str, Any]
SLOT = re.compile(r"\{(\w+)\}")
VERSION = "0.0.0+invented"


@dataclass(slots=True)
class Ledger:
    """All rows written so far by table, and the roles and contracts that later documents may tell of again."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    written: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    roles: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    contracts: list[tuple[Row, Named, Named]] = field(default_factory=list)

    def add(self, table: str, **values: Any) -> None:
        """Write a row."""
        self.rows[table].append(values)
        self.written[table] += 1


class Draft:
    """One growing text. `say` fills the slots of a sentence; a slot may be words, somebody, or one that writes."""

    def __init__(self, document_id: str, ledger: Ledger, chance: random.Random) -> None:
        self.document_id, self.ledger, self.chance = document_id, ledger, chance
        self.parts: list[str] = []
        self.length = 0
        self.named: set[str] = set()

    def put(self, text: str) -> tuple[int, int]:
        """Append words; where they stand."""
        start = self.length
        self.parts.append(text)
        self.length += len(text)
        return start, self.length

    def say(self, template: str, **slots: str | Named | Callable[[], object]) -> tuple[int, int]:
        """Append a sentence; where it stands."""
        start = self.length
        for place, piece in enumerate(SLOT.split(template)):
            if not place % 2:
                self.put(piece)
            elif isinstance(filling := slots.get(piece) or self.word(piece), Named):
                self.name(filling)
            elif callable(filling):
                filling()
            else:
                self.put(filling)
        return start, self.length

    def word(self, slot: str) -> str:
        """A word for a slot that nobody filled."""
        if slot == "year":
            return str(self.chance.randint(1985, 2026))
        return str(self.chance.randint(12, 900)) if slot == "count" else str(self.chance.choice(WORDS[slot]))

    def name(self, who: Named) -> tuple[int, int]:
        """Name somebody: in full the first time, then mostly short."""
        surface = who.short if who.entity_id in self.named and self.chance.random() < 0.7 else who.name
        start, end = self.put(surface)
        self.named.add(who.entity_id)
        self.ledger.add(
            "mentions",
            mention_id=made_id("men", self.document_id, start, end),
            document_id=self.document_id,
            start_char=start,
            end_char=end,
            surface_text=surface,
            actor_id=who.entity_id if who.is_actor else None,
            organisation_id=None if who.is_actor else who.entity_id,
            confidence=min(who.confidence, self.chance.choice(CONFIDENCES)),
            extractor="given_name" if who.is_actor else "head_noun",
            pipeline_version=VERSION,
            link_score=1.0,
            link_reason="only bearer of the name",
        )
        return start, end

    def prove(self, table: str, fact_id: str, span: tuple[int, int], extractor: str, confidence: float) -> str:
        """Write the evidence of a fact; its id."""
        evidence_id = made_id("evi", fact_id, self.document_id, span)
        self.ledger.add(
            "evidence",
            evidence_id=evidence_id,
            fact_table=table,
            fact_id=fact_id,
            document_id=self.document_id,
            start_char=span[0],
            end_char=span[1],
            surface_text=self.between(*span),
            extractor=extractor,
            pipeline_version=VERSION,
            confidence=confidence,
        )
        return evidence_id

    def between(self, start: int, end: int) -> str:
        """The words between two offsets near the end of the text."""
        tail, begin = "", self.length
        for part in reversed(self.parts):
            tail, begin = part + tail, begin - len(part)
            if begin <= start:
                break
        return tail[start - begin : end - begin]


@dataclass(slots=True)
class Teller:
    """Tells of a cast in a draft. `bodies` and `people` are those of the document, `published_on` its day."""

    draft: Draft
    people: list[Named]
    bodies: list[Named]
    published_on: datetime.date | None
    speaker: Named | None = None

    @property
    def chance(self) -> random.Random:
        """What decides."""
        return self.draft.chance

    def tell(self) -> None:
        """A sentence that only names."""
        self.draft.say(self.chance.choice(WORDS["tell"]), **self.fillings())

    def fillings(self) -> dict[str, Callable[[], object]]:
        """Somebody at random for every slot that asks for one."""
        return {
            "org": lambda: self.draft.name(self.chance.choice(self.bodies)),
            "person": lambda: self.draft.name(self.chance.choice(self.people)),
        }

    def quote(self, *, by_name: bool) -> None:
        """A sentence with a quotation: by somebody of the cast, or by whoever spoke last."""
        kind = self.chance.choices(("direct", "mixed", "indirect"), (7, 1, 2))[0]
        templates = [t for t in WORDS[kind] if by_name or "{speaker}" not in t] or WORDS["direct"][2:4]
        kind = kind if by_name else "direct"
        speaker = self.speaker if self.speaker and not by_name else self.somebody()
        self.speaker = speaker
        spans: list[tuple[int, int]] = []
        template, said = self.chance.choice(templates), self.draft.word("said")
        pronoun = "elle" if speaker.is_woman or not speaker.is_actor else "il"

        def speak() -> None:
            words = self.chance.choice(WORDS["speech"])
            if self.chance.random() < 0.0005:
                words = self.chance.choice(WORDS["hostile_speech"]).replace("{", "").replace("}", "")
            spans.append(self.draft.say(words, **self.fillings()))

        self.draft.say(template, quote=speak, more=speak, speaker=speaker, said=said, pronoun=pronoun)
        self._note(kind, speaker, said, spans, speaker.name if "{speaker}" in template else pronoun)

    def somebody(self) -> Named:
        """Mostly a person, now and then a body."""
        return self.chance.choice(self.bodies if self.chance.random() < 0.08 else self.people)

    def _note(self, kind: str, speaker: Named, said: str, spans: list[tuple[int, int]], words: str) -> None:
        draft, chance = self.draft, self.chance
        quote_id, confidence = made_id("quo", draft.document_id, spans[0]), chance.choice(CONFIDENCES)
        on, precision = self._said_on()
        is_known = chance.random() < 0.95
        draft.ledger.add(
            "quotes",
            quote_id=quote_id,
            document_id=draft.document_id,
            start_char=spans[0][0],
            end_char=spans[-1][1],
            kind=kind,
            content=" ".join(draft.between(*span) for span in spans),
            cue=said,
            cue_lemma=said,
            cue_class="assertion",
            is_cue_negated=chance.random() < 0.01,
            speaker_text=words,
            speaker_actor_id=speaker.entity_id if is_known and speaker.is_actor else None,
            speaker_organisation_id=speaker.entity_id if is_known and not speaker.is_actor else None,
            speaker_kind=("actor" if speaker.is_actor else "organisation") if is_known else None,
            said_on=on,
            said_on_precision=precision,
            rule="clause-after",
            confidence=confidence,
        )
        draft.prove("quotes", quote_id, (spans[0][0], spans[-1][1]), "clause-after", confidence)

    def _said_on(self) -> tuple[datetime.date | None, str | None]:
        if self.chance.random() < 0.7:
            return None, None
        day = self.published_on or datetime.date(2024, 5, 17)
        return self.chance.choice(((day, "day"), (day.replace(day=1), "month"), (day.replace(month=1, day=1), "year")))
