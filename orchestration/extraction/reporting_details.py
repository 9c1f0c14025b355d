"""What a reporting clause tells besides the speaker, put into the claim: cue, negation, date, addressee.

What belongs here: joining these details. What does not: how each is read (`cue_details`, `said_on`, `addressees`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from orchestration.extraction.addressees import addressee
from orchestration.extraction.clauses import Word
from orchestration.extraction.cue_details import is_negated, lemma_and_class
from orchestration.extraction.designations import Names
from orchestration.extraction.reading import Reading
from orchestration.extraction.reporting_clause import ReportingClauses
from orchestration.extraction.reports import Attribution
from orchestration.extraction.said_on import said_on
from orchestration.records import QuoteClaim


class ReportingDetails:
    """Adds to the quotations of one document what their reporting clauses tell. `words`: those of the document."""

    def __init__(self, reading: Reading, names: Names, words: Sequence[Word]) -> None:
        self._reading = reading
        self._names = names
        self._clauses = ReportingClauses(reading, words)

    def added(
        self, claim: QuoteClaim, attribution: Attribution | None, pieces: Sequence[tuple[int, int]]
    ) -> QuoteClaim:
        """The claim with the details of its reporting clause; speech that the layout alone shows stays as it is."""
        if attribution is None or claim.cue is None:
            return claim
        clause = self._clauses.around(attribution, pieces)
        lemma, cue_class = lemma_and_class(attribution, claim.cue, self._reading.language)
        when = said_on(clause, self._reading.text, self._reading.document.published_on)
        to_whom = addressee(clause, lemma, self._names)
        return replace(
            claim,
            cue_lemma=lemma,
            cue_class=cue_class,
            is_cue_negated=is_negated(clause),
            said_on=when[0] if when else None,
            said_on_precision=when[1] if when else None,
            addressee_text=self._reading.surface(*to_whom) if to_whom else None,
        )
