"""People's rights over what is held on them: to know it, and to have it erased everywhere but in the documents folder.

What belongs here: finding a person or a document in all that Greffier keeps, telling it, removing it. What does not:
keeping what was erased from coming back (`masking`, asked by every night). Not legal advice: docs/privacy.md.
"""

from orchestration.masking import TombstonesError
from orchestration.privacy.desk import NotConfirmedError, carry_out, tell_held
from orchestration.privacy.erasing import Done, Plan, erase, plan_documents, plan_person
from orchestration.privacy.finding import NotFoundError
from orchestration.privacy.subject import held_on
from orchestration.warehouse.lock import LockedError

__all__ = [
    "Done",
    "LockedError",
    "NotConfirmedError",
    "NotFoundError",
    "Plan",
    "TombstonesError",
    "carry_out",
    "erase",
    "held_on",
    "plan_documents",
    "plan_person",
    "tell_held",
]
