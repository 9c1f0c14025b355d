"""How alerts leave this machine, when somebody wants them to: the settings of each channel.

What belongs here: names, defaults, meanings. What does not: sending. They are kept apart from the other settings since
they hold secrets: no release, no child's environment and no list of settings repeats them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

CHANNELS = ("email", "webhook", "file")
# One address, in a form that cannot end a header's line.
_Address = Annotated[str, Field(pattern=r"^[^\s@<>,;:\"\\]+@[^\s@<>,;:\"\\]+$")]


class _Channel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class EmailSettings(_Channel):
    """E-mail through an SMTP server."""

    host: str = Field(min_length=1, description="SMTP server.")
    port: int = Field(default=25, ge=1, le=65535, description="Its port.")
    starttls: bool = Field(default=False, description="Encrypt; the server's certificate must be valid.")
    user: str = Field(default="", description="Login; none when empty.")
    password: SecretStr = Field(default=SecretStr(""), description="Its password.")
    sender: _Address = Field(description="Address that the messages come from.")
    recipients: tuple[_Address, ...] = Field(min_length=1, description="Addresses that they go to.")
    language: Literal["fr", "en"] = Field(default="fr", description="Language of the messages.")

    @model_validator(mode="after")
    def _keep_the_password(self) -> Self:
        if self.user and not self.starttls:
            raise ValueError("a login needs starttls = true, or the password would travel in clear")
        return self


class WebhookSettings(_Channel):
    """A JSON POST to an address."""

    url: str = Field(pattern=r"^https?://[^\s/]+", description="Where to post.")
    secret: SecretStr = Field(default=SecretStr(""), description="Key of the signature header; unsigned when empty.")


class FileSettings(_Channel):
    """A line of JSON at the end of a file."""

    path: Path = Field(description="The file; made when missing.")

    @field_validator("path")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        return path.expanduser().absolute()


class ChannelSettings(_Channel):
    """The channels in use: none unless set."""

    email: EmailSettings | None = None
    webhook: WebhookSettings | None = None
    file: FileSettings | None = None

    @property
    def configured(self) -> tuple[str, ...]:
        """The names of the channels that are set."""
        return tuple(name for name in CHANNELS if getattr(self, name) is not None)

    def __str__(self) -> str:
        """Which there are, and no more."""
        return ", ".join(self.configured) or "none"
