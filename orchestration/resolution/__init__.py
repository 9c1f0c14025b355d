"""Mentions to entities across the corpus: one row per human being, one per organisation."""

from orchestration.resolution.clustering import resolve
from orchestration.resolution.curation import Curation, CurationError, read_curation

__all__ = ["Curation", "CurationError", "read_curation", "resolve"]
