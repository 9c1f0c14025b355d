"""Where extraction runs: processes of this machine, each with the model in memory.

What belongs here: starting workers, handing out documents, isolating one that kills its worker. What does not: what
is extracted. Workers are forked from a server that has loaded the model once (its memory is shared) and that never
imported Dagster or DuckDB, whose threads do not survive a fork. They return plain records, not pickled Docs, which
makes two processes twice as fast as `nlp.pipe(n_process=2)`.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.context import ForkServerContext

from orchestration.extraction.batches import chunks
from orchestration.records import Document, Extraction

PR_SET_PDEATHSIG = 1
WARM_MODULE = "orchestration.extraction.warm"
MODEL_VARIABLE = "GREFFIER_MODEL"


def start(model: str) -> ForkServerContext:
    """Start the server that loads the model, without waiting for it; later calls join the one that runs.

    Call it as early as there is work: loading takes seconds that imports and intake can fill.
    """
    os.environ[MODEL_VARIABLE] = model
    # One thread a process: OpenBLAS threads of two workers on two cores only get into each other's way.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([WARM_MODULE])
    from multiprocessing.forkserver import ensure_running

    ensure_running()
    return context


def run(documents: Sequence[Document], model: str, workers: int) -> Iterator[list[Extraction]]:
    """Extract in `workers` processes; yield lists of results as they come, in no particular order.

    A document that kills its worker (out of memory, a crash in C) comes back as `failed`; the others are done again.
    """
    # Longest first: what is left for the end is short, so that no worker waits long for another.
    batches = list(chunks(sorted(documents, key=lambda document: (-len(document.text), document.document_id))))
    interrupted = []
    for batch, results in _run_batches(batches, model, min(workers, max(1, len(batches)))):
        if results is None:
            interrupted.append(batch)
        else:
            yield results
    for document in (document for batch in interrupted for document in batch):
        for _, results in _run_batches([[document]], model, 1):
            yield results or [Extraction(document.document_id, "failed", detail="worker_died")]


def _run_batches(
    batches: Iterable[list[Document]], model: str, workers: int
) -> Iterator[tuple[list[Document], list[Extraction] | None]]:
    """Yield each batch with its results, or with None when its worker, or a sibling, died meanwhile."""
    with ProcessPoolExecutor(workers, mp_context=start(model), initializer=_settle_in) as pool:
        running: dict[Future[list[Extraction]], list[Document]] = {}
        waiting = iter(batches)
        broken = False
        try:
            while True:
                # Two batches a worker: one in hand, one at the door; the rest stays here.
                while not broken and len(running) < 2 * workers and (batch := next(waiting, None)) is not None:
                    running[pool.submit(_extract_batch, batch, model)] = batch
                if not running:
                    break
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    batch = running.pop(future)
                    broken = broken or isinstance(future.exception(), BrokenProcessPool)
                    yield batch, None if isinstance(future.exception(), BrokenProcessPool) else future.result()
            yield from ((batch, None) for batch in waiting)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _settle_in() -> None:
    """Let a worker die with its parent, and leave Ctrl-C to the parent, which ends the pool in order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _extract_batch(batch: list[Document], model: str) -> list[Extraction]:
    from orchestration.extraction import warm
    from orchestration.extraction.pipeline import extract, load_pipeline

    # The server keeps the model it was started with; a later run of the same process may name another.
    return list(extract(batch, warm.nlp if model == warm.MODEL else load_pipeline(model)))
