"""When a place acts as an authority: "la commune de Saint-Orval a attribué …", "financé par le département".

What belongs here: what stands around a territory that buys, decides or pays. What does not: where its name ends
(`organisation_phrases`).
"""

from __future__ import annotations

from orchestration.extraction.clues import Passage, folded_words

_BETWEEN = frozenset({"AUX", "ADV", "PRON"})
_AUXILIARIES = frozenset({"avoir", "être"})
_TRAVEL = frozenset({"passer", "transiter", "circuler"})
_ARTICLES = frozenset({"la", "le", "l'"})
_REACH = 4


def acts(passage: Passage, first: int, last: int) -> bool:
    """Whether the territory `first:last` does something: subject of a deciding verb or agent of a passive."""
    return _is_agent(passage, first) or _decides(passage, last)


def _is_agent(passage: Passage, first: int) -> bool:
    """As in "attribué par la commune de X"; a road only passes by it."""
    at = first - 1
    if at < 2 or passage.folded[at] not in _ARTICLES or passage.folded[at - 1] != "par":
        return False
    return (
        passage.pos(at - 2) == "VERB"
        and passage.folded[at - 2].removesuffix("s")[-1:] not in {"r"}
        and (passage.lemma(at - 2) not in _TRAVEL or passage.folded[at - 3] in {"est", "sont", "ete"})
    )


def _decides(passage: Passage, last: int) -> bool:
    for at in range(last, last + _REACH):
        if not passage.joined(at):
            return False
        if passage.pos(at) == "VERB" and passage.lemma(at) not in _AUXILIARIES:
            return passage.lemma(at) in folded_words("fr", "territory_verbs") or (
                passage.folded[at] in folded_words("fr", "territory_verbs")
            )
        if passage.pos(at) not in _BETWEEN and passage.lemma(at) not in _AUXILIARIES:
            return False
    return False
