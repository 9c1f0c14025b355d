"""Annotation: what each document claims."""

from collections.abc import Iterator

import dagster as dg

from orchestration import night
from orchestration.defs.reporting import OWNERS, Again, written
from orchestration.defs.resources import Greffier
from orchestration.extraction.version import pipeline_version
from orchestration.warehouse.again import forget_claims

TABLES = {
    "extractions": "One row per document looked at: extracted, left out for its language, or failed and why.",
    "mentions": "Names of people and organisations as written, in place.",
    "named_things": "Names of products and programmes as written, in place.",
    "roles": "Who holds or held which position, as one document states it.",
    "contracts": "Who buys what from whom, as one document states it.",
    "contract_parties": "The named buyers, suppliers and subcontractors of each contract claim.",
    "quotes": "Words that a document attributes to a speaker.",
    "organisation_relations": "Who owns, founded, buys or joins which organisation, as one document states it.",
    "organisation_facts": "Founding year, seat, head count and value of organisations, as one document states them.",
}


@dg.multi_asset(
    name="extract",
    specs=[
        dg.AssetSpec(
            ["annotation", table],
            description=text,
            group_name="annotation",
            kinds={"spacy", "duckdb"},
            owners=OWNERS,
            deps=[["bronze", "documents"], ["bronze", "sections"]],
        )
        for table, text in TABLES.items()
    ],
)
def extract(
    context: dg.AssetExecutionContext, greffier: Greffier, config: Again
) -> Iterator[dg.MaterializeResult[None]]:
    """Run the extractors over documents that this version of the pipeline has not seen, or that are named again."""
    if config.again:
        context.log.info("%d documents are extracted again.", forget_claims(greffier.store, config.again))
    ended = night.extract(greffier.settings, greffier.store)
    context.log.info("%d documents looked at: %s", ended.total(), dict(ended))
    for table in TABLES:
        metadata: dict[str, object] = {"pipeline_version": pipeline_version(greffier.settings.models)}
        if table == "extractions":
            metadata.update({"looked_at_tonight": ended.total(), "failed_tonight": ended["failed"]})
        yield written(greffier.store, "annotation", table, metadata)


@dg.asset_check(asset=["annotation", "mentions"], blocking=True, additional_deps=[["annotation", "quotes"]])
def every_span_says_what_it_claims(greffier: Greffier) -> dg.AssetCheckResult:
    """In every annotation table, `text[start_char:end_char]` is the surface of the row; else evidence is worthless."""
    wrong = greffier.store.wrong_spans()
    return dg.AssetCheckResult(passed=not any(wrong.values()), metadata={f"wrong_{t}": n for t, n in wrong.items()})
