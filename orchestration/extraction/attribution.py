"""Which words of a sentence report a quoted passage, and how they designate its speaker.

What belongs here: reporting clauses after, inside and before the speech, "selon X", a colon. What does not: who is
meant (`speakers`) and what becomes a quotation (`quotes`). The nearest and plainest clause wins.
"""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.extraction.clauses import TERMINATORS, Sentence, Word, grammar, word_class, words_between
from orchestration.extraction.colons import before_colon
from orchestration.extraction.cues import Cue, cue_at, cues_in, participles_in
from orchestration.extraction.designations import (
    Designation,
    Names,
    name_designation,
    phrase_from,
    subject_after,
    word_from,
)
from orchestration.extraction.quote_marks import Passage
from orchestration.extraction.reports import Attribution, Insertion, from_cue
from orchestration.extraction.sources import opens_source, source_clause
from orchestration.extraction.speech_owners import names_speaker, subject_of
from orchestration.extraction.subject_first import subject_first_clause
from orchestration.extraction.verb_forms import verb_forms

MOST_INSERTIONS = 8
LONGEST_ASIDE = 8
PLACE_WORDS = 5
LABEL_OPENERS = frozenset({",", ".", ":", "–"})
SIGNS_BEFORE_CLAUSE = frozenset({",", ":", "-", "–", "—", "?", "!", "…", "...", "("})


def inverted_clause(words: Sequence[Word], first: int, names: Names, rule: str) -> Attribution | None:
    """The clause "explique X", "a-t-il dit", "comme l'écrit X" that starts at word `first`."""
    first = _past_opening(words, first, names)
    cue = cue_at(words, first, names.language)
    narrated = first > 0 and cue is not None and cue.form == "infinitive" and _opens_infinitive(words[first - 1], names)
    if cue is None or not (narrated or cue.form in ("finite", "participle")):
        return subject_first_clause(words, first, names, rule)
    if cue.last < len(words) and names.is_word_of(words[cue.last], "complementiser"):
        return None
    subject = subject_after(words, cue, names)
    after_comma = rule == "clause-after" and first > 0 and words[first - 1].lower == ","
    if cue.pronoun is None and not names_speaker(subject, names, after_comma=after_comma):
        return None
    return from_cue(rule, cue, words, subject)


def _past_opening(words: Sequence[Word], first: int, names: Names) -> int:
    """Past what may open an inverted clause: "comme", "c'est ce que", and the "de" of "de dire X"."""
    for length in (5, 4, 3):
        if " ".join(word.lower for word in words[first : first + length]) in word_class(names.language, "summary"):
            return first + length
    if first < len(words) and (names.is_word_of(words[first], "manner") or _opens_infinitive(words[first], names)):
        return first + 1
    return first


def _opens_infinitive(word: Word, names: Names) -> bool:
    return names.is_word_of(word, "infinitive_of")


def _signed(words: Sequence[Word], first: int, names: Names) -> Attribution | None:
    """As in "« … » – X", "« … » (X)": a name that stands alone behind the speech signs it."""
    if not 0 < first < len(words) or words[first - 1].lower not in ("-", "–", "—", "("):
        return None
    mention = names.at(words[first].start)
    if mention is None or mention.kind != "actor":
        return None
    last = word_from(words, mention.end_char)
    if last < len(words) and words[last].lower not in (")", ",", "."):
        return None
    sign = words[first - 1]
    return Attribution(
        "signed", sign.start, mention.end_char, sign.start, sign.end, name_designation(words, mention, names)
    )


def agent_after(sentence: Sentence, passage: Passage, names: Names) -> Attribution | None:
    """As in "jugé « hors de prix » par X": a past participle before the passage, its agent right after."""
    index = sentence.gap_after(passage)
    if index + 1 >= len(sentence.words) or not names.is_word_of(sentence.words[index], "agent"):
        return None
    before = sentence.words[: sentence.index_at(passage.outer_start)]
    cue = next((c for c in reversed(participles_in(before, names.language)) if len(before) - c.last <= 2), None)
    designation = phrase_from(sentence.words, index + 1, names) if cue else None
    if cue is None or designation is None or not names_speaker(designation, names):
        return None
    return from_cue("agent", cue, before, designation)


def clause_after(sentence: Sentence, passage: Passage, names: Names) -> Attribution | None:
    """The reporting clause that directly follows a passage."""
    following = next((p.outer_start for p in sentence.passages if p.outer_start >= passage.outer_end), None)
    stop = len(sentence.words) if following is None else sentence.index_at(following)
    words = sentence.words[sentence.gap_after(passage) : stop]
    first = 0
    while first < min(2, len(words)) and words[first].lower in SIGNS_BEFORE_CLAUSE:
        first += 1
    # "« X » pour Y" names a source only where the passage stands alone: "est « utile » pour Y" does not.
    before = sentence.words[sentence.gap_after(passage) - 1] if sentence.gap_after(passage) else None
    alone = before is None or before.lower == "," or (words[:1] and words[0].lower == ",")
    if first < len(words) and (alone or opens_source(words, first, names)):
        source = source_clause(words, first, names, "source-after")
        if source is not None:
            return source
    return inverted_clause(words, first, names, "clause-after") or _signed(words, first, names)


def clause_later(sentence: Sentence, passage: Passage, names: Names) -> Attribution | None:
    """A reporting clause further on in the sentence, behind a comma or another passage: it reports them all."""
    words = sentence.words
    ends = {sentence.gap_after(p) for p in sentence.passages}
    for index in range(sentence.gap_after(passage), len(words)):
        if words[index].lower == "," and index + 1 < len(words):
            first = index + 1
        elif index in ends or names.is_word_of(words[index], "manner") or opens_source(words, index, names):
            first = index
        else:
            continue
        found = (
            inverted_clause(words, first, names, "clause-later")
            if first != index or index in ends or names.is_word_of(words[index], "manner")
            else None
        )
        if found is None and opens_source(words, first, names):
            found = source_clause(words, first, names, "source-later")
        if found is not None:
            return found
    return None


def insertions(text: str, passage: Passage, names: Names) -> list[Insertion]:
    """Reporting clauses inside the marks: "« Nous partons, explique X. Demain. »"."""
    found: list[Insertion] = []
    if grammar(names.language, "closes_marks"):
        return found
    words = words_between(text, passage.start, passage.end, names.language)
    index = 0
    while index + 1 < len(words) and len(found) < MOST_INSERTIONS:
        if words[index].lower in (",", "–", "—", "?", "!") and not words[index + 1].is_sign:
            clause = inverted_clause(words, index + 1, names, "clause-inside")
            if clause is not None and _third_person(clause):
                last = _insertion_end(words, clause, names)
                start = words[index].start if words[index].lower not in ("?", "!") else words[index].end
                found.append(Insertion(start, words[last - 1].end, clause))
                index = last
                continue
        index += 1
    return found


def _third_person(clause: Attribution) -> bool:
    return clause.designation is not None and clause.designation.head not in ("monde",)


def _insertion_end(words: Sequence[Word], clause: Attribution, names: Names) -> int:
    """The word after an inserted clause: at its full stop, or at the comma where speech resumes."""
    at = next((i for i, word in enumerate(words) if word.start >= clause.end), len(words))
    while at < len(words) and words[at].lower not in TERMINATORS:
        if words[at].lower in (",", "–", "—") and _speech_resumes(words, at + 1, names):
            return at
        at += 1
    return at


def _speech_resumes(words: Sequence[Word], at: int, names: Names) -> bool:
    """After the comma that follows a speaker: an apposition goes on with a noun, speech with a clause."""
    if at >= len(words):
        return True
    word = words[at]
    if names.human(word) or names.is_word_of(word, "epithet") or names.at(word.start):
        return False
    if names.is_word_of(word, "determiner"):
        return not any(names.human(near) for near in words[at + 1 : at + 3])
    return not names.is_word_of(word, "preposition")


def clause_before(
    sentence: Sentence, passage: Passage, names: Names, said: Designation | None, whole: bool
) -> Attribution | None:
    """What reports a passage from before it. `said`: who already speaks in this sentence; `whole`: a full utterance."""
    words = sentence.words[: sentence.index_at(passage.outer_start)]
    if not words:
        return None
    cues = _governing(cues_in(words, names.language))
    if words[-1].lower == ":":
        return before_colon(words, cues, names, whole)
    for cue in reversed(cues):
        inverted = _inverted_before(words, cue, names)
        if inverted is not None:
            return inverted
        rule = _governs(words, cue, names, whole)
        if rule is None:
            continue
        designation = subject_of(words, cue, names, said)
        # "Considérant que « … »" opens the recitals of a decision: nobody speaks.
        return None if designation is None and cue.form == "present" else from_cue(rule, cue, words, designation)
    return None


def _governing(cues: Sequence[Cue]) -> list[Cue]:
    """The groups that may have a subject: in "assure vouloir" the infinitive belongs to the verb before it."""
    return [
        cue
        for index, cue in enumerate(cues)
        if not (index and cue.form == "infinitive" and cues[index - 1].last == cue.first)
    ]


def _inverted_before(words: Sequence[Word], cue: Cue, names: Names) -> Attribution | None:
    """As in "Or, précise la préfète, « … »": an inverted clause that ends right before the mark."""
    if words[-1].lower != "," or not cue.first:
        return None
    if words[cue.first - 1].lower != "," and not names.is_word_of(words[cue.first - 1], "manner"):
        return None
    clause = inverted_clause(words, cue.first, names, "clause-before")
    return clause if clause is not None and words[-1].start - clause.end <= 1 else None


def _governs(words: Sequence[Word], cue: Cue, names: Names, whole: bool) -> str | None:
    """How a reporting verb before a passage governs it, or None when it does not."""
    if "after" in cue.uses and not whole:
        return None
    between = _without_aside(words[cue.last :])
    near = all(names.is_word_of(word, "weak") or word.is_sign for word in between) and len(between) <= 4
    if near:
        if _is_epithet(words, cue, names):
            return None
        return "clause-before" if whole else "object"
    if names.is_word_of(between[-1], "cause"):
        return "clause-before"
    if "clause" in cue.uses and (
        _opens_speech(between, names) or _infinitive(between, names) or _opens_without_that(between, names)
    ):
        return "clause-before"
    if "label" in cue.uses and len(between) <= 12 and names.is_word_of(between[-1], "labelled"):
        return "object"
    if "object" in cue.uses and len(between) <= 8 and not any(_parts(word, names) for word in between):
        return "object-far"
    return None


def _parts(word: Word, names: Names) -> bool:
    """Whether a word parts a verb from its object: a comma, or another verb ("répondre à la crise est « … »")."""
    return word.lower == "," or names.is_word_of(word, "being")


def _without_aside(words: Sequence[Word]) -> Sequence[Word]:
    """The words between a verb and a passage, an aside between commas left out: "parle[, lui,] de"."""
    if not words or words[0].lower != ",":
        return words
    closing = next((i for i in range(len(words) - 1, 0, -1) if words[i].lower == ","), None)
    return words[closing + 1 :] if closing is not None and closing <= LONGEST_ASIDE else words


def _is_epithet(words: Sequence[Word], cue: Cue, names: Names) -> bool:
    """As in "Bruno Latour, dit « … »": a participle after a comma names, it does not report."""
    if not cue.first or words[cue.first - 1].lower != "," or cue.last - cue.first > 1:
        return False
    if grammar(names.language, "subject_first") and "object" not in cue.uses:
        return False  # "Reed, head of Norvane, said “…”"
    readings = verb_forms(names.language).get(words[cue.first].lower, ())
    return any(reading.form == "participle" for reading in readings)


def _opens_speech(between: Sequence[Word], names: Names) -> bool:
    """Whether "que" stands between the verb and the passage."""
    return any(names.is_word_of(word, "complementiser") for word in between)


def _infinitive(between: Sequence[Word], names: Names) -> bool:
    """As in "dit [ne pas vouloir une] « … »": the verb governs an infinitive, the passage stands close behind."""
    opening = next((w for w in between if not names.is_word_of(w, "clitic") and not names.is_word_of(w, "weak")), None)
    first = opening or between[0]
    return len(between) <= 10 and first.lower.endswith(tuple(grammar(names.language, "infinitive_endings").split()))


def _opens_without_that(between: Sequence[Word], names: Names) -> bool:
    """As in "said [he had] “…”", "told reporters [the plan was] “…”", where the language leaves "that" out."""
    return bool(grammar(names.language, "bare_clauses")) and not any(word.is_sign for word in between)
