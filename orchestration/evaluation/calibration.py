"""How often each way of finding a quotation is right on annotated documents, written down as its confidence.

What belongs here: counting right and wrong by rule and by wording of the speaker, smoothing, the reliability table.
What does not: what "right" means (`scoring`) and the use of the figures (extraction reads `calibration/quotes.tsv`).

    python -m orchestration.evaluation.calibration --release data/published/latest --gold data/samples/annotations
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from orchestration.evaluation.gold import Published, Row, read_gold, read_release
from orchestration.evaluation.scoring import judged_quotes

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "orchestration" / "extraction" / "calibration" / "quotes.tsv"
PAGE = ROOT / "docs" / "calibration.md"
GOLD = ROOT / "data" / "samples" / "annotations"
RELEASE = ROOT / "data" / "published" / "latest"
ANY = "*"
# A group's share counts as much as this many quotations: a rule seen twice is not certain.
PRIOR_WEIGHT = 5.0
KEPT_FROM = 0.5
BOUNDS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
MARK = "<!-- What follows is written by the command. -->\n"
HEAD = """\
# Share of right quotations (words and speaker) on the annotated samples, by rule and wording of the speaker.
# Written by orchestration/evaluation/calibration.py, see docs/calibration.md; not to be edited by hand.
# rule, wording (name, pronoun, description, unnamed, none; * for any), tried, right, confidence.
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One published quotation, how it was found, and whether it is right."""

    document: str
    rule: str
    wording: str
    is_right: bool


@dataclass(frozen=True, slots=True)
class Share:
    """What was tried and right for a rule and a wording, and the confidence that follows, from 0 to 1."""

    rule: str
    wording: str
    tried: int
    right: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Band:
    """Quotations whose confidence lies in `low:high`, its mean, and the share of them that is right."""

    low: float
    high: float
    count: int
    mean_confidence: float
    right_share: float


def outcomes(release: Path, gold: Path) -> list[Outcome]:
    """Judge every quotation that a release holds of annotated documents. Raises EvaluationError as reading does."""
    published = read_release(release)
    return [
        Outcome(stem, quote["rule"], wording(quote, published), is_right)
        for stem, annotation in read_gold(gold).items()
        for quote, is_right in judged_quotes(published, annotation)
    ]


def wording(quote: Row, published: Published) -> str:
    """How the text designates the speaker of a published quotation, as extraction names it when it looks a share up."""
    said = quote["speaker_text"]
    speaker = quote["speaker_actor_id"] or quote["speaker_organisation_id"]
    if not said or not speaker:
        return "unnamed" if said else "none"
    named = {word for name in published.names.get(speaker, []) for word in re.findall(r"\w+", name)}
    if any(word[0].isupper() and word in named for word in re.findall(r"\w+", said)):
        return "name"
    return "description" if re.search(r"[\s'’]", said) else "pronoun"


def shares(judged: Iterable[Outcome]) -> list[Share]:
    """The confidence of each rule and wording: its share of right ones, drawn to that of its group while it is rare.

    Beta prior: a rule and a wording are drawn to the share of all quotations, a pair of them to the lower of its two.
    """
    tried: Counter[tuple[str, str]] = Counter()
    right: Counter[tuple[str, str]] = Counter()
    for outcome in judged:
        for key in {(outcome.rule, outcome.wording), (outcome.rule, ANY), (ANY, outcome.wording), (ANY, ANY)}:
            tried[key] += 1
            right[key] += outcome.is_right
    overall = (right[ANY, ANY] + 1) / (tried[ANY, ANY] + 2)
    drawn = {key: _drawn(right[key], tried[key], overall) for key in tried if ANY in key} | {(ANY, ANY): overall}
    for rule, said in tried:
        if ANY not in (rule, said):
            prior = min(drawn[rule, ANY], drawn[ANY, said])
            drawn[rule, said] = _drawn(right[rule, said], tried[rule, said], prior)
    return [Share(*key, tried[key], right[key], round(drawn[key], 2)) for key in sorted(drawn)]


def _drawn(right: int, tried: int, prior: float) -> float:
    return (right + PRIOR_WEIGHT * prior) / (tried + PRIOR_WEIGHT)


def confidence(known: Sequence[Share], rule: str, said: str) -> float:
    """The confidence that shares give to a rule and a wording, an unmeasured pair included."""
    by_key = {(share.rule, share.wording): share.confidence for share in known}
    overall = by_key[ANY, ANY]
    return by_key.get((rule, said), min(by_key.get((rule, ANY), overall), by_key.get((ANY, said), overall)))


def unseen(judged: Sequence[Outcome]) -> list[tuple[float, bool]]:
    """The confidence of each quotation as all the other documents give it, and whether it is right."""
    found = []
    for document in sorted({outcome.document for outcome in judged}):
        known = shares(outcome for outcome in judged if outcome.document != document)
        found += [(confidence(known, o.rule, o.wording), o.is_right) for o in judged if o.document == document]
    return found


def reliability(rated: Sequence[tuple[float, bool]]) -> Iterator[Band]:
    """What share is right of the quotations in each band of confidence; bands without any are left out."""
    for low, high in pairwise(BOUNDS):
        inside = [(value, right) for value, right in rated if low <= value < high or value == high == 1.0]
        if inside:
            values, rights = zip(*inside, strict=True)
            yield Band(low, high, len(inside), sum(values) / len(inside), sum(rights) / len(inside))


def as_table(known: Iterable[Share]) -> str:
    """The data file that extraction reads."""
    rows = (f"{s.rule}\t{s.wording}\t{s.tried}\t{s.right}\t{s.confidence:.2f}\n" for s in known)
    return HEAD + "".join(rows)


def as_page(judged: Sequence[Outcome]) -> str:
    """The reliability table in Markdown: each document rated by the others."""
    rated = unseen(judged)
    kept = [right for value, right in rated if value >= KEPT_FROM]
    lines = ["| confidence | quotations | mean confidence | right |", "|---|---|---|---|"]
    lines += [
        f"| {b.low:.1f}–{b.high:.1f} | {b.count} | {b.mean_confidence:.2f} | {b.right_share:.2f} |"
        for b in reliability(rated)
    ]
    lines += [
        "",
        f"{len(rated)} quotations of {len({o.document for o in judged})} documents: "
        f"{_share(right for _, right in rated):.3f} of all are right, "
        f"{_share(kept):.3f} of the {len(kept)} whose confidence is at least {KEPT_FROM}.",
    ]
    return "\n".join(lines) + "\n"


def _share(rights: Iterable[bool]) -> float:
    values = list(rights)
    return sum(values) / max(1, len(values))


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, write the data file and the table of the page, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m orchestration.evaluation.calibration", description=main.__doc__)
    parser.add_argument("--release", type=Path, default=RELEASE, help="a release of the annotated documents")
    parser.add_argument("--gold", type=Path, default=GOLD, help="folder of their annotations")
    parser.add_argument("--table", type=Path, default=TABLE, help="the data file to write")
    parser.add_argument("--page", type=Path, default=PAGE, help="the page whose table to write")
    chosen = parser.parse_args(arguments)
    judged = outcomes(chosen.release, chosen.gold)
    chosen.table.write_text(as_table(shares(judged)), encoding="utf-8")
    page = as_page(judged)
    prose = chosen.page.read_text(encoding="utf-8").partition(MARK)[0] if chosen.page.is_file() else ""
    chosen.page.write_text(prose + MARK + page, encoding="utf-8")
    sys.stdout.write(page)


if __name__ == "__main__":
    main()
