"""Search over a release: everything that bears a name or says something, found by its words, narrowed by what it is.

What belongs here: the index, the query language, asking and marking what matched. What does not: the page (`pages`).
"""

from orchestration.explorer.search.index import build

__all__ = ["build"]
