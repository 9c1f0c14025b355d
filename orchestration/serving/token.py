"""The secret that visitors of the interface must know, out of a file or the environment.

What belongs here: finding and weighing it. What does not: asking for it (`door`). It is no setting: settings are shown
by `greffier config show` and handed to every process that a run starts.
"""

from __future__ import annotations

import os
from pathlib import Path

# 128 bits written as base64 or hexadecimal digits: nobody guesses them, however often he tries.
LEAST_CHARACTERS = 22
MAKE_ONE = 'python -c "import secrets; print(secrets.token_urlsafe())"'


class TokenError(ValueError):
    """The token cannot be read or could be guessed."""


def read_token(file: Path | None, service: str = "serve") -> str | None:
    """The token of `file`, else of GREFFIER_SERVE_TOKEN, else None. Raises TokenError with what to do.

    `service` is whose token it is: `explore` has settings and a variable of its own.

    The variable is taken out of the environment, so that no process started later sees it.
    """
    name = f"GREFFIER_{service.upper()}_TOKEN"
    variable = os.environ.pop(name, None)
    if file is not None:
        return _weighed(_read(file, service), str(file))
    return None if variable is None else _weighed(variable.strip(), name)


def _read(file: Path, service: str) -> str:
    try:
        if _others_may_read(file.stat()):
            raise TokenError(f"Others may read the token in {file}. Make it yours alone: chmod 600 {file}")
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise TokenError(f"The token in {file} (setting {service}_token_file) cannot be read: {error}.") from error


def _others_may_read(about: os.stat_result) -> bool:
    # A service manager keeps the file as its own and lets us in by an access list, which shows as the group's right.
    is_ours = about.st_uid == os.geteuid()
    return bool(about.st_mode & (0o077 if is_ours else 0o007))


def _weighed(token: str, where: str) -> str:
    if len(token) < LEAST_CHARACTERS or not token.isascii() or not token.isprintable():
        raise TokenError(
            f"The token in {where} must be one line of at least {LEAST_CHARACTERS} ASCII characters. "
            f"To make one: {MAKE_ONE}"
        )
    return token
