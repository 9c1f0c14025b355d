"""Names of people and organisations in one document.

What belongs here: the order of the steps, from clues to mentions that never overlap. What does not: any rule; see
`persons`, `person_context`, `kin`, `forms`, `organisations`, `organisation_labels`, `organisation_phrases`,
`firm_names`, `listed_names`, `activities`, `acronyms` (clues), `decisions` (weighing), `names` (fullest form).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Set
from itertools import chain

from orchestration.extraction.acronyms import Pair, WordSpan, find_pairs
from orchestration.extraction.activities import find_activity_clues
from orchestration.extraction.capital_runs import legal_forms
from orchestration.extraction.clues import Clue, Passage
from orchestration.extraction.decisions import Decision, Evidence, Key, decide, gather, is_place
from orchestration.extraction.firm_names import find_firm_clues
from orchestration.extraction.forms import find_fields, find_form_clues, parted_names
from orchestration.extraction.kin import find_kin_clues, is_after_kin, is_of_several, shared_surnames
from orchestration.extraction.listed_names import find_listed_clues
from orchestration.extraction.metonyms import find_metonyms
from orchestration.extraction.name_breaks import mend
from orchestration.extraction.named_things import place_things
from orchestration.extraction.names import Names, Naming, name_decisions
from orchestration.extraction.organisation_labels import find_apposed_label
from orchestration.extraction.organisation_phrases import find_phrase_clues
from orchestration.extraction.organisations import find_organisation_clues
from orchestration.extraction.party_names import contract_party_spans
from orchestration.extraction.person_context import find_context_clues
from orchestration.extraction.persons import find_person_clues, follows_eponym_head, is_honorific
from orchestration.extraction.reading import Reading
from orchestration.extraction.surface import WordTrie
from orchestration.extraction.things import find_apposed_thing, find_thing_clues, is_goods
from orchestration.extraction.vocabulary import is_common
from orchestration.records import Mention, NamedThing, stable_id

# Shorter words of a heading are as likely acronyms of something else.
_SHORTEST_IN_HEADING = 4
_AROUND = (find_context_clues, find_apposed_label, find_apposed_thing, find_activity_clues)


def find_mentions(reading: Reading) -> list[Mention]:
    """Find the names of people and organisations: sorted, never overlapping, each with its fullest form."""
    return find_names(reading)[0]


def find_names(reading: Reading) -> tuple[list[Mention], list[NamedThing]]:
    """Find the names of people and organisations, and those of products and programmes; no two overlap."""
    passage = Passage(reading)
    if not passage.words:
        return [], []
    mend(passage)
    firms, states = _parties(passage)
    phrases = list(find_phrase_clues(passage))
    pairs = list(find_pairs(passage, {clue.last: clue.first for clue in phrases}))
    fields, shared = find_fields(passage), list(shared_surnames(passage))
    told = [*phrases, *find_form_clues(passage, fields), *find_kin_clues(passage, shared)]
    evidence = _evidence(passage, told, pairs, firms)
    decisions = [decide(passage, found) for found in evidence.values()]
    names = name_decisions(passage, decisions, pairs, [*shared, *parted_names(passage, fields)])
    names.placed.update(_over_nicknames(passage, evidence, names))
    enumerated = {at for clue in phrases for at in range(clue.first + 1, clue.last) if not passage.joined(at)}
    occurrences = _occurrences(passage, names, find_metonyms(passage) | states, enumerated)
    found = [_mention(passage, first, last, naming) for first, last, naming in occurrences]
    # "S.r.l." belongs to the firm that is named after it; as written, for APS is an agency and ApS a Danish form.
    mentions = [mention for mention in found if mention.surface_text not in legal_forms()]
    return mentions, place_things(passage, decisions, mentions)


def _parties(passage: Passage) -> tuple[list[WordSpan], dict[int, tuple[int, Naming]]]:
    """Firms and states that the wording of a purchase proves; states by their first word."""
    starts = [word.start for word in passage.words]
    firms, states = [], {}
    for start, end in contract_party_spans(passage.reading):
        first, last = bisect_left(starts, start), bisect_left(starts, end)
        if first < last and starts[first] == start and passage.words[last - 1].end == end:
            if is_place(passage.key(first, last)):
                states[first] = (last, _state(passage, (first, last)))
            else:
                firms.append((first, last))
    return firms, states


def _state(passage: Passage, span: WordSpan) -> Naming:
    """A state is an organisation only where it buys or sells; elsewhere it is a place."""
    key = passage.key(*span)
    name = passage.reading.surface(passage.words[span[0]].start, passage.words[span[1] - 1].end)
    return Naming(Decision(key, "organisation", "contract_party", 4.0, span, organisation_kind="public_body"), name)


def _evidence(passage: Passage, told: list[Clue], pairs: list[Pair], firms: list[WordSpan]) -> dict[Key, Evidence]:
    """All that the detectors and the model say, name by name."""
    clues = chain(
        find_person_clues(passage),
        find_organisation_clues(passage),
        find_firm_clues(passage),
        find_listed_clues(passage),
        find_thing_clues(passage),
        told,
        _pair_clues(passage, pairs),
        (Clue(*span, "organisation", 6.0, "contract_party", "company") for span in firms),
    )
    evidence = gather(passage, clues)
    for found in evidence.values():
        for first, last in sorted(set(found.spans)):
            for clue in chain(*(find(passage, first, last) for find in _AROUND)):
                found.add(clue)
    return evidence


def _pair_clues(passage: Passage, pairs: list[Pair]) -> Iterator[Clue]:
    """A capitalised long form beside its acronym is more likely a name; the acronym follows its long form's fate."""
    for (first, last), acronym in pairs:
        yield Clue(first, last, "organisation", 1.5 if passage.cap(first) else 0.5, "acronym_pair")
        yield Clue(*acronym, "organisation", 0.5, "acronym_pair")


def _over_nicknames(
    passage: Passage, evidence: dict[Key, Evidence], names: Names
) -> Iterator[tuple[int, tuple[int, Naming]]]:
    """Names that run over a nickname: no word-by-word search finds them."""
    for key, found in evidence.items() if passage.aside else ():
        for first, last in found.spans:
            if key in names.everywhere and not passage.aside.isdisjoint(range(first, last)):
                yield first, (last, names.everywhere[key])


def _occurrences(
    passage: Passage, names: Names, states: dict[int, tuple[int, Naming]], enumerated: Set[int]
) -> Iterator[tuple[int, int, Naming]]:
    """Every place where a decided name stands, the longest first; a comma before `enumerated` words is inside one."""
    trie: WordTrie[Naming] = WordTrie()
    for key, naming in names.everywhere.items():
        trie.add(key, naming)
    end = 0

    def joined(at: int) -> bool:
        return passage.joined(at) or at in enumerated

    for index in sorted({*passage.where(trie.openings), *states, *names.placed}):
        if index < end:
            continue
        hit = names.placed.get(index) or trie.longest(passage.folded, index, joined) or states.get(index)
        if hit is None or not (hit[1].name.islower() or _written_as_name(passage, index, hit[0])):
            continue
        end, naming = hit
        if _is_meant(passage, index, end, naming.decision, names):
            yield index, end, naming


def _is_meant(passage: Passage, first: int, last: int, decision: Decision, names: Names) -> bool:
    """Whether a name stands for its bearer: no goods of the firm, no street, no family of whom one is named."""
    if decision.kind != "actor":
        may_make = decision.organisation_kind == "company" or decision.rule == "model"
        return not (may_make and is_goods(passage, first, last))
    if follows_eponym_head(passage, first):
        return False
    if is_of_several(passage, first):
        return is_after_kin(passage, first) and passage.key(first, last) not in names.surnames
    return True


def _written_as_name(passage: Passage, first: int, last: int) -> bool:
    """Whether a capital shows the name; in a heading in capitals, several words or one that is no other word do."""
    if any(passage.cap(at) for at in range(first, last)):
        return True
    text = passage.words[first].text
    is_rare = len(text) >= _SHORTEST_IN_HEADING and not is_common(text)
    is_titled = first > 0 and is_honorific(passage.words[first - 1].text)
    return passage.shouts(first) and (last - first > 1 or is_rare or is_titled)


def _mention(passage: Passage, first: int, last: int, naming: Naming) -> Mention:
    reading = passage.reading
    start, end = passage.words[first].start, passage.words[last - 1].end
    decision: Decision = naming.decision
    document_id = reading.document.document_id
    return Mention(
        mention_id=stable_id("men", document_id, start, end),
        document_id=document_id,
        start_char=start,
        end_char=end,
        surface_text=reading.surface(start, end),
        kind="actor" if decision.kind == "actor" else "organisation",
        name=naming.name,
        rule=decision.rule,
        confidence=round(min(0.97, 0.3 + 0.12 * decision.score), 2),
        acronym=naming.acronym,
        organisation_kind=decision.organisation_kind,
    )
