"""What a second night tells of the watched: new facts, each once, and nothing that was told before in other clothes."""

from __future__ import annotations

import pytest

from orchestration.watching import Watchlist, find_alerts, match
from tests.unit.watching.conftest import Nights

MAYOR = Watchlist("mairie", actors=("Maëlle Kervoan",))
FIRM = Watchlist("chantiers", organisations=("Tressan SA",))
LATER = "Maëlle Kervoan a reçu Tressan SA. « Les grues reviendront. » Tressan SA a aussi obtenu le marché des bouées."


@pytest.fixture
def later(nights: Nights) -> Nights:
    nights.add_document("doc-c3", LATER)
    nights.add_mention("doc-c3", "Maëlle Kervoan", actor="act-1")
    nights.add_mention("doc-c3", "Tressan SA", organisation="org-2")
    return nights


def kinds(alerts: list) -> list[str]:
    return [alert.kind for alert in alerts]


def test_a_night_that_brings_nothing_tells_nothing(nights: Nights) -> None:
    assert nights.alerts(MAYOR, FIRM, Watchlist("quais", subjects=("quai",))) == []


def test_a_first_release_tells_nothing(nights: Nights) -> None:
    assert find_alerts(nights.before, None, match(nights.before, [MAYOR])) == []


def test_a_quote_by_somebody_watched_leads_to_its_words(later: Nights) -> None:
    later.add_quote("quo-2", "doc-c3", "Les grues reviendront.", "act-1")
    (alert,) = later.alerts(MAYOR)
    assert (alert.kind, alert.watchlist, alert.entity_id, alert.watched_name) == (
        "quote_by", "mairie", "act-1", "Maëlle Kervoan",
    )  # fmt: skip
    assert (alert.fact_table, alert.fact_id, alert.document_id) == ("quotes", "quo-2", "doc-c3")
    assert (alert.surface_text, alert.is_new_source) == ("Les grues reviendront.", True)


def test_the_same_words_in_another_text_are_no_news(later: Nights) -> None:
    later.add_document("doc-d4", "Le quai rouvrira en mai.")
    later.add_quote("quo-9", "doc-d4", "Le quai rouvrira en mai.", "act-1")
    assert later.alerts(MAYOR) == []


def test_a_fact_that_changed_its_id_in_its_place_is_no_news(nights: Nights) -> None:
    """A rule that now reads the year beside a function changes the id of the role, not what is known."""
    nights.marts.run("update marts.roles set role_id = 'rol-7', normal_title = 'maire élue'")
    nights.marts.run("update marts.evidence set fact_id = 'rol-7' where fact_id = 'rol-1'")
    assert nights.alerts(MAYOR) == []


def test_a_quote_about_an_organisation_names_who_speaks(later: Nights) -> None:
    later.add_document("doc-d4", "Elle dit : « Tressan SA tiendra les délais. »")
    later.add_mention("doc-d4", "Tressan SA", organisation="org-2")
    later.add_quote("quo-2", "doc-d4", "Tressan SA tiendra les délais.", "act-1")
    (alert,) = later.alerts(FIRM)
    assert (alert.kind, alert.entity_id, alert.other_entity_id, alert.other_name) == (
        "quote_about", "org-2", "act-1", "Maëlle Kervoan",
    )  # fmt: skip


def test_who_had_a_contract_gets_a_new_one_and_who_had_none_a_first_one(later: Nights) -> None:
    later.marts.run(
        "insert into marts.organisations by name select 'org-5' as organisation_id, 'Ravel Dragage' as name"
    )
    later.add_contract("con-2", "doc-c3", "Tressan SA a aussi obtenu le marché des bouées", "org-2")
    later.add_contract("con-3", "doc-c3", "le marché des bouées", "org-5")
    alerts = later.alerts(Watchlist("tous", organisations=("org-5", "org-2")))
    assert [(alert.kind, alert.watched_name) for alert in alerts] == [
        ("first_contract", "Ravel Dragage"),
        ("new_contract", "Tressan SA"),
    ]


def test_another_function_is_a_new_role_and_a_past_one_has_ended(later: Nights) -> None:
    later.add_role("rol-2", "doc-c3", "Maëlle Kervoan", title="présidente du port")
    later.add_role("rol-3", "doc-c3", "Maëlle Kervoan a reçu", is_former=True)
    assert [(alert.kind, alert.fact_id, alert.other_name) for alert in later.alerts(MAYOR)] == [
        ("new_role", "rol-2", "Port-Brévent"),
        ("role_ended", "rol-3", "Port-Brévent"),
    ]


def test_a_role_told_again_with_its_dates_is_no_news(later: Nights) -> None:
    later.add_role("rol-2", "doc-c3", "Maëlle Kervoan")
    later.marts.run("update marts.roles set started_on = date '2020-07-01' where role_id = 'rol-2'")
    assert later.alerts(MAYOR) == []


def test_a_function_known_as_past_does_not_end_again(later: Nights) -> None:
    later.marts.run("update marts.roles set is_former = true")
    later.before = later.folder / "earlier"
    later.marts.stage(later.before)
    later.add_role("rol-3", "doc-c3", "Maëlle Kervoan a reçu", is_former=True)
    later.marts.run("update marts.roles set ended_on = date '2025-03-01' where role_id = 'rol-3'")
    assert later.alerts(MAYOR) == []


def test_of_two_texts_a_new_one_shows_the_news(nights: Nights) -> None:
    """A rule that now finds her in a known text, close to the firm; a new text names both, far apart."""
    nights.marts.run("insert into marts.actors by name select 'act-2' as actor_id, 'Odile Tazi' as name")
    nights.add_mention("doc-a1", "La ville", actor="act-2")
    nights.add_document("doc-c3", "Odile Tazi a longuement parlé des quais, puis des grues, puis de Tressan SA.")
    nights.add_mention("doc-c3", "Odile Tazi", actor="act-2")
    nights.add_mention("doc-c3", "Tressan SA", organisation="org-2")
    (alert,) = nights.alerts(Watchlist("ensemble", actors=("act-2",), organisations=("org-2",)))
    assert (alert.document_id, alert.is_new_source) == ("doc-c3", True)


def test_two_that_no_text_named_together_are_told_once(nights: Nights) -> None:
    """The mayor and the firm stood together in the first night's text; the mayor and the surveyor never did."""
    nights.marts.run("insert into marts.actors by name select 'act-2' as actor_id, 'Odile Tazi' as name")
    nights.add_document("doc-c3", "Maëlle Kervoan félicite Odile Tazi et Tressan SA.")
    nights.add_document("doc-d4", "Maëlle Kervoan et Odile Tazi encore.")
    for document in ("doc-c3", "doc-d4"):
        nights.add_mention(document, "Maëlle Kervoan", actor="act-1")
        nights.add_mention(document, "Odile Tazi", actor="act-2")
    nights.add_mention("doc-c3", "Tressan SA", organisation="org-2")
    both = Watchlist("ensemble", actors=("Maëlle Kervoan", "Odile Tazi"), organisations=("Tressan SA",))
    alerts = nights.alerts(both)
    assert [(alert.kind, alert.watched_name, alert.other_name) for alert in alerts] == [
        ("first_co_mention", "Maëlle Kervoan", "Odile Tazi"),
        ("first_co_mention", "Odile Tazi", "Tressan SA"),
    ]
    assert (alerts[0].document_id, alerts[0].surface_text, alerts[0].fact_id) == ("doc-d4", "Odile Tazi", None)


def test_ids_follow_merges(nights: Nights) -> None:
    """org-3 of the first night became org-2: what it had then is nothing new of org-2, and its id still finds it."""
    nights.marts.run("update marts.contract_parties set organisation_id = 'org-3' where organisation_id = 'org-2'")
    nights.marts.run("insert into marts.organisations by name select 'org-3' as organisation_id, 'Tressan' as name")
    before = nights.folder / "earlier"
    nights.marts.stage(before)
    nights.before = before
    nights.marts.run("update marts.contract_parties set organisation_id = 'org-2' where organisation_id = 'org-3'")
    nights.marts.run("delete from marts.organisations where organisation_id = 'org-3'")
    nights.add_document("doc-c3", "Tressan SA a aussi obtenu le marché des bouées.")
    nights.add_contract("con-2", "doc-c3", "Tressan SA a aussi obtenu le marché des bouées", "org-2")
    alerts = nights.alerts(Watchlist("chantiers", organisations=("org-3",)))
    assert [(alert.kind, alert.fact_id, alert.entity_id) for alert in alerts] == [("new_contract", "con-2", "org-2")]


def test_subjects_are_found_in_new_speech_and_new_contracts_whatever_their_case_and_accents(later: Nights) -> None:
    later.add_quote("quo-2", "doc-c3", "Les grues reviendront.", None)
    later.add_contract("con-2", "doc-c3", "le marché des bouées", "org-2", subject="pose de BOUÉES lumineuses")
    alerts = later.alerts(Watchlist("port", subjects=("grue*", "bouee*", "grue", "quai")))
    assert [(alert.kind, alert.watched_name, alert.entity_id) for alert in alerts] == [
        ("new_contract", "bouee*", None),
        ("quote_about", "grue*", None),
    ]


def test_doubtful_facts_stay_below_the_confidence_of_the_list(later: Nights) -> None:
    later.add_quote("quo-2", "doc-c3", "Les grues reviendront.", "act-1", confidence=0.6)
    assert later.alerts(Watchlist("sûr", actors=("act-1",), min_confidence=0.7)) == []
    assert kinds(find_alerts(later.now, later.before, match(later.now, [MAYOR]))) == ["quote_by"]


def test_what_a_better_rule_finds_in_a_known_text_is_told_as_such(nights: Nights) -> None:
    nights.add_role("rol-2", "doc-a1", "Maëlle Kervoan", title="présidente du port")
    (alert,) = nights.alerts(MAYOR)
    assert (alert.kind, alert.is_new_source) == ("new_role", False)


def test_two_lists_that_ask_get_an_alert_each_and_the_same_nights_the_same_ids(later: Nights) -> None:
    later.add_quote("quo-2", "doc-c3", "Les grues reviendront.", "act-1")
    alerts = later.alerts(MAYOR, Watchlist("port", actors=("act-1", "Maëlle Kervoan")))
    assert {alert.watchlist for alert in alerts} == {"mairie", "port"}
    assert len({alert.alert_id for alert in alerts}) == len(alerts) == 2
    again = find_alerts(later.now, later.before, match(later.now, [MAYOR]))
    assert again[0].alert_id in {alert.alert_id for alert in alerts}
