"""Confidence is measured, smoothed, and tells right from wrong on documents that it was not measured on."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.evaluation import calibration
from orchestration.evaluation.calibration import ANY, Outcome, confidence, outcomes, reliability, shares, unseen
from orchestration.evaluation.gold import Published

TEXT, TEXTS = pa.string(), pa.list_(pa.string())
QUOTE = ("document_id", "content", "kind", "speaker_actor_id", "speaker_organisation_id", "speaker_text", "rule")
RELATION = ("relation_id", "kind", "subject_organisation_id", "object_organisation_id", "object_actor_id")
FACT = ("organisation_fact_id", "organisation_id", "attribute", "value_text")
TABLES = {
    "documents": ({"document_id": TEXT, "source_path": TEXT}, [("doc-1", "presse/article.txt")]),
    "mentions": ({"document_id": TEXT, "actor_id": TEXT, "organisation_id": TEXT}, []),
    "actors": ({"actor_id": TEXT, "name": TEXT, "aliases": TEXTS}, [("act-1", "Léa Varenne", ["Varenne"])]),
    "organisations": ({"organisation_id": TEXT, "name": TEXT, "aliases": TEXTS, "kind": TEXT}, []),
    "evidence": ({"fact_table": TEXT, "fact_id": TEXT, "document_id": TEXT}, []),
    "roles": ({"role_id": TEXT, "actor_id": TEXT, "organisation_id": TEXT, "title": TEXT, "is_former": pa.bool_()}, []),
    "contracts": ({"contract_id": TEXT, "subject": TEXT, "status": TEXT, "amount": pa.float64()}, []),
    "contract_parties": ({"contract_id": TEXT, "organisation_id": TEXT, "actor_id": TEXT, "party_role": TEXT}, []),
    "organisation_relations": (dict.fromkeys(RELATION, TEXT), []),
    "organisation_facts": (dict.fromkeys(FACT, TEXT), []),
    "quotes": (
        dict.fromkeys(QUOTE, TEXT) | {"confidence": pa.float64()},
        [
            ("doc-1", "La digue tiendra cet hiver", "direct", "act-1", None, "Mme Varenne", "clause-after", 0.7),
            ("doc-1", "Nous avons perdu deux ans", "direct", "act-1", None, "elle", "clause-after", 0.7),
            ("doc-1", "Le quai sera refait", "direct", None, None, None, "unattributed", 0.7),
            ("doc-1", "Personne ne viendra plus ici", "direct", None, None, "un passant", "topic", 0.7),
            ("doc-1", "que le pont fermerait deux mois", "indirect", "act-1", None, "la maire", "indirect-that", 0.7),
        ],
    ),
}
GOLD = {
    "file": "article.txt",
    "actors": [{"name": "Léa Varenne"}, {"name": "Marc Daumas"}],
    "organisations": [],
    "quotes": [
        {"text": "La digue tiendra cet hiver", "kind": "direct", "speaker": "Léa Varenne"},
        {"text": "Nous avons perdu deux ans", "kind": "direct", "speaker": "Marc Daumas"},
        {"text": "Personne ne viendra plus ici", "kind": "direct", "speaker": None, "optional": True},
        {"text": "le pont fermerait deux mois", "kind": "indirect", "speaker": "Léa Varenne"},
    ],
}


@pytest.fixture
def measured(tmp_path):
    release, gold = tmp_path / "release", tmp_path / "gold"
    release.mkdir()
    gold.mkdir()
    for name, (columns, rows) in TABLES.items():
        values = [dict(zip(columns, row, strict=True)) for row in rows]
        pq.write_table(pa.Table.from_pylist(values, schema=pa.schema(columns.items())), release / f"{name}.parquet")
    (gold / "article.json").write_text(json.dumps(GOLD), encoding="utf-8")
    return release, gold


def many(rule: str, said: str, tried: int, right: int, document: str = "a") -> list[Outcome]:
    return [Outcome(document, rule, said, number < right) for number in range(tried)]


def test_words_and_speaker_must_both_be_right_and_optional_ones_do_not_count(measured):
    assert sorted((o.rule, o.wording, o.is_right) for o in outcomes(*measured)) == [
        ("clause-after", "name", True),
        ("clause-after", "pronoun", False),
        ("indirect-that", "description", True),
        ("unattributed", "none", False),
    ]


@pytest.mark.parametrize(
    ("said", "speaker", "expected"),
    [
        ("Mme Varenne", "act-1", "name"),
        ("la maire Léa Varenne", "act-1", "name"),
        ("la maire de Dijon", "act-1", "description"),
        ("l'élue", "act-1", "description"),
        ("celle-ci", "act-1", "pronoun"),
        ("une voisine", None, "unnamed"),
        (None, "act-1", "none"),
        (None, None, "none"),
    ],
)
def test_how_the_speaker_is_worded(said, speaker, expected):
    published = Published({}, {"act-1": ["Léa Varenne", "Varenne"]})
    quote = {"speaker_text": said, "speaker_actor_id": speaker, "speaker_organisation_id": None}
    assert calibration.wording(quote, published) == expected


def test_a_rule_seen_twice_is_not_certain_and_one_seen_often_has_its_own_share():
    known = shares(many("often", "name", 200, 180) + many("rare", "name", 2, 2) + many("bad", "none", 40, 4))
    assert confidence(known, "often", "name") == pytest.approx(0.9, abs=0.01)
    assert 0.75 < confidence(known, "rare", "name") < 0.95
    assert confidence(known, "bad", "none") < 0.2


def test_what_was_never_measured_gets_the_lower_share_of_its_groups():
    known = shares(many("good", "name", 50, 50) + many("weak", "pronoun", 50, 25))
    assert confidence(known, "good", "pronoun") == confidence(known, ANY, "pronoun")
    assert confidence(known, "new", "pronoun") == confidence(known, ANY, "pronoun")
    assert confidence(known, "new", "none") == confidence(known, ANY, ANY)


def test_a_document_is_rated_by_the_others_only():
    judged = many("rule", "name", 40, 40, "right") + many("rule", "name", 40, 0, "wrong")
    rated = unseen(judged)
    assert all(value < 0.1 for value, is_right in rated if is_right)
    assert all(value > 0.9 for value, is_right in rated if not is_right)


def test_bands_hold_every_quotation_once():
    bands = list(reliability([(0.2, False), (0.5, True), (0.95, True), (1.0, True)]))
    assert [(band.low, band.count, band.right_share) for band in bands] == [(0.0, 1, 0.0), (0.5, 1, 1.0), (0.9, 2, 1.0)]


def test_the_command_keeps_the_prose_and_gives_the_same_bytes_again(measured, tmp_path, capsys):
    table, page = tmp_path / "quotes.tsv", tmp_path / "calibration.md"
    page.write_text(f"Why.\n\n{calibration.MARK}old table\n", encoding="utf-8")
    arguments = ["--release", measured[0], "--gold", measured[1], "--table", table, "--page", page]
    calibration.main([str(argument) for argument in arguments])
    first = table.read_bytes(), page.read_bytes()
    calibration.main([str(argument) for argument in arguments])
    assert (table.read_bytes(), page.read_bytes()) == first
    text = page.read_text(encoding="utf-8")
    assert text.startswith("Why.\n")
    assert "old table" not in text
    assert "4 quotations of 1 documents" in text
    assert "4 quotations of 1 documents" in capsys.readouterr().out
