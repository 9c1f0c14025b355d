"""How far a quotation is to be trusted: the share of right ones among those found alike on the annotated samples.

What belongs here: looking that share up. What does not: measuring it (`orchestration.evaluation.calibration` writes
`calibration/quotes.tsv`). "Right" means that both the words and the speaker are.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

from orchestration.extraction.designations import Designation
from orchestration.records import Mention

Wording = Literal["name", "pronoun", "description", "unnamed", "none"]
ANY = "*"


def wording(designation: Designation | None, speaker: Mention | None) -> Wording:
    """How the text designates the speaker; "unnamed" where its words lead to nobody."""
    if designation is None:
        return "none"
    if speaker is None or designation.kind == "several":
        return "unnamed"
    return designation.kind


def quote_confidence(rule: str, designation: Designation | None, speaker: Mention | None) -> float:
    """The calibrated share of right quotations, from 0 to 1, for a rule and a way of designating the speaker.

    A pair that was never measured has the lower share of its two sides; an unknown rule that of its designation.
    """
    shares, said = _shares(), wording(designation, speaker)
    exact = shares.get((rule, said))
    if exact is not None:
        return exact
    overall = shares[ANY, ANY]
    return min(shares.get((rule, ANY), overall), shares.get((ANY, said), overall))


@cache
def _shares() -> dict[tuple[str, str], float]:
    text = files(__package__).joinpath("calibration", "quotes.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return {(rule, said): float(share) for rule, said, _, _, share in lines}
