"""The file `watchlists.yml`: lists of actors, organisations and subjects that people watch.

What belongs here: its form, and saying by line what is wrong with it. What does not: what the names stand for in a
release (`matching`). A misspelt word in it is an error: a list that watches nobody must not look like a quiet one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import yaml

from orchestration.channel_settings import CHANNELS

WATCHED = ("actors", "organisations", "subjects")
_KEYS = ("name", *WATCHED, "min_confidence", "channels")
_IDS = {"actors": "act-", "organisations": "org-"}
# A list's name stands in headers of messages and in names of files.
_NAME = re.compile(r"[\w.-](?:[\w .-]*[\w.-])?")
_ID = re.compile(r"(?:act|org)-[0-9A-Za-z.-]+")


class WatchlistsError(Exception):
    """The watchlists cannot be used; the message names the file and the line and says what is wrong."""


@dataclass(frozen=True, slots=True)
class Watchlist:
    """One list. Actors and organisations are names or ids; subjects are words, a `*` at a word's end standing for more.

    Facts below `min_confidence` (0 to 1) are not told. Without `channels`, all those that are set are told.
    """

    name: str
    actors: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    min_confidence: float = 0.0
    channels: tuple[str, ...] = ()


def read_watchlists(path: Path) -> tuple[Watchlist, ...]:
    """Read the lists; a missing file, or one of comments alone, has none. Raises WatchlistsError with file and line."""
    if not path.is_file():
        return ()
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise WatchlistsError(f"{path} cannot be read ({type(error).__name__}): save it as UTF-8.") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise WatchlistsError(f"{path}, line {line}: this is no YAML ({error.problem}).") from error
    except yaml.YAMLError as error:
        raise WatchlistsError(f"{path} holds characters that YAML does not allow.") from error
    return _File(path).lists(root) if root else ()


@dataclass(frozen=True, slots=True)
class _File:
    """Reads nodes, so that every complaint knows its line."""

    path: Path

    def lists(self, root: yaml.Node) -> tuple[Watchlist, ...]:
        entries = self._mapping(root, ("watchlists",), "the file").get("watchlists")
        if entries is None:
            self._fail(root, "`watchlists:` is missing")
        found: dict[str, Watchlist] = {}
        for node in self._items(entries, "watchlists"):
            watchlist = self._list(node)
            if watchlist.name.casefold() in found:
                self._fail(node, f"a second list is called {watchlist.name!r}")
            found[watchlist.name.casefold()] = watchlist
        return tuple(found.values())

    def _list(self, node: yaml.Node) -> Watchlist:
        parts = self._mapping(node, _KEYS, "a list")
        if "name" not in parts:
            self._fail(node, "the list has no `name`")
        name = self._word(parts["name"])
        if not _NAME.fullmatch(name):
            self._fail(parts["name"], "a list's name is made of letters, digits, spaces, dots and hyphens")
        watched = {key: self._watched(parts[key], key) for key in WATCHED if key in parts}
        if not any(watched.values()):
            self._fail(node, f"list {name!r} watches nothing: give it {', '.join(WATCHED[:-1])} or {WATCHED[-1]}")
        return Watchlist(name, **watched, **self._options(parts))  # type: ignore[arg-type] # each key has its own type

    def _options(self, parts: Mapping[str, yaml.Node]) -> dict[str, object]:
        options: dict[str, object] = {}
        if "min_confidence" in parts:
            options["min_confidence"] = self._share(parts["min_confidence"])
        if "channels" in parts:
            options["channels"] = tuple(self._channel(item) for item in self._items(parts["channels"], "channels"))
        return options

    def _watched(self, node: yaml.Node, key: str) -> tuple[str, ...]:
        words = {self._word(item): item for item in self._items(node, key)}
        for word, item in words.items():
            if key == "subjects" and not re.search(r"\w\w", word):
                self._fail(item, f"subject {word!r} has no word in it")
            if _ID.fullmatch(word) and not word.startswith(_IDS.get(key, word)):
                self._fail(item, f"{word} is no id of {key} (those begin with {_IDS[key]})")
        return tuple(words)

    def _channel(self, node: yaml.Node) -> str:
        word = self._word(node)
        if word not in CHANNELS:
            self._fail(node, f"{word!r} is no channel; there are {', '.join(CHANNELS)}")
        return word

    def _share(self, node: yaml.Node) -> float:
        word = self._word(node)
        if not re.fullmatch(r"0(\.\d+)?|1(\.0+)?", word):
            self._fail(node, f"min_confidence is a number from 0 to 1, not {word!r}")
        return float(word)

    def _mapping(self, node: yaml.Node, keys: tuple[str, ...], what: str) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            self._fail(node, f"{what} must be written as `key: value` (keys: {', '.join(keys)})")
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            word = self._word(key)
            if word not in keys:
                self._fail(key, f"{word!r} is not known here; {what} has {', '.join(keys)}")
            if word in found:
                self._fail(key, f"`{word}` stands twice")
            found[word] = value
        return found

    def _items(self, node: yaml.Node, key: str) -> list[yaml.Node]:
        # What is left when the last name of a list was taken out, by hand or by an erasure.
        if node.tag == "tag:yaml.org,2002:null":
            return []
        if not isinstance(node, yaml.SequenceNode):
            self._fail(node, f"`{key}` must be a list: one entry a line, each after `- `")
        return list(node.value)

    def _word(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode) or not str(node.value).strip():
            self._fail(node, "here a word is expected")
        return " ".join(str(node.value).split())

    def _fail(self, node: yaml.Node, fault: str) -> NoReturn:
        raise WatchlistsError(f"{self.path}, line {node.start_mark.line + 1}: {fault}.")
