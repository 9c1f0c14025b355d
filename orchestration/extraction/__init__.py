"""Document to claims: mentions, roles, quotes, contracts. Pure: no Dagster, no database, no environment.

>>> from orchestration.extraction import extract  # doctest: +SKIP
"""

from orchestration.extraction.pipeline import extract, load_pipeline, pipeline_version

__all__ = ["extract", "load_pipeline", "pipeline_version"]
