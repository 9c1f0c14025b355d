"""One person at a keyboard: a question on the screen, one key for its answer, every answer saved at once.

What belongs here: keys and the order of questions. What does not: drawing (`console`) and what an answer means.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date

from orchestration import console
from orchestration.resolution import CurationError
from orchestration.resolution.judgement_file import append_judgements, withdraw_judgement
from orchestration.resolution.judgements import Judgement, Verdict
from orchestration.review.keyboard import Keyboard, listening
from orchestration.review.questions import Case
from orchestration.review.sheet import row_of

ANSWERS: Mapping[str, Verdict] = {"s": "same", "d": "different", "u": "unsure"}
KEYS = "[s]ame  [d]ifferent  [u]nsure  [k] skip  [b]ack  [w] reason  [q]uit"


class Desk:
    """A sitting over the questions of a case; `by` answers, on the day `on`."""

    def __init__(self, case: Case, by: str, on: date) -> None:
        self._case = case
        self._by, self._on = by, on
        self._why = ""
        # Where the reader has been, and the answer given there.
        self._been: list[tuple[int, Judgement | None]] = []

    def sit(self) -> int:
        """Ask until there is nothing left to ask or the reader leaves; return how many answers stand."""
        place: int | None = 0
        # Leaving by Ctrl-C or Ctrl-D is quitting: all is saved.
        with suppress(EOFError, KeyboardInterrupt), listening() as keyboard:
            while (place := self._next_open(place)) is not None:
                question = self._case.questions[place]
                console.question(row_of(question), place + 1, len(self._case.questions))
                place = self._act(place, keyboard)
        return sum(answer is not None for _, answer in self._been)

    def _next_open(self, place: int | None) -> int | None:
        """The first question from `place` on that answers so far leave open."""
        if place is None:
            return None
        questions = self._case.questions
        return next((p for p in range(place, len(questions)) if not self._case.is_answered(questions[p])), None)

    def _act(self, place: int, keyboard: Keyboard) -> int | None:
        """Do what the next key says; return where to go on."""
        console.say(KEYS)
        key = keyboard.key()
        if key in ANSWERS:
            return self._answer(place, ANSWERS[key])
        if key == "w":
            self._why = keyboard.line("Reason: ")
        elif key == "k":
            return self._leave(place, None)
        elif key == "b":
            return self._back(place)
        return None if key == "q" else place

    def _answer(self, place: int, verdict: Verdict) -> int:
        judgement = self._case.questions[place].judged(verdict, self._by, self._on, self._why)
        try:
            append_judgements(self._case.path, [judgement])
        except CurationError as error:
            console.complain(f"Not saved. {error}")
            return place
        return self._leave(place, judgement)

    def _leave(self, place: int, answer: Judgement | None) -> int:
        self._been.append((place, answer))
        self._why = ""
        return place + 1

    def _back(self, place: int) -> int:
        """The question before, its answer taken back."""
        if not self._been:
            return place
        before, answer = self._been.pop()
        if answer:
            withdraw_judgement(self._case.path, answer)
        return before
