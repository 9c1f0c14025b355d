"""Which words French has of its own: a capitalised one may be an ordinary word that opens a sentence.

What belongs here: the dictionary that ships with the spaCy model. What does not: reviewed lists (`lexicon`).
"""

from __future__ import annotations

from functools import cache, lru_cache

import srsly  # type: ignore[import-untyped]
from spacy.strings import get_string_id
from spacy.util import get_package_path

from orchestration.extraction.version import DEFAULT_MODEL


@cache
def _dictionary() -> frozenset[int]:
    """Hashes of the lower-case forms and lemmas of the model's lemmatizer (about 400,000)."""
    package = get_package_path(DEFAULT_MODEL)
    (path,) = sorted(package.glob("*/lemmatizer/lookups/lookups.bin"))
    tables = srsly.msgpack_loads(path.read_bytes())
    known = {get_string_id(word) for words in tables["lemma_index"].values() for word in words}
    known.update(tables["lemma_lookup"])
    for exceptions in tables["lemma_exc"].values():
        known.update(get_string_id(word) for word in exceptions)
    return frozenset(known)


@lru_cache(maxsize=50_000)
def is_common(word: str) -> bool:
    """Whether the word, in lower case, is an ordinary French word (also "pierre", "martin" and other names).

    Capitals often lose their accent: "Ecologie" is "écologie".
    """
    lower = word.lower()
    spellings = (lower, f"é{lower[1:]}") if lower.startswith("e") else (lower,)
    return any(get_string_id(spelling) in _dictionary() for spelling in spellings)
