"""The clause that a verb of speech governs without marks: "affirme que […]", "demande si […]", "assure [avoir …]".

What belongs here: which words open such a clause behind its verb, who its verb's subject is, where the clause ends.
What does not: sources and clauses behind the speech (`indirect_speech`). Only a plain subject beside its verb speaks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from orchestration import lexicon
from orchestration.extraction.bare_clauses import bare_opening
from orchestration.extraction.clauses import TERMINATORS, Sentence, Word, word_class
from orchestration.extraction.cues import Cue, adverb_length, is_adverb
from orchestration.extraction.designations import Designation, Names, description_at, name_designation
from orchestration.extraction.no_speech import is_text
from orchestration.extraction.speech_owners import subject_of

FARTHEST_OPENING = 14
LONGEST_ANTECEDENT = 9
INFINITIVE_ENDINGS = ("er", "ir", "re", "oir")
UNSAID_ENDINGS = ("a", "ont", "ait", "aient")


@cache
def _frames(language: str) -> dict[str, frozenset[str]]:
    """How each verb governs what it reports, by its infinitive."""
    table = lexicon.table(language, "indirect_verbs")
    return {infinitive: frozenset(frames.split(",")) for infinitive, frames in table.items()}


def frames_of(cue: Cue, names: Names) -> frozenset[str]:
    """How a reporting group governs speech without marks; empty where it is not said to."""
    return _frames(names.language).get(cue.lemma, frozenset())


def is_stated(words: Sequence[Word], cue: Cue, names: Names) -> bool:
    """Whether the verb says that somebody spoke: neither denied nor supposed, asked, still to come nor wished."""
    if words[-1].lower == "?" or _is_unsaid(words, cue):
        return False
    if any(names.is_word_of(word, "negation") for word in words[max(cue.first - 1, 0) : cue.last]):
        return False
    telling = any(names.is_word_of(word, "telling") for word in words[max(cue.first - 2, 0) : cue.last])
    if cue.form == "infinitive" and not telling:
        return False
    return not _is_supposed(words, cue, names)


def _is_unsaid(words: Sequence[Word], cue: Cue) -> bool:
    """Future and conditional, which keep the whole infinitive: "annoncera", "dirait"."""
    verb = next((word.lower for word in words[cue.first : cue.last] if word.start == cue.cue_start), "")
    stem = cue.lemma.removeprefix("se ").removeprefix("s'").removesuffix("e")
    return cue.form == "finite" and verb.startswith(stem) and verb[len(stem) :] in UNSAID_ENDINGS


def _is_supposed(words: Sequence[Word], cue: Cue, names: Names) -> bool:
    """As in "si X annonce que": nothing separates the verb from its "si"."""
    suppositions = word_class(names.language, "supposition")
    for index in range(cue.first - 1, -1, -1):
        if words[index].lower == ",":
            return False
        if words[index].lower in suppositions or _phrase(words, index, 2) in suppositions:
            return True
    return False


def _phrase(words: Sequence[Word], first: int, length: int) -> str:
    return " ".join(word.lower for word in words[first : first + length])


def opening_of(words: Sequence[Word], cue: Cue, frames: frozenset[str], names: Names) -> int | None:
    """The first word of what the verb reports, or None where it governs nothing here."""
    opened = _opening_behind(words, cue, frames, names)
    return bare_opening(words, cue, names) if opened is None and "bare" in frames else opened


def _opening_behind(words: Sequence[Word], cue: Cue, frames: frozenset[str], names: Names) -> int | None:
    """The first word behind "que", "si" or "de": right after the verb, or after to whom, when and where it is said."""
    last = min(len(words), cue.last + FARTHEST_OPENING)
    if "infinitive" in frames and cue.last < last and _is_infinitive(words, cue.last, names):
        return cue.last
    plain = _past_adverbs(words, cue.last, names)
    for at in range(cue.last, last):
        kind = _opener(words[at], names)
        if kind:
            # "alors que" is another conjunction; "affirme tout de même que" is not.
            fits = kind in frames and (at == plain or not names.is_word_of(words[at - 1], "compound"))
            return at + 1 if fits else None
        if "infinitive" in frames and words[at].lower == "," and _opens_compound_infinitive(words, at + 1, names):
            return at + 1
        if _governs_infinitive(words, at, frames, names):
            return at + 1
        if _ends_gap(words, at, at == cue.last and "of" not in frames, names):
            return None
    return None


def _past_adverbs(words: Sequence[Word], at: int, names: Names) -> int:
    while taken := adverb_length(words, at, names.language):
        at += taken
    return at


def _opens_compound_infinitive(words: Sequence[Word], at: int, names: Names) -> bool:
    """As in "annonce, par communiqué, [avoir pris]": behind an aside only an auxiliary shows the infinitive."""
    return at < len(words) and _is_infinitive(words, at, names) and _is_auxiliary(words[at], names)


def _opener(word: Word, names: Names) -> str:
    return next((kind for kind in ("that", "whether") if names.is_word_of(word, kind)), "")


def _governs_infinitive(words: Sequence[Word], at: int, frames: frozenset[str], names: Names) -> bool:
    return any(names.is_word_of(words[at], f"infinitive_{frame}") for frame in frames) and _is_infinitive(
        words, at + 1, names
    )


def _is_infinitive(words: Sequence[Word], at: int, names: Names) -> bool:
    """Whether an infinitive stands at `at`, behind its clitics and its denial ("ne pas vouloir")."""
    while at < len(words) and (names.is_word_of(words[at], "clitic") or is_adverb(words[at], names.language)):
        at += 1
    if at >= len(words) or words[at].capital or not words[at].lower.endswith(INFINITIVE_ENDINGS):
        return False
    if at and names.is_word_of(words[at - 1], "determiner") and not _is_auxiliary(words[at], names):
        return False  # "annonce la signature", "confie le chantier": an article and its noun
    return not any(names.is_word_of(words[at], c) for c in ("date", "determiner", "preposition", "conjunction"))


def _is_auxiliary(word: Word, names: Names) -> bool:
    return names.is_word_of(word, "auxiliary") or names.is_word_of(word, "being")


def _ends_gap(words: Sequence[Word], at: int, first: bool, names: Names) -> bool:
    """Whether nothing reported can follow: an object right behind the verb, another clause or the sentence's end."""
    word = words[at]
    if word.lower in TERMINATORS or word.lower == ":" or names.is_word_of(word, "subject_relative"):
        return True
    leads_on = any(names.is_word_of(word, c) for c in ("preposition", "date", "contraction", "compound", "lapse"))
    following = words[at + 1] if at + 1 < len(words) else word
    dated = names.is_word_of(word, "determiner") and (
        names.is_word_of(following, "date") or following.lower[0].isdigit()
    )
    phrases = word_class(names.language, "adverb_phrase")
    is_adverbial = (
        is_adverb(word, names.language) or _phrase(words, at, 2) in phrases or _phrase(words, at, 3) in phrases
    )
    return first and not (leads_on or dated or is_adverbial or word.lower == ",")


def speaker_of(words: Sequence[Word], cue: Cue, names: Names, said: Designation | None) -> Designation | None:
    """Who speaks by the verb: its own subject beside it; `said` already speaks in this sentence."""
    if cue.first and names.is_word_of(words[cue.first - 1], "subject_relative"):
        return _antecedent(words, cue.first - 1, names)
    found = subject_of(words, cue, names, said)
    if found is not None and not _fits_beside(words, cue, found, names):
        found = None
    if found is None and "animate" in frames_of(cue, names):
        found = _unknown_subject(words, cue, names)
    if found is None or (found.kind == "pronoun" and not found.gender):
        return None
    return found if "personal" not in frames_of(cue, names) or _is_person(found) else None


def _is_person(found: Designation) -> bool:
    if found.kind == "name":
        return found.mention is not None and found.mention.kind == "actor"
    return found.kind == "pronoun"


def _fits_beside(words: Sequence[Word], cue: Cue, found: Designation, names: Names) -> bool:
    before = words[cue.first - 1] if cue.first else None
    if cue.pronoun is not None or before is None or before.is_sign:
        return True
    if cue.form == "present":
        return names.is_word_of(before, "preposition")
    return _is_beside(words, cue, found, names)


def _unknown_subject(words: Sequence[Word], cue: Cue, names: Names) -> Designation | None:
    """A phrase right before a verb that only people and organisations do: "Les alternatifs arguent"."""
    last = cue.first - 1
    if cue.form not in ("finite", "participle") or last < 1 or words[last].is_sign:
        return None
    for index in range(last - 1, max(last - LONGEST_ANTECEDENT, -1), -1):
        if words[index].is_sign:
            return None
        if names.is_word_of(words[index], "determiner") and not names.preposition_before(words, index):
            found = description_at(words, index, names)
            speaks = found is not None and found.end == words[last].end and not is_text(found.head, names.language)
            return found if speaks else None
    return None


def _is_beside(words: Sequence[Word], cue: Cue, found: Designation, names: Names) -> bool:
    """Whether no other verb or noun stands between subject and verb, or the verb is joined to another of his."""
    if names.is_word_of(words[cue.first - 1], "coordination"):
        return True
    between = [word for word in words[: cue.first] if word.start >= found.end]
    if not between or between[0].is_sign or is_adverb(between[0], names.language):
        return True
    leading = ("preposition", "date", "clitic", "subject_relative", "telling")
    return any(names.is_word_of(between[0], category) for category in leading)


def _antecedent(words: Sequence[Word], relative: int, names: Names) -> Designation | None:
    """Whom "qui" takes up: the name or the description right before it."""
    last = relative - 2 if relative and words[relative - 1].lower == "," else relative - 1
    if last < 0:
        return None
    mention = names.at(words[last].start)
    if mention is not None:
        return name_designation(words, mention, names)
    for index in range(last - 1, max(last - LONGEST_ANTECEDENT, -1), -1):
        if names.is_word_of(words[index], "determiner"):
            found = description_at(words, index, names)
            if found is not None and found.end == words[last].end and names.human(words[index + 1]):
                return found
    return None


def end_of(sentence: Sentence, first: int, cues: Sequence[Cue], names: Names) -> int | None:
    """The word after the clause that opens at word `first`: where the reporter or the verb's subject goes on.

    None where a quoted passage stands in the clause: it is quoted speech then.
    """
    words = sentence.words
    behind = [p.outer_start for p in sentence.passages if p.outer_start >= words[first - 1].end]
    stop = sentence.index_at(behind[0]) if behind else len(words)
    tails = word_class(names.language, "reporter_tail")
    remarks = (at for at in range(first + 1, stop) if words[at].lower == "," and _phrase(words, at + 1, 2) in tails)
    end = min([stop, *remarks, *_further_reports(words, first, cues, names)])
    return None if behind and end == stop else end


def _further_reports(words: Sequence[Word], first: int, cues: Sequence[Cue], names: Names) -> Iterator[int]:
    """Where a second verb of the same subject comes: "[…] et ajoute que", "[…], précisant que"."""
    for cue in cues:
        if cue.first - 1 <= first:
            continue
        before = words[cue.first - 1]
        joined = names.is_word_of(before, "coordination") and cue.form == "finite"
        if (joined and frames_of(cue, names)) or (before.lower == "," and cue.form == "present"):
            yield cue.first - 1
        elif cue.form == "finite" and frames_of(cue, names) and _opens_own_clause(words, cue.first - 1, names):
            yield cue.first - 2


def _opens_own_clause(words: Sequence[Word], at: int, names: Names) -> bool:
    """Whether the pronoun at `at` opens a clause beside the one before: ", mais [il] ajoute que"."""
    joins = at > 1 and words[at - 2].lower == "," and names.is_word_of(words[at - 1], "conjunction")
    return joins and names.is_word_of(words[at], "subject")


def second_clause(sentence: Sentence, first: int, names: Names) -> int | None:
    """The first word of a clause joined to a quoted one: "rappelle que c'est un « droit » et que [tous en usent]".

    `first` is where the quoted clause opens. None where no such clause stands behind the last passage.
    """
    words = sentence.words
    behind = sentence.index_at(sentence.passages[-1].outer_end) if sentence.passages else len(words)
    for at in range(max(behind, first), len(words) - 1):
        if words[at].lower in TERMINATORS:
            return None
        if names.is_word_of(words[at], "coordination") and _opener(words[at + 1], names) == "that":
            return at + 2
    return None
