"""What was erased does not come back with the next night, and the list of it names nobody."""

import hashlib
import json
from functools import partial

import pytest

from orchestration.masking import (
    Erased,
    Screen,
    Tombstone,
    TombstonesError,
    keyed_digest,
    read_erased,
    read_or_make_key,
    without_doubtful_speakers,
    write_erased,
)
from orchestration.privacy.forms import forms_of
from orchestration.records import (
    Document,
    Extraction,
    FileReading,
    FileRecord,
    Mention,
    Notice,
    QuoteClaim,
    StatedParty,
)

TEXT = "Odile Tazi arrive. Mme Tazi parle."


def document(text: str = TEXT, **values: object) -> Document:
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    known = {"document_id": "doc-1", "file_sha256": "f1", "section_index": 0, "content_sha256": sha256}
    return Document(**{**known, "media_type": "text/plain", "text": text, "sections": (), **values})


def erased_person(home, spans=None) -> Erased:
    digest = partial(keyed_digest, read_or_make_key(home))
    names = forms_of(["Odile Tazi"]).names(digest)
    whole, bare = tuple(sorted(names.whole)), tuple(sorted(names.bare))
    return write_erased(home, [Tombstone("2026-11-22", "r", whole=whole, bare=bare, longest=2, spans=spans or {})])


@pytest.fixture
def screen(tmp_path) -> Screen:
    return Screen(erased_person(tmp_path))


def test_a_new_document_that_names_the_person_is_covered_character_by_character(screen):
    _, (found,), _ = screen.reading(
        FileReading("f1"), [document(author="Odile TAZI", title="Le retour de Mme Tazi")], []
    )
    assert found.text == "█████ ████ arrive. Mme ████ parle."
    assert (found.author, found.title) == ("█████ ████", "Le retour de Mme ████")
    assert (found.document_id, found.content_sha256) == ("doc-1", document().content_sha256)


def test_the_surname_alone_is_somebody_else_s_where_the_full_name_does_not_stand(screen):
    text = "La rue Tazi est fermée."
    assert screen.document(document(text)).text == text


def test_places_found_when_it_was_erased_win_over_names(tmp_path):
    text = "Odile Tazi rencontre Odile Tazi."
    sha256 = document(text).content_sha256
    screen = Screen(erased_person(tmp_path, {sha256: [(21, 31)]}))
    assert screen.document(document(text)).text == "Odile Tazi rencontre █████ ████."


def test_notices_are_covered_in_every_field(screen):
    notice = Notice(
        *("boamp", "26-1", "award", "boamp-national"),
        supplier_name="TAZI Odile",
        other_parties=(StatedParty("buyer", "Odile Tazi"),),
        fields=(("contact", "Odile Tazi"),),
    )
    _, _, (found,) = screen.reading(FileReading("f1"), [], [notice])
    assert "azi" not in repr(found).casefold()


def test_an_erased_file_and_an_erased_text_give_nothing(tmp_path):
    sha256 = document().content_sha256
    erased = write_erased(tmp_path, [Tombstone("2026-11-22", "r", files=("f9",), contents=(sha256,))])
    assert erased.refusals["f9"].reason == "erased"
    reading, documents, _ = Screen(erased).reading(FileReading("f2", content_sha256s=(sha256,)), [document()], [])
    assert (reading.reason, reading.content_sha256s, documents) == ("erased", (), ())


def test_the_other_documents_of_a_file_stay(tmp_path):
    sha256, other = document().content_sha256, document("Autre.", section_index=1)
    erased = write_erased(tmp_path, [Tombstone("2026-11-22", "r", contents=(sha256,))])
    reading, documents, _ = Screen(erased).reading(FileReading("f2"), [document(), other], [])
    assert documents == (other,)
    assert reading.content_sha256s == (other.content_sha256,)


def test_paths_lose_the_name_and_stay_distinct(screen):
    paths = ["tazi/odile-tazi.txt", "tazi/ODILE-TAZI.txt", "tazi/autre.txt"]
    shown = [screen.file(FileRecord(path, "accepted")).source_path for path in paths]
    assert len(set(shown)) == 3
    assert not any("tazi" in path.casefold() for path in shown)
    assert "odile" not in (screen.file(FileRecord("a", "duplicate", detail="same text as odile_tazi.txt")).detail or "")


def test_the_list_names_nobody_and_is_the_owner_s_alone(tmp_path):
    erased_person(tmp_path)
    written = (tmp_path / "erased.json").read_text()
    assert "azi" not in written.casefold()
    unkeyed = {hashlib.sha256(form.encode()).hexdigest()[:32] for form in forms_of(["Odile Tazi"]).whole}
    assert not unkeyed & set(json.loads(written)["erased"][0]["whole"])
    assert {(tmp_path / name).stat().st_mode & 0o777 for name in ("erased.json", "names.key")} == {0o600}


def test_a_list_that_cannot_be_read_stops_the_night(tmp_path):
    erased_person(tmp_path)
    (tmp_path / "names.key").unlink()
    with pytest.raises(TombstonesError, match=r"names\.key is missing"):
        read_erased(tmp_path)
    (tmp_path / "erased.json").write_text("{")
    with pytest.raises(TombstonesError, match=r"erased\.json cannot be read"):
        read_erased(tmp_path)


def test_a_pronoun_after_a_covered_name_leads_to_nobody():
    text = "Léa Varenne écoute. █████ ████ répond. « Oui », dit-elle. « Non », dit Léa Varenne."
    spans = [(text.index("Oui"), text.index("Oui") + 3), (text.index("Non"), text.index("Non") + 3)]
    last = text.rindex("Léa")
    mentions = (_mention("men-1", 0), _mention("men-2", last))
    quotes = tuple(
        QuoteClaim(f"quo-{n}", "doc-1", *span, "direct", text[slice(*span)], "dit", said, mention, "rule", 0.9)
        for n, (span, said, mention) in enumerate(zip(spans, ("elle", "Léa Varenne"), ("men-1", "men-2"), strict=True))
    )
    kept = without_doubtful_speakers(Extraction("doc-1", "extracted", mentions=mentions, quotes=quotes), text).quotes
    assert [(quote.speaker_text, quote.speaker_mention_id) for quote in kept] == [
        (None, None),
        ("Léa Varenne", "men-2"),
    ]


def _mention(mention_id: str, start: int) -> Mention:
    return Mention(mention_id, "doc-1", start, start + 11, "Léa Varenne", "actor", "Léa Varenne", "rule", 0.9)


def test_the_night_says_what_to_restore(greffier):
    greffier.home.mkdir()
    erased_person(greffier.home)
    (greffier.home / "names.key").unlink()
    night = greffier.command("run")
    assert (night.returncode, "names.key" in night.stderr) == (2, True)
