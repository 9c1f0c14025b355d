"""Who or what is meant: from what a person typed to documents, or to somebody with all names, places and ids.

What belongs here: looking through everything that is held, reading only. What does not: changing any of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from orchestration.masking import Names, Span, all_names, key_of, overlaps, united, whole_names, words_of
from orchestration.privacy.forms import Forms, forms_of, same_person
from orchestration.privacy.sources import Source, sources, sources_of
from orchestration.privacy.target import Target
from orchestration.settings import Settings


class NotFoundError(Exception):
    """Nothing or too much is meant by what was typed; the message says what to type instead."""


@dataclass(slots=True)
class Person:
    """Somebody as found so far: ids, names as written, mentions."""

    actors: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    mentions: set[str] = field(default_factory=set)
    has_namesakes: bool = False


def find_documents(settings: Settings, wanted: Collection[str]) -> Target:
    """The documents and files that are meant by ids, hashes or paths. Raises NotFoundError for one that nothing has."""
    found: dict[str, set[str]] = defaultdict(set)
    for said in wanted:
        if not _find_document(settings, said, found):
            raise NotFoundError(
                f"No document {said}: give an id (doc-…), a hash, or a path as `greffier status --files` says."
            )
    return Target(
        documents=frozenset(found["documents"]),
        files=frozenset(found["files"]),
        contents=frozenset(found["contents"]),
        paths=frozenset(found["paths"]),
        titles=frozenset(title for title in found["titles"] if " " in title),
    )


def _find_document(settings: Settings, said: str, found: dict[str, set[str]]) -> bool:
    path = _within(settings.documents, said)
    is_found = False
    for source in sources(settings):
        chosen = source.ask(
            "select distinct document_id from documents_ where ? in (document_id, content_sha256, file_sha256)"
            " or source_path = ? or starts_with(source_path, ?)",
            *(said, path, f"{path}!/"),
        )
        ids = [document for (document,) in chosen]
        found["documents"].update(ids)
        told = source.ask(
            "select file_sha256, content_sha256, title from documents_ where list_contains(?, document_id)", ids
        )
        found["contents"].update(content for _, content, _ in told)
        found["titles"].update(title for _, _, title in told if title)
        is_found |= _find_files(source, path, {said, *(sha256 for sha256, _, _ in told)}, found) or bool(ids)
    return is_found


def _find_files(source: Source, path: str, hashes: Collection[str], found: dict[str, set[str]]) -> bool:
    """Add the files of that path or content of which nothing stays; return whether there is any such file at all."""
    files = source.ask(
        "select source_path, file_sha256 from files_"
        " where file_sha256 is not null and (source_path = ? or list_contains(?, file_sha256))",
        *(path, sorted(hashes)),
    )
    for place, sha256 in files:
        if not _others(source, sha256, found["documents"]):
            found["files"].add(sha256)
            found["paths"].add(place)
    return bool(files)


def _others(source: Source, file_sha256: str, documents: Collection[str]) -> bool:
    """Whether a file holds documents that are not meant."""
    query = "select 1 from documents_ where file_sha256 = ? and not list_contains(?, document_id)"
    return bool(source.ask(query, file_sha256, sorted(documents)))


def _within(folder: Path, said: str) -> str:
    """A path as releases write it: relative to the documents folder."""
    path = Path(said).expanduser()
    return path.absolute().relative_to(folder).as_posix() if path.absolute().is_relative_to(folder) else said


def find_person(settings: Settings, said: str) -> Target:
    """The person of that id or name, with every place where a text names them. Raises NotFoundError."""
    person = _identify(settings, said)
    for _ in range(2):
        # Twice: an older release may know mentions that lead to further ids.
        for source in sources(settings):
            _gather(source, person)
    forms = forms_of(person.written)
    if not forms.whole:
        forms = Forms(frozenset(" ".join(word.key for word in words_of(name)) for name in person.written), frozenset())
    spans: dict[str, list[Span]] = {}
    for source in sources(settings):
        _find_places(source, person, forms, spans)
    has_namesakes = person.has_namesakes or any(not places for places in spans.values())
    return Target(
        has_namesakes=has_namesakes,
        actors=frozenset(person.actors),
        mentions=frozenset(person.mentions),
        forms=forms,
        spans=spans,
    )


def namesakes(settings: Settings, said: str) -> dict[str, str]:
    """Everybody whom the newest source calls by that name or id: id and name."""
    return named_in(sources(settings), said)


def named_in(held: Iterable[Source], said: str) -> dict[str, str]:
    """Likewise, by the first of these sources that knows anybody of that name or id."""
    for source in held:
        actors = source.ask("select actor_id, name, aliases from actors_ order by actor_id")
        found = {actor: name for actor, name, aliases in actors if is_meant(said, actor, (name, *(aliases or ())))}
        if found:
            return found
    return {}


def is_meant(said: str, actor: str, names: Iterable[str]) -> bool:
    """Whether somebody of that id and these names is the one whom `said` names, by id or by a full name."""
    return said == actor or any(same_person(said, name) for name in names)


def _identify(settings: Settings, said: str) -> Person:
    found = namesakes(settings, said)
    if not found:
        raise NotFoundError(f"Nobody is held under {said!r}; give a full name or an id (act-…).")
    if len(found) > 1:
        ids = ", ".join(sorted(found))
        raise NotFoundError(
            f"{len(found)} people are called {said!r}: {ids}. Look at each (greffier subject ID) and give the id."
        )
    (name,) = found.values()
    others = namesakes(settings, name).keys() - found.keys()
    # In documents for another audience ids may differ, and somebody else may bear the name as well.
    elsewhere = (named_in(sources_of(home), name) for home in settings.all_homes()[1:])
    return Person(set(found), {name}, has_namesakes=bool(others) or any(len(known) > 1 for known in elsewhere))


def _gather(source: Source, person: Person) -> None:
    """Add the ids that have the person's mentions here under one of the person's names, and all that these ids have."""
    if not person.has_namesakes:
        # Under an older id, in documents that are gone since: still the only bearer of the name.
        named = source.ask("select actor_id, name, aliases from actors_")
        person.actors |= {
            actor
            for actor, name, aliases in named
            if any(same_person(one, other) for one in (name, *(aliases or ())) for other in _full(person.written))
        }
    held = source.ask(
        "select distinct actor_id from mentions_ where actor_id is not null and list_contains(?, mention_id)",
        sorted(person.mentions),
    )
    forms = forms_of(person.written)
    for actor, name, aliases in source.ask(
        "select actor_id, name, aliases from actors_ where list_contains(?, actor_id)",
        sorted(person.actors | {actor for (actor,) in held}),
    ):
        written = {name, *(aliases or ())}
        if actor in person.actors or forms.whole & forms_of(written).whole:
            person.actors.add(actor)
            person.written.update(written)
    for mention, surface in source.ask(
        "select mention_id, surface_text from mentions_ where list_contains(?, actor_id)", sorted(person.actors)
    ):
        person.mentions.add(mention)
        person.written.add(surface)


def _full(written: Iterable[str]) -> set[str]:
    return {name for name in written if forms_of([name]).whole}


def _find_places(source: Source, person: Person, forms: Forms, spans: dict[str, list[Span]]) -> None:
    """The places of the person in each text of the source that no newer one has shown."""
    own, others, bodies = _mentions(source, person)
    texts = source.ask(
        "select distinct document_id, content_sha256, text from documents_ where list_contains(?, document_id)"
        " or len(list_filter(?, lambda word: contains(strip_accents(lower(text)), word))) > 0",
        *(sorted(own), sorted(_telling_words(forms))),
    )
    names = forms.names()
    for document, content, text in texts:
        if content in spans:
            continue
        places = places_in(text, names, own.get(document, []), others.get(document, []), bodies.get(document, []))
        if places or whole_names(text, names):
            spans[content] = places


def places_in(text: str, names: Names, own: list[Span], others: list[Span], bodies: list[Span]) -> list[Span]:
    """Where one person stands in a text: as mentioned, and by name where no mention of somebody else stands.

    `others` are the places of other people; in `bodies`, names of organisations, the full name counts.
    """
    whole = [span for span in whole_names(text, names) if not overlaps(span, others)]
    bare = [span for span in all_names(text, names) if not overlaps(span, [*others, *bodies])] if own or whole else []
    return united([*own, *whole, *bare])


def _mentions(source: Source, person: Person) -> tuple[Mapping[str, list[Span]], ...]:
    """Places in texts by document: the person's own, other people's, organisations'."""
    found: tuple[dict[str, list[Span]], ...] = (defaultdict(list), defaultdict(list), defaultdict(list))
    near = source.ask(
        "select mention_id, document_id, start_char, end_char, organisation_id is not null from mentions_"
    )
    for mention, document, start, end, is_body in near:
        kind = 0 if mention in person.mentions else 2 if is_body else 1
        found[kind][document].append((start, end))
    return found


def _telling_words(forms: Forms) -> Iterable[str]:
    """The longest word of each name, without accents: a text without any of them names nobody."""
    return {max(form.split(), key=len) for form in forms.bare or forms.whole if key_of(form)}
