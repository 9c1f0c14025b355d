"""What the command says of itself, and how it refuses."""

from importlib.metadata import version

import pytest
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.settings import Settings

COMMANDS = (["run"], ["evaluate"], ["dev"], ["config", "show"])


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
    assert set(Settings.model_fields) <= set(lines)


@pytest.mark.parametrize("arguments", [["run", "--workers", "0"], ["run", "--nonsense"], ["evaluate"], ["unknown"]])
def test_wrong_usage_exits_2(invoke, arguments):
    assert invoke(*arguments).exit_code == 2


def test_evaluating_without_a_release_says_what_to_do(invoke, tmp_path):
    (tmp_path / "gold").mkdir()
    result = invoke("evaluate", "--gold", "gold", "--output", "nowhere")
    assert result.exit_code == 2
    assert "greffier run" in result.output + result.stderr
