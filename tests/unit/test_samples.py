"""The sample documents and their gold annotations: each fits the other, and together they show what they promise."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from orchestration.documents import intake

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
DOCUMENTS = {path.stem: path for path in sorted((SAMPLES / "documents").iterdir())}
GOLD: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((SAMPLES / "annotations").glob("*.json"))
}
PAIRS = sorted(DOCUMENTS.keys() & GOLD.keys())


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def decoded(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def main_text(stem: str) -> str:
    """The text that gold offsets count in: a plain text file as it is, a page without what surrounds its article."""
    path = DOCUMENTS[stem]
    if path.suffix == ".txt":
        return decoded(path)
    (document,) = intake.read_bytes(path.read_bytes())
    kept = (section for section in document.sections if section.kind != "boilerplate")
    return "\n\n".join(document.text[section.start_char : section.end_char] for section in kept)


def in_order(needles: list[str], haystack: list[str]) -> bool:
    rest = iter(haystack)
    return all(needle in rest for needle in needles)


def names(gold: dict[str, Any]) -> set[str]:
    return {row["name"] for row in gold["actors"] + gold["organisations"]}


def rows(table: str) -> list[dict[str, Any]]:
    return [row for gold in GOLD.values() for row in gold[table]]


def test_every_document_has_annotations_and_vice_versa():
    assert DOCUMENTS.keys() == GOLD.keys()
    assert {gold["file"] for gold in GOLD.values()} == {path.name for path in DOCUMENTS.values()}


def test_the_readme_presents_every_document():
    presented = set(re.findall(r"^\| `([^`]+)` \|", (SAMPLES / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert presented == {path.name for path in DOCUMENTS.values()}


@pytest.mark.parametrize("stem", PAIRS)
def test_quotes_stand_where_the_offsets_say(stem):
    text = main_text(stem)
    for quote in GOLD[stem]["quotes"]:
        span, speech = words(text[quote["start"] : quote["end"]]), words(quote["text"])
        assert (span[0], span[-1]) == (speech[0], speech[-1]), quote["text"]
        assert in_order(speech, span), quote["text"]


@pytest.mark.parametrize("stem", PAIRS)
def test_names_and_designations_occur_in_the_document(stem):
    gold = GOLD[stem]
    text = " ".join(decoded(DOCUMENTS[stem]).split())
    if DOCUMENTS[stem].suffix == ".html":
        text += " " + " ".join(main_text(stem).split())
    wanted = names(gold)
    wanted |= {alias for row in gold["actors"] + gold["organisations"] for alias in row["aliases"]}
    wanted |= {quote["speaker_text"] for quote in gold["quotes"] if quote["speaker"] is None}
    assert [name for name in sorted(wanted) if name not in text] == []


@pytest.mark.parametrize("stem", PAIRS)
def test_facts_speak_of_annotated_names_only(stem):
    gold = GOLD[stem]
    actors = {row["name"] for row in gold["actors"]}
    organisations = {row["name"] for row in gold["organisations"]}
    assert {role["actor"] for role in gold["roles"]} <= actors
    assert {role["organisation"] for role in gold["roles"]} <= organisations | {None}
    for contract in gold["contracts"]:
        parties = {contract["buyer"], contract["supplier"]} - {None}
        assert parties, contract
        assert parties <= names(gold), contract
    assert {quote["speaker"] for quote in gold["quotes"]} <= names(gold) | {None}


@pytest.mark.parametrize("contract", rows("contracts"), ids=lambda row: f"{row['buyer']}-{row['supplier']}")
def test_contracts_are_well_formed(contract):
    assert contract["status"] in {"awarded", "pending", "ended"}
    assert (contract["amount"] is None) == (contract["currency"] is None)
    assert contract["amount"] is None or contract["amount"] > 0
    assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", contract["signed_on"] or "2026")


@pytest.mark.parametrize("stem", PAIRS)
def test_greffier_reads_the_document_and_keeps_every_quote_out_of_the_boilerplate(stem):
    path = DOCUMENTS[stem]
    documents = intake.read_bytes(path.read_bytes())
    assert {document.language for document in documents} == {GOLD[stem]["language"]}
    content = " ".join(
        word
        for document in documents
        for section in document.sections
        if section.kind != "boilerplate"
        for word in words(document.text[section.start_char : section.end_char])
    )
    text = main_text(stem)
    for quote in GOLD[stem]["quotes"]:
        assert " ".join(words(text[quote["start"] : quote["end"]])) in content, quote["text"]


@pytest.mark.parametrize("stem", PAIRS)
def test_length_is_that_of_real_documents(stem):
    assert 250 <= len(main_text(stem).split()) <= 900


def test_languages_formats_and_encodings_vary():
    languages = Counter(gold["language"] for gold in GOLD.values())
    assert languages["fr"] >= 12
    assert languages["en"] >= 2
    assert sum(path.suffix == ".html" for path in DOCUMENTS.values()) >= 2
    undecodable = [stem for stem, path in DOCUMENTS.items() if "\ufffd" in path.read_bytes().decode("utf-8", "replace")]
    assert undecodable == ["gazette-pont-valserac"]


@pytest.mark.parametrize("marks", ["« ", "«\u00a0", "“", ' "', "’", "'", "\u202f", "– ", "— "])
def test_every_typography_is_there(marks):
    assert any(marks in main_text(stem) for stem in PAIRS)


def test_every_kind_of_fact_is_there():
    assert {quote["kind"] for quote in rows("quotes")} == {"direct", "mixed", "indirect"}
    assert any(quote["speaker"] is None for quote in rows("quotes"))
    assert {contract["status"] for contract in rows("contracts")} == {"awarded", "pending", "ended"}
    assert {contract["currency"] for contract in rows("contracts")} >= {"EUR", "USD", "GBP"}
    assert {role["status"] for role in rows("roles")} == {"current", "former"}


def test_one_document_holds_no_fact():
    tables = ("actors", "organisations", "roles", "contracts", "quotes")
    assert [stem for stem, gold in GOLD.items() if not any(gold[table] for table in tables)] == ["jardin-de-novembre"]


@pytest.mark.parametrize("table", ["actors", "organisations"])
def test_names_return_across_documents(table):
    seen = Counter(row["name"] for gold in GOLD.values() for row in gold[table])
    assert sum(count >= 3 for count in seen.values()) >= 3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Novastère", "Novastere"),
        ("Brévanne Défense", "Brevanne Defense"),
        ("Yann Pellestier", "Pellestier"),
        ("Maëlle Kerguénou", "Maelle Kerguenou"),
    ],
)
def test_one_entity_bears_two_names_in_two_documents(one, other):
    homes = [{stem for stem, gold in GOLD.items() if name in names(gold)} for name in (one, other)]
    assert all(homes)
    assert homes[0].isdisjoint(homes[1])
