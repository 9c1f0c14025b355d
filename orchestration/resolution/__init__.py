"""Mentions to entities, tellings to contracts: one row per human being, organisation and agreement of the corpus."""

from orchestration.resolution.clustering import resolve
from orchestration.resolution.consolidation import consolidate
from orchestration.resolution.curation import Curation, CurationError, read_curation
from orchestration.resolution.notice_claims import claims_of, told_by_notice
from orchestration.resolution.registration import NoticeParty, identifiers, parties, registry

__all__ = [
    "Curation",
    "CurationError",
    "NoticeParty",
    "claims_of",
    "consolidate",
    "identifiers",
    "parties",
    "read_curation",
    "registry",
    "resolve",
    "told_by_notice",
]
