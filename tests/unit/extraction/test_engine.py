"""Extraction in worker processes: nothing is lost when one dies."""

import os
import signal
import subprocess
import sys
import threading
import time
from multiprocessing import forkserver
from pathlib import Path

import pytest

from orchestration.extraction import engine
from orchestration.extraction.version import DEFAULT_MODELS
from orchestration.records import Document, Section, stable_id
from tests.conftest import ROOT

SENTENCE = "Léa Varenne, directrice générale de Nordalis, habite à Port-Louvain depuis l'an {}. "


def document(number: int, sentences: int = 20, language: str = "fr") -> Document:
    text = "".join(SENTENCE.format(1900 + number * 31 + i) for i in range(sentences))
    return Document(
        document_id=stable_id("doc", text),
        file_sha256=str(number),
        section_index=0,
        content_sha256=str(number),
        media_type="text/plain",
        text=text,
        sections=(Section(0, len(text), "body"),),
        language=language,
    )


def workers() -> list[int]:
    """Processes forked from the server that holds the model."""
    server = forkserver._forkserver._forkserver_pid
    children = Path(f"/proc/{server}/task/{server}/children")
    return [int(pid) for pid in children.read_text().split()] if server and children.exists() else []


def extract(documents, count=2):
    return [extraction for batch in engine.run(documents, DEFAULT_MODELS, count) for extraction in batch]


@pytest.mark.skipif(sys.platform != "linux", reason="looks for worker processes in /proc")
class TestWorkers:
    def test_every_document_comes_back_once_whatever_the_number_of_workers(self):
        documents = [document(number) for number in range(12)]
        one, two = (sorted(extract(documents, n), key=lambda e: e.document_id) for n in (1, 2))
        assert one == two
        assert sorted(e.document_id for e in one) == sorted(d.document_id for d in documents)
        assert {e.status for e in one} == {"extracted"}
        assert all(e.mentions for e in one)

    def test_documents_in_another_language_are_kept_and_said_to_be_unread(self):
        (result,) = extract([document(1, language="de")])
        assert (result.status, result.detail) == ("language_not_supported", "de")

    def test_a_killed_worker_costs_no_document(self):
        documents = [document(number, sentences=150) for number in range(24)]
        results = engine.run(documents, DEFAULT_MODELS, 2)
        found = list(next(results))
        os.kill(workers()[0], signal.SIGKILL)
        found += [extraction for batch in results for extraction in batch]
        assert sorted(e.document_id for e in found) == sorted(d.document_id for d in documents)
        assert {e.status for e in found} == {"extracted"}

    def test_a_document_that_kills_its_worker_every_time_is_given_up_and_said_so(self):
        engine.start(DEFAULT_MODELS)
        stop = threading.Event()
        killer = threading.Thread(target=kill_workers_until, args=(stop,))
        killer.start()
        try:
            (result,) = extract([document(1, sentences=2000)])
        finally:
            stop.set()
            killer.join()
        assert (result.status, result.detail) == ("failed", "worker_died")

    def test_the_program_ends_after_a_worker_has_died_with_much_in_hand(self):
        """Work that nobody reads any more must not keep a thread, and so the program, waiting for ever."""
        script = f"""
import faulthandler, os, signal
faulthandler.dump_traceback_later(240)
from tests.unit.extraction.test_engine import document, workers
from orchestration.extraction import engine
results = engine.run([document(n, sentences=900) for n in range(4)], {DEFAULT_MODELS!r}, 2)
next(results)
for pid in workers():
    os.kill(pid, signal.SIGKILL)
next(results)
"""
        subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, timeout=300)


def kill_workers_until(stop: threading.Event) -> None:
    while not stop.is_set():
        for pid in workers():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        time.sleep(0.02)
