"""The steps of a night as plain functions, from taking in to publishing; and whether there is anything new at all.

What belongs here: joining the parts, each a sibling that does not know the others, over the working database.
What does not: Dagster (`defs` calls these steps and reports them) and the work itself.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import starmap
from pathlib import Path

from orchestration import progress
from orchestration.agreements import StoredNotice
from orchestration.documents import intake
from orchestration.documents.refusals import Limits
from orchestration.documents.signature import folder_signature
from orchestration.extraction import engine
from orchestration.extraction.version import pipeline_version
from orchestration.publishing import (
    Release,
    latest_release,
    load_catalog,
    publish,
    published_entities,
    published_history,
    stage,
)
from orchestration.quality import Verdict, check_build, write_report, write_verdict
from orchestration.records import Extraction
from orchestration.resolution import (
    Appearance,
    Decisions,
    HistoryRow,
    Judgements,
    NoticeParty,
    Past,
    Registers,
    Work,
    appearances,
    claims_of,
    consolidate,
    identifiers,
    listed,
    listed_names,
    of_notices,
    one_entry,
    parties,
    read_curation,
    read_judgements,
    read_registers,
    read_value_lookups,
    resolution_version,
    resolve,
    told_by_notice,
)
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.warehouse import names
from orchestration.warehouse.agreements import Agreements, read_notices, read_tellings, save_agreements
from orchestration.warehouse.store import UNEXTRACTED, Store

# The settings that are limits of the intake, by the same name.
LIMIT_SETTINGS = (
    *("max_file_bytes", "max_text_chars", "max_pages", "max_members", "max_inflated_bytes", "max_inflation_ratio"),
    *("max_nesting", "parse_seconds", "parse_memory_bytes", "ocr"),
)
# Claims are saved this often, so that a night that dies keeps what it has done.
SAVE_EVERY_DOCUMENTS = 200


@dataclass(frozen=True, slots=True)
class News:
    """Whether tonight's input differs from what the current release was made of."""

    signature: str
    published_signature: str | None
    release_id: str | None

    @property
    def is_new(self) -> bool:
        """Whether a run has anything to do. A night that failed left no release, so it is tried again."""
        return self.signature != self.published_signature


def look_for_news(settings: Settings) -> News:
    """Compare the documents folder, the code and the decisions with the current release. Reads files, parses none."""
    folder = folder_signature(settings.documents, limits(settings))
    release = latest_release(settings.output)
    return News(
        signature=input_signature(settings, folder),
        published_signature=release.manifest.get("input_signature") if release else None,
        release_id=release.release_id if release else None,
    )


def input_signature(settings: Settings, folder_signature: str) -> str:
    """Hash of all that a release depends on: documents, limits, code, lexicons, model, bounds, people's decisions."""
    parts = (
        folder_signature,
        code_version(),
        intake.reader_version(limits(settings)),
        pipeline_version(settings.models),
        read_decisions(settings, read_registers(settings.curation / "registers")).version,
        read_value_lookups(settings.curation / "values.csv").version,
        _suites_version(settings.suites),
        settings.storage_version,
    )
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def code_version() -> str:
    """Hash of Greffier's own sources: the package and the dbt project."""
    digest = hashlib.sha256()
    sources = [
        path
        for folder, endings in (("orchestration", {".py", ".sql", ".yml", ".tsv"}), ("dbt_project", {".sql", ".yml"}))
        for path in (PROJECT_ROOT / folder).rglob("*")
        if path.suffix in endings and not {"target", "logs"} & set(path.relative_to(PROJECT_ROOT).parts)
    ]
    for path in sorted(sources):
        digest.update(path.relative_to(PROJECT_ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _suites_version(folder: Path) -> str:
    digest = hashlib.sha256()
    for suite in sorted(folder.glob("*.yml")):
        digest.update(suite.name.encode() + b"\x00" + suite.read_bytes())
    return digest.hexdigest()[:16]


def limits(settings: Settings) -> Limits:
    """The intake's limits as the settings state them."""
    return Limits(**{name: getattr(settings, name) for name in LIMIT_SETTINGS})


def take_in(settings: Settings, store: Store) -> intake.Intake:
    """Read what is new in the documents folder, record the status of every file, link documents that say the same."""
    version = intake.reader_version(limits(settings))
    taken = intake.take_in(
        settings.documents,
        known=store.known_readings(version),
        save=lambda readings: _save_readings(store, readings, version),
        limits=limits(settings),
        workers=settings.workers,
        isolated=settings.isolate,
        progress=lambda done, total: progress.report("Reading documents", done, total),
    )
    store.save_files(taken.files, version, taken.signature)
    # Imported here: it brings scipy, and a night without news must not wait for that.
    from orchestration.documents import duplicates

    store.save_duplicates(duplicates.link(store.contents()))
    return taken


def _save_readings(store: Store, readings: Sequence[intake.NewReading], version: str) -> None:
    store.save_readings(
        [new.reading for new in readings],
        [document for new in readings for document in new.documents],
        {new.reading.file_sha256: new.notices for new in readings},
        version,
    )


def extract(settings: Settings, store: Store) -> Counter[str]:
    """Extract from documents that this pipeline has not seen; return how many ended in which status."""
    current = pipeline_version(settings.models)
    store.forget_stale_claims(current)
    pending = store.pending_documents(current)
    texts = {document.document_id: document.text for document in pending}
    ended: Counter[str] = Counter()
    unsaved: list[Extraction] = []
    progress.report("Extracting", 0, len(pending))
    for results in engine.run(pending, settings.models, settings.workers):
        unsaved.extend(results)
        ended.update(result.status for result in results)
        progress.report("Extracting", ended.total(), len(pending))
        if len(unsaved) >= SAVE_EVERY_DOCUMENTS:
            store.save_extractions(unsaved, texts, current)
            unsaved = []
    store.save_extractions(unsaved, texts, current)
    return ended


def resolve_mentions(settings: Settings, store: Store) -> Work:
    """Bring entities up to date with what documents and notices name, and contracts with what they tell.

    People's decisions come first, the ids of the current release are kept. Returns how much had to be looked at.
    """
    progress.report("Resolving names")
    notices = read_notices(store)
    found = parties(notices)
    registers = read_registers(settings.curation / "registers")
    decisions = read_decisions(settings, registers)
    elsewhere = {appearance.document_id: appearance for appearance in of_notices(found)}
    entries = defaultdict(list)
    for appearance in listed(registers.entries):
        entries[appearance.document_id].append(appearance)
    release = latest_release(settings.output)
    past = Past(published_entities(release), tuple(starmap(HistoryRow, published_history(release))))
    with store.connect() as connection:
        versions = (
            names.sources(connection) | dict.fromkeys(elsewhere, "notice") | dict.fromkeys(entries, registers.version)
        )

        def load(documents: Collection[str]) -> list[Appearance]:
            named = names.names_of(connection, documents)
            return [
                *appearances(named.mentions, named.roles, named.published),
                *(elsewhere[document] for document in documents if document in elsewhere),
                *(appearance for document in documents for appearance in entries.get(document, ())),
            ]

        work = resolve(connection, versions, load, decisions, past, resolution_version())
        entity_of = names.entities_of(connection, [party.mention.mention_id for party in found])
    agree_contracts(store, notices, found, entity_of)
    lookups = read_value_lookups(settings.curation / "values.csv")
    store.save_curated({"value_lookups": lookups.all, "register_names": listed_names(registers.entries)})
    return work


def read_decisions(settings: Settings, registers: Registers) -> Decisions:
    """What people decided of names and of pairs, and which names the registers say are one."""
    judged = read_judgements(settings.curation / "judgements.csv")
    all_judged = Judgements(judged.all, f"{judged.version} {registers.version}", tuple(one_entry(registers.entries)))
    return Decisions(read_curation(settings.curation), all_judged)


def agree_contracts(
    store: Store, notices: Sequence[StoredNotice], found: Sequence[NoticeParty], entities: Mapping[str, str]
) -> int:
    """Put what documents and notices tell to the contracts that they tell of; return how many contracts there are.

    `found` are the parties of the notices, `entities` the organisation of each by its mention.
    """
    progress.report("Consolidating contracts")
    claims = claims_of(notices, {party.key: entities[party.mention.mention_id] for party in found})
    links = consolidate([*read_tellings(store), *map(told_by_notice, claims)])
    save_agreements(store, Agreements(identifiers(found, entities), claims, links))
    return len({link.contract_id for link in links})


def build_folder(settings: Settings, run_id: str) -> Path:
    """Where this run stages its release, on the file system of the output so that a rename publishes it."""
    return settings.builds / run_id


def stage_and_judge(settings: Settings, store: Store, dbt_manifest: Path, run_id: str) -> Verdict:
    """Write the release aside, check it, and leave verdict and report beside it."""
    build = build_folder(settings, run_id)
    counts = stage(settings.database, build, load_catalog(dbt_manifest), settings.storage_version)
    inputs = {
        "input_signature": input_signature(settings, store.intake_signature()),
        "pipeline_version": pipeline_version(settings.models),
    }
    verdict = write_verdict(build, run_id, check_build(build, settings.suites), inputs)
    write_report(build, verdict, counts)
    return verdict


def publish_build(settings: Settings, store: Store, run_id: str) -> Release:
    """Publish what `stage_and_judge` left for this run. Raises NotPublishable when its verdict does not allow it."""
    _, statuses = store.query("select status, count(*) from bronze.files group by status order by status")
    _, reasons = store.query(
        "select reason, count(*) from bronze.files where reason is not null group by reason order by reason"
    )
    _, unread = store.query("select status, count(*) from annotation.extractions group by status order by status")
    _, foreign = store.query(UNEXTRACTED)
    facts = {
        "run_id": run_id,
        "greffier_version": version("greffier"),
        "code_version": code_version(),
        "reader_version": intake.reader_version(limits(settings)),
        # Paths of this machine are nobody's business outside it.
        "settings": {name: value for name, value in settings.model_dump().items() if not isinstance(value, Path)},
        "files_by_status": dict(statuses),
        "files_by_reason": dict(reasons),
        "documents_by_extraction": dict(unread),
        "documents_unextracted_by_language": dict(foreign),
    }
    return publish(build_folder(settings, run_id), settings.output, facts, settings.keep_releases)
