"""Notices of Tenders Electronic Daily, the European Union's journal of procurement, in either of its XML schemas.

What belongs here: one file to its notices. What does not: what the schemas mean (`eforms`, `ted_export`).
"""

from __future__ import annotations

from orchestration.documents import eforms, notice_trees, ted_export
from orchestration.documents.drafts import Contents
from orchestration.documents.notice_values import collected
from orchestration.documents.readers import xml
from orchestration.documents.refusals import Limits


def read(data: bytes, limits: Limits) -> Contents:
    """The notice's rows. Raises Rejected: as `xml.parse`, or `empty`, `too_complex`."""
    del limits  # the size of the file bounds everything here
    root = xml.parse(data)
    schema = ted_export if notice_trees.names([root]) == ["TED_EXPORT"] else eforms
    return Contents(notices=collected(schema.notices(root)))
