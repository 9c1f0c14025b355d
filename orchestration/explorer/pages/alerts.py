"""The page of alerts: what a release tells anew on what watchlists watch.

What belongs here: choosing and grouping them. What does not: finding them (`orchestration.watching`).
"""

from __future__ import annotations

from orchestration.explorer.answers import Answer
from orchestration.explorer.asking import Asked
from orchestration.explorer.pages import Page
from orchestration.explorer.release import Row

MOST_ALERTS = 500
_ALERTS = """
    select
        alerts.*,
        documents.title,
        documents.published_on,
        notices.source_path,
        (
            select evidence_id
            from evidence
            where
                evidence.fact_id = alerts.fact_id
                and evidence.fact_table = alerts.fact_table
                and evidence.document_id is alerts.document_id
                and evidence.start_char is alerts.start_char
                and evidence.file_sha256 is alerts.file_sha256
            limit 1
        ) as evidence_id,
        (
            select mention_id
            from mentions
            where mentions.document_id = alerts.document_id and mentions.start_char = alerts.start_char
            limit 1
        ) as mention_id
    from alerts
    left join documents on alerts.document_id = documents.document_id
    left join notices on alerts.file_sha256 = notices.file_sha256 and alerts.notice_index = notices.notice_index
    where (? = '' or watchlist = ?) and (? = '' or alerts.kind = ?)
    order by watchlist, alerts.kind, documents.published_on desc, alert_id
    limit ?
"""


def alerts(asked: Asked) -> Answer:
    """What is new on what the watchlists watch."""
    rows = _alerts(asked)
    lists: dict[str, dict[str, list[Row]]] = {}
    for row in rows:
        lists.setdefault(row["watchlist"], {}).setdefault(row["kind"], []).append(row)
    kinds = asked.release.rows("select watchlist, kind, count(*) as number from alerts group by 1, 2 order by 1, 2")
    total = asked.release.value("select count(*) from alerts")
    return Answer("alerts.html", {"lists": lists, "kinds": kinds, "rows": rows, "total": total}, {"alerts": rows})


def _alerts(asked: Asked) -> list[Row]:
    watchlist, kind = asked.text("watchlist"), asked.text("kind")
    return asked.release.rows(_ALERTS, watchlist, watchlist, kind, kind, MOST_ALERTS)


ROUTES = (Page("/alerts", alerts),)
