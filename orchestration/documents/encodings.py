"""Bytes to characters: byte-order mark, then strict UTF-8, then the 8-bit encodings of French.

What belongs here: choosing an encoding and saying how sure that is. What does not: changing what was decoded.
Statistical detectors are not asked: one took a French page in cp1252 for Mac Central European.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from orchestration.documents.refusals import Rejected

# UTF-32 before UTF-16: its little-endian mark begins with the one of UTF-16.
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LEGACY = ("cp1252", "iso8859-15", "mac_roman", "cp850")
_FRENCH = frozenset("éèêëàâäçùûüîïôöœæÿÉÈÊËÀÂÄÇÙÛÜÎÏÔÖŒÆŸ")
_TYPOGRAPHIC = frozenset("«»’‘“”–—…•·°€£§²³©®™½¼\u00a0\u202f")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# "Ã©", "â€™": UTF-8 read once as cp1252. Flagged, never repaired: a repair moves every offset.
_MOJIBAKE = re.compile("Ã[\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹Œ]|â€[™œ\u009d“”¦˜]|Â[«»\u00a0°]")
_BINARY_SHARE = 0.05
_LEAST_SCORE = 0.5


@dataclass(frozen=True, slots=True)
class Decoded:
    """Characters, the encoding they were in, and notes on what is doubtful ("decode_replaced=1", "mojibake")."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(data: bytes) -> Decoded:
    """Decode the bytes of a text file; newlines and everything else stay as they are.

    Raises Rejected: `binary` when they are no text, `undecodable` when no known encoding makes French of them.
    """
    found = _by_mark(data) or _strict_utf8(data) or _unmarked_utf16(data)
    if found is None:
        _refuse_binary(data)
        found = _damaged_utf8(data) or _legacy(data)
    notes = ("mojibake",) if _MOJIBAKE.search(found.text) else ()
    return Decoded(found.text, found.encoding, (*found.notes, *notes))


def _by_mark(data: bytes) -> Decoded | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, errors="replace")
            return Decoded(text, encoding, _replaced(text.count("\ufffd")))
    return None


def _replaced(count: int) -> tuple[str, ...]:
    return (f"decode_replaced={count}",) if count else ()


def _strict_utf8(data: bytes) -> Decoded | None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if len(_CONTROLS.findall(data)) > _BINARY_SHARE * len(data):
        return None
    return Decoded(text, "utf-8")


def _unmarked_utf16(data: bytes) -> Decoded | None:
    """Western text in UTF-16 has a NUL in every other place, and hardly one in the places between."""
    half = len(data) // 2
    if half < 2 or len(data) % 2:
        return None
    even, odd = data[::2].count(0), data[1::2].count(0)
    for zeros, others, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if zeros > 0.7 * half and others < 0.05 * half:
            text = data.decode(encoding, errors="replace")
            return Decoded(text, encoding, ("no_byte_order_mark", *_replaced(text.count("\ufffd"))))
    return None


def _refuse_binary(data: bytes) -> None:
    share = len(_CONTROLS.findall(data)) / max(len(data), 1)
    if share > _BINARY_SHARE:
        raise Rejected("binary", f"{share:.0%} control characters")


def _damaged_utf8(data: bytes) -> Decoded | None:
    """UTF-8 with some broken bytes, or joined from UTF-8 and cp1252 pieces; None when it is no UTF-8 at all."""
    whole = len(_MULTIBYTE.findall(data))
    broken = len(_MULTIBYTE.sub(b"", data).translate(None, bytes(range(0x80))))
    if whole >= 4 * broken or (whole and broken <= 3 and data[-1] >= 0x80):
        return Decoded(data.decode("utf-8", errors="replace"), "utf-8", _replaced(broken))
    if whole >= 5 and 5 * whole >= broken:
        return Decoded(_decode_mixed(data), "utf-8", ("mixed_encoding",))
    return None


def _decode_mixed(data: bytes) -> str:
    parts, end = [], 0
    for sequence in _MULTIBYTE.finditer(data):
        parts.append(data[end : sequence.start()].decode("cp1252", errors="replace"))
        parts.append(sequence.group().decode("utf-8", errors="replace"))
        end = sequence.end()
    parts.append(data[end:].decode("cp1252", errors="replace"))
    return "".join(parts)


def _legacy(data: bytes) -> Decoded:
    """The 8-bit encoding under which the accented characters look most like French; cp1252 wins a tie."""
    candidates = []
    for encoding in _LEGACY:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        candidates.append((french_score(text), -_LEGACY.index(encoding), encoding, text))
    score, _, encoding, text = max(candidates)
    if score < _LEAST_SCORE:
        raise Rejected("undecodable", f"no known encoding reads it as French (best: {encoding}, score {score:.2f})")
    notes = () if encoding == "cp1252" else ("encoding_guessed",)
    return Decoded(text, encoding, notes)


def french_score(text: str) -> float:
    """How much the characters beyond ASCII look like French, from -1 (not at all) to 1 (all of them)."""
    total = marks = 0
    for before, char, after in zip(" " + text, text, text[1:] + " ", strict=False):
        if char < "\x80":
            continue
        total += 1
        marks += _plausibility(before, char, after)
    return marks / total if total else 1.0


def _plausibility(before: str, char: str, after: str) -> int:
    if char in _FRENCH:
        return -1 if char.isupper() and before.islower() else 1
    if char in _TYPOGRAPHIC:
        # A typographic sign between two letters is an accented letter read in the wrong encoding; apostrophes may be.
        return -1 if before.isalpha() and after.isalpha() and char not in "’‘–—\u00a0·" else 1
    return -1
