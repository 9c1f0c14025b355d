"""How much each observation about two names speaks for or against their being one: reviewed data, one file a kind.

What belongs here: the weights (`actors.yml`, `organisations.yml`), the words that they use (`relations.sql`) and
reading them. What does not: applying them (`scoring`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from orchestration.records import MentionKind


@dataclass(frozen=True, slots=True)
class Level:
    """What may be seen of a pair (`when`, SQL over the columns of both profiles), what it weighs, how people say it.

    A weight of 1 doubles the odds that both are one; a negative weight lowers them (log2 of the Bayes factor).
    """

    when: str
    weight: float
    reason: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """One side from which a pair is looked at; the first level that holds counts, none of them counts nothing."""

    name: str
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """`prior` is the weight before anything is seen; `blocks` say which pairs are looked at at all.

    A block is SQL, or (as Splink has it) SQL with the lists of which any two members may be equal.
    """

    prior: float
    blocks: tuple[str | dict[str, Any], ...]
    comparisons: tuple[Comparison, ...]


@cache
def model(kind: MentionKind) -> Model:
    """The model of actors or of organisations."""
    stated: dict[str, Any] = yaml.safe_load(files(__package__).joinpath(f"{kind}s.yml").read_text(encoding="utf-8"))
    comparisons = tuple(
        Comparison(name, tuple(Level(**level) for level in levels)) for name, levels in stated["comparisons"].items()
    )
    return Model(float(stated["prior"]), tuple(stated["blocks"]), comparisons)


@cache
def macros() -> str:
    """The SQL macros that the conditions of the models use."""
    return files(__package__).joinpath("relations.sql").read_text(encoding="utf-8")
