"""Scores mean what they say: right, missed, spurious, optional; and who is the same as whom."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.evaluation import EvaluationError, evaluate_release
from orchestration.evaluation.matching import overlap, pair_up, same_organisation, same_person

TEXT, TEXTS = pa.string(), pa.list_(pa.string())
SCHEMAS = {
    "documents": {"document_id": TEXT, "source_path": TEXT},
    "mentions": {"document_id": TEXT, "actor_id": TEXT, "organisation_id": TEXT},
    "actors": {"actor_id": TEXT, "name": TEXT, "aliases": TEXTS},
    "organisations": {"organisation_id": TEXT, "name": TEXT, "aliases": TEXTS, "kind": TEXT},
    "evidence": {"fact_table": TEXT, "fact_id": TEXT, "document_id": TEXT},
    "roles": {"role_id": TEXT, "actor_id": TEXT, "organisation_id": TEXT, "title": TEXT, "is_former": pa.bool_()},
    "contracts": {"contract_id": TEXT, "subject": TEXT, "status": TEXT, "amount": pa.float64(), "currency": TEXT},
    "contract_parties": {"contract_id": TEXT, "organisation_id": TEXT, "actor_id": TEXT, "party_role": TEXT},
    "organisation_relations": {
        "relation_id": TEXT,
        "kind": TEXT,
        "subject_organisation_id": TEXT,
        "object_organisation_id": TEXT,
        "object_actor_id": TEXT,
    },
    "organisation_facts": {
        "organisation_fact_id": TEXT,
        "organisation_id": TEXT,
        "attribute": TEXT,
        "value_text": TEXT,
    },
    "quotes": {
        "document_id": TEXT,
        "content": TEXT,
        "kind": TEXT,
        "speaker_actor_id": TEXT,
        "speaker_organisation_id": TEXT,
        "speaker_text": TEXT,
        "rule": TEXT,
        "confidence": pa.float64(),
    },
}
RELEASE = {
    "documents": [("doc-1", "presse/article.txt")],
    "mentions": [
        ("doc-1", "act-1", None),
        ("doc-1", "act-2", None),
        ("doc-1", None, "org-1"),
        ("doc-1", None, "org-2"),
    ],
    "actors": [("act-1", "Léa Varenne", ["Varenne"]), ("act-2", "Théo Morvan", [])],
    "organisations": [("org-1", "Nordalis", ["NRD"], "company"), ("org-2", "Ville de Valserac", [], "other")],
    "evidence": [
        ("roles", "rol-1", "doc-1"),
        ("contracts", "con-1", "doc-1"),
        ("organisation_relations", "rel-1", "doc-1"),
        ("organisation_relations", "rel-2", "doc-1"),
        ("organisation_relations", "rel-3", "doc-2"),
        ("organisation_facts", "fac-1", "doc-1"),
    ],
    "roles": [("rol-1", "act-1", "org-1", "directrice générale", False)],
    "contracts": [("con-1", "balises", "awarded", 2_400_000.0, "EUR")],
    "contract_parties": [("con-1", "org-2", None, "buyer"), ("con-1", "org-1", None, "supplier")],
    "organisation_relations": [
        ("rel-1", "founder", "org-1", None, "act-1"),
        ("rel-2", "partner", "org-2", "org-1", None),
        ("rel-3", "parent", "org-1", "org-2", None),
    ],
    "organisation_facts": [("fac-1", "org-1", "head_count", "410 personnes")],
    "quotes": [
        (
            "doc-1",
            "Nous livrerons les balises avant l'été",
            "direct",
            "act-1",
            None,
            "Léa Varenne",
            "clause-after",
            0.9,
        ),
        ("doc-1", "Le port restera ouvert tout l'hiver", "direct", "act-2", None, "il", "clause-after", 0.9),
        ("doc-1", "que les travaux cesseront en mars", "indirect", None, "org-1", "Nordalis", "indirect-that", 0.7),
    ],
}
GOLD = {
    "file": "article.txt",
    "actors": [{"name": "Varenne", "aliases": []}, {"name": "Odile Tazi", "aliases": []}],
    "organisations": [
        {"name": "la Nordalis SA", "aliases": []},
        {"name": "Ville de Valserac", "aliases": [], "optional": True},
    ],
    "roles": [
        {"actor": "Léa Varenne", "organisation": "NRD", "title": "directrice générale déléguée", "status": "former"}
    ],
    "contracts": [
        {
            "buyer": "Ville de Valserac",
            "supplier": "Nordalis",
            "status": "awarded",
            "subject": "balises",
            "amount": 2.4e6,
        }
    ],
    "quotes": [
        {"text": "Nous livrerons les balises avant l'été.", "speaker": "Varenne", "kind": "direct"},
        {"text": "Le port restera ouvert tout l'hiver", "speaker": None, "kind": "mixed"},
        {"text": "les travaux cesseront en mars", "speaker": "Nordalis", "kind": "indirect"},
    ],
}


@pytest.fixture
def folders(tmp_path):
    release, gold = tmp_path / "release", tmp_path / "gold"
    release.mkdir()
    gold.mkdir()
    for table, schema in SCHEMAS.items():
        rows = [dict(zip(schema, row, strict=True)) for row in RELEASE[table]]
        pq.write_table(pa.Table.from_pylist(rows, pa.schema(list(schema.items()))), release / f"{table}.parquet")
    (gold / "article.json").write_text(json.dumps(GOLD))
    return release, gold


def counts(report, kind):
    score = report.scores[kind]
    return score.hit, score.missed, score.spurious


def test_found_missed_and_spurious_are_counted_apart(folders):
    report = evaluate_release(*folders)
    assert counts(report, "actors") == (1, 1, 1)
    assert counts(report, "roles") == (1, 0, 0)
    assert counts(report, "contracts") == (1, 0, 0)
    assert counts(report, "quotes") == (2, 0, 0)
    assert counts(report, "indirect_quotes") == (1, 0, 0)
    assert report.scores["actors"].f1 == pytest.approx(0.5)


def test_an_optional_gold_row_neither_earns_nor_costs(folders):
    assert counts(evaluate_release(*folders), "organisations") == (1, 0, 0)


def test_a_quote_with_a_speaker_where_gold_has_none_is_wrong(folders):
    report = evaluate_release(*folders)
    assert counts(report, "quotes_with_speaker") == (1, 1, 1)
    assert ("quotes_with_speaker", "missed") in {(m.kind, m.what) for m in report.mistakes}


def test_values_of_matched_rows_are_judged_apart(folders):
    report = evaluate_release(*folders)
    assert (report.accuracy("former"), report.accuracy("status"), report.accuracy("amount")) == (0.0, 1.0, 1.0)


def test_kinds_are_held_against_the_labels_beside_the_annotations(folders, tmp_path):
    assert evaluate_release(*folders).accuracy("kind") is None
    (tmp_path / "kinds.tsv").write_text("# Labels.\nla Nordalis SA\tcompany\nVille de Valserac\tpublic_body\n")
    report = evaluate_release(*folders)
    assert report.accuracy("kind") == 0.5
    assert [m.shown for m in report.mistakes if m.kind == "kind"] == ["Ville de Valserac: other, not public_body"]


def test_a_malformed_label_says_which_file(folders, tmp_path):
    (tmp_path / "kinds.tsv").write_text("Nordalis company\n")
    with pytest.raises(EvaluationError, match=r"kinds\.tsv"):
        evaluate_release(*folders)


def ties(tmp_path, *lines):
    (tmp_path / "relations.tsv").write_text(
        "# Ties.\n" + "".join("article\t" + "\t".join(line) + "\n" for line in lines)
    )


def test_relations_and_facts_are_held_against_the_ties_beside_the_annotations(folders, tmp_path):
    assert not {"relations", "facts"} & evaluate_release(*folders).scores.keys()
    ties(
        tmp_path,
        ("founder", "Nordalis", "Mme Varenne"),
        ("head_count", "Nordalis", "410 salariés"),
        ("head_count", "Nordalis", "410 personnes"),
        ("headquarters", "Nordalis", "Valserac", "optional"),
    )
    report = evaluate_release(*folders)
    assert counts(report, "relations") == (1, 0, 1)
    assert counts(report, "facts") == (1, 1, 0)
    assert [m.shown for m in report.mistakes if m.kind == "relations"] == ["partner: Ville de Valserac | Nordalis"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (("partner", "Nordalis", "Ville de Valserac"), (1, 0, 1)),
        (("partner", "Nordalis", "Nordalis"), (0, 1, 2)),
        (("founder", "Ville de Valserac", "Léa Varenne"), (0, 1, 2)),
        (("founder", "Nordalis", "Théo Morvan"), (0, 1, 2)),
        (("investor", "Nordalis", "Léa Varenne"), (0, 1, 2)),
        (("-", "-", "-"), (0, 0, 2)),
    ],
)
def test_a_tie_is_right_with_its_kind_and_both_ends(folders, tmp_path, line, expected):
    ties(tmp_path, line)
    assert counts(evaluate_release(*folders), "relations") == expected


def test_a_tie_told_the_wrong_way_round_is_wrong(folders, tmp_path):
    release, gold = folders
    ties(tmp_path, ("partner", "Nordalis", "Ville de Valserac"), ("founder", "Léa Varenne", "Nordalis"))
    assert counts(evaluate_release(release, gold), "relations") == (1, 1, 1)


@pytest.mark.parametrize("line", [("founder", "Nordalis"), ("founder", "Nordalis", "Léa Varenne", "perhaps")])
def test_a_malformed_tie_says_which_file(folders, tmp_path, line):
    ties(tmp_path, line)
    with pytest.raises(EvaluationError, match=r"relations\.tsv"):
        evaluate_release(*folders)


def test_a_gold_document_that_the_release_lacks_is_named(folders):
    release, gold = folders
    (gold / "autre.json").write_text(json.dumps({**GOLD, "file": "autre.txt"}))
    report = evaluate_release(release, gold)
    assert report.absent == ["autre.txt"]
    assert counts(report, "quotes") == (2, 2, 0)


def test_unreadable_gold_and_missing_release_say_which_and_what_to_do(folders, tmp_path):
    release, gold = folders
    with pytest.raises(EvaluationError, match=r"greffier run"):
        evaluate_release(tmp_path / "nowhere", gold)
    with pytest.raises(EvaluationError, match="no gold annotations"):
        evaluate_release(release, tmp_path)
    (gold / "broken.json").write_text("{")
    with pytest.raises(EvaluationError, match=r"broken\.json"):
        evaluate_release(release, gold)


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("Léa Varenne", "Mme Varenne", True),
        ("Léa Varenne", "LEA VARENNE", True),
        ("Léa Varenne", "Luc Varenne", False),
        ("Léa Varenne", "Léa", False),
        ("", "Léa", False),
    ],
)
def test_same_person(left, right, same):
    assert same_person(left, right) is same
    assert same_person(right, left) is same


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("Nordalis SA", "la Nordalis", True),
        ("Direction du littoral", "Direction littoral", True),
        ("DGSE", "DGSI", False),
        ("Ville de Valserac", "Ville de Montbrun", False),
    ],
)
def test_same_organisation(left, right, same):
    assert same_organisation(left, right) is same


def test_overlap_counts_common_words_of_both_sides():
    assert overlap("un deux trois", "un deux") == pytest.approx(0.8)
    assert overlap("", "") == 0


def test_each_row_pairs_once_with_the_best_first():
    assert pair_up(["a"], ["b", "a"], lambda g, f: 1.0 if g == f else 0.6, 0.5) == [(0, 1)]
