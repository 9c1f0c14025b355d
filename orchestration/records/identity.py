"""How a record is named: by what it is.

What belongs here: that one function. What does not: what a kind of record is made of.
"""

from __future__ import annotations

import hashlib


def stable_id(kind: str, *parts: object) -> str:
    """Build an id from what the thing is, so that the same input gives the same id in any order of arrival.

    `kind` is the three-letter prefix ("doc", "men", "act"…). The id holds letters, digits and one hyphen only:
    FollowTheMoney silently drops links whose id has an underscore.
    """
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()
    return f"{kind}-{digest[:20]}"
