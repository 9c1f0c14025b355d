"""What a release tells of one actor or organisation: the sections of its page, and why its names are held to be one.

What belongs here: asking the side file. What does not: the pages (`pages.entities`) and the contracts that several
entities share (`contracting`). Every query is one by index, and says how many rows it gives at most.
"""

from orchestration.explorer.entities.bearer import Entity, Trail, find, trail
from orchestration.explorer.entities.identity import reasons_of
from orchestration.explorer.entities.listing import Listing
from orchestration.explorer.entities.proofs import proofs_of
from orchestration.explorer.entities.sections import listing, names_of
from orchestration.explorer.entities.sums import sums

__all__ = ["Entity", "Listing", "Trail", "find", "listing", "names_of", "proofs_of", "reasons_of", "sums", "trail"]
