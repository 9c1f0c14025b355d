"""What the watchlists name, found in a release: entities by id, name or alias; subjects as patterns of words.

What belongs here: from words to entities, and saying which words lead to nobody or to several. What does not: facts.
An id of an earlier release leads to whom it became (`entity_history`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import duckdb

from orchestration.watching.lists import Watchlist

CONNECTION: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
Kind = Literal["actors", "organisations", "subjects"]
_KINDS: tuple[Literal["actors"], Literal["organisations"]] = ("actors", "organisations")
_IDS = {"actors": "actor_id", "organisations": "organisation_id"}


@dataclass(frozen=True, slots=True)
class Watched:
    """One line of a watchlist in a release: `entities` are ids with the names that the release gives them.

    A subject has no entities. Several of them, for what was to be one, means that the words name more than one.
    """

    watchlist: Watchlist
    kind: Kind
    written: str
    entities: Mapping[str, str]

    @property
    def remark(self) -> str | None:
        """What somebody should know of this line; None when it is found as it should be."""
        where = f"list {self.watchlist.name!r}, {self.kind}"
        if self.kind == "subjects" or len(self.entities) == 1:
            return None
        if not self.entities:
            return f"{where}: {self.written!r} is nobody in the current release."
        ids = ", ".join(sorted(self.entities))
        return f"{where}: {self.written!r} names {len(self.entities)}, all are watched: {ids}. Write the id of one."


def match(release: Path, watchlists: Iterable[Watchlist]) -> list[Watched]:
    """Find what the lists name in the tables of the folder `release`, line by line in their order.

    A name that some entities bear as their own means these alone; else those that bear it as an alias.
    """
    watchlists = list(watchlists)
    if not watchlists:
        return []
    with duckdb.connect(config=CONNECTION) as con:
        known = {kind: _Known(con, release, kind) for kind in _KINDS}
    found = [
        Watched(watchlist, kind, written, known[kind].find(written))
        for watchlist in watchlists
        for kind in _KINDS
        for written in getattr(watchlist, kind)
    ]
    return [*found, *(Watched(each, "subjects", words, {}) for each in watchlists for words in each.subjects)]


def remarks(watched: Iterable[Watched]) -> list[str]:
    """The lines that lead to nobody or to several, in words for people."""
    return [line.remark for line in watched if line.remark]


def pattern(subject: str) -> re.Pattern[str]:
    """What finds a subject in `plain` text: its words in order, whole ones unless they end in `*`."""
    words = [re.escape(word) + end for part in subject.split() for word, end in _parts(part)]
    return re.compile(r"\b" + r"\W+".join(words) + r"\b")


def _parts(written: str) -> list[tuple[str, str]]:
    """The words of one written word ("d'eau*" has two), each with what may follow it."""
    *others, last = key(written).split() or [""]
    return [*((word, "") for word in others), *([(last, r"\w*" if written.endswith("*") else "")] if last else [])]


def plain(text: str) -> str:
    """Text without case and accents, for comparing."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def key(name: str) -> str:
    """A name as it is compared: words and figures alone, without case and accents.

    >>> key("L'Établissement  Tressan-Nord 2")
    'l etablissement tressan nord 2'
    """
    return " ".join(re.findall(r"\w+", plain(name)))


class _Known:
    """The entities of one kind in a release, by id, by name and by alias."""

    def __init__(self, con: duckdb.DuckDBPyConnection, release: Path, kind: str) -> None:
        rows = _rows(con, release, kind)
        self._names = {entity: name for entity, name, _ in rows}
        self._own: dict[str, list[str]] = defaultdict(list)
        self._aliases: dict[str, list[str]] = defaultdict(list)
        for entity, name, aliases in rows:
            self._own[key(name)].append(entity)
            for alias in {key(alias) for alias in aliases}:
                self._aliases[alias].append(entity)
        self._became = _history(con, release)

    def find(self, written: str) -> dict[str, str]:
        if written in self._names or written in self._became:
            ids: Sequence[str] = self._became.get(written) or [written]
        else:
            ids = self._own.get(key(written)) or self._aliases.get(key(written)) or []
        return {entity: self._names[entity] for entity in sorted(ids) if entity in self._names}


def _rows(con: duckdb.DuckDBPyConnection, release: Path, kind: str) -> list[tuple[str, str, list[str]]]:
    acronym = "[acronym]" if kind == "organisations" else "[]::varchar[]"
    query = f"""
        select {_IDS[kind]}, name, list_filter(list_concat(aliases, {acronym}), lambda alias: alias is not null)
        from read_parquet(?) order by 1
    """
    return con.execute(query, [str(release / f"{kind}.parquet")]).fetchall()


def _history(con: duckdb.DuckDBPyConnection, release: Path) -> dict[str, list[str]]:
    query = """
        select entity_id, list(successor_id order by successor_id) from read_parquet(?)
        where successor_id is not null group by entity_id
    """
    return dict(con.execute(query, [str(release / "entity_history.parquet")]).fetchall())
