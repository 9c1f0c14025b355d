"""When two written names are the same name: the keys by which mentions are compared.

What belongs here: turning a name into a key. What does not: deciding which keys are one entity (`clustering`).
A key forgives case, accents, punctuation, articles and legal forms, and nothing else: DGSE and DGSI stay two.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import cast

from orchestration.records import OrganisationKind

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae"})
ARTICLES = frozenset({"l", "le", "la", "les", "the"})


def actor_key(name: str) -> str:
    """The key of a person's name.

    >>> actor_key("Élise  D'Aubrac-Faye")
    'elise d aubrac faye'
    """
    return " ".join(_words(name))


def organisation_key(name: str) -> str:
    """The key of an organisation's name, without leading articles and legal forms at either end.

    >>> organisation_key("L'Agence Nordex S.A.S.")
    'agence nordex'
    """
    words = _words(re.sub(r"\b(?:[A-Za-z]\.){2,}", _without_dots, name))
    while len(words) > 1 and words[0] in ARTICLES:
        words = words[1:]
    while len(words) > 1 and words[-1] in legal_forms():
        words = words[:-1]
    while len(words) > 1 and words[0] in legal_forms():
        words = words[1:]
    return " ".join(words)


def legal_form_kind(name: str) -> OrganisationKind | None:
    """The kind of organisation that the legal form at either end of a name tells; None where there is no form.

    >>> legal_form_kind("S.A.R.L. Vaudrin"), legal_form_kind("Vaudrin")
    ('company', None)
    """
    words = _words(re.sub(r"\b(?:[A-Za-z]\.){2,}", _without_dots, name))
    ends = [*words[-1:], *words[:1]] if len(words) > 1 else []
    return next((_form_kinds()[word] for word in ends if word in _form_kinds()), None)


def legal_forms() -> frozenset[str]:
    """Legal forms, lower case without dots."""
    return frozenset(_form_kinds())


@cache
def _form_kinds() -> dict[str, OrganisationKind]:
    text = files(__package__).joinpath("legal_forms.tsv").read_text(encoding="utf-8")
    rows = (line.strip().split("\t") for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return {form: cast(OrganisationKind, kind[0] if kind else "company") for form, *kind in rows}


def _without_dots(dotted: re.Match[str]) -> str:
    return dotted.group().replace(".", "")


def folded(name: str) -> str:
    """A name without case, accents, ligatures and characters that nobody sees (soft hyphens, zero-width spaces).

    >>> folded("Cœcilia Lœwenbrück")
    'coecilia loewenbruck'
    """
    plain = name.translate(_LIGATURES)
    visible = unicodedata.normalize("NFKD", plain).casefold()
    return "".join(ch for ch in visible if not unicodedata.combining(ch) and unicodedata.category(ch) != "Cf")


def _words(name: str) -> list[str]:
    return re.findall(r"\w+", folded(name))
