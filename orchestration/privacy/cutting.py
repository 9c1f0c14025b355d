"""Take a person's rows, or a document's, out of the tables of a release, with what rests on them alone.

What belongs here: which rows of the schema `marts` go, and the counts and choices of those that stay. What does not:
names in texts (`covering`) and files (`releases`). What other documents tell stays as it was, bit for bit.
"""

from __future__ import annotations

from collections.abc import Collection

import duckdb
import pyarrow as pa

from orchestration.masking import ERASED, Screen
from orchestration.masking.columns import tables_of
from orchestration.privacy.target import Target

FACT_IDS = {
    "roles": "role_id",
    "contracts": "contract_id",
    "quotes": "quote_id",
    "organisation_relations": "relation_id",
    "organisation_facts": "organisation_fact_id",
}
# Facts that several documents may tell count them.
COUNTED = ("roles", "contracts", "organisation_relations", "organisation_facts")
# Columns that hold the id of a person besides those whose name ends with `actor_id`.
ENTITY_COLUMNS = frozenset({"entity_id", "other_entity_id", "successor_id"})
# Texts that tell the same count as one.
_TEXTS = "count(distinct coalesce(d.leading_document_id, d.document_id))::integer"
# The alias that says most: of most words, then the longest.
_FULLEST = (
    "(list_sort(list_transform(k.aliases, lambda n: {'words': len(string_split(n, ' ')), 'length': length(n),"
    " 'name': n}), 'DESC')[1]).name"
)
_PRECISION = "case length(value_text) when 4 then 'year' when 7 then 'month' when 10 then 'day' end"
# What the row of a contract takes from its best values: column, expression over `contract_values`, attribute.
CONTRACT_COLUMNS = (
    *(
        (name, "value_text", name)
        for name in ("subject", "status", "lot", "consortium_name", "programme", "procedure", "cpv")
    ),
    ("amount", "value_number", "amount"),
    ("amount_text", "value_text", "amount"),
    *((name, name, "amount") for name in ("currency", "amount_basis", "tax_basis")),
    ("duration_months", "value_number::integer", "duration_months"),
    *((name, "value_date", name) for name in ("signed_on", "started_on")),
    *((f"{name}_precision", _PRECISION, name) for name in ("signed_on", "started_on")),
)


def cut(con: duckdb.DuckDBPyConnection, target: Target, screen: Screen) -> None:
    """Take out of the schema `marts` what the target is about."""
    if target.actors or target.mentions:
        _cut_persons(con, target.actors)
    if target.documents or target.files:
        _cut_documents(con, target, screen)


def _cut_persons(con: duckdb.DuckDBPyConnection, actors: Collection[str]) -> None:
    _note(con, "gone", actors)
    where = "in (select id from gone)"
    facts = [
        f'select {FACT_IDS[table]} from marts.{table} where "{column}" {where}'
        for table, columns in tables_of(con, "marts").items()
        if table in FACT_IDS
        for column in columns
        if column.endswith("actor_id")
    ]
    con.execute(f"create or replace temp table gone_facts as {' union '.join(facts)}")
    for table, columns in tables_of(con, "marts").items():
        for column in columns:
            if column.endswith("actor_id") or column in ENTITY_COLUMNS:
                con.execute(f'delete from marts.{table} where "{column}" {where}')
    for table, columns in tables_of(con, "marts").items():
        if "fact_id" in columns:
            con.execute(f"delete from marts.{table} where fact_id in (from gone_facts)")


def _cut_documents(con: duckdb.DuckDBPyConnection, target: Target, screen: Screen) -> None:
    _note(con, "gone", target.documents)
    _note_losses(con)
    con.execute(
        "create or replace temp table touched as select distinct fact_table, fact_id from marts.evidence"
        " where document_id in (select id from gone)"
    )
    _cut_files(con, target, screen)
    tables = tables_of(con, "marts")
    for table, columns in tables.items():
        if "document_id" in columns:
            con.execute(f"delete from marts.{table} where document_id in (select id from gone)")
    _cut_facts(con)
    _choose_values(con)
    _cut_parties(con)
    _count_entities(con)
    # Last: until here, texts that tell the same count as one.
    con.execute(
        "update marts.documents set leading_document_id = null where leading_document_id in (select id from gone)"
    )


def _note_losses(con: duckdb.DuckDBPyConnection) -> None:
    """What each entity loses, and which names of it stood in the documents that go."""
    con.execute(
        """
        create or replace temp table losses as
        select coalesce(actor_id, organisation_id) as entity_id, list(distinct surface_text) as surfaces
        from marts.mentions where document_id in (select id from gone) group by all
        """
    )
    con.execute(
        """
        create or replace temp table lost_quotes as
        select coalesce(speaker_actor_id, speaker_organisation_id) as entity_id, count(*)::integer as quotes
        from marts.quotes where document_id in (select id from gone) group by all
        """
    )


def _cut_files(con: duckdb.DuckDBPyConnection, target: Target, screen: Screen) -> None:
    """Files of which nothing stays keep a row without a path, as the next night lists them."""
    _note(con, "gone_files", target.files)
    rows = con.execute(
        "select source_path from marts.files where file_sha256 in (select id from gone_files)"
    ).fetchall()
    for (path,) in rows:
        con.execute(
            "update marts.files set source_path = ?, status = 'ignored', reason = ?, detail = null, media_type = null,"
            " encoding = null, warnings = [], document_count = 0, notice_count = 0, member_count = 0"
            " where source_path = ?",
            [f"{ERASED}-{screen.token(path)}", ERASED, path],
        )
    con.execute("delete from marts.notices where file_sha256 in (select id from gone_files)")
    for path in sorted(target.paths):
        con.execute("update marts.files set detail = null where ends_with(detail, ' ' || ?)", [path])
        con.execute(
            "update marts.documents set other_source_paths = list_filter(other_source_paths, lambda p: p <> ?)"
            " where list_contains(other_source_paths, ?)",
            [path, path],
        )


def _cut_facts(con: duckdb.DuckDBPyConnection) -> None:
    """Facts that nothing supports any more go, with what belongs to them; the others count their documents anew."""
    tables = tables_of(con, "marts")
    con.execute(
        "create or replace temp table unsupported as select fact_table, fact_id from touched"
        " anti join marts.evidence using (fact_table, fact_id)"
    )
    for fact_table, column in FACT_IDS.items():
        gone = f"in (select fact_id from unsupported where fact_table = '{fact_table}')"
        for table in tables if fact_table == "contracts" else (fact_table,):
            if column in tables[table]:
                con.execute(f"delete from marts.{table} where {column} {gone}")
    for table in COUNTED:
        con.execute(
            f"""
            update marts.{table} as t set document_count = e.documents, confidence = e.confidence from (
                select fact_id, {_TEXTS} as documents, max(confidence) as confidence from marts.evidence
                semi join touched using (fact_table, fact_id) left join marts.documents as d using (document_id)
                where fact_table = '{table}' group by fact_id
            ) e where t.{FACT_IDS[table]} = e.fact_id
            """
        )


def _choose_values(con: duckdb.DuckDBPyConnection) -> None:
    """Contracts that other texts tell too take the best of what those state."""
    con.execute("create or replace temp table retold as select fact_id from touched where fact_table = 'contracts'")
    con.execute(
        """
        update marts.contract_values as v set
            value_rank = r.new_rank,
            is_chosen = case when r.has_chosen then v.is_chosen else r.new_rank = 1 end,
            choice_reason = case when r.has_chosen then v.choice_reason when r.new_rank = 1 then 'fixed_order' end
        from (
            select contract_id, attribute, value_rank, bool_or(is_chosen) over (partition by contract_id, attribute)
                as has_chosen,
                row_number() over (partition by contract_id, attribute order by value_rank)::integer as new_rank
            from marts.contract_values where contract_id in (from retold)
        ) r
        where v.contract_id = r.contract_id and v.attribute = r.attribute and v.value_rank = r.value_rank
        """
    )
    sets = ", ".join(
        f"{column} = (select {value} from marts.contract_values v where v.contract_id = c.contract_id"
        f" and value_rank = 1 and attribute = '{attribute}')"
        for column, value, attribute in CONTRACT_COLUMNS
    )
    con.execute(f"update marts.contracts as c set {sets} where contract_id in (from retold)")


def _cut_parties(con: duckdb.DuckDBPyConnection) -> None:
    """A party stays when a text that still tells of the contract names it."""
    con.execute(
        """
        create or replace temp table doubtful as
        select p.contract_id, p.party_role, p.organisation_id, p.actor_id from marts.contract_parties p
        where p.contract_id in (from retold) and p.evidence_id not in (select evidence_id from marts.evidence)
        """
    )
    con.execute(
        """
        update marts.contract_parties as p set evidence_id = e.evidence_id from (
            select d.contract_id, d.party_role, coalesce(d.organisation_id, d.actor_id) as entity_id,
                min(e.evidence_id) as evidence_id
            from doubtful d
            inner join marts.evidence e on e.fact_table = 'contracts' and e.fact_id = d.contract_id
            inner join marts.mentions m
                on m.document_id = e.document_id and (m.organisation_id = d.organisation_id or m.actor_id = d.actor_id)
            group by all
        ) e
        where p.contract_id = e.contract_id and p.party_role = e.party_role
            and coalesce(p.organisation_id, p.actor_id) = e.entity_id
            and p.evidence_id not in (select evidence_id from marts.evidence)
        """
    )
    con.execute(
        "delete from marts.contract_parties where contract_id in (from retold)"
        " and evidence_id not in (select evidence_id from marts.evidence)"
    )


def _count_entities(con: duckdb.DuckDBPyConnection) -> None:
    """Entities count what is left of them; one of which nothing is left goes, and so do names found nowhere else."""
    tables = tables_of(con, "marts")
    for table, key in (("actors", "actor_id"), ("organisations", "organisation_id")):
        con.execute(
            f"""
            update marts.{table} as e set mention_count = n.mentions, document_count = n.documents,
                confidence = coalesce(n.confidence, e.confidence) from (
                select l.entity_id, count(m.mention_id)::integer as mentions, {_TEXTS} as documents,
                    max(m.confidence) as confidence
                from losses l left join marts.mentions m on m.{key} = l.entity_id
                left join marts.documents as d using (document_id) group by l.entity_id
            ) n where e.{key} = n.entity_id
            """
        )
        con.execute(
            f"update marts.{table} as e set quote_count = quote_count - l.quotes from lost_quotes l"
            f" where e.{key} = l.entity_id"
        )
        notices = "and coalesce(notice_count, 0) = 0" if "notice_count" in tables[table] else ""
        con.execute(
            f"create or replace temp table emptied as select {key} as id from marts.{table}"
            f" where {key} in (select entity_id from losses) and mention_count <= 0 {notices}"
        )
        _forget_names(con, table, key)
        for other, columns in tables.items():
            for column in columns:
                if column.endswith(key) or column in ENTITY_COLUMNS:
                    con.execute(f'delete from marts.{other} where "{column}" in (select id from emptied)')


def _forget_names(con: duckdb.DuckDBPyConnection, table: str, key: str) -> None:
    con.execute(
        f"""
        create or replace temp table kept_names as
        select {key} as id, name, list_filter(e.aliases, lambda a: not list_contains(l.surfaces, a)
            or list_contains(coalesce(s.surfaces, []), a)) as aliases,
            list_contains(l.surfaces, e.name) and not list_contains(coalesce(s.surfaces, []), e.name) as is_lost,
            s.surfaces
        from marts.{table} e inner join losses l on e.{key} = l.entity_id
        left join (
            select {key}, list(distinct surface_text order by surface_text) as surfaces
            from marts.mentions group by {key}
        ) s using ({key})
        """
    )
    con.execute(
        f"""
        update marts.{table} as e set
            name = case when k.is_lost then coalesce({_FULLEST}, k.surfaces[1], e.name) else e.name end,
            aliases = case when k.is_lost then list_filter(k.aliases, lambda a: a <> {_FULLEST}) else k.aliases end
        from kept_names k where e.{key} = k.id
        """
    )


def _note(con: duckdb.DuckDBPyConnection, name: str, ids: Collection[str]) -> None:
    con.register("noted", pa.table({"id": pa.array(sorted(ids), pa.string())}))
    con.execute(f"create or replace temp table {name} as select id from noted")
    con.unregister("noted")
