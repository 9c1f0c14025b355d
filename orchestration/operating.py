"""The commands of those who keep Greffier running: interface, daemon, explorer, how things stand, what is wrong.

What belongs here: their arguments, exit codes, messages. What does not: work (`serving`, `status`, `doctor`).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from orchestration import console, dagster_storage, home_format, progress
from orchestration.arguments import (
    EXIT_CHECKS_FAILED,
    EXIT_LOCKED,
    EXIT_STALE,
    EXIT_USAGE,
    DocumentsOption,
    HomeOption,
    OutputOption,
    fail,
    settings_of,
)
from orchestration.settings import Settings
from orchestration.warehouse.lock import LockedError, writer_lock

app = typer.Typer()
UNITS = {"m": "minutes", "h": "hours", "d": "days"}

PortOption = Annotated[int | None, typer.Option("--port", min=1, max=65535, help="Port to listen on.")]


@app.command(epilog="Examples: greffier serve · greffier serve --host 192.0.2.7 --token-file /etc/greffier/token")
def serve(
    documents: DocumentsOption = None,
    output: OutputOption = None,
    home: HomeOption = None,
    host: Annotated[str | None, typer.Option("--host", help="IP address to listen on.")] = None,
    port: PortOption = None,
    read_only: Annotated[
        bool | None, typer.Option("--read-only/--read-write", help="Whether runs can be started in the UI.")
    ] = None,
    token_file: Annotated[Path | None, typer.Option("--token-file", help="File of the token to ask for.")] = None,
) -> None:
    """Serve the Dagster UI and run its daemon, which starts the nightly run: both behind a guard, until Ctrl-C.

    Exit code 1: the UI or the daemon ended by itself; the other was ended with it.
    """
    settings = settings_of(
        documents=documents,
        output=output,
        home=home,
        serve_host=host,
        serve_port=port,
        serve_read_only=read_only,
        serve_token_file=token_file,
    )
    from orchestration.serving import TokenError, read_token

    try:
        token = read_token(settings.serve_token_file)
    except TokenError as error:
        fail(str(error), EXIT_USAGE)
    _serve(settings, settings.serve_host, token, read_only=settings.serve_read_only)


@app.command(epilog="Example: greffier dev --port 3001")
def dev(
    documents: DocumentsOption = None,
    output: OutputOption = None,
    home: HomeOption = None,
    port: PortOption = None,
) -> None:
    """Open the Dagster UI and its daemon on this machine, for this machine, with the right to start runs."""
    settings = settings_of(documents=documents, output=output, home=home, serve_port=port)
    _serve(settings, "127.0.0.1", None, read_only=False)


def _serve(settings: Settings, host: str, token: str | None, *, read_only: bool) -> None:
    from orchestration import serving
    from orchestration.environment import prepare

    try:
        listening = serving.listen(host, settings.serve_port, has_token=token is not None)
        prepare(settings)
        _bring_up(settings)
    except serving.AddressError as error:
        fail(str(error), EXIT_USAGE)
    except (home_format.HomeError, dagster_storage.RecordsOutOfReachError) as error:
        fail(str(error), EXIT_USAGE)
    except OSError as error:
        fail(f"The home cannot be made ready: {error}. Check the folder and its rights.", EXIT_USAGE)
    may = "read-only" if read_only else "runs can be started"
    console.say(f"Dagster UI on {_address(host, settings.serve_port)} ({may}; home {settings.home}); Ctrl-C ends it.")
    with listening:
        code = serving.serve(settings, listening, token, read_only=read_only)
    raise typer.Exit(code)


def _bring_up(settings: Settings) -> None:
    """Make the home of an older Greffier one of ours, before Dagster opens its records."""
    if not home_format.is_older(settings.home):
        return
    try:
        with writer_lock(settings.home):
            told = home_format.bring_up(settings.home, settings.dagster_home)
    except LockedError as error:
        fail(str(error), EXIT_LOCKED)
    if told:
        console.say(told)


@app.command(epilog="Examples: greffier explore · greffier explore --host 192.0.2.7 --token-file /etc/greffier/readers")
def explore(
    output: OutputOption = None,
    home: HomeOption = None,
    host: Annotated[str | None, typer.Option("--host", help="IP address to listen on.")] = None,
    port: PortOption = None,
    token_file: Annotated[Path | None, typer.Option("--token-file", help="File of the token to ask for.")] = None,
    audience: Annotated[
        str | None, typer.Option("--audience", help="Whose release to show: one of `audiences`.")
    ] = None,
) -> None:
    """Serve pages over the current release, from any fact to the words that say so, until Ctrl-C. Read-only.

    A release that is published meanwhile is shown as soon as it is ready to be searched.
    """
    settings = settings_of(
        output=output, home=home, explore_host=host, explore_port=port, explore_token_file=token_file
    )
    try:
        settings = settings.for_audience(audience or settings.audience)
    except ValueError as error:
        fail(str(error), EXIT_USAGE)
    from orchestration import serving
    from orchestration.explorer import NoReleaseError, Shelf
    from orchestration.serving.reading import explore as serve_pages

    shelf = Shelf(settings.output, settings.side_files, settings.visible_markings)
    try:
        token = serving.read_token(settings.explore_token_file, "explore")
        listening = serving.listen(
            settings.explore_host, settings.explore_port, has_token=token is not None, service="explore"
        )
        with console.showing_progress():
            progress.report("Making the release ready to be searched")
            release = shelf.prepare()
    except (serving.AddressError, serving.TokenError, NoReleaseError) as error:
        fail(str(error), EXIT_USAGE)
    except OSError as error:
        fail(f"The explorer cannot keep what it needs: {error}. Check the folder and its rights.", EXIT_USAGE)
    address = _address(settings.explore_host, settings.explore_port)
    console.say(f"Release {release.release_id} on {address}; Ctrl-C ends it.")
    with listening:
        serve_pages(settings, shelf, listening, token)


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@app.command(epilog="Examples: greffier status --max-age 26h · greffier status --files --only quarantined")
def status(
    files: Annotated[bool, typer.Option("--files", help="List every file: status, reason, path, detail.")] = False,
    only: Annotated[str | None, typer.Option("--only", help="List files of this status or reason only.")] = None,
    max_age: Annotated[
        str | None,
        typer.Option("--max-age", help="Exit with 4 when no night has ended well for longer: 90m, 26h, 2d."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
    output: OutputOption = None,
    home: HomeOption = None,
) -> None:
    """Say how things stand: last run, release, documents, what was refused and why, next run.

    With --max-age, one line and exit code 4 when no night has published, confirmed the release or found nothing new
    for longer than that: for a monitor, without Dagster.
    """
    settings, most = settings_of(output=output, home=home), _duration(max_age)
    from orchestration import status as standing

    if files or only:
        try:
            listed = standing.read_files(settings)
        except standing.LockedError as error:
            fail(str(error), EXIT_LOCKED)
        except OSError as error:
            fail(str(error), EXIT_USAGE)
        console.file_lines([file for file in listed if only in (None, file.status, file.reason)])
        return
    if as_json or most is None:
        _tell_status(settings, as_json=as_json)
    if most is not None:
        is_stale, line = standing.staleness(settings, datetime.now(UTC), most)
        if not as_json:
            console.lines([(line,)])
        raise typer.Exit(EXIT_STALE if is_stale else 0)


def _tell_status(settings: Settings, *, as_json: bool) -> None:
    from orchestration import status as standing

    try:
        found = standing.read_status(settings)
    except standing.RecordsError as error:
        fail(f"{error}. greffier doctor says what to do.", EXIT_USAGE)
    except OSError as error:
        fail(str(error), EXIT_USAGE)
    if as_json:
        console.json_object(found.as_json())
        return
    console.status_table(standing.lines(found))
    for line in [*standing.advice(found.unextracted), *standing.watching(settings)]:
        console.say(line)


def _duration(written: str | None) -> timedelta | None:
    """What `90m`, `26h` or `2d` mean."""
    if written is None:
        return None
    found = re.fullmatch(r"(\d+)([mhd])", written)
    if not found:
        fail(f"--max-age {written}: write a number and m, h or d, for example 26h.", EXIT_USAGE)
    return timedelta(**{UNITS[found[2]]: int(found[1])})


@app.command(epilog="Example: greffier doctor --json")
def doctor(
    documents: DocumentsOption = None,
    output: OutputOption = None,
    home: HomeOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """Look for what would stop a night or spoil it, and say what to do. Changes nothing.

    Exit code 1: something would stop a night.
    """
    settings = settings_of(documents=documents, output=output, home=home)
    from orchestration import doctor as examining

    found = examining.examine(settings, datetime.now(UTC))
    if as_json:
        console.as_json(examining.as_rows(found))
    else:
        console.findings(examining.as_rows(found))
    if any(finding and finding.level is examining.Level.STOPS for _, finding in found):
        raise typer.Exit(EXIT_CHECKS_FAILED)
