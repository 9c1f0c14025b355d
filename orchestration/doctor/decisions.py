"""Whether what people decided can be read.

What belongs here: checks on the files of decisions. What does not: watchlists (`alerting`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from orchestration import night
from orchestration.doctor.finding import Finding, Level
from orchestration.masking import TombstonesError, read_erased
from orchestration.resolution import CurationError, read_registers, read_value_lookups
from orchestration.settings import Settings


def curation(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """Whether people's decisions, and the record of what was erased, can be read."""
    try:
        night.read_decisions(settings, read_registers(settings.curation / "registers"))
        read_value_lookups(settings.curation / "values.csv")
        read_erased(settings.home)
    except (CurationError, TombstonesError) as error:
        yield Finding(Level.STOPS, str(error), "Mend that line: no night runs over a decision that it cannot read.")
