"""A name that grows night by night ends as if all its documents had come at once, whatever way it is compared."""

import duckdb

from benchmarks.labelled import by_document, labelled
from benchmarks.mentions import corpus
from orchestration.resolution import Past, profiles, resolve, resolving

TABLES = ("appearances", "profiles", "actor_profiles", "organisation_profiles", "pairs", "entities", "clusters")


def kept(connection):
    """All rows but the ids of entities: two homonyms get theirs in the order in which they come."""
    parts = connection.execute(
        "select list(mention_id order by mention_id) from resolution.clusters group by entity_id order by all"
    ).fetchall()
    rows = [
        connection.execute(
            f"select columns(lambda name: name <> 'entity_id') from resolution.{table} order by all"
        ).fetchall()
        for table in TABLES
    ]
    return [parts, *rows]


def test_names_that_become_common_end_as_if_all_had_come_at_once(monkeypatch):
    for module in (profiles, resolving):
        monkeypatch.setattr(module, "APART_UP_TO", 2)
    named = corpus(1_500)
    load = by_document([appearance for document in named.values() for appearance in document])
    documents = list(named)
    at_once = duckdb.connect()
    resolve(at_once, dict.fromkeys(documents, "1"), load)
    by_night = duckdb.connect()
    for night in range(20, len(documents) + 20, 20):
        work = resolve(by_night, dict.fromkeys(documents[:night], "1"), load, past=Past({}))
    assert work.documents < len(documents)
    assert kept(by_night) == kept(at_once)


def test_a_row_of_two_parts_is_the_row_of_the_whole():
    appearances, _ = labelled("development")
    for kind in ("actor", "organisation"):
        of_kind = [appearance for appearance in appearances if appearance.kind == kind]
        whole = {p.profile_id: p.row for p in profiles.profiles(of_kind, {}, counts=dict.fromkeys(keys(of_kind), 99))}
        halves = [
            {p.profile_id: p.row for p in profiles.profiles(part, {}, counts=dict.fromkeys(keys(part), 99))}
            for part in (of_kind[::2], of_kind[1::2])
        ]
        shared = halves[0].keys() & halves[1].keys()
        assert len(shared) > 5
        for profile_id in shared:
            assert profiles.joined(kind, halves[0][profile_id], halves[1][profile_id]) == whole[profile_id]


def keys(appearances):
    return {(a.kind, profiles.written_key(a.kind, a.name, {})) for a in appearances}
