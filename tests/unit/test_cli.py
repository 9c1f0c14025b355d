"""What the command says of itself, and how it refuses."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.records import Extraction, FileRecord
from orchestration.settings import Settings
from orchestration.warehouse.store import Store

COMMANDS = (["run"], ["evaluate"], ["review"], ["dev"], ["config", "show"])


@pytest.fixture
def invoke(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"GREFFIER_{name.upper()}", raising=False)
    return lambda *arguments: CliRunner().invoke(app, arguments, terminal_width=200)


def test_version_is_that_of_the_distribution(invoke):
    assert invoke("--version").output.strip() == f"greffier {version('greffier')}"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shows_an_example_of_itself(invoke, command):
    result = invoke(*command, "--help")
    assert result.exit_code == 0
    assert f"greffier {' '.join(command)}" in result.output.partition("Example:")[2]


def test_config_show_prints_each_value_and_where_it_came_from(invoke, monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("GREFFIER_KEEP_RELEASES=7\n")
    monkeypatch.setenv("GREFFIER_MODEL", "fr_core_news_lg")
    result = invoke("config", "show", "--workers", "5")
    lines = {line.split()[0]: line.split()[1:] for line in result.output.splitlines() if line.strip()}
    assert lines["workers"] == ["5", "flag"]
    assert lines["model"] == ["fr_core_news_lg", "environment"]
    assert lines["keep_releases"] == ["7", ".env"]
    assert lines["max_file_bytes"] == ["10000000", "default"]
    # What holds secrets is not shown.
    assert {name for name, field in Settings.model_fields.items() if not field.exclude} <= set(lines)


@pytest.mark.parametrize(
    "arguments",
    [["run", "--workers", "0"], ["run", "--nonsense"], ["run", "--accept", "quotes"], ["evaluate"], ["unknown"]],
)
def test_wrong_usage_exits_2(invoke, arguments):
    assert invoke(*arguments).exit_code == 2


def test_evaluating_without_a_release_says_what_to_do(invoke, tmp_path):
    (tmp_path / "gold").mkdir()
    result = invoke("evaluate", "--gold", "gold", "--output", "nowhere")
    assert result.exit_code == 2
    assert "greffier run" in result.output + result.stderr


def saved_files(home, *records):
    store = Store(home / "warehouse.duckdb")
    store.create()
    store.save_files(list(records), "r1", "sig")


def test_status_lists_files_with_reason_and_nothing_that_moves_the_cursor(invoke, tmp_path):
    saved_files(
        tmp_path,
        FileRecord("a.txt", "accepted", warnings=("mojibake",)),
        FileRecord("b\nc\u202e.pdf", "quarantined", "encrypted", "needs a password"),
    )
    result = invoke("status", "--files", "--home", str(tmp_path))
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "accepted\t\ta.txt\tmojibake",
        "quarantined\tencrypted\tb\\nc\\u202e.pdf\tneeds a password",
    ]


@pytest.mark.parametrize("only", ["quarantined", "encrypted"])
def test_status_lists_one_status_or_reason(invoke, tmp_path, only):
    saved_files(tmp_path, FileRecord("a.txt", "accepted"), FileRecord("b.pdf", "quarantined", "encrypted"))
    result = invoke("status", "--only", only, "--home", str(tmp_path))
    assert [line.split("\t")[2] for line in result.output.splitlines()] == ["b.pdf"]


def test_status_counts_and_before_the_first_run_says_what_to_do(invoke, tmp_path):
    assert "greffier run" in invoke("status", "--home", str(tmp_path / "new")).output
    saved_files(tmp_path, FileRecord("a.txt", "accepted"), FileRecord("b.pdf", "quarantined", "encrypted"))
    lines = [line.split() for line in invoke("status", "--home", str(tmp_path)).output.splitlines()]
    assert ["accepted", "1"] in lines
    assert ["encrypted", "1"] in lines


def test_status_says_which_documents_no_extractor_reads_and_what_to_do(invoke, tmp_path):
    saved_files(tmp_path, FileRecord("a.txt", "accepted"))
    languages = ("en", "en", "de")
    extractions = [Extraction(f"doc-{n}", "language_not_supported", code) for n, code in enumerate(languages)]
    texts = {extraction.document_id: "" for extraction in extractions}
    Store(tmp_path / "warehouse.duckdb").save_extractions(extractions, texts, "v1")
    said = invoke("status", "--home", str(tmp_path)).stderr.splitlines()
    assert said[0].startswith("1 document in `de` was kept but not extracted")
    assert said[1].startswith("2 documents in `en` were kept but not extracted")
    assert "english_model" in said[1]


def test_a_reader_that_has_had_enough_is_no_error(tmp_path):
    saved_files(tmp_path, *(FileRecord(f"{number}.txt", "accepted") for number in range(5_000)))
    command = [Path(sys.executable).with_name("greffier"), "status", "--files", "--home", tmp_path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as listing:
        assert listing.stdout.readline() == "accepted\t\t0.txt\t\n"
        listing.stdout.close()
        assert listing.stderr.read() == ""


@pytest.mark.parametrize("command", [["status"], ["publish", "x"], ["review", "--list"], ["subject", "Odile Tazi"]])
def test_a_damaged_database_is_named_with_what_will_be_done_about_it(invoke, tmp_path, command):
    (tmp_path / "warehouse.duckdb").write_bytes(b"rubbish" * 100)
    output = [] if command[0] == "review" else ["--output", str(tmp_path / "published")]
    result = invoke(*command, "--home", str(tmp_path), *output)
    assert result.exit_code == 2
    assert "warehouse.duckdb is damaged" in result.stderr
    assert "The next run" in result.stderr
