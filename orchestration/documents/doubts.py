"""What in a text may deceive whoever reads or counts it: said beside the file, never mended.

What belongs here: telling such characters. What does not: changing a text (`cleaning`) or refusing a file.
Source: Unicode Technical Reports 36 and 39 (security considerations, mixed scripts).
"""

from __future__ import annotations

import re
import unicodedata

_BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Joiners have their place in emoji and in some scripts, not between Latin letters.
_INVISIBLE = re.compile("[\u200b\u2060\u2061-\u2064\ufeff\U000e0000-\U000e007f]|[^\\W\\d_][\u200c\u200d]+[^\\W\\d_]")
_WORD = re.compile(r"\w{4,}")
_FOREIGN = re.compile("[\u0370-\u03ff\u0400-\u052f]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_LONG_TOKEN = re.compile(r"\S{10000}")
_LONGEST_LISTED = 200
# Letters of both alphabets that print like a Latin one, by the last word of their Unicode name.
_LOOK_ALIKES = frozenset(
    {"A", "IE", "O", "ER", "ES", "HA", "U", "DZE", "I", "JE", "TE", "EM", "EN", "KA", "VE"}
    | {
        "ALPHA",
        "BETA",
        "EPSILON",
        "ZETA",
        "ETA",
        "IOTA",
        "KAPPA",
        "MU",
        "NU",
        "OMICRON",
        "RHO",
        "TAU",
        "UPSILON",
        "CHI",
    }
)


def doubts(text: str) -> tuple[str, ...]:
    """Warnings about a text: `bidi_controls`, `invisible_chars`, `mixed_script`, `long_token`. Linear in its length."""
    found = {
        "bidi_controls": _BIDI_CONTROLS.search(text),
        "invisible_chars": _INVISIBLE.search(text),
        "mixed_script": _mixed_script(text),
        "long_token": _LONG_TOKEN.search(text),
    }
    return tuple(name for name, there in found.items() if there)


def _mixed_script(text: str) -> bool:
    """A word with Latin letters and their Cyrillic or Greek look-alikes; "µm" and "ΔT" are written by honest people."""
    if not _FOREIGN.search(text):
        return False
    words = (word.group()[:_LONGEST_LISTED] for word in _WORD.finditer(text))
    return any(_LATIN.search(word) and any(map(_looks_latin, _FOREIGN.findall(word))) for word in words)


def _looks_latin(letter: str) -> bool:
    name = unicodedata.name(letter, "")
    return name.startswith(("CYRILLIC", "GREEK")) and name.rsplit(" ", 1)[-1] in _LOOK_ALIKES
