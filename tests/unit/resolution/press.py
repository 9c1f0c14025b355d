"""Invented articles as extraction hands them over, and what resolution makes of them, night after night."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import duckdb

from orchestration.records import Entity, Mention, MentionKind, OrganisationKind, RoleClaim
from orchestration.resolution import Decisions, HistoryRow, Past, Work, appearances, resolve


@dataclass(frozen=True)
class Named:
    """A name in an article; `at` is the organisation of the person's title, named there as well."""

    name: str
    kind: MentionKind
    title: str | None = None
    at: str | None = None
    acronym: str | None = None
    organisation_kind: OrganisationKind | None = None
    surface: str | None = None
    times: int = 1
    confidence: float = 0.9


def person(name: str, title: str | None = None, at: str | None = None, **values: object) -> Named:
    return Named(name, "actor", title, at, **values)  # type: ignore[arg-type]


def body(name: str, acronym: str | None = None, kind: OrganisationKind | None = None, **values: object) -> Named:
    return Named(name, "organisation", None, None, acronym, kind, **values)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Article:
    """One document: what it names and which positions it states."""

    document_id: str
    mentions: tuple[Mention, ...]
    roles: tuple[RoleClaim, ...]
    published_on: date | None


def article(number: int, *named: Named, year: int | None = None) -> Article:
    """An article; organisations of titles that are not listed are named as well, of a kind that nobody could tell."""
    document_id = f"doc-{number}"
    listed = {one.name for one in named if one.kind == "organisation"}
    others = sorted({one.at for one in named if one.at} - listed)
    found = [(one, turn) for one in (*named, *map(body, others)) for turn in range(one.times)]
    mentions = tuple(_mention(document_id, f"men-{number}-{place:02}", one) for place, (one, _) in enumerate(found))
    first_of = {(m.kind, m.name): m.mention_id for m in reversed(mentions)}
    roles = tuple(
        RoleClaim(
            f"rcl-{number}-{place}",
            document_id,
            0,
            1,
            first_of["actor", one.name],
            first_of["organisation", one.at] if one.at else None,
            one.title,
            False,
            "test",
            0.9,
        )
        for place, one in enumerate(named)
        if one.title
    )
    return Article(document_id, mentions, roles, date(year, 6, 1) if year else None)


def _mention(document_id: str, mention_id: str, one: Named) -> Mention:
    surface = one.surface or one.name
    return Mention(
        *(mention_id, document_id, 0, len(surface), surface, one.kind, one.name, "test", one.confidence),
        acronym=one.acronym,
        organisation_kind=one.organisation_kind,
    )


class Corpus:
    """A database that resolves night after night, and the release that the last night left."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        self.past = Past({})
        self.articles: dict[str, Article] = {}

    def night(self, *articles: Article, decisions: Decisions | None = None, code: str = "") -> Work:
        """Resolve the articles, and no others, against what the last night published."""
        self.articles = {article.document_id: article for article in articles}
        work = resolve(
            self.connection,
            {document: str(hash(article)) for document, article in self.articles.items()},
            self._load,
            decisions or Decisions(),
            self.past,
            code,
        )
        self.past = Past(self.entity_of(), tuple(self.history()))
        return work

    def _load(self, documents: Iterable[str]) -> list:
        asked = [self.articles[document] for document in documents]
        return appearances(
            [mention for article in asked for mention in article.mentions],
            [role for article in asked for role in article.roles],
            {article.document_id: article.published_on for article in asked},
        )

    def entity_of(self) -> dict[str, str]:
        return dict(self.connection.execute("select mention_id, entity_id from resolution.clusters").fetchall())

    def history(self) -> list[HistoryRow]:
        rows = self.connection.execute("select * from resolution.entity_history order by all").fetchall()
        return [HistoryRow(*row) for row in rows]

    def entities(self) -> list[Entity]:
        rows = self.connection.execute("select * from resolution.entities order by entity_id").fetchall()
        return [Entity(i, kind, name, tuple(aliases), *rest) for i, kind, name, aliases, *rest in rows]

    def ids(self) -> dict[str, str]:
        """The id of each name that only one entity goes by."""
        named: Mapping[str, list[str]] = defaultdict(list)
        for entity in self.entities():
            named[entity.name].append(entity.entity_id)
        return {name: ids[0] for name, ids in named.items() if len(ids) == 1}

    def links(self) -> dict[str, tuple[float, str]]:
        """Score and reason of each name in its article, as "1 Léa Varenne"."""
        rows = self.connection.execute("select mention_id, score, reason from resolution.clusters").fetchall()
        said = {mention_id: (score, reason) for mention_id, score, reason in rows}
        return {_place(mention): said[mention.mention_id] for mention in self._mentions()}

    def groups(self, kind: MentionKind) -> list[list[str]]:
        """Who is taken for one: each name with the number of its article, as "1 Léa Varenne"."""
        entity_of = self.entity_of()
        found: Mapping[str, set[str]] = defaultdict(set)
        for mention in self._mentions():
            if mention.kind == kind:
                found[entity_of[mention.mention_id]].add(_place(mention))
        return sorted(map(sorted, found.values()))

    def _mentions(self) -> list[Mention]:
        return [mention for article in self.articles.values() for mention in article.mentions]


def _place(mention: Mention) -> str:
    return f"{mention.document_id.removeprefix('doc-')} {mention.name}"


def people(*articles: Article, **premises: Decisions) -> list[list[str]]:
    """Who is taken for one human being in these articles."""
    corpus = Corpus()
    corpus.night(*articles, **premises)
    return corpus.groups("actor")


def bodies(*articles: Article, **premises: Decisions) -> list[list[str]]:
    """Which names are taken for one organisation in these articles."""
    corpus = Corpus()
    corpus.night(*articles, **premises)
    return corpus.groups("organisation")
