"""The command `greffier`: what people and schedulers type.

What belongs here: arguments, exit codes, messages. What does not: work (`night`, `evaluation`) and drawing (`console`).
Exit codes: 0 ok, 1 checks failed and nothing published, 2 usage or configuration, 3 locked by another run.
"""

from __future__ import annotations

import os
import signal
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from pydantic import ValidationError

from orchestration import console
from orchestration.settings import Settings, sources

EXIT_CHECKS_FAILED, EXIT_USAGE, EXIT_LOCKED, EXIT_INTERRUPTED = 1, 2, 3, 130

app = typer.Typer(
    name="greffier",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Documents in; actors, organisations, roles, contracts and quotes out, each traceable to its words.",
)
config = typer.Typer(no_args_is_help=True, help="Look at the settings.")
app.add_typer(config, name="config")

DocumentsOption = Annotated[Path | None, typer.Option("--documents", help="Folder of the documents to read.")]
OutputOption = Annotated[Path | None, typer.Option("--output", help="Folder of the published releases.")]
HomeOption = Annotated[Path | None, typer.Option("--home", help="Folder of all state (working database, Dagster).")]
WorkersOption = Annotated[int | None, typer.Option("--workers", min=1, help="Extraction processes.")]


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


@app.command(epilog="Example: greffier run --documents ~/press --output /srv/greffier --workers 4")
def run(
    documents: DocumentsOption = None,
    output: OutputOption = None,
    home: HomeOption = None,
    workers: WorkersOption = None,
) -> None:
    """Run the night: read what is new, extract, resolve, build, check, publish. All or nothing.

    Without anything new since the current release, nothing runs and nothing is published.
    """
    settings = _settings(documents=documents, output=output, home=home, workers=workers)
    from orchestration.runner import Outcome, run_night

    outcome: Outcome = run_night(settings)
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


@app.command(epilog="Example: greffier status --files --only quarantined")
def status(
    files: Annotated[bool, typer.Option("--files", help="List every file: status, reason, path, detail.")] = False,
    only: Annotated[str | None, typer.Option("--only", help="List files of this status or reason only.")] = None,
    output: OutputOption = None,
    home: HomeOption = None,
) -> None:
    """Say how the last night left the documents: what was read, what was refused and why."""
    settings = _settings(output=output, home=home)
    from orchestration.status import LockedError, advice, read_status

    try:
        found = read_status(settings)
    except LockedError as error:
        _fail(str(error), EXIT_LOCKED)
    if files or only:
        console.file_lines([file for file in found.files if only in (None, file.status, file.reason)])
    else:
        console.status_table(found)
        for line in advice(found.unextracted):
            console.say(line)


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


@app.command(epilog="Example: greffier dev --port 3000")
def dev(
    documents: DocumentsOption = None,
    output: OutputOption = None,
    home: HomeOption = None,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on 127.0.0.1.")] = 3000,
) -> None:
    """Open the Dagster UI and its daemon on this machine: the graph, its runs, the nightly schedule."""
    settings = _settings(documents=documents, output=output, home=home)
    from orchestration.environment import prepare

    prepare(settings)
    console.say(f"Dagster UI on http://127.0.0.1:{port} (home {settings.home}); Ctrl-C ends it.")
    # A shell starts its background jobs deaf to Ctrl-C, and everything below would inherit that and never end.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    # Dagster advises its users to take `dg dev`: a development tool, which is not installed with Greffier.
    python = [sys.executable, "-W", "ignore::FutureWarning:click.core", "-m"]
    workspace = str(Path(__file__).with_name("workspace.yaml"))
    os.execv(sys.executable, [*python, "dagster", "dev", "-w", workspace, "-h", "127.0.0.1", "-p", str(port)])  # noqa: S606


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
    console.settings_table([(name, str(value), origin[name]) for name, value in settings.model_dump().items()])


def _settings(**flags: Any) -> Settings:
    try:
        return Settings(**{name: value for name, value in flags.items() if value is not None})
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        _fail(
            f"The settings cannot be used: {problems}. `greffier config show` tells where each comes from.", EXIT_USAGE
        )


def _fail(message: str, code: int) -> NoReturn:
    console.complain(message)
    raise typer.Exit(code)


def main() -> None:
    """Run the command line."""
    app()
