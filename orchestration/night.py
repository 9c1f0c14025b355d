"""The steps of a night as plain functions, from taking in to publishing; and whether there is anything new at all.

What belongs here: joining the parts, each a sibling that does not know the others, over the working database.
What does not: Dagster (`defs` calls these steps and reports them) and the work itself.
"""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, replace
from datetime import timedelta
from importlib.metadata import version
from itertools import starmap
from pathlib import Path

from orchestration import progress
from orchestration.agreements import StoredNotice
from orchestration.documents import intake
from orchestration.documents.refusals import Limits
from orchestration.documents.signature import folder_signature
from orchestration.extraction import annotation_folders, engine
from orchestration.extraction.version import pipeline_version
from orchestration.masking import Screen, read_erased, read_or_make_key, without_doubtful_speakers
from orchestration.publishing import (
    ALERTS,
    Release,
    add_alerts,
    checked_signature,
    clear_leftovers,
    forget_named_keys,
    latest_release,
    load_catalog,
    pseudonymised,
    publish,
    published_entities,
    published_history,
    seal,
    stage,
    with_alerts,
)
from orchestration.publishing.exports import write_exports
from orchestration.quality import Grounds, Verdict, judge, write_report
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
from orchestration.watching import Watched, find_alerts, match, read_watchlists

# The settings that are limits of the intake, by the same name.
LIMIT_SETTINGS = (
    *("max_file_bytes", "max_text_chars", "max_pages", "max_members", "max_inflated_bytes", "max_inflation_ratio"),
    *("max_nesting", "parse_seconds", "parse_memory_bytes", "ocr"),
)
# Claims are saved this often, so that a night that dies keeps what it has done.
SAVE_EVERY_DOCUMENTS = 200


@dataclass(frozen=True, slots=True)
class News:
    """Whether tonight's input differs from what the last night that published, or found nothing changed, judged."""

    signature: str
    published_signature: str | None
    release_id: str | None

    @property
    def is_new(self) -> bool:
        """Whether a run has anything to do. A night that failed left no release, so it is tried again."""
        return self.signature != self.published_signature


def look_for_news(settings: Settings) -> News:
    """Compare the documents folder, the code and the decisions with the current release. Reads files, parses none."""
    folder = folder_signature(settings.documents, limits(settings), markings(settings))
    release = latest_release(settings.output)
    return News(
        signature=input_signature(settings, folder),
        published_signature=checked_signature(settings.output),
        release_id=release.release_id if release else None,
    )


def input_signature(settings: Settings, folder_signature: str) -> str:
    """Hash of all that a release depends on."""
    return _signature(input_versions(settings, folder_signature))


def input_versions(settings: Settings, folder_signature: str) -> dict[str, str]:
    """What a release depends on, each by its hash or version: documents, code, lexicons, bounds, people's decisions."""
    return {
        "documents_signature": folder_signature,
        "code_version": code_version(),
        "reader_version": intake.reader_version(limits(settings)),
        "pipeline_version": pipeline_version(settings.models),
        "curation_version": read_decisions(settings, read_registers(settings.curation / "registers")).version,
        "lookups_version": read_value_lookups(settings.curation / "values.csv").version,
        "suites_version": _suites_version([*sorted(settings.suites.glob("*.yml")), settings.drift]),
        "storage_version": settings.storage_version,
        "erasures_version": read_erased(settings.home).version,
        "audience": " ".join([settings.audience, *settings.visible_markings]),
        "names_published": "pseudonyms" if settings.pseudonymise else "as written",
    }


def _signature(versions: Mapping[str, str]) -> str:
    return hashlib.sha256("\x1f".join(versions.values()).encode()).hexdigest()


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


def _suites_version(bounds: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in bounds:
        digest.update(path.name.encode() + b"\x00" + path.read_bytes())
    return digest.hexdigest()[:16]


def forget_work(settings: Settings) -> None:
    """Remove what earlier nights read, annotated and resolved; decisions, tombstones and releases stay."""
    for path in (settings.database, Path(f"{settings.database}.wal")):
        path.unlink(missing_ok=True)
    shutil.rmtree(settings.annotations, ignore_errors=True)


def limits(settings: Settings) -> Limits:
    """The intake's limits as the settings state them."""
    return Limits(**{name: getattr(settings, name) for name in LIMIT_SETTINGS})


def markings(settings: Settings) -> intake.Markings:
    """What marks a file, and which marks the audience of this home may see."""
    return intake.Markings(settings.markings, settings.visible_markings, settings.folder_markings)


def take_in(settings: Settings, store: Store) -> intake.Intake:
    """Read what is new in the documents folder, record the status of every file, link documents that say the same."""
    version = intake.reader_version(limits(settings))
    screen = Screen(read_erased(settings.home))
    taken = intake.take_in(
        settings.documents,
        known=store.known_readings(version) | screen.erased.refusals,
        save=lambda readings: _save_readings(store, readings, version),
        limits=limits(settings),
        markings=markings(settings),
        workers=settings.workers,
        isolated=settings.isolate,
        screen=lambda new: intake.NewReading(*screen.reading(new.reading, new.documents, new.notices)),
        progress=lambda done, total: progress.report("Reading documents", done, total),
    )
    store.save_markings(settings.visible_markings)
    store.save_files([screen.file(record) for record in taken.files], version, taken.signature)
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
    folders = annotation_folders.annotation_folders(settings.annotations, settings.models)
    for results in engine.run(pending, settings.models, settings.workers, folders):
        unsaved.extend(without_doubtful_speakers(result, texts[result.document_id]) for result in results)
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
    screen = Screen(read_erased(settings.home))
    registers = _without_erased(read_registers(settings.curation / "registers"), screen)
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
    kept = [lookup for lookup in lookups.all if not screen.names_somebody(lookup.value, lookup.canonical_value)]
    store.save_curated({"value_lookups": kept, "register_names": listed_names(registers.entries)})
    return work


def _without_erased(registers: Registers, screen: Screen) -> Registers:
    """The registers without those whom they must not bring back."""
    kept = tuple(entry for entry in registers.entries if not screen.names_somebody(*entry.names))
    return replace(registers, entries=kept)


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


def stage_and_judge(
    settings: Settings, store: Store, dbt_manifest: Path, run_id: str, accepting: Collection[str] = ()
) -> Verdict:
    """Write the release aside, check it, and leave verdict and report beside it; half a build never stays.

    `accepting` names drifts from the current release that are right tonight (`drift.quotes.rows`).
    """
    build = build_folder(settings, run_id)
    # Builds of nights that failed would fill the disk, one a night.
    clear_leftovers(settings.output, build)
    try:
        return _stage_and_judge(settings, store, dbt_manifest, build, accepting)
    except Exception:
        shutil.rmtree(build, ignore_errors=True)
        raise


def _stage_and_judge(
    settings: Settings, store: Store, dbt_manifest: Path, build: Path, accepting: Collection[str]
) -> Verdict:
    release = latest_release(settings.output)
    base = release.folder if release else None
    tables = load_catalog(dbt_manifest)
    with _published_marts(settings) as database:
        counts = stage(database, build, tables, settings.storage_version, base)
    if settings.pseudonymise:
        forget_named_keys(build)
    counts[ALERTS.name] = _tell_news(settings, build, base)
    write_exports(build, with_alerts(tables))
    versions = input_versions(settings, store.intake_signature())
    grounds = Grounds(
        settings.suites, settings.drift, settings.dbt_target, dbt_manifest, base, settings.visible_markings
    )
    inputs = {"input_signature": _signature(versions), **versions}
    verdict = judge(build, build.name, grounds, inputs, accepting)
    write_report(build, verdict, counts)
    seal(build)
    return verdict


def _tell_news(settings: Settings, build: Path, base: Path | None) -> int:
    """Add the table `alerts` to the staged build: what it says of the watched that the release `base` did not."""
    found = find_alerts(build, base, watched_in(settings, build))
    return add_alerts(build, map(astuple, found), settings.visible_markings)


def watched_in(settings: Settings, release: Path) -> list[Watched]:
    """Whom and what the watchlists mean in the folder of a release or build. Raises WatchlistsError."""
    return match(release, read_watchlists(settings.watchlists))


@contextmanager
def _published_marts(settings: Settings) -> Iterator[Path]:
    """The database whose marts are published: the working one, or its copy under pseudonyms."""
    if not settings.pseudonymise:
        yield settings.database
        return
    with pseudonymised(settings.database, read_or_make_key(settings.home)) as copy:
        yield copy


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
        "audience": settings.audience,
        "markings": list(settings.visible_markings),
        "settings": settings.publishable,
        "files_by_status": dict(statuses),
        "files_by_reason": dict(reasons),
        "documents_by_extraction": dict(unread),
        "documents_unextracted_by_language": dict(foreign),
    }
    min_age = timedelta(days=settings.keep_days)
    release = publish(build_folder(settings, run_id), settings.output, facts, settings.keep_releases, min_age)
    # Only now: a folder that was not mounted for a night, which blocked the release, costs no annotation.
    annotation_folders.prune(settings.annotations, settings.models, store.content_hashes())
    return release
