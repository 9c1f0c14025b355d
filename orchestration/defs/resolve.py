"""Resolution: which mentions are one human being or one organisation, which claims are one contract."""

from collections.abc import Iterator
from dataclasses import asdict

import dagster as dg

from orchestration import night
from orchestration.defs.reporting import OWNERS, written
from orchestration.defs.resources import Greffier

TABLES = {
    "entities": "Human beings and organisations of the whole corpus with every form of their names.",
    "clusters": "Which mention belongs to which entity, with the score and the reason of that decision.",
    "pairs": "Pairs of names that were weighed, with the weight and its reasons in words.",
    "entity_history": "What became of ids of the current release that tonight nobody has, or several share.",
    "register_names": "Names that the registers in `data/curation/registers` list.",
    "value_lookups": "What people call publishers, authors and functions that documents write in several ways.",
    "organisation_identifiers": "Numbers under which organisations are registered, as notices state them.",
    "notice_claims": "What each procurement notice states of a contract.",
    "notice_lots": "The lots of those contracts.",
    "contract_links": "Which claims, of documents and of notices, tell of which contract, and why.",
}


@dg.multi_asset(
    name="resolve",
    specs=[
        dg.AssetSpec(
            ["resolution", table],
            description=text,
            group_name="resolution",
            kinds={"python", "duckdb"},
            owners=OWNERS,
            deps=[
                ["annotation", "mentions"],
                ["annotation", "contracts"],
                ["annotation", "contract_parties"],
                ["bronze", "notices"],
                ["bronze", "duplicates"],
            ],
        )
        for table, text in TABLES.items()
    ],
)
def resolve(greffier: Greffier) -> Iterator[dg.MaterializeResult[None]]:
    """Group mentions into entities; people's decisions in `data/curation` win. Only what changed is compared anew."""
    work = night.resolve_mentions(greffier.settings, greffier.store)
    metadata: dict[str, dict[str, object]] = {"entities": asdict(work)}
    for table in TABLES:
        yield written(greffier.store, "resolution", table, metadata.get(table, {}))
