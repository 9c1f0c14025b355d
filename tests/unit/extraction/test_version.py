"""What names the origin of claims: other models, other claims."""

import pytest

from orchestration.extraction.version import DEFAULT_MODEL, ModelMissingError, pipeline_version


def test_a_model_for_another_language_is_another_version():
    french = pipeline_version({"fr": DEFAULT_MODEL})
    assert french == pipeline_version()
    assert pipeline_version({"fr": DEFAULT_MODEL, "en": DEFAULT_MODEL}) != french


@pytest.mark.parametrize(("language", "setting"), [("fr", "`model`"), ("en", "`english_model`")])
def test_a_model_that_is_not_installed_is_named_with_its_setting(language, setting):
    with pytest.raises(ModelMissingError, match=f"no_such_model .*{setting}"):
        pipeline_version({language: "no_such_model"})
