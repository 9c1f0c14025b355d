"""Real receivers, and a message with words that would do harm if they were trusted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from orchestration.channels import Message
from tests.unit.channels.sinks import MailSink, WebSink, mail_sink, web_sink

ALERT = {
    "alert_id": "ale-0123456789abcdef0123",
    "watchlist": "littoral",
    "kind": "quote_about",
    "entity_id": "org-2",
    "watched_name": "Tressan SA",
    "other_entity_id": "act-1",
    "other_name": "Maëlle Kervoan",
    "document_id": "doc-a1",
    "start_char": 40,
    "end_char": 70,
    "file_sha256": None,
    "notice_index": None,
    "field_path": None,
    "surface_text": "Tressan SA tiendra\r\n.\r\nles délais 🏛",
    "is_new_source": True,
    "confidence": 0.9,
    "title": "Conseil",
    "source_path": "conseil.txt",
}


@pytest.fixture
def mails() -> Iterator[MailSink]:
    with mail_sink() as sink:
        yield sink


@pytest.fixture
def hooks() -> Iterator[WebSink]:
    with web_sink() as sink:
        yield sink


@pytest.fixture
def message() -> Message:
    facts = {
        "watchlist": "littoral\r\nBcc: tous@ailleurs.example",
        "count": 1,
        "release_id": "rel-0f3a9c0d21b4e6f8",
        "published_at": "2026-11-22T02:15:00.000+00:00",
    }
    return Message("alerts-0123456789abcdef", "alerts", facts, [ALERT])
