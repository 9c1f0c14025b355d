"""Document to claims: mentions, roles, quotes, contracts. Pure: no Dagster, no database, no environment.

    from orchestration.extraction import extract

The names below are imported when they are first asked for: the parent of the workers must not pay for spaCy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orchestration.extraction.pipeline import extract, load_pipeline

__all__ = ["extract", "load_pipeline"]


def __getattr__(name: str) -> Any:
    """Import the pipeline on first use (PEP 562)."""
    if name not in __all__:
        raise AttributeError(name)
    from orchestration.extraction import pipeline

    return getattr(pipeline, name)
