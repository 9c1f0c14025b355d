"""How fast files are read, format by format, and what the sandbox costs: the same files with it on and off.

    python benchmarks/intake.py [--documents 1000] [--rounds 3]

What belongs here: writing the same invented articles in every format, timing the intake of each folder. What does not:
asserts. Results go to `benchmarks/intake.json` and are printed; both sides are interleaved in one session.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from html import escape
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from corpus import texts, write_corpus  # noqa: E402

from tests.unit.documents import mail_files, office_files, pdf_files  # noqa: E402

WORK = HERE / "work" / "intake"
LINE_CHARS = 88
LINES_A_PAGE = 50
# The share of each format in the mixed folder, in thousandths: what a newsroom's folder looks like.
FORMATS: dict[str, tuple[int, Callable[[str], bytes]]] = {}


def in_format(name: str, share: int) -> Callable[[Callable[[str], bytes]], Callable[[str], bytes]]:
    """Register the writer of a format."""

    def register(write: Callable[[str], bytes]) -> Callable[[str], bytes]:
        FORMATS[name] = (share, write)
        return write

    return register


@in_format("txt", 300)
def as_text(text: str) -> bytes:
    return text.encode()


@in_format("html", 250)
def as_html(text: str) -> bytes:
    title, *paragraphs = [escape(part) for part in text.split("\n\n")]
    menu = "".join(f"<li><a href='/{n}'>Rubrique {n}</a></li>" for n in range(12))
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<html lang='fr'><head><title>{title}</title></head><body><nav><ul>{menu}</ul></nav><article><h1>{title}</h1>"
        f"{body}</article><footer>Mentions légales. Tous droits réservés.</footer></body></html>"
    ).encode()


@in_format("pdf", 200)
def as_pdf(text: str) -> bytes:
    lines = [line for part in text.split("\n\n") for line in (*wrapped(part), "")]
    pages = [lines[start : start + LINES_A_PAGE] for start in range(0, len(lines), LINES_A_PAGE)]
    return pdf_files.pdf(*[pdf_files.lines(60, 780, page) for page in pages])


@in_format("docx", 120)
def as_docx(text: str) -> bytes:
    return office_files.docx("".join(office_files.paragraph(escape(part)) for part in text.split("\n\n")))


@in_format("odt", 30)
def as_odt(text: str) -> bytes:
    return office_files.odt("".join(f"<text:p>{escape(part)}</text:p>" for part in text.split("\n\n")))


@in_format("eml", 80)
def as_mail(text: str) -> bytes:
    return mail_files.mail(text.encode())


@in_format("rtf", 20)
def as_rtf(text: str) -> bytes:
    words = "".join(c if c < "\x80" else f"\\u{ord(c)}?" for c in text if ord(c) < 0x8000)
    return ("{\\rtf1\\ansi " + words.replace("\n\n", "\\par\n") + "}").encode("ascii")


def wrapped(part: str) -> list[str]:
    lines, line = [], ""
    for word in part.split():
        if len(line) + len(word) >= LINE_CHARS:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return [*lines, line]


def main() -> None:
    """Run all measurements and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--take-in", nargs=3, metavar=("FOLDER", "SANDBOX", "WORKERS"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.take_in:
        folder, state, workers = arguments.take_in
        take_in_once(Path(folder), isolated=state == "on", workers=int(workers))
        return
    folders = write_folders(arguments.documents)
    rounds = [one_round(folders) for _ in range(arguments.rounds)]
    results = {
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.machine()},
        "documents": arguments.documents,
        "median": {
            name: {figure: round(statistics.median(r[name][figure] for r in rounds), 3) for figure in rounds[0][name]}
            for name in folders
        },
        "rounds": rounds,
    }
    (HERE / "intake.json").write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(results["median"], indent=2))


def write_folders(documents: int) -> dict[str, Path]:
    """One folder a format, all with the same articles, and one with all formats in their shares."""
    shutil.rmtree(WORK, ignore_errors=True)
    write_corpus(WORK / "plain", documents)
    articles = list(texts(WORK / "plain"))
    share_of_each = max(10, documents // 10)
    folders = {"mixed": WORK / "mixed"}
    for name, (_, write) in FORMATS.items():
        folders[name] = WORK / name
        folders[name].mkdir(parents=True)
        for number, article in enumerate(articles[:share_of_each]):
            (folders[name] / f"{number:05}.{name}").write_bytes(write(article))
    folders["mixed"].mkdir()
    schedule = [name for name, (share, _) in FORMATS.items() for _ in range(share * documents // 1000)]
    for number, (name, article) in enumerate(zip(schedule, articles, strict=False)):
        (folders["mixed"] / f"{number:05}.{name}").write_bytes(FORMATS[name][1](article))
    return folders


def one_round(folders: dict[str, Path]) -> dict[str, dict[str, float]]:
    """Each folder with two readers, then with one and with one outside the sandbox, each in a process of its own."""
    figures: dict[str, dict[str, float]] = {}
    for name, folder in folders.items():
        two, one, bare = measured(folder, "on", 2), measured(folder, "on", 1), measured(folder, "off", 1)
        figures[name] = {
            "files": two["files"],
            "files_a_second_two_readers": two["files"] / two["seconds"],
            "files_a_second_one_reader": one["files"] / one["seconds"],
            "files_a_second_without_sandbox": bare["files"] / bare["seconds"],
            "sandbox_ratio": one["seconds"] / bare["seconds"],
            "parent_peak_megabytes": two["peak_megabytes"],
        }
    return figures


def measured(folder: Path, state: str, workers: int) -> dict[str, float]:
    """What `take_in_once` says of itself."""
    command = [sys.executable, __file__, "--take-in", str(folder), state, str(workers)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def take_in_once(folder: Path, *, isolated: bool, workers: int) -> None:
    """Read one folder and print seconds, files and the peak memory of this process."""
    from orchestration.documents.intake import take_in

    start = time.perf_counter()
    found = take_in(folder, {}, lambda _: None, workers=workers, isolated=isolated)
    seconds = time.perf_counter() - start
    refused = [file.reason for file in found.files if file.status == "quarantined"]
    if refused:
        raise SystemExit(f"{len(refused)} files of {folder.name} were refused: {set(refused)}")
    # Not getrusage: its peak counts what the process that started us held.
    status = Path("/proc/self/status").read_text("ascii").splitlines()
    peak = int(next(line.split()[1] for line in status if line.startswith("VmHWM"))) / 1024
    print(json.dumps({"seconds": seconds, "files": len(found.files), "peak_megabytes": peak}))


if __name__ == "__main__":
    main()
