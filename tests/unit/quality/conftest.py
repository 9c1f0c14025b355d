"""These tests work on the small release."""

from tests.small_release import make_marts, marts

__all__ = ["make_marts", "marts"]
