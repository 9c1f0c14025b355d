import pytest
from pydantic import ValidationError

from orchestration.environment import variables
from orchestration.settings import Settings, sources


@pytest.fixture(autouse=True)
def empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"GREFFIER_{name.upper()}", raising=False)
    return tmp_path


def test_flags_win_over_environment_over_dotenv_over_toml_over_defaults(empty_folder, monkeypatch):
    (empty_folder / "greffier.toml").write_text('workers = 3\nkeep_releases = 3\nmodel = "m3"\nmax_file_bytes = 3\n')
    (empty_folder / ".env").write_text("GREFFIER_WORKERS=4\nGREFFIER_KEEP_RELEASES=4\nGREFFIER_MODEL=m4\n")
    monkeypatch.setenv("GREFFIER_WORKERS", "5")
    monkeypatch.setenv("GREFFIER_KEEP_RELEASES", "5")
    settings = Settings(workers=6)
    assert (settings.workers, settings.keep_releases, settings.model, settings.max_file_bytes) == (6, 5, "m4", 3)
    origin = sources({"workers": 6, "home": None})
    assert {name: origin[name] for name in ("workers", "keep_releases", "model", "max_file_bytes", "home")} == {
        "workers": "flag",
        "keep_releases": "environment",
        "model": ".env",
        "max_file_bytes": "greffier.toml",
        "home": "default",
    }


def test_a_release_does_not_tell_paths_and_addresses_of_this_machine(empty_folder):
    told = Settings(serve_names="greffier.example.org", home=empty_folder).publishable
    assert "workers" in told
    assert "greffier.example.org" not in str(told)
    assert str(empty_folder) not in str(told)


def test_processes_below_get_the_settings_that_are_set(empty_folder, monkeypatch):
    for name, value in variables(Settings(serve_port=3999)).items():
        monkeypatch.setenv(name, value)
    assert Settings().serve_port == 3999
    assert Settings().serve_token_file is None


def test_a_misspelt_setting_is_refused(empty_folder):
    (empty_folder / "greffier.toml").write_text("wrokers = 3\n")
    with pytest.raises(ValidationError, match="wrokers"):
        Settings()


def test_another_programs_variables_in_dotenv_are_left_alone(empty_folder):
    (empty_folder / ".env").write_text("DATABASE_URL=whatever\nGREFFIER_WORKERS=4\n")
    assert Settings().workers == 4


def test_relative_paths_are_taken_from_the_current_folder(empty_folder):
    assert Settings(output="published").output == empty_folder / "published"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('folder_markings = {enquete = "secret"}', "enquete.*secret.*confidential"),
        ('audiences = {press = "secret"}\naudience = "press"', "press.*secret"),
        ('audience = "press"', "press.*everyone"),
        ('audiences = {"../etc" = "open"}\naudience = "../etc"', "letters"),
    ],
)
def test_a_mark_or_an_audience_that_is_not_known_is_refused(empty_folder, line, told):
    (empty_folder / "greffier.toml").write_text(line)
    with pytest.raises(ValidationError, match=told):
        Settings()


def test_an_audience_sees_its_mark_and_those_below(empty_folder):
    seen = {name: Settings(audience=name).visible_markings for name in Settings().audiences}
    assert seen == {
        "everyone": ("open",),
        "staff": ("open", "internal"),
        "cleared": ("open", "internal", "confidential"),
    }


def test_another_audience_has_a_home_and_an_output_of_its_own(empty_folder):
    settings = Settings(home="state", output="published", folder_markings={"enquete": "internal"})
    theirs = settings.for_audience("staff")
    assert (theirs.home, theirs.output) == (empty_folder / "state-staff", empty_folder / "published-staff")
    assert (theirs.audience, theirs.folder_markings) == ("staff", {"enquete": "internal"})
    assert settings.for_audience("everyone") == settings


def test_the_environment_gives_a_process_below_the_same_settings(empty_folder, monkeypatch):
    from orchestration.environment import variables

    settings = Settings(folder_markings={"enquête": "internal"}, audience="staff", workers=3)
    for name, value in variables(settings).items():
        monkeypatch.setenv(name, value)
    assert Settings() == settings


def test_another_audience_s_news_goes_to_no_channel_of_ours(empty_folder, monkeypatch):
    monkeypatch.setenv("GREFFIER_CHANNELS__FILE__PATH", str(empty_folder / "alerts.jsonl"))
    assert Settings().channels.configured == ("file",)
    assert Settings().for_audience("cleared").channels.configured == ()


def test_the_secrets_of_channels_are_in_no_dump_no_text_and_no_child_s_environment(empty_folder, monkeypatch):
    monkeypatch.setenv("GREFFIER_CHANNELS__WEBHOOK__SECRET", "s3cret")
    monkeypatch.setenv("GREFFIER_CHANNELS__WEBHOOK__URL", "https://hooks.fanal.example/k3y")
    settings = Settings()
    assert settings.channels.webhook.secret.get_secret_value() == "s3cret"
    assert str(settings.channels) == "webhook"
    repeated = f"{settings.model_dump()} {variables(settings)} {settings!r}"
    assert "s3cret" not in repeated
    assert "k3y" not in repeated
