"""The explorer: pages over one published release, from any fact to the words that say so, read-only and offline.

What belongs here: reading a release and showing it. What does not: making releases, and who may come in (`serving`).
A module of `pages` is a kind of page; everything it shows comes out of the release's side file (`side`).
"""

from orchestration.explorer.app import create_app
from orchestration.explorer.release import NoReleaseError, Shelf

__all__ = ["NoReleaseError", "Shelf", "create_app"]
