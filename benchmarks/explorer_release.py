"""A big release to try the explorer on: thousands of invented documents, hundreds of thousands of names and quotations.

    python benchmarks/explorer_release.py OUTPUT --like RELEASE [--documents 5000 --mentions 200000 --quotes 200000]

What belongs here: how much of what there is, and the folder with its database and manifest. What does not: names
(`explorer_world`), sentences (`explorer_texts`, `explorer_facts`). Tables and views are those of a release that
`greffier run` made (`--like`), so that they never drift; every offset is true to its text.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import random
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

sys.path[:0] = [str(Path(__file__).parent)]

from explorer_facts import tell_contract, tell_fact, tell_relation, tell_role, tell_thing  # noqa: E402
from explorer_texts import Draft, Ledger, Row, Teller  # noqa: E402
from explorer_world import WORDS, Named, World, made_id, make_world  # noqa: E402

SITTING_CHARS = 240_000
FLUSHED_EVERY = 250
# What a document tells besides quotations, in sentences.
CONTRACTS, RELATIONS, OTHER_FACTS, THINGS, NEW_ROLES = 2.5, 0.6, 0.4, 0.4, 0.4


def write_release(
    folder: Path,
    like: Path,
    documents: int = 5000,
    mentions: int = 200_000,
    quotes: int = 200_000,
    sitting_chars: int = SITTING_CHARS,
    seed: int = 7,
) -> Path:
    """Write a release into the output folder and lead `latest` to it; the folder of the release.

    `like` is a release folder whose tables and views it gets. There are about a tenth as many actors as mentions and
    a twentieth as many organisations; facts name people too, so that mentions come out a little above what is asked.
    The first document is a sitting of `sitting_chars` characters.
    """
    release_id = made_id("rel", seed, documents, mentions, quotes, sitting_chars)[:20]
    release = folder / "releases" / release_id
    release.mkdir(parents=True, exist_ok=True)
    database = release / "warehouse.duckdb"
    database.unlink(missing_ok=True)
    with duckdb.connect(str(database)) as connection:
        _copy_tables(connection, like / "warehouse.duckdb")
        world = make_world(mentions // 10, mentions // 20, seed)
        _write_documents(connection, world, release_id, documents, mentions, quotes, sitting_chars)
        _write_entities(connection, world, release_id)
        _write_odds_and_ends(connection, release_id)
        _copy_views(connection)
        counts = _counts(connection)
    _write_manifest(release, like, release_id, counts)
    latest = folder / "latest"
    latest.unlink(missing_ok=True)
    latest.symlink_to(Path("releases") / release_id)
    return release


def _copy_tables(connection: duckdb.DuckDBPyConnection, database: Path) -> None:
    connection.execute(f"attach '{database}' as sample (read_only)")
    for (table,) in connection.execute(
        "select table_name from duckdb_tables() where database_name = 'sample' order by all"
    ).fetchall():
        connection.execute(f"create table {table} as from sample.{table} limit 0")


def _copy_views(connection: duckdb.DuckDBPyConnection) -> None:
    views = "select sql from duckdb_views() where database_name = 'sample' and not internal"
    for (view,) in connection.execute(views).fetchall():
        connection.execute(view)
    connection.execute("detach sample")


def _write_documents(
    connection: duckdb.DuckDBPyConnection,
    world: World,
    release_id: str,
    documents: int,
    mentions: int,
    quotes: int,
    sitting_chars: int,
) -> None:
    lengths = [sitting_chars, *(world.chance.randint(2000, 10_000) for _ in range(documents - 1))]
    whole, done, ledger = sum(lengths), 0, Ledger()
    for number, length in enumerate(lengths):
        done += length
        # Both counts follow the text, so that they come out as asked, whatever the sentences are.
        aims = {"mentions": mentions * done / whole, "quotes": quotes * done / whole}
        _write_document(world, ledger, number, documents, length, aims)
        if number % FLUSHED_EVERY == FLUSHED_EVERY - 1:
            _flush(connection, ledger, release_id)
    for roles in ledger.roles.values():
        ledger.rows["roles"] += [{name: value for name, value in role.items() if name != "_body"} for role in roles]
    ledger.rows["contracts"] += [contract for contract, _, _ in ledger.contracts]
    _flush(connection, ledger, release_id)


def _write_document(
    world: World, ledger: Ledger, number: int, documents: int, length: int, aims: dict[str, float]
) -> None:
    chance = world.chance
    people, bodies = world.cast(number, documents, size=5 if number else 150)
    document_id = made_id("doc", number, length)
    published_on = datetime.date(2014, 1, 1) + datetime.timedelta(days=chance.randrange(4600))
    teller = Teller(Draft(document_id, ledger, chance), people, bodies, published_on if chance.random() < 0.9 else None)
    title = _title(chance, bodies[0], number)
    teller.draft.put(f"{title}\n\n")
    for tell in _shuffled_facts(teller, people):
        tell()
        teller.draft.put(chance.choice((" ", " ", " ", "\n\n")))
    while teller.draft.length < length:
        if ledger.written["quotes"] < aims["quotes"]:
            teller.quote(by_name=ledger.written["mentions"] < aims["mentions"])
        else:
            teller.tell()
        teller.draft.put(chance.choice((" ", " ", " ", "\n\n")))
    _note_document(teller, number, title)


def _shuffled_facts(teller: Teller, people: list[Named]) -> list[Any]:
    chance = teller.chance
    own = len(people) // 2
    facts = [
        lambda actor=actor, place=place: tell_role(teller, actor, is_new=place < own or chance.random() < NEW_ROLES)
        for place, actor in enumerate(people)
    ]
    for tell, rate in (
        (tell_contract, CONTRACTS),
        (tell_relation, RELATIONS),
        (tell_fact, OTHER_FACTS),
        (tell_thing, THINGS),
    ):
        times = int(rate) + (chance.random() < rate % 1)
        facts += [lambda tell=tell: tell(teller)] * times
    chance.shuffle(facts)
    return facts


def _title(chance: random.Random, body: Named, number: int) -> str:
    hostile = WORDS["hostile_titles"]
    if 0 < number <= len(hostile):
        return str(hostile[number - 1])
    if not number:
        return "Compte rendu intégral de la séance"
    return f"{chance.choice(WORDS['topic']).capitalize()} : {chance.choice(WORDS['thing'])} à {body.short}"


def _note_document(teller: Teller, number: int, title: str) -> None:
    draft, chance = teller.draft, teller.chance
    text = "".join(draft.parts).rstrip()
    digest = hashlib.sha256(text.encode()).hexdigest()
    path = f"{number % 40:02}/article-{number:06}.txt"
    publisher = chance.choice(WORDS["publisher"]) if chance.random() < 0.85 else None
    draft.ledger.add(
        "documents",
        document_id=draft.document_id,
        source_path=path,
        section_index=0,
        other_source_paths=[],
        content_sha256=digest,
        file_sha256=digest,
        media_type="text/plain",
        language="fr" if number % 50 else "en",
        language_found_by="words",
        title=title if chance.random() < 0.97 else None,
        title_found_by="first_line",
        author=chance.choice(teller.people).name if chance.random() < 0.4 else None,
        publisher=publisher,
        publisher_found_by="html_meta" if publisher else None,
        published_on=teller.published_on,
        published_on_found_by="published_line" if teller.published_on else None,
        text=text,
        character_count=len(text),
        extraction_status="extracted",
        pipeline_version="0.0.0+invented",
    )
    draft.ledger.add(
        "files",
        source_path=path,
        status="accepted",
        file_sha256=digest,
        byte_count=len(text.encode()),
        media_type="text/plain",
        encoding="utf-8",
        warnings=[],
        document_count=1,
        notice_count=0,
        member_count=0,
    )


def _flush(connection: duckdb.DuckDBPyConnection, ledger: Ledger, release_id: str) -> None:
    for table, rows in ledger.rows.items():
        _insert(connection, table, rows, release_id)
    ledger.rows.clear()


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: list[Row], release_id: str) -> None:
    if rows:
        connection.register("arriving", pa.Table.from_pylist(rows))
        connection.execute(
            f"insert into {table} by name select *, 'open' as marking, ? as release_id from arriving", [release_id]
        )
        connection.unregister("arriving")


def _write_entities(connection: duckdb.DuckDBPyConnection, world: World, release_id: str) -> None:
    for table, key, everybody in (
        ("actors", "actor_id", world.actors),
        ("organisations", "organisation_id", world.organisations),
    ):
        people = pa.Table.from_pylist([_entity(who) for who in everybody])
        connection.register("everybody", people)
        is_actors = table == "actors"
        more = "" if is_actors else "acronym, kind, 0 as notice_count,"
        connection.execute(
            f"""insert into {table} by name
            with named as (
                select {key} as id, count(*)::integer as mention_count,
                    count(distinct document_id)::integer as documents
                from mentions where {key} is not null group by 1),
            spoken as (
                select speaker_{key} as id, count(*)::integer as quote_count from quotes group by 1)
            select everybody.id as {key}, name, aliases, {more} mention_count, documents as document_count,
                coalesce(quote_count, 0) as quote_count, confidence, false as is_judged,
                documents > 1 or confidence >= 0.6 as is_supported, 'open' as marking, '{release_id}' as release_id
            from everybody inner join named using (id) left join spoken using (id)"""
        )
        connection.unregister("everybody")


def _entity(who: Named) -> Row:
    has_short = who.short != who.name
    return {
        "id": who.entity_id,
        "name": who.name,
        "aliases": [who.short] if has_short and who.is_actor else [],
        "acronym": who.short if has_short and not who.is_actor else None,
        "kind": who.kind,
        "confidence": who.confidence,
    }


def _write_odds_and_ends(connection: duckdb.DuckDBPyConnection, release_id: str) -> None:
    """A few rows of the tables that most releases hold little of: alerts, identifiers, the fate of ids."""
    same = f"'open' as marking, '{release_id}' as release_id"
    connection.execute(
        f"""insert into alerts by name
        select 'ale-' || quote_id[5:] as alert_id, 'Veille du fleuve' as watchlist, 'quote_by' as kind,
            actor_id as entity_id, actors.name as watched_name, 'quotes' as fact_table, quote_id as fact_id,
            document_id, start_char, end_char, content as surface_text, true as is_new_source, quotes.confidence, {same}
        from quotes inner join actors on speaker_actor_id = actor_id order by quote_id limit 300"""
    )
    connection.execute(
        f"""insert into organisation_identifiers by name
        select organisation_id, 'siren' as scheme, (100000000 + row_number() over (order by organisation_id))::varchar
            as identifier, {same} from organisations where kind = 'company' order by organisation_id limit 1000"""
    )
    connection.execute(
        f"""insert into entity_history by name
        select 'act-' || md5(actor_id)[:20] as entity_id, 'merged' as fate, actor_id as successor_id, {same}
        from actors order by actor_id limit 50"""
    )


def _counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    tables = [name for (name,) in connection.execute("select table_name from duckdb_tables() order by all").fetchall()]
    return {table: connection.execute(f"select count(*) from {table}").fetchall()[0][0] for table in tables}


def _write_manifest(release: Path, like: Path, release_id: str, counts: dict[str, int]) -> None:
    manifest = json.loads((like / "manifest.json").read_text(encoding="utf-8"))
    manifest |= {"release_id": release_id, "previous": None, "counts": counts, "files": []}
    manifest["files_by_status"] = {"accepted": counts["files"]}
    manifest["documents_by_extraction"] = {"extracted": counts["documents"]}
    (release / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=2), encoding="utf-8")


def main() -> None:
    """Write a release and say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output", type=Path)
    parser.add_argument("--like", type=Path, required=True, help="a release folder that `greffier run` made")
    for name, default in (("documents", 5000), ("mentions", 200_000), ("quotes", 200_000), ("seed", 7)):
        parser.add_argument(f"--{name}", type=int, default=default)
    asked = parser.parse_args()
    begun = time.perf_counter()
    release = write_release(asked.output, asked.like, asked.documents, asked.mentions, asked.quotes, seed=asked.seed)
    size = sum(path.stat().st_size for path in release.iterdir())
    print(f"{release}: {size / 1e6:.0f} MB in {time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
