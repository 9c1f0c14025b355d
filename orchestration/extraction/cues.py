"""Groups of words that report speech in a sentence: "a-t-il expliqué", "s'inquiète", "en affirmant", "la réponse de".

What belongs here: recognising such a group at a place, with its verb and its form. What does not: who its subject is
(`designations`) and which quotation it reports (`attribution`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from orchestration.extraction.clauses import Word, grammar, word_class
from orchestration.extraction.verb_forms import Form, VerbForm, verb_forms

LONGEST_ASIDE = 7


@dataclass(frozen=True, slots=True)
class Cue:
    """A reporting group: words `first:last` of its sentence, its verb, and the pronoun that follows by hyphen.

    `cue_start:cue_end` are the characters of the reporting verb itself, as written.
    """

    first: int
    last: int
    cue_start: int
    cue_end: int
    lemma: str
    cue_class: str
    uses: frozenset[str]
    form: Form
    pronoun: Word | None = None

    @property
    def goes_on(self) -> bool:
        """Whether the verb says that the same speaker continues ("ajoute", "poursuit")."""
        return "more" in self.uses


@dataclass(slots=True)
class _Reader:
    """Reads one group from left to right."""

    words: Sequence[Word]
    language: str
    at: int

    def now(self) -> Word | None:
        return self.words[self.at] if self.at < len(self.words) else None

    def takes(self, category: str) -> Word | None:
        word = self.now()
        if word is not None and word.lower in word_class(self.language, category):
            self.at += 1
            return word
        return None

    def takes_pronoun(self) -> Word | None:
        word = self.now()
        if word is not None and word.lower[0] in "-‑" and len(word.lower) > 1:
            self.at += 1
            return word
        return None

    def skips_adverbs(self) -> None:
        for _ in range(3):
            taken = adverb_length(self.words, self.at, self.language)
            if not taken:
                return
            self.at += taken

    def skips_aside(self) -> None:
        """Past a short aside between commas: "a, elle, regretté"."""
        word = self.now()
        if word is None or word.lower != ",":
            return
        near = range(self.at + 2, min(self.at + LONGEST_ASIDE, len(self.words)))
        closing = next((i for i in near if self.words[i].lower == ","), None)
        if closing is not None:
            self.at = closing + 1

    def takes_verb(self, forms: tuple[Form, ...], reflexive: bool) -> tuple[VerbForm, Word, Word] | None:
        """A reporting verb in one of the forms, with its first and last word."""
        word = self.now()
        if word is None:
            return None
        known = verb_forms(self.language)
        for length in longest_forms(self.language).get(word.lower, ()):
            part = self.words[self.at : self.at + length]
            readings = [v for v in known.get("_".join(w.lower for w in part), ()) if v.form in forms]
            if readings and len(part) == length:
                self.at += length
                best = next((v for v in readings if v.verb.reflexive == reflexive), None)
                if best is None and not reflexive:
                    return None
                return best or readings[0], part[0], part[-1]
        return None

    def takes_parted_verb(self) -> tuple[VerbForm, Word, Word, Word] | None:
        """A verb of several words that its pronoun parts: "fait-on savoir", "met-elle en garde"."""
        if self.at + 2 >= len(self.words) or not self.words[self.at + 1].lower.startswith("-"):
            return None
        pronoun = self.words[self.at + 1]
        joined = _Reader([self.words[self.at], *self.words[self.at + 2 : self.at + 6]], self.language, 0)
        verb = joined.takes_verb(("finite",), reflexive=False)
        if verb is None or joined.at < 2:
            return None
        self.at += joined.at + 1
        return *verb, pronoun


@cache
def longest_forms(language: str) -> dict[str, tuple[int, ...]]:
    """How many words the forms have that begin with a word, the longest first."""
    lengths: defaultdict[str, set[int]] = defaultdict(set)
    for form in verb_forms(language):
        parts = form.split("_")
        lengths[parts[0]].add(len(parts))
    return {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}


def adverb_length(words: Sequence[Word], at: int, language: str) -> int:
    """How many words the adverb at `at` has ("par ailleurs"); 0 for no adverb."""
    for length in (3, 2):
        if " ".join(word.lower for word in words[at : at + length]) in word_class(language, "adverb_phrase"):
            return length
    return int(at < len(words) and is_adverb(words[at], language))


def is_adverb(word: Word, language: str) -> bool:
    """Whether the word may stand inside or right after a verb group ("également", "aussitôt")."""
    ending = grammar(language, "adverb_ending")
    return word.lower in word_class(language, "adverb") or (word.lower.endswith(ending) and len(word.lower) > 6)


def cue_at(words: Sequence[Word], first: int, language: str) -> Cue | None:
    """The reporting group that starts at word `first`, its clitics included."""
    if first >= len(words) or words[first].lower not in _openers(language) or _is_name(words, first):
        return None
    reader = _Reader(words, language, first)
    reflexive = False
    for _ in range(4):
        clitic = reader.takes("clitic")
        if clitic is None:
            break
        reflexive = reflexive or clitic.lower in word_class(language, "reflexive")
    found = _compound(reader, first, reflexive) or _simple(reader, first, reflexive)
    # A few verbs take their clitic with them ("y voit").
    return found or (_simple(_Reader(words, language, first), first, reflexive=False) if reader.at > first else None)


def _is_name(words: Sequence[Word], at: int) -> bool:
    """Whether a capital within a sentence makes a word a name: "sur Twitter" is no verb."""
    return words[at].capital and at > 0 and not words[at - 1].is_sign


@cache
def _openers(language: str) -> frozenset[str]:
    """The words that a reporting group may begin with: most words of a text need no second look."""
    before = (word_class(language, category) for category in ("clitic", "auxiliary", "being", "modal"))
    return frozenset(longest_forms(language)).union(*before)


def _compound(reader: _Reader, first: int, reflexive: bool) -> Cue | None:
    """As in "a expliqué", "s'est-il défendu", "veut croire", "tient à préciser"."""
    start = reader.at
    opening = reader.takes("auxiliary")
    being = None if opening else reader.takes("being")
    modal = None if opening or being else reader.takes("modal")
    if opening or being or modal:
        pronoun = reader.takes_pronoun()
        reader.skips_aside()
        reader.skips_adverbs()
        # "a tenu à préciser"
        modal = modal or (reader.takes("modal_participle") if opening else None)
        if modal:
            while reader.takes("preposition") or reader.takes("clitic"):
                pass
        forms: tuple[Form, ...] = ("infinitive",) if modal else ("participle", "present") if being else ("participle",)
        verb = reader.takes_verb(forms, reflexive)
        # "est annoncé" is passive: its subject does not speak; that of "is saying" does.
        if verb and not (being and not reflexive and verb[0].form == "participle"):
            found = _cue(reader, first, verb, pronoun)
            return replace(found, form="finite") if modal else found
    reader.at = start
    return None


def _simple(reader: _Reader, first: int, reflexive: bool) -> Cue | None:
    parted = reader.takes_parted_verb()
    if parted is not None:
        return _cue(reader, first, parted[:3], parted[3])
    verb = reader.takes_verb(("finite", "present", "infinitive"), reflexive)
    return _cue(reader, first, verb, reader.takes_pronoun()) if verb else None


def _cue(reader: _Reader, first: int, verb: tuple[VerbForm, Word, Word], pronoun: Word | None) -> Cue:
    reading, start, end = verb
    return Cue(
        first=first,
        last=reader.at,
        cue_start=start.start,
        cue_end=end.end,
        lemma=reading.verb.lemma,
        cue_class=reading.verb.cue_class,
        uses=reading.verb.uses,
        form=reading.form,
        pronoun=pronoun,
    )


def cues_in(words: Sequence[Word], language: str) -> list[Cue]:
    """Every reporting group of a sentence, from left to right, without overlap."""
    found: list[Cue] = []
    index = 0
    while index < len(words):
        cue = cue_at(words, index, language)
        if cue is not None and not _is_noun(words, cue, language):
            found.append(cue)
            index = cue.last
        else:
            index += 1
    return found


def participles_in(words: Sequence[Word], language: str) -> list[Cue]:
    """Past participles of reporting verbs that stand without an auxiliary: "un projet [jugé] …"."""
    found = []
    for index in range(len(words)):
        verb = _Reader(words, language, index).takes_verb(("participle",), reflexive=False)
        if verb is not None:
            last = index + 1 + sum(1 for w in words[index + 1 :] if w.end <= verb[2].end)
            found.append(_cue(_Reader(words, language, last), index, verb, None))
    return found


def _is_noun(words: Sequence[Word], cue: Cue, language: str) -> bool:
    """Whether the "verb" is a noun or an epithet: "une note", "de juge", "la demande de"."""
    before = words[cue.first - 1].lower if cue.first else ""
    alone = cue.last - cue.first - (1 if cue.pronoun else 0) == 1
    if cue.form == "finite" and alone:
        return before in word_class(language, "determiner") or before in word_class(language, "preposition")
    article = words[cue.first].lower in word_class(language, "determiner")
    # After a subject pronoun or a name an article is a clitic: "il le juge", "Mme Roche le dit".
    has_subject = before in word_class(language, "subject") | word_class(language, "manner") or (
        cue.first > 1 and words[cue.first - 1].capital
    )
    return cue.form == "finite" and article and not cue.pronoun and not has_subject
