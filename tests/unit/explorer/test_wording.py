"""Everything that a page says is said in French too: by the words of the templates, and for every value of a list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
import yaml
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

import orchestration.explorer
from orchestration.documents.refusals import Reason
from tests.unit.explorer.writing import MARTS

ROOT = Path(orchestration.explorer.__file__).parent
FRENCH = sorted((ROOT / "locale" / "fr").glob("*.po"))
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "ugettext": None, "ungettext": (1, 2)}
OPTIONS = {"trim_blocks": "true", "lstrip_blocks": "true", "extensions": "jinja2.ext.i18n"}


def said() -> dict[str, str]:
    """What templates and modules say in English, and where."""
    found = {}
    for method, files in (("jinja2.ext:babel_extract", ROOT.rglob("*.html")), ("python", ROOT.rglob("*.py"))):
        for file in files:
            for line, message, *_ in extract_from_file(method, file, keywords=KEYWORDS, options=OPTIONS):
                found[message if isinstance(message, str) else message[0]] = f"{file.name}:{line}"
    return found


def french() -> Iterator[tuple[str, Message]]:
    for file in FRENCH:
        with file.open("rb") as written:
            for message in read_po(written, locale="fr"):
                if message.id:
                    yield file.name, message


def english_of(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def test_every_sentence_is_said_in_french() -> None:
    translated = {english_of(message) for _, message in french() if not message.context}
    assert {words: place for words, place in said().items() if words not in translated} == {}


def test_nothing_is_translated_that_nobody_says() -> None:
    told = said()
    assert [
        (file, english_of(message))
        for file, message in french()
        if not message.context and english_of(message) not in told
    ] == []


def test_each_sentence_stands_once_and_is_not_empty() -> None:
    counted = Counter((message.context, english_of(message)) for _, message in french())
    assert [key for key, count in counted.items() if count > 1] == []
    assert [
        message.id
        for _, message in french()
        if not all([message.string] if isinstance(message.string, str) else message.string)
    ] == []


def test_a_translation_names_no_other_values() -> None:
    def names(words: str) -> set[str]:
        return set(re.findall(r"%\((\w+)\)s", words))

    for file, message in french():
        translated = [message.string] if isinstance(message.string, str) else message.string
        for words in translated:
            assert names(words) <= names(english_of(message)), (file, message.id)


def contexts() -> dict[str, set[str]]:
    """The lists whose values templates and modules tell, with the values that are translated."""
    found: dict[str, set[str]] = {}
    for _, message in french():
        if message.context:
            found.setdefault(message.context, set()).add(english_of(message))
    return found


def test_every_list_that_is_told_is_translated() -> None:
    asked = {
        context
        for file in [*ROOT.rglob("*.html"), *ROOT.rglob("*.py")]
        for context in re.findall(r"\bword\(\s*['\"](\w+)['\"]", file.read_text(encoding="utf-8"))
    }
    assert asked - set(contexts()) == set()


# Lists that the tables declare, by the names that templates know them by.
LISTS = {
    "amount_basis": ("contracts", "amount_basis"),
    "choice_reason": ("contract_values", "choice_reason"),
    "contract_attribute": ("contract_values", "attribute"),
    "contract_status": ("contracts", "status"),
    "extraction_status": ("documents", "extraction_status"),
    "fact_attribute": ("organisation_facts", "attribute"),
    "file_status": ("files", "status"),
    "identifier_scheme": ("organisation_identifiers", "scheme"),
    "notice_kind": ("notices", "kind"),
    "notice_source": ("notices", "source"),
    "organisation_kind": ("organisations", "kind"),
    "party_role": ("contract_parties", "party_role"),
    "quote_kind": ("quotes", "kind"),
    "relation_kind": ("organisation_relations", "kind"),
    "relation_status": ("organisation_relations", "status"),
    "tax_basis": ("contracts", "tax_basis"),
}


def declared_values(table: str, column: str) -> set[str]:
    [model] = yaml.safe_load((MARTS / f"{table}.yml").read_text(encoding="utf-8"))["models"]
    [found] = [declared for declared in model["columns"] if declared["name"] == column]
    tests = [
        test["accepted_values"] for test in found["data_tests"] if isinstance(test, dict) and "accepted_values" in test
    ]
    return set(tests[0]["arguments"]["values"])


@pytest.mark.parametrize("name", LISTS)
def test_every_value_that_a_table_may_hold_is_said_in_french(name: str) -> None:
    assert declared_values(*LISTS[name]) - contexts()[name] == set()


def test_every_reason_for_refusing_a_file_is_said_in_french() -> None:
    assert set(get_args(Reason)) - contexts()["file_reason"] == set()
