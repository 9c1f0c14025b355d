"""Bronze: every file seen, every document read."""

from collections import Counter
from collections.abc import Iterable, Iterator

import dagster as dg

from orchestration import night
from orchestration.defs.reporting import OWNERS, Again, markdown_table, written
from orchestration.defs.resources import Greffier
from orchestration.records import FileRecord
from orchestration.warehouse.again import forget_readings

LISTED_FILES = 50
TABLES = {
    "files": "Every file seen in the documents folder, with exactly one status and, when it was not read, the reason.",
    "documents": "The documents read: immutable text and what each says of itself (title, author, date, language).",
    "sections": "The blocks of each document's text: title, headings, paragraphs, boilerplate that gives no fact.",
    "markings": "The handling marks that the audience of this home may see, from the lowest up.",
    "members": "What lies inside each archive and mail: the names and contents of its members.",
    "notices": "Official procurement notices (TED, BOAMP, DECP) found among the files, one row a lot and winner.",
    "duplicates": "Documents that tell the same text as another one, which leads: facts count once.",
}


@dg.multi_asset(
    name="take_in",
    specs=[
        dg.AssetSpec(
            ["bronze", table], description=text, group_name="bronze", kinds={"python", "duckdb"}, owners=OWNERS
        )
        for table, text in TABLES.items()
    ],
)
def take_in(
    context: dg.AssetExecutionContext, greffier: Greffier, config: Again
) -> Iterator[dg.MaterializeResult[None]]:
    """Walk the documents folder, read what is new or named to be read again, give every file a status."""
    if config.again:
        context.log.info("%d files are read again.", forget_readings(greffier.store, config.again))
    taken = night.take_in(greffier.settings, greffier.store)
    statuses: Counter[str] = Counter(record.status for record in taken.files)
    reasons = Counter(record.reason for record in taken.files if record.reason)
    context.log.info("%d files seen: %s", len(taken.files), dict(statuses))
    if taken.network_refused_by is not None:
        context.log.warning("Files were read without cutting off the network: %s.", taken.network_refused_by)
    metadata: dict[str, dict[str, object]] = {
        "files": {
            **{status: statuses[status] for status in ("accepted", "duplicate", "quarantined", "ignored")},
            "reasons": dg.MarkdownMetadataValue("\n".join(f"- {why}: {n}" for why, n in sorted(reasons.items()))),
            "refused": dg.MarkdownMetadataValue(_refused(taken.files)),
        },
        "documents": {"newly_read": taken.newly_read},
    }
    for table in TABLES:
        yield written(greffier.store, "bronze", table, metadata.get(table, {}))


def _refused(files: Iterable[FileRecord]) -> str:
    """The files that somebody should look at: the first of them, and how to see the others."""
    refused = [file for file in files if file.status == "quarantined"]
    rows = [(file.source_path, file.reason, file.detail) for file in refused[:LISTED_FILES]]
    unlisted = len(refused) - len(rows)
    more = f"\n\n{unlisted} more: `greffier status --only quarantined`" if unlisted else ""
    return markdown_table(["file", "reason", "detail"], rows) + more


@dg.asset_check(asset=["bronze", "files"], blocking=True)
def every_file_has_one_status(greffier: Greffier) -> dg.AssetCheckResult:
    """Each path stands once and each quarantined file names its reason; otherwise a file could vanish unseen."""
    _, rows = greffier.store.query(
        """
        select count(*) - count(distinct source_path), count(*) filter (status = 'quarantined' and reason is null)
        from bronze.files
        """
    )
    repeated, unexplained = rows[0]
    return dg.AssetCheckResult(
        passed=repeated == 0 and unexplained == 0,
        metadata={"paths_listed_twice": repeated, "quarantined_without_reason": unexplained},
    )
