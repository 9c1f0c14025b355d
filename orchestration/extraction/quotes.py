"""Who said what: quoted passages with their reporting clause and their speaker, as claims.

What belongs here: which passages are speech, what joins into one utterance, the claim. What does not: marks
(`quote_marks`), reporting clauses (`attribution`), whom they mean (`speakers`), speech without marks (`speech_layout`,
`indirect_speech`). Scare quotes, titles and terms have no reporting clause: a fragment without one is no quotation.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from orchestration.extraction.attribution import (
    agent_after,
    clause_after,
    clause_before,
    clause_later,
    insertions,
)
from orchestration.extraction.clauses import SPEECH_END, Sentence, Word, sentences, word_class, words_between
from orchestration.extraction.confidence import quote_confidence
from orchestration.extraction.cues import cues_in
from orchestration.extraction.designations import Designation, Names
from orchestration.extraction.indirect_speech import reported_speech
from orchestration.extraction.no_speech import announces_name, is_mute
from orchestration.extraction.quote_marks import FAMILIES, Passage, quoted_passages
from orchestration.extraction.reading import Reading
from orchestration.extraction.reporting_details import ReportingDetails
from orchestration.extraction.reports import Attribution
from orchestration.extraction.sources import source_before
from orchestration.extraction.speakers import Speakers
from orchestration.extraction.speech_layout import headed_lists, turns_by_layout, without_overlap
from orchestration.extraction.speech_owners import sentence_subject
from orchestration.extraction.turns import Turn
from orchestration.extraction.utterances import Utterance, content_of, named_by_repetition, pieces_of
from orchestration.records import Mention, QuoteClaim, RoleClaim, stable_id

WHOLE_WORDS = 5
UNATTRIBUTED_WORDS = 9
TERM_WORDS = 3
TERM_REPEATS = 3
JOINED_BY = 9
LONGEST_ASIDE = 12
SHORTEST_ALONE = 8
LONGEST_SIGNATURE = 120
NO_BLOCK = (0, 0)


def find_quotes(reading: Reading, mentions: Sequence[Mention], roles: Sequence[RoleClaim]) -> list[QuoteClaim]:
    """Find the words that a document attributes to a speaker, in order of place.

    `mentions` and `roles` are the document's own claims: they say who is named and who holds which function.
    """
    finder = _Finder(reading, mentions, roles)
    details = ReportingDetails(reading, finder.names, finder.speakers.words)
    found = [details.added(_claim(reading, u), u.attribution, u.pieces) for u in finder.utterances()]
    return sorted(found, key=lambda quote: (quote.start_char, quote.end_char))


class _Finder:
    """Walks one document from its first block to its last, remembering who spoke."""

    def __init__(self, reading: Reading, mentions: Sequence[Mention], roles: Sequence[RoleClaim]) -> None:
        self.reading = reading
        self.text = reading.text
        self.language = reading.language
        self.names = Names(mentions, self.language)
        self.blocks = [(section.start_char, section.end_char) for section in reading.content_sections]
        self.here: tuple[int, int] = (0, 0)
        self.before: tuple[int, int] | None = None
        self.below: tuple[int, int] = (0, 0)
        self.passages = quoted_passages(reading, self.blocks)
        words = words_between(self.text, 0, len(self.text), self.language)
        self.speakers = Speakers(reading, self.names, roles, words, self.passages)
        # Without a tagger only the length of a passage tells a sentence from a term.
        self.tagged = reading.doc.has_annotation("POS")
        self.repeats = Counter(self._key(passage) for passage in self.passages)

    def utterances(self) -> list[Utterance]:
        """Every utterance of the document, in order of place."""
        headed = headed_lists(self.text, self.blocks, self.names)
        listed = [turn for start, turn in headed.items() if self.text[start] not in FAMILIES]
        titles = frozenset(s.start_char for s in self.reading.content_sections if s.kind != "body")
        by_layout = turns_by_layout(self.text, self.blocks, titles, self.names)
        turns = without_overlap([*listed, *by_layout])
        found = [self._of_turn(turn) for turn in turns]
        for block, below in zip_longest(self.blocks, self.blocks[1:], fillvalue=NO_BLOCK):
            self.below = below
            low = bisect_left(self.passages, block[0], key=lambda passage: passage.outer_start)
            high = bisect_left(self.passages, block[1], key=lambda passage: passage.outer_start)
            inside = [p for p in self.passages[low:high] if not _in_turn(p.start, turns)]
            if inside or not _has_turn(block, turns):
                found.extend(self._of_block(block, inside, headed.get(block[0])))
        return named_by_repetition(self.text, found)

    def _of_turn(self, turn: Turn) -> Utterance:
        speaker = turn.speaker or self.speakers.resolve(turn.designation, turn.start)
        return Utterance(turn.pieces, True, turn.rule, None, speaker, turn.designation)

    def _of_block(
        self, block: tuple[int, int], passages: Sequence[Passage], headed: Turn | None
    ) -> Iterator[Utterance]:
        last: Utterance | None = None
        self.here, self.before = block, self.here
        for sentence in sentences(self.text, block, passages, self.language):
            said: Designation | None = None
            for passage in sentence.passages:
                if last is not None and self._resumes(last, sentence, passage):
                    last = self._resumed(last, passage)
                    continue
                utterance = self._utterance(sentence, passage, said, block, headed)
                if utterance is None:
                    continue
                attribution = utterance.attribution
                said = attribution.designation if attribution else said
                if last is not None and self._joins(last, utterance):
                    last = self._joined(last, utterance)
                    continue
                if last is not None:
                    yield last
                last = utterance
                self.speakers.heard(utterance.end, utterance.speaker)
            yield from self._reported_without_marks(sentence)
        if last is not None:
            yield last

    def _reported_without_marks(self, sentence: Sentence) -> Iterator[Utterance]:
        for reported in reported_speech(sentence, self.names):
            attribution = reported.attribution
            at = attribution.designation.start if attribution.designation else attribution.start
            speaker = self.speakers.resolve(attribution.designation, min(at, reported.start))
            yield Utterance(reported.pieces, False, attribution.rule, attribution, speaker, indirect=True)
            self.speakers.heard(max(reported.end, attribution.end), speaker)

    def _utterance(
        self,
        sentence: Sentence,
        passage: Passage,
        said: Designation | None,
        block: tuple[int, int],
        headed: Turn | None,
    ) -> Utterance | None:
        inserted = insertions(self.text, passage, self.names)
        whole = bool(inserted) or self._is_whole(passage)
        attribution = inserted[0].attribution if inserted else self._reported(sentence, passage, said, whole)
        pieces = pieces_of(self.text, passage, inserted)
        if attribution is not None:
            mute = is_mute(sentence, passage, attribution, self.names)
            if mute or self._is_no_speech(sentence, passage, attribution, whole) or not pieces:
                return None
            return Utterance(pieces, whole, attribution.rule, attribution, self._speaker(attribution, passage))
        if headed is not None and pieces:
            speaker = headed.speaker or self.speakers.resolve(headed.designation, block[0])
            return Utterance(pieces, True, headed.rule, None, speaker, headed.designation)
        opens = not any(word.end <= passage.outer_start and not word.is_sign for word in sentence.words)
        whole = whole or self._stands_alone(sentence, passage)
        if not pieces:
            return None
        return self._unintroduced(passage, pieces) if whole and opens else self._woven(sentence, passage, pieces)

    def _woven(self, sentence: Sentence, passage: Passage, pieces: tuple[tuple[int, int], ...]) -> Utterance | None:
        """A clause in the words of the one whom the sentence is about: "X a grandi là « où l'on ne parlait pas »".

        Short or verbless fragments are scare quotes or names, and stay out.
        """
        words = sentence.words[: sentence.index_at(passage.outer_start)]
        if not words or not self.text[passage.start].islower() or announces_name(words, passage, self.language):
            return None
        if self._count(passage) < WHOLE_WORDS or not self._has_verb(passage):
            return None
        about = sentence_subject(words, self.names)
        if about is None:
            return None
        return Utterance(pieces, False, "woven", None, self.speakers.resolve(about, passage.outer_start), about)

    def _unintroduced(self, passage: Passage, pieces: tuple[tuple[int, int], ...]) -> Utterance | None:
        """Speech that no clause reports: the last speaker goes on, or the one who is being spoken of speaks."""
        signer = self._signed_below(passage)
        if signer is not None:
            return Utterance(pieces, True, "signed", None, signer)
        speaker = self.speakers.last_speaker(self.here[0])
        if speaker is not None and not self.speakers.subject_between(self.here[0], passage.start, other_than=speaker):
            return Utterance(pieces, True, "continues", None, speaker)
        speaker = self.speakers.in_focus(self.here, self.before, passage.outer_start) or self._named_behind(passage)
        if speaker is not None:
            return Utterance(pieces, True, "topic", None, speaker)
        long = self._count(passage) >= UNATTRIBUTED_WORDS
        return Utterance(pieces, True, "unattributed", None, None) if long else None

    def _signed_below(self, passage: Passage) -> Mention | None:
        """The name that opens the short line right below speech: "« … »", then "— X, fondatrice"."""
        line = self.text[slice(*self.below)]
        if self.text[passage.outer_end : self.here[1]].strip(" .") or len(line) > LONGEST_SIGNATURE or line[-1:] == ".":
            return None
        at = self.below[0] + len(line) - len(line.lstrip("-–— "))
        mention = self.names.at(at) if at < self.below[1] else None
        if mention is None or mention.kind != "actor" or mention.start_char != at:
            return None
        return mention if mention.end_char == self.below[1] or self.text[mention.end_char] == "," else None

    def _named_behind(self, passage: Passage) -> Mention | None:
        """The subject of the sentence that follows speech at once: "« … » X sourit."."""
        at = passage.outer_end
        while at < self.here[1] and (self.text[at].isspace() or self.text[at] == "."):
            at += 1
        mention = self.names.at(at) if at < self.here[1] else None
        return mention if mention is not None and mention.kind == "actor" else None

    def _stands_alone(self, sentence: Sentence, passage: Passage) -> bool:
        """A short passage that is a sentence of its own ("« Moi, non. »"): it opens with a capital and ends itself."""
        text = self.text[passage.start : passage.end]
        return not sentence.words and text[0].isupper() and text.endswith(SPEECH_END) and len(text) >= SHORTEST_ALONE

    def _reported(
        self, sentence: Sentence, passage: Passage, said: Designation | None, whole: bool
    ) -> Attribution | None:
        return (
            clause_after(sentence, passage, self.names)
            or agent_after(sentence, passage, self.names)
            or clause_before(sentence, passage, self.names, said, whole)
            or source_before(sentence, passage, self.names)
            or clause_later(sentence, passage, self.names)
        )

    def _speaker(self, attribution: Attribution, passage: Passage) -> Mention | None:
        designation = attribution.designation
        if designation is None:
            return self.speakers.in_focus(self.here, self.before, attribution.start) if attribution.implied else None
        at = min(designation.start, passage.outer_start)
        if "reading" in attribution.uses and designation.kind == "pronoun" and not designation.gender:
            return self.speakers.issuer(at)
        found = self.speakers.resolve(designation, at) if designation.kind != "pronoun" else None
        if found is None and attribution.goes_on:
            found = self.speakers.goes_on(designation, at)
        return found or self.speakers.resolve(designation, at)

    def _key(self, passage: Passage) -> str:
        return " ".join(self.text[passage.start : passage.end].lower().split())

    def _count(self, passage: Passage) -> int:
        return sum(
            1 for word in words_between(self.text, passage.start, passage.end, self.language) if not word.is_sign
        )

    def _is_whole(self, passage: Passage) -> bool:
        """Whether a passage is an utterance of its own: it opens with a capital, has a verb and some length."""
        if not self.text[passage.start].isupper() and not self.text[passage.start].isdigit():
            return False
        return self._count(passage) >= WHOLE_WORDS and self._has_verb(passage)

    def _has_verb(self, passage: Passage) -> bool:
        if not self.tagged:
            return self._count(passage) > TERM_WORDS
        tokens = self.reading.tokens(passage.start, passage.end)
        return any(token.pos_ in ("VERB", "AUX") for token in tokens)

    def _is_no_speech(self, sentence: Sentence, passage: Passage, attribution: Attribution, whole: bool) -> bool:
        """Scare quotes, terms, titles: short, and not what the reporting clause plainly reports."""
        if whole or attribution.rule in ("clause-inside", "clause-after"):
            return False
        count = self._count(passage)
        if self._is_name(passage):
            return True
        if attribution.rule == "source-after":
            return False
        if count <= TERM_WORDS and self.repeats[self._key(passage)] >= TERM_REPEATS:
            return True
        designation = attribution.designation
        if (
            attribution.rule.startswith("object")
            and designation
            and designation.kind == "pronoun"
            and not designation.gender
        ):
            return True  # "on parle de « résilience »" quotes nobody
        if attribution.rule == "object":
            return designation is None and count <= TERM_WORDS
        before = sentence.words[: sentence.index_at(passage.outer_start)]
        determined = bool(before) and before[-1].lower in word_class(self.language, "determiner")
        return determined and count <= TERM_WORDS and not self._has_verb(passage)

    def _is_name(self, passage: Passage) -> bool:
        words = [w for w in words_between(self.text, passage.start, passage.end, self.language) if len(w.lower) > 3]
        mention = self.names.at(passage.start)
        covered = mention is not None and mention.end_char >= passage.end
        return covered or (0 < len(words) <= 4 and len(words) > 1 and all(word.capital for word in words))

    def _resumes(self, last: Utterance, sentence: Sentence, passage: Passage) -> bool:
        """Whether speech goes on behind the clause that cut it: "« Un petit pas », dit X, « mais un pas. »"."""
        clause = last.attribution
        if clause is None or last.rule != "clause-after" or not sentence.start <= last.start < last.end <= clause.start:
            return False
        between = words_between(self.text, clause.end, passage.outer_start, self.language)
        closes = bool(between) and between[-1].lower == "," and len(between) <= LONGEST_ASIDE
        return closes and not cues_in(between, self.language)

    def _resumed(self, last: Utterance, passage: Passage) -> Utterance:
        whole = last.whole or (self.text[last.start].isupper() and self._has_verb(passage))
        return replace(last, pieces=last.pieces + pieces_of(self.text, passage, ()), whole=whole)

    def _joined(self, last: Utterance, following: Utterance) -> Utterance:
        """Two passages as one utterance: fragments in one clause keep the words and the marks between them."""
        if last.attribution == following.attribution and not following.whole:
            *before, (start, _) = last.pieces
            return replace(last, pieces=(*before, (start, following.end)))
        return replace(last, pieces=last.pieces + following.pieces, whole=last.whole or following.whole)

    def _joins(self, last: Utterance, following: Utterance) -> bool:
        """Whether two passages are one utterance: only its reporting clause, or a few plain words, stand between."""
        between = [w for w in words_between(self.text, last.end, following.start, self.language) if not w.is_sign]
        if following.rule == "continues" and last.rule == "clause-after" and last.attribution is not None:
            return last.end <= last.attribution.start and not _sentence_between(
                self.text, last.attribution.end, following.start
            )
        same = last.attribution is not None and last.attribution == following.attribution
        if not same or following.whole or not 0 < len(between) <= JOINED_BY:
            return False
        plain = self.text[last.end : following.start]
        return not any(sign in plain for sign in ",;:.\n") and not any(
            self.names.is_word_of(word, "complementiser")
            or (self.names.is_word_of(word, "conjunction") and not self._same_subject(after))
            for word, after in zip(between, [*between[1:], None], strict=True)
        )

    def _same_subject(self, word: Word | None) -> bool:
        """Whether a verb follows a conjunction at once: "n'était « pas associée » et [n'avait] « aucun lien »"."""
        return word is not None and any(self.names.is_word_of(word, c) for c in ("negation", "auxiliary", "being"))


def _in_turn(at: int, turns: Sequence[Turn]) -> bool:
    """Whether a place lies in speech that the layout shows: marks there belong to the outer quotation."""
    index = bisect_right(turns, at, key=lambda turn: turn.start) - 1
    return index >= 0 and at < turns[index].end


def _has_turn(block: tuple[int, int], turns: Sequence[Turn]) -> bool:
    """Whether speech by layout starts in a block, or runs through it."""
    index = bisect_left(turns, block[0], key=lambda turn: turn.start)
    return _in_turn(block[1] - 1, turns) or (index < len(turns) and turns[index].start < block[1])


def _sentence_between(text: str, start: int, end: int) -> bool:
    """Whether another sentence stands between a reporting clause and the next passage."""
    between = text[start:end].rstrip('«»“”"‹› \n\t')
    return any(sign in between[:-1] for sign in ".!?…")


def _claim(reading: Reading, utterance: Utterance) -> QuoteClaim:
    document_id = reading.document.document_id
    attribution = utterance.attribution
    designation = attribution.designation if attribution else utterance.designation
    return QuoteClaim(
        quote_id=stable_id("quo", document_id, utterance.start, utterance.end),
        document_id=document_id,
        start_char=utterance.start,
        end_char=utterance.end,
        kind="indirect" if utterance.indirect else "direct" if utterance.whole else "mixed",
        content=content_of(reading, utterance),
        cue=reading.surface(attribution.cue_start, attribution.cue_end) if attribution else None,
        speaker_text=reading.surface(designation.start, designation.end) if designation else None,
        speaker_mention_id=utterance.speaker.mention_id if utterance.speaker else None,
        rule=utterance.rule,
        confidence=quote_confidence(utterance.rule, designation, utterance.speaker),
    )
