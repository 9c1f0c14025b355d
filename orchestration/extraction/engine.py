"""Where extraction runs: processes of this machine, each with the models in memory.

What belongs here: starting workers, handing out documents, isolating one that kills its worker. What does not: what
is extracted. Workers are forked from a server that has loaded the model once (its memory is shared) and that never
imported Dagster or DuckDB, whose threads do not survive a fork. They return plain records, not pickled Docs, which
makes two processes twice as fast as `nlp.pipe(n_process=2)`.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import signal
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext
from pathlib import Path

from orchestration.extraction.batches import chunks
from orchestration.lifeline import end_with_parent
from orchestration.records import Document, Extraction

WARM_MODULE = "orchestration.extraction.warm"
MODELS_VARIABLE = "GREFFIER_LOADED_MODELS"

Models = Mapping[str, str]
Caches = Mapping[str, Path]


def start(models: Models) -> ForkServerContext:
    """Start the server that loads the models, without waiting for it; later calls join the one that runs.

    Call it as early as there is work: loading takes seconds that imports and intake can fill.
    """
    os.environ[MODELS_VARIABLE] = json.dumps(dict(models))
    # One thread a process: OpenBLAS threads of two workers on two cores only get into each other's way.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([WARM_MODULE])
    from multiprocessing.forkserver import ensure_running

    ensure_running()
    return context


def run(
    documents: Sequence[Document], models: Models, workers: int, caches: Caches | None = None
) -> Iterator[list[Extraction]]:
    """Extract in `workers` processes; yield lists of results as they come, in no particular order.

    `models` are the spaCy pipelines by language; documents in another language come back as not supported.
    `caches` are folders of annotations by language: what they hold does not go through the model again.
    A document that kills its worker (out of memory, a crash in C) comes back as `failed`; the others are done again.
    """
    # Longest first: what is left for the end is short, so that no worker waits long for another.
    batches = list(chunks(sorted(documents, key=lambda document: (-len(document.text), document.document_id))))
    lost = []
    for batch, results in _run_batches(batches, models, min(workers, max(1, len(batches))), caches or {}):
        if results is None:
            lost.extend(batch)
        else:
            yield results
    for (document,), results in _run_batches(([document] for document in lost), models, 1, caches or {}):
        yield results or [Extraction(document.document_id, "failed", detail="worker_died")]


def _run_batches(
    batches: Iterable[list[Document]], models: Models, workers: int, caches: Caches
) -> Iterator[tuple[list[Document], list[Extraction] | None]]:
    """Yield each batch with its results, or with None when its worker died on it; another takes its place."""
    waiting = iter(batches)
    team: list[_Worker] = []
    try:
        for batch in islice(waiting, workers):
            team.append(_Worker(models, caches))
            team[-1].take(batch)
        while busy := {worker.connection: worker for worker in team if worker.batch}:
            for ready in wait(list(busy)):
                worker = busy[ready]  # type: ignore[index]
                batch, results = worker.finished()
                if results is None:
                    team.remove(worker)
                # Before the results are handed on: whoever saves them must not keep the worker waiting.
                if (following := next(waiting, None)) is not None:
                    if results is None:
                        worker = _Worker(models, caches)
                        team.append(worker)
                    worker.take(following)
                yield batch, results
    finally:
        for worker in team:
            worker.end()


class _Worker:
    """One process that extracts a batch at a time.

    No `ProcessPoolExecutor`: up to Python 3.11.4 its threads wait for ever once a worker has died with work in the
    pipe, and the program never ends (CPython issue 94777); and one death costs the batches of all its siblings.
    """

    def __init__(self, models: Models, caches: Caches) -> None:
        context = start(models)
        self.connection, inner = context.Pipe()
        self.batch: list[Document] = []
        self._process = context.Process(target=_serve, args=(inner, models, caches), daemon=True)
        self._process.start()
        # The worker's end must be its own alone: then its death is the end of the connection.
        inner.close()

    def take(self, batch: list[Document]) -> None:
        """Begin a batch. A worker that died meanwhile says so in `finished`."""
        self.batch = batch
        with contextlib.suppress(OSError):
            self.connection.send(batch)

    def finished(self) -> tuple[list[Document], list[Extraction] | None]:
        """The batch in hand with its results; None when the worker has died on it."""
        batch, self.batch = self.batch, []
        try:
            return batch, self.connection.recv()
        except (EOFError, OSError):
            self.end()
            return batch, None

    def end(self) -> None:
        """End the process, whatever it does."""
        self.connection.close()
        self._process.kill()
        self._process.join()


def _serve(connection: Connection, models: Models, caches: Caches) -> None:
    """Extract what comes until the connection ends. Dies with its parent and leaves Ctrl-C to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    # The other end may close while we listen as well as while we answer.
    with contextlib.suppress(EOFError, ConnectionError):
        while True:
            connection.send(_extract_batch(connection.recv(), models, caches))


def _extract_batch(batch: list[Document], models: Models, caches: Caches) -> list[Extraction]:
    from orchestration.extraction import warm
    from orchestration.extraction.pipeline import extract, load_pipelines

    # The server keeps the models it was started with; a later run of the same process may name others.
    return list(extract(batch, warm.pipelines if models == warm.MODELS else load_pipelines(models), caches))
