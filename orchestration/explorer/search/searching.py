"""Asking the index: how many match, of what they are, and which stand first.

What belongs here: ranking, paging, counting. What does not: the query language (`query`), what is shown of a result
(`hits`). Names come before texts: the very name first, then what most documents bear out. Texts are ranked by BM25.
Every count is exact. A word that stands in very many texts ranks nothing: of those only the newest are ranked.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from orchestration.explorer.release import OpenRelease
from orchestration.explorer.search.narrowing import NAMES, Facet, Narrowed, groups_of
from orchestration.explorer.search.query import Query

PAGE_SIZE = 20
# How many names stand above the texts when both are found.
FIRST_NAMES = 6
SORTS = ("relevance", "newest", "oldest")
# How many texts are ranked, the newest ones; all of them can be had in the order of their days.
RANKED_MOST = 25_000
# title, words, speaker, buyer, supplier
_WEIGHTS = "8, 1, 2, 3, 3"
_MATCHING = """
from search_words
inner join search_entries on search_entries.entry_id = search_words.rowid
where search_words match ?"""
_RANKED = f"""
select entry_id
from (
    select search_entries.entry_id, bm25(search_words, {_WEIGHTS}) as rank
    {_MATCHING}
    and search_entries.group_id in (select value from json_each(?))
    order by search_words.rowid
    limit ?
)
order by rank, entry_id
limit ? offset ?"""
_ORDER = {
    "newest": "search_entries.day desc, search_entries.entry_id",
    "oldest": "search_entries.day = 0, search_entries.day, search_entries.entry_id",
}


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many names and texts match, and in which groups of the index they are."""

    name_groups: Sequence[int]
    text_groups: Sequence[int]
    names: int
    texts: int
    is_ranked: bool

    @property
    def total(self) -> int:
        """How many there are in all."""
        return self.names + self.texts

    @property
    def unranked(self) -> int:
        """How many older texts match and are not ranked."""
        return max(0, self.texts - RANKED_MOST) if self.is_ranked else 0

    @property
    def paged(self) -> int:
        """How many there are of what is turned over page by page: texts, or names where there are no texts."""
        return self.texts - self.unranked or self.names


@dataclass(frozen=True, slots=True)
class Found:
    """Entries by number: `names` and `texts` of this page, how many there are of both, and what narrows them."""

    names: Sequence[int]
    texts: Sequence[int]
    numbers: Numbers
    page: int
    facets: Sequence[Facet]
    # How many there were without what was clicked.
    unnarrowed: int


def search(
    release: OpenRelease, query: Query, chosen: Mapping[str, Collection[str]], sort: str = "relevance", page: int = 1
) -> Found:
    """What a query finds in a release, narrowed by the `chosen` values of facets."""
    narrowed = Narrowed(groups_of(release), query.narrowings, chosen)
    counts = _counts(release, query, narrowed)
    # Without words there is nothing to rank by.
    numbers = _numbers(narrowed, counts, is_ranked=sort == "relevance" and bool(query.wanted))
    page = min(page, max(1, -(-numbers.paged // PAGE_SIZE)))
    start = (page - 1) * PAGE_SIZE
    names, texts = _names(release, query, numbers, start), _texts(release, query, numbers, sort, start)
    whole = sum(counts[number] for number in narrowed.without_clicks().passing(counts))
    return Found(names, texts, numbers, page, narrowed.facets(counts), whole)


def _numbers(narrowed: Narrowed, counts: Mapping[int, int], *, is_ranked: bool) -> Numbers:
    passing = narrowed.passing(counts)
    names = [number for number in passing if narrowed.groups[number]["type"] in NAMES]
    texts = [number for number in passing if narrowed.groups[number]["type"] not in NAMES]
    name_count, text_count = (sum(counts[number] for number in groups) for groups in (names, texts))
    return Numbers(names, texts, name_count, text_count, is_ranked)


def _counts(release: OpenRelease, query: Query, narrowed: Narrowed) -> dict[int, int]:
    """How many entries of each group match."""
    if not (expression := query.expression()):
        return {number: group["entry_count"] for number, group in narrowed.groups.items()}
    rows = release.rows(f"select group_id, count(*) as matches {_MATCHING} group by group_id", expression)
    return {row["group_id"]: row["matches"] for row in rows}


def _names(release: OpenRelease, query: Query, numbers: Numbers, start: int) -> list[int]:
    """Who is called exactly so, then the others in the order of standing; above texts only a few, once."""
    if not numbers.names or (numbers.texts and start):
        return []
    exact = release.rows("select entry_id from search_names where name = ?", query.name) if query.name else []
    called_so = json.dumps([row["entry_id"] for row in exact])
    order = "search_entries.entry_id in (select value from json_each(?)) desc, search_entries.entry_id"
    size = FIRST_NAMES if numbers.texts else PAGE_SIZE
    return _entries(release, query, numbers.name_groups, order, (called_so, size, start))


def _texts(release: OpenRelease, query: Query, numbers: Numbers, sort: str, start: int) -> list[int]:
    if not numbers.texts:
        return []
    if not numbers.is_ranked:
        return _entries(release, query, numbers.text_groups, _ORDER.get(sort, _ORDER["newest"]), (PAGE_SIZE, start))
    groups = json.dumps(numbers.text_groups)
    rows = release.rows(_RANKED, query.expression(), groups, RANKED_MOST, PAGE_SIZE, start)
    return [row["entry_id"] for row in rows]


def _entries(
    release: OpenRelease, query: Query, groups: Sequence[int], order: str, parameters: tuple[str | int, ...]
) -> list[int]:
    expression = query.expression()
    source, matched = (_MATCHING, (expression,)) if expression else ("from search_entries where true", ())
    rows = release.rows(
        f"select search_entries.entry_id {source} and group_id in (select value from json_each(?)) "
        f"order by {order} limit ? offset ?",
        *matched,
        json.dumps(groups),
        *parameters,
    )
    return [row["entry_id"] for row in rows]
