"""The life of a documents folder: what sources add, change, rename and remove from one night to the next.

What belongs here: changing files, seeded, so that the same seed gives the same life. What does not: what a night makes
of it (`soak.py`). Articles come from `corpus.py`, as text and as HTML, in the folders of three sources.
"""

from __future__ import annotations

import html
import random
import shutil
from collections.abc import Callable
from pathlib import Path

from benchmarks.corpus import article

SOURCES = ("presse", "communes", "agence")
WORDS = 220


class Folder:
    """One documents folder and the chance that rules it."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self._aside = root.with_name(f"{root.name}-aside")
        self._chance = random.Random(seed)
        self._next = seed * 1_000_000

    def live(self, added: int, changed: int = 0, renamed: int = 0, removed: int = 0, copied: int = 0) -> None:
        """One day: so many documents come, change, get another name, go, or come a second time elsewhere."""
        for act, count in (
            (self._change, changed),
            (self._rename, renamed),
            (self._copy, copied),
            (Path.unlink, removed),
        ):
            self._each(act, count)
        for _ in range(added):
            self._write(self.root / self._chance.choice(SOURCES) / f"article-{self._next}.{self._ending()}")

    def spoil(self) -> None:
        """A source delivers what no reader can read, beside its articles."""
        broken = self.root / "presse" / "broken"
        broken.mkdir(parents=True)
        (broken / "half.pdf").write_bytes(b"%PDF-1.7\n1 0 obj << /Type /Catalog /Pages 2 0 R >>\n")
        (broken / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
        (broken / "torn.docx").write_bytes(b"PK\x03\x04" + bytes(500))
        (broken / "empty.html").write_bytes(b"")
        (broken / "lost.txt").symlink_to(broken / "nowhere.txt")

    def repair(self) -> None:
        """The broken files are gone."""
        shutil.rmtree(self.root / "presse" / "broken")

    def lose(self, source: str = ".", *, leave_empty: bool = False) -> None:
        """The folder of a source, or all of it, is not mounted; what is left is nothing, or an empty folder."""
        lost = self.root / source
        lost.rename(self._aside)
        if leave_empty:
            lost.mkdir()

    def find_again(self, source: str = ".") -> None:
        """What `lose` lost is back."""
        lost = self.root / source
        if lost.exists():
            lost.rmdir()
        self._aside.rename(lost)

    def _each(self, act: Callable[[Path], None], count: int) -> None:
        for path in self._chance.sample(sorted(self.root.rglob("article-*")), count):
            act(path)

    def _change(self, path: Path) -> None:
        self._write(path)

    def _rename(self, path: Path) -> None:
        path.rename(path.with_name(f"article-{path.stem.removeprefix('article-')}-bis{path.suffix}"))

    def _copy(self, path: Path) -> None:
        shutil.copy(path, self.root / self._chance.choice(SOURCES) / f"article-copy-{self._next}{path.suffix}")
        self._next += 1

    def _ending(self) -> str:
        return self._chance.choice(("txt", "html"))

    def _write(self, path: Path) -> None:
        text = article(self._next, WORDS)
        self._next += 1
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".html":
            title, *paragraphs = map(html.escape, text.split("\n\n"))
            body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
            text = f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"
        path.write_text(text, encoding="utf-8")
