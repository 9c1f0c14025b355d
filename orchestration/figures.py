"""The figures by which people see over weeks whether releases get better or worse; the Dagster UI plots them.

What belongs here: reading them of one release. What does not: bounds, which hold a night back (`quality`), and scoring
(`evaluation`).
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.evaluation import evaluate_release
from orchestration.publishing import Release
from orchestration.warehouse.file import OFFLINE

_WITH_SPEAKER = "select avg((coalesce(speaker_actor_id, speaker_organisation_id) is not null)::integer) from quotes"


def quality_figures(release: Release, gold: Path | None) -> dict[str, float]:
    """Figures of a release by name: shares and F1 from 0 to 1, and counts.

    With `gold`, a folder of annotations, the F1 of each kind of fact; annotated documents that the release lacks count
    as missed, and are counted. Raises EvaluationError when the annotations cannot be read.
    """
    figures: dict[str, float] = {"files_quarantined": release.manifest["files_by_status"].get("quarantined", 0)}
    with duckdb.connect(str(release.folder / "warehouse.duckdb"), read_only=True, config=dict(OFFLINE)) as connection:
        (share,) = connection.execute(_WITH_SPEAKER).fetchone() or (None,)
    if share is not None:
        figures["quotes_with_speaker_share"] = float(share)
    if gold is not None:
        report = evaluate_release(release.folder, gold)
        figures["gold_documents_absent"] = len(report.absent)
        judged = {kind: score for kind, score in report.scores.items() if score.hit + score.missed + score.spurious}
        figures.update({f"gold_f1_{kind}": score.f1 for kind, score in judged.items()})
    return figures
