"""The command `greffier`: what people and schedulers type.

What belongs here: arguments, exit codes, messages. What does not: work (`night`, `evaluation`) and drawing (`console`).
Exit codes: 0 ok, 1 checks failed and nothing published, 2 usage or configuration, 3 locked by another run, 4 stale.
"""

from __future__ import annotations

import os
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from orchestration import console, operating
from orchestration.arguments import (
    EXIT_CHECKS_FAILED,
    EXIT_INTERRUPTED,
    EXIT_LOCKED,
    EXIT_USAGE,
    DocumentsOption,
    HomeOption,
    OutputOption,
    WorkersOption,
)
from orchestration.arguments import fail as _fail
from orchestration.arguments import settings_of as _settings
from orchestration.settings import Settings, sources

app = typer.Typer(
    name="greffier",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Documents in; actors, organisations, roles, contracts and quotes out, each traceable to its words.",
)
config = typer.Typer(no_args_is_help=True, help="Look at the settings.")
app.add_typer(operating.app)
app.add_typer(config, name="config")

AcceptOption = Annotated[
    list[str] | None,
    typer.Option("--accept", help="A fall from the current release that is right tonight (drift.quotes.rows)."),
]


@app.callback(
    invoke_without_command=True,
    epilog="Examples: greffier run --documents ~/press · greffier evaluate --gold ~/gold · greffier config show",
)
def main_options(
    show_version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
) -> None:
    """Options of the command itself."""
    if show_version:
        console.out.print(f"greffier {version('greffier')}")
        raise typer.Exit


@app.command(epilog="Example: greffier run --documents ~/press --workers 4 · greffier run --accept drift.quotes.rows")
def run(
    documents: DocumentsOption = None,
    output: OutputOption = None,
    home: HomeOption = None,
    workers: WorkersOption = None,
    accept: AcceptOption = None,
    full: Annotated[bool, typer.Option("--full", help="Read and extract everything anew, new or not.")] = False,
) -> None:
    """Run the night: read what is new, extract, resolve, build, check, publish. All or nothing.

    Without anything new since the current release, nothing runs and nothing is published.
    """
    _require_drifts(accept or [])
    _run(_settings(documents=documents, output=output, home=home, workers=workers), accept or [], from_nothing=full)


def _run(settings: Settings, accept: list[str], *, from_nothing: bool = False) -> None:
    from orchestration.runner import Outcome, run_night

    outcome: Outcome = run_night(settings, accept, from_nothing=from_nothing)
    for line in outcome.untold:
        console.complain(line)
    if outcome.exit_code == EXIT_INTERRUPTED:
        console.complain(outcome.message)
        # At once: what was interrupted half-way may never let itself be joined. The kernel frees the lock, and
        # workers and readers end with us.
        os._exit(EXIT_INTERRUPTED)
    if outcome.exit_code:
        _fail(outcome.message, outcome.exit_code)
    console.say(outcome.message)
    if outcome.release is not None:
        from orchestration.publishing.summary import summarise

        console.release_table(outcome.release, summarise(outcome.release))
        from orchestration.status import advice

        for line in advice(outcome.release.manifest.get("documents_unextracted_by_language", {})):
            console.say(line)


@app.command(
    epilog="Examples: greffier publish --audience staff · greffier publish 5f0c9a51-5d0a-4f0e-9d53-6f4b5f9f2f11"
)
def publish(
    build: Annotated[str | None, typer.Argument(help="Name of the build: a folder of <output>/.builds.")] = None,
    audience: Annotated[str | None, typer.Option(help="Make a release of what this audience may see.")] = None,
    documents: DocumentsOption = None,
    output: OutputOption = None,
    home: HomeOption = None,
    workers: WorkersOption = None,
    accept: AcceptOption = None,
) -> None:
    """Publish a build that was judged but not published, or make a release for one audience.

    Of a build the verdict is read again. A release for an audience is made like every night's, in a home and an output
    of its own (`published-staff` beside `published`), from what its audience may see and nothing else.
    """
    settings = _settings(documents=documents, output=output, home=home, workers=workers)
    if (build is None) == (audience is None):
        _fail("Say what to publish: a build, or --audience and its name.", EXIT_USAGE)
    if build is not None:
        _publish_build(settings, build)
        return
    _require_drifts(accept or [])
    _run(_for_audience(settings, str(audience)), accept or [])


def _for_audience(settings: Settings, audience: str) -> Settings:
    from orchestration.audiences import FolderMissing, LockedError, open_home

    try:
        theirs = settings.for_audience(audience)
        lent = open_home(settings, theirs)
    except LockedError as error:
        _fail(str(error), EXIT_LOCKED)
    except (ValueError, FolderMissing) as error:
        _fail(str(error), EXIT_USAGE)
    console.say(f"For {audience}: {', '.join(theirs.visible_markings)}. Files known from another home: {lent}.")
    return theirs


def _publish_build(settings: Settings, build: str) -> None:
    from orchestration.night import publish_build
    from orchestration.publishing import NotPublishable
    from orchestration.warehouse.lock import LockedError, writer_lock
    from orchestration.warehouse.store import Store

    try:
        with writer_lock(settings.home):
            release = publish_build(settings, Store(settings.database), build)
    except LockedError as error:
        _fail(str(error), EXIT_LOCKED)
    except NotPublishable as error:
        _fail(str(error), EXIT_CHECKS_FAILED)
    except OSError as error:
        _fail(str(error), EXIT_USAGE)
    console.say(f"Release {release.release_id} is current.")


@app.command(epilog="Example: greffier releases --json")
def releases(
    output: OutputOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False,
) -> None:
    """List the releases that are kept, the newest first: when published, what is in them, what changed."""
    from orchestration import release_desk

    listed = release_desk.listed(_settings(output=output).output)
    if as_json:
        console.as_json(listed)
    else:
        console.releases_table(listed)


@app.command(epilog="Examples: greffier rollback · greffier rollback rel-0f3a9c0d21b4e6f8")
def rollback(
    release: Annotated[str | None, typer.Argument(help="Release to go to; the one before by default.")] = None,
    output: OutputOption = None,
    home: HomeOption = None,
) -> None:
    """Make an earlier release current again, if every byte of it is what was published. Removes nothing.

    It stays current until a night has something new to publish; a later release may be named to go forward again.
    """
    settings = _settings(output=output, home=home)
    from orchestration.publishing import BrokenRelease, UnknownRelease, roll_back
    from orchestration.warehouse.lock import LockedError, writer_lock

    try:
        with writer_lock(settings.home):
            current = roll_back(settings.output, release)
    except LockedError as error:
        _fail(str(error), EXIT_LOCKED)
    except BrokenRelease as error:
        _fail(str(error), EXIT_CHECKS_FAILED)
    except (UnknownRelease, OSError) as error:
        _fail(str(error), EXIT_USAGE)
    console.say(f"Release {current.release_id} is current.")


@app.command(epilog="Example: greffier diff rel-0f3a9c0d21b4e6f8 latest --table quotes")
def diff(
    before: Annotated[str, typer.Argument(help="Release id, its beginning, or `latest`.")],
    after: Annotated[str, typer.Argument(help="Likewise.")],
    table: Annotated[str | None, typer.Option("--table", help="List the changed rows of this table.")] = None,
    output: OutputOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print every changed row as JSON.")] = False,
) -> None:
    """Compare two releases: rows added, modified and deleted, by their keys; ids that were merged, with whom.

    With --table, a line a row: the change, the key, and the columns that changed or what a deleted id became.
    """
    from orchestration import release_desk
    from orchestration.publishing import UnknownRelease

    try:
        compared = release_desk.compared(_settings(output=output).output, before, after, table)
    except UnknownRelease as error:
        _fail(str(error), EXIT_USAGE)
    if as_json:
        console.json_object(compared.as_json())
    elif table:
        console.lines(compared.row_lines())
    else:
        console.changes_table(compared.tables)


@app.command(epilog="Example: greffier evaluate --gold ~/gold/annotations --errors")
def evaluate(
    gold: Annotated[Path, typer.Option("--gold", help="Folder of gold annotations, one JSON file a document.")],
    release: Annotated[Path | None, typer.Option(help="Release folder; the latest one by default.")] = None,
    output: OutputOption = None,
    errors: Annotated[bool, typer.Option("--errors", help="List what was missed and what was spurious.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Score a release against documents annotated by people: precision, recall and F1 by kind of fact."""
    from orchestration.evaluation import EvaluationError, evaluate_release

    folder = release or _settings(output=output).output / "latest"
    try:
        report = evaluate_release(folder, gold)
    except EvaluationError as error:
        _fail(str(error), EXIT_USAGE)
    console.evaluation(report, errors=errors, as_json=as_json)


@app.command(epilog="Example: greffier review --by 'Odile Tazi' · greffier review --export questions.csv")
def review(
    as_list: Annotated[bool, typer.Option("--list", help="Print the open questions and ask nothing.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many questions at most.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="With --list or --idle: as JSON.")] = False,
    export: Annotated[Path | None, typer.Option("--export", help="Write the questions as CSV to this file.")] = None,
    answers: Annotated[Path | None, typer.Option("--import", help="Record the answers of such a file.")] = None,
    idle: Annotated[bool, typer.Option("--idle", help="List judgements on names that no document has now.")] = False,
    by: Annotated[str | None, typer.Option("--by", help="Who answers; the login name by default.")] = None,
    home: HomeOption = None,
) -> None:
    """Answer the most valuable open questions about names: are these two one? Answers go to judgements.csv.

    On a terminal one key answers; elsewhere the questions are written as CSV to stdout.
    """
    settings = _settings(home=home)
    from orchestration import review as reviewing

    try:
        if answers:
            reviewing.take_answers(settings, answers, by)
        elif idle:
            reviewing.tell_idle(settings, as_json=as_json)
        elif as_list or as_json:
            reviewing.tell_questions(settings, limit, as_json=as_json)
        elif export or not console.is_dialogue():
            reviewing.hand_out(settings, limit, export)
        else:
            reviewing.ask(settings, limit, by)
    except reviewing.LockedError as error:
        _fail(str(error), EXIT_LOCKED)
    except (reviewing.CurationError, reviewing.NothingToReviewError, reviewing.NobodyError, OSError) as error:
        _fail(str(error), EXIT_USAGE)


@app.command(epilog="Examples: greffier erase --document press/note.txt · greffier erase --actor 'Odile Tazi' --yes")
def erase(
    document: Annotated[list[str] | None, typer.Option("--document", help="Document: id, hash or path.")] = None,
    actor: Annotated[list[str] | None, typer.Option("--actor", help="Person: id or full name.")] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why; it is kept, so name nobody.")] = "",
    curation: Annotated[bool, typer.Option("--curation", help="Also remove lines of the curation files.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    documents: DocumentsOption = None,
    output: OutputOption = None,
    home: HomeOption = None,
) -> None:
    """Erase documents or people from everything that Greffier keeps, releases too, so that they do not come back.

    The documents folder is yours and stays as it is. Exit code 1: something is left, and stderr says where.
    """
    from orchestration import privacy

    if not (document or actor):
        _fail("Say what to erase: --document or --actor.", EXIT_USAGE)
    if not (yes or console.is_dialogue()):
        _fail("Nobody is there to be asked: say --yes to erase without a question.", EXIT_USAGE)
    settings = _settings(documents=documents, output=output, home=home)
    ask = None if yes else typer.confirm
    try:
        is_clean = privacy.carry_out(settings, document or [], actor or [], reason, with_curation=curation, confirm=ask)
    except privacy.LockedError as error:
        _fail(str(error), EXIT_LOCKED)
    except (privacy.NotFoundError, privacy.NotConfirmedError, privacy.TombstonesError, OSError) as error:
        _fail(str(error), EXIT_USAGE)
    if not is_clean:
        raise typer.Exit(EXIT_CHECKS_FAILED)


@app.command(epilog="Example: greffier subject 'Odile Tazi' --json")
def subject(
    name: Annotated[str, typer.Argument(help="Full name, or id (act-…).")],
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
    output: OutputOption = None,
    home: HomeOption = None,
) -> None:
    """List all that is held on a person: names, roles, contracts, quotes, documents, evidence, releases. Reads only."""
    from orchestration import privacy

    try:
        privacy.tell_held(_settings(output=output, home=home), name, as_json=as_json)
    except privacy.LockedError as error:
        _fail(str(error), EXIT_LOCKED)
    except (privacy.NotFoundError, OSError) as error:
        _fail(str(error), EXIT_USAGE)


@config.command(epilog="Example: GREFFIER_WORKERS=4 greffier config show")
def show(
    documents: DocumentsOption = None,
    output: OutputOption = None,
    home: HomeOption = None,
    workers: WorkersOption = None,
) -> None:
    """Print each setting, its value, and where it came from: flag, environment, .env, greffier.toml or default."""
    flags = {"documents": documents, "output": output, "home": home, "workers": workers}
    settings, origin = _settings(**flags), sources(flags)
    # Of the channels only which there are: the rest is secret.
    shown = {**settings.model_dump(), "channels": settings.channels}
    console.settings_table([(name, str(value), origin[name]) for name, value in shown.items()])


def _require_drifts(names: list[str]) -> None:
    from orchestration.quality import is_acceptable

    if wrong := [name for name in names if not is_acceptable(name)]:
        _fail(f"{wrong[0]!r} is no drift; names of drifts are like drift.quotes.rows (docs/quality.md).", EXIT_USAGE)


def main() -> None:
    """Run the command line."""
    app()
