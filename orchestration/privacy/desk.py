"""What the commands `erase` and `subject` do: ask, act, tell.

What belongs here: the dialogue. What does not: arguments and exit codes (`cli`), the work (`erasing`, `subject`).
Names are told on stdout and on the terminal only, never in a log.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from typing import Any

from orchestration import console, dagster_storage
from orchestration.privacy.erasing import Done, Plan, erase, plan_documents, plan_person
from orchestration.privacy.subject import held_on
from orchestration.settings import Settings
from orchestration.warehouse.lock import writer_lock


class NotConfirmedError(Exception):
    """Nobody said yes; nothing was changed. The message says what to do."""


def carry_out(
    settings: Settings,
    documents: Collection[str],
    actors: Collection[str],
    reason: str,
    *,
    with_curation: bool,
    confirm: Callable[[str], bool] | None,
) -> bool:
    """Erase what is named, for every audience, one after the other; return whether nothing of it is left anywhere.

    `confirm` asks a person; with None the answer is yes. Raises NotFoundError, LockedError, NotConfirmedError,
    RecordsOutOfReachError.
    """
    plans = [partial(plan_documents, settings, documents)] if documents else []
    plans += [partial(plan_person, settings, actor) for actor in actors]
    homes = settings.all_homes()
    is_clean = True
    with ExitStack() as locks:
        for home in homes:
            locks.enter_context(writer_lock(home.home))
            # Before anything is changed: records that cannot be reached would keep what is erased.
            dagster_storage.require_reach(home.dagster_home)
        for make_plan in plans:
            plan = make_plan()
            _require_yes(plan, confirm)
            is_clean &= _told([erase(home, plan, reason, with_curation=with_curation) for home in homes])
    return is_clean


def _require_yes(plan: Plan, confirm: Callable[[str], bool] | None) -> None:
    if confirm is None:
        return
    held = ", ".join(f"{count} {name}" for name, count in plan.counts.items())
    console.say(f"{plan.said}: {held or 'nothing is held but the word that it was erased'}.")
    if not confirm("Erase this everywhere, for good? The documents folder itself is not touched."):
        raise NotConfirmedError("Nothing was erased.")


def _told(done: Sequence[Done]) -> bool:
    """Tell what was done in each home, and once what stands in the curation files that all of them read."""
    for each in done:
        console.lines((name, str(count)) for name, count in each.counts.items())
        console.lines(("release", old, new) for old, new in each.releases.items())
    lines = {(line.path, line.first): each.curation_changed for each in done for line in each.curation}
    for (path, number), is_removed in lines.items():
        what = "removed" if is_removed else "still names the person (see --curation)"
        console.say(f"{path}, line {number}: {what}.")
    for left in (path for each in done for path in each.remains):
        console.complain(
            f"{left}: still holds what was erased. Move the file away, or erase again when nothing uses it."
        )
    return not any(each.remains for each in done)


def tell_held(settings: Settings, said: str, *, as_json: bool) -> None:
    """Print all that is held on a person. Raises NotFoundError."""
    held = held_on(settings, said)
    if as_json:
        console.json_object({"people": held})
        return
    for person in held:
        console.lines((line,) for line in _lines(person))


def _lines(person: dict[str, Any]) -> Iterator[str]:
    for section, entries in person.items():
        yield f"{section.replace('_', ' ')} ({len(entries)})"
        for entry in entries:
            yield "  " + " · ".join(
                f"{name}: {_shown(value)}" for name, value in entry.items() if value not in (None, [])
            )


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_shown, value))
    if isinstance(value, dict):
        return " ".join(map(str, value.values()))
    return " ".join(str(value).split())
