"""What people are asked about names, and how their answers come in: by keyboard or in a spreadsheet."""

from orchestration.resolution import CurationError
from orchestration.review.questions import NothingToReviewError
from orchestration.review.sittings import NobodyError, ask, hand_out, take_answers, tell_idle, tell_questions
from orchestration.warehouse.lock import LockedError

__all__ = [
    "CurationError",
    "LockedError",
    "NobodyError",
    "NothingToReviewError",
    "ask",
    "hand_out",
    "take_answers",
    "tell_idle",
    "tell_questions",
]
