"""Mentions to entities, tellings to contracts: one row per human being, organisation and agreement of the corpus."""

from orchestration.resolution.appearances import Appearance, appearances
from orchestration.resolution.consolidation import consolidate
from orchestration.resolution.curation import Curation, read_curation
from orchestration.resolution.identity import HistoryRow
from orchestration.resolution.judgement_file import read_judgements
from orchestration.resolution.judgements import Judgements
from orchestration.resolution.notice_claims import claims_of, told_by_notice
from orchestration.resolution.registers import Registers, listed, listed_names, one_entry, read_registers
from orchestration.resolution.registration import NoticeParty, identifiers, of_notices, parties
from orchestration.resolution.resolving import Decisions, Past, Work, resolve
from orchestration.resolution.tables import CurationError
from orchestration.resolution.values import ValueLookup, ValueLookups, read_value_lookups
from orchestration.resolution.version import resolution_version

__all__ = [
    "Appearance",
    "Curation",
    "CurationError",
    "Decisions",
    "HistoryRow",
    "Judgements",
    "NoticeParty",
    "Past",
    "Registers",
    "ValueLookup",
    "ValueLookups",
    "Work",
    "appearances",
    "claims_of",
    "consolidate",
    "identifiers",
    "listed",
    "listed_names",
    "of_notices",
    "one_entry",
    "parties",
    "read_curation",
    "read_judgements",
    "read_registers",
    "read_value_lookups",
    "resolution_version",
    "resolve",
    "told_by_notice",
]
