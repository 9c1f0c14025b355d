"""How right a release is: its facts against documents annotated by people.

What belongs here: reading gold, comparing, counting. What does not: extraction, and floors (tests and CI hold those).
"""

from orchestration.evaluation.gold import EvaluationError
from orchestration.evaluation.scoring import Mistake, Report, Score, evaluate_release

__all__ = ["EvaluationError", "Mistake", "Report", "Score", "evaluate_release"]
