import re

import pytest

from orchestration.explorer.pages import timeline as timeline_page
from orchestration.explorer.timeline.grouping import grouped, histogram, within
from orchestration.explorer.timeline.moments import Moment, denied, of_entity


@pytest.fixture
def ready(request):
    """The release, written only when the test has told what is in it."""
    return lambda: request.getfixturevalue("release")


def at(known, kind="contract", fact_id=None):
    """A moment of which so much of the date is known."""
    return Moment(
        kind, fact_id or f"{kind}-{known}", "signed", f"{known}-01-01"[:10] if known else None, len(known) or None
    )


def known(release, entity_id, kind):
    return {(moment.event, moment.known) for moment in of_entity(release, entity_id) if moment.kind == kind}


def keys(moments, by):
    return [(group.key, group.is_coarse) for group in grouped(moments, by)]


def test_a_bare_year_stands_in_its_year_and_after_its_months():
    moments = [at("2019"), at("2019-12-31"), at("2019-01-01"), at("2020-02")]
    assert keys(moments, "month") == [("2019-01", False), ("2019-12", False), ("2019", True), ("2020-02", False)]
    assert keys(moments, "year") == [("2019", False), ("2020", False)]
    assert [moment.known for moment in grouped(moments, "year")[0].moments] == ["2019-01-01", "2019-12-31", "2019"]


def test_by_day_a_month_stands_in_its_month():
    assert keys([at("2019-03"), at("2019-03-09"), at("2019")], "day") == [
        ("2019-03-09", False),
        ("2019-03", True),
        ("2019", True),
    ]


def test_what_has_no_date_is_a_group_of_its_own_at_the_end():
    assert keys([at(""), at("2030")], "year") == [("2030", False), ("undated", False)]


@pytest.mark.parametrize(
    ("first", "last", "left"),
    [
        ("2019-06", "", ["2019", "2019-06-30", "2020"]),
        ("", "2019-05", ["2019", "2019-05-01"]),
        ("2019-06-30", "2019-06-30", ["2019", "2019-06-30"]),
        ("2020", "2020", ["2020"]),
        ("", "", ["2019", "2019-05-01", "2019-06-30", "2020", ""]),
    ],
)
def test_bounds_keep_what_may_lie_between_them(first, last, left):
    moments = [at(day) for day in ("2019", "2019-05-01", "2019-06-30", "2020", "")]
    assert [moment.known for moment in within(moments, first, last)] == left


def test_bars_have_no_gap_and_count_what_they_cannot_show():
    scale, bars, undrawn = histogram([at("2019-11"), at("2020-02-03"), at("2020-02-04"), at("2019"), at("")], "month")
    assert (scale, [(bar.key, bar.count) for bar in bars], undrawn) == (
        "month",
        [("2019-11", 1), ("2019-12", 0), ("2020-01", 0), ("2020-02", 2)],
        2,
    )


def test_days_of_many_years_are_drawn_by_a_coarser_scale():
    scale, bars, undrawn = histogram([at("2001-01-01"), at("2010-12-31"), at("2005-05")], "day")
    assert (scale, len(bars), undrawn) == ("month", 120, 0)
    assert histogram([at("1003-01-01"), at("2010-12-31")], "day")[0] == "year"
    assert histogram([], "day") == ("day", [], 0)


@pytest.mark.parametrize(
    ("started_on", "told"), [("2020-01-01", "2020"), ("2020-03-01", "2020-03"), ("2020-03-02", "2020-03-02")]
)
def test_a_role_is_told_no_nearer_than_is_sure(writing, ready, started_on, told):
    writing.tables["roles"][0]["started_on"] = started_on
    assert known(ready(), "act-1", "role") == {("begun", told)}


def test_a_role_has_a_beginning_and_an_end_on_both_pages(writing, ready):
    writing.tables["roles"][0]["ended_on"] = "2025-06-30"
    release = ready()
    assert known(release, "org-1", "role") == {("begun", "2020"), ("ended", "2025-06-30")}
    assert known(release, "act-1", "role") == known(release, "org-1", "role")


def test_a_role_without_a_date_has_none(writing, ready):
    writing.tables["roles"][0]["started_on"] = None
    assert known(ready(), "act-1", "role") == {("held", "")}


def test_a_contract_stands_at_its_signature_else_where_it_starts_and_says_so(writing, ready):
    writing.add("contracts", contract_id="con-2", started_on="2025-01-01", started_on_precision="year")
    writing.add("contract_parties", contract_id="con-2", organisation_id="org-2", party_role="supplier")
    assert known(ready(), "org-2", "contract") == {("signed", "2026-03"), ("starts", "2025")}


def test_a_contract_is_told_with_both_sides(page):
    shown = page("/timeline/org-2?kind=contract")
    assert "buyer: Port-Brévent" in shown
    assert "supplier: Tressan SA" in shown


def test_a_supplier_that_was_replaced_has_no_contract(writing, ready):
    writing.tables["contract_parties"][1]["is_current"] = False
    assert known(ready(), "org-2", "contract") == set()


def test_a_founding_year_is_a_year_and_a_count_holds_as_of_its_date(writing, ready):
    about = {"organisation_id": "org-2", "value_text": "x"}
    writing.add(
        "organisation_facts", organisation_fact_id="fac-1", attribute="founding_year", value_number=1987, **about
    )
    writing.add("organisation_facts", organisation_fact_id="fac-2", attribute="head_count", as_of="2024-01-01", **about)
    assert known(ready(), "org-2", "fact") == {("founded", "1987"), ("as_of", "2024")}


def test_speech_stands_on_its_day_else_on_the_day_of_print_and_says_so(writing, ready):
    writing.tables["quotes"][0] |= {"said_on": "2026-02-01", "said_on_precision": "month"}
    assert known(ready(), "act-1", "quote_by") == {("said", "2026-02"), ("published", "2026-05-02")}
    assert known(ready(), "org-2", "quote_about") == {("published", "2026-05-02")}


def test_what_was_not_said_is_left_out_and_counted(writing, ready):
    writing.tables["quotes"][0]["is_cue_negated"] = True
    release = ready()
    assert known(release, "act-1", "quote_by") == {("published", "2026-05-02")}
    assert denied(release, "act-1") == 1


def test_documents_stand_on_the_day_they_were_published(writing, ready):
    writing.tables["documents"][1]["published_on"] = None
    assert known(ready(), "act-1", "document") == {("published", "2026-03-04"), ("published", "")}


def test_the_page_dates_nothing_to_a_day_that_is_not_known(page):
    shown = page("/timeline/org-1?by=month")
    assert "2020, some time in the year" in shown
    assert re.search(r'<time datetime="2026-03">March 2026</time>', shown)
    assert "1 January 2020" not in shown
    assert "1 March 2026" not in shown
    assert "1970" not in shown
    assert "/documents/doc-1#e=evi-" in shown


def test_the_page_says_whether_a_quote_was_said_or_published_then(writing, request):
    writing.tables["quotes"][0] |= {"said_on": "2026-02-01", "said_on_precision": "month"}
    events = re.findall(r'class="what">([^<]*)<', request.getfixturevalue("page")("/timeline/act-1?kind=quote_by"))
    assert [event.strip() for event in events] == ["said", "published that day"]


def test_many_moments_of_a_kind_are_summed_up_with_a_link(page, monkeypatch):
    monkeypatch.setattr(timeline_page, "MOST_OF_A_KIND", 1)
    shown = page("/timeline/act-1?from=2026")
    assert re.search(r'href="/timeline/act-1\?from=2026&amp;in=2026&amp;kind=document&amp;by=year">[^<]* 1</a>', shown)
    whole = page("/timeline/act-1?from=2026&in=2026&kind=document")
    assert whole.count('class="document"') == 2


def test_groups_go_on_page_by_page(page, monkeypatch):
    monkeypatch.setattr(timeline_page, "GROUPS_A_PAGE", 1)
    first, second = page("/timeline/act-1"), page("/timeline/act-1?page=2")
    assert ('id="g-2020"' in first, 'id="g-2026"' in first) == (True, False)
    assert ('id="g-2020"' in second, 'id="g-2026"' in second) == (False, True)


def test_a_search_has_a_timeline(page):
    shown = page("/timeline?q=Tressan")
    assert "L&#39;œuvre est achevée" in shown
    assert "la réfection du quai" in shown
    assert 'id="g-2026"' in shown
    assert "Nothing within" in page("/timeline?q=zzz")


def test_what_was_clicked_beside_the_results_narrows_here_too(page):
    shown = page("/timeline?q=Tressan&type=contract&type=quote&publisher=Le Fanal")
    assert "L&#39;œuvre est achevée" not in shown
    assert 'name="publisher" value="Le Fanal"' in shown
    assert 'href="/timeline?q=Tressan"' in shown
    assert 'href="/?q=Tressan&amp;type=contract&amp;type=quote&amp;publisher=Le+Fanal"' in shown


def test_what_of_a_search_is_not_understood_is_told(page):
    assert "There is no type" in page("/timeline?q=quai type:xyz")


def test_a_search_narrowed_by_year_is_narrowed_here_too(page):
    assert "la réfection du quai" in page("/timeline?q=quai year:2026")
    assert "la réfection du quai" not in page("/timeline?q=quai year:2020")


@pytest.mark.parametrize(
    "query", ["by=hour", "from=x&to=2020-13", "in=1999", "page=99", "kind=nothing", "by=day&from=2026-03-04&to=2026-03"]
)
def test_whatever_is_asked_gets_an_answer(client, query):
    for path in ("/timeline/act-1", "/timeline"):
        for form in ("", ".json", ".csv"):
            assert client.get(f"{path}{form}?q=quai&{query}").status_code == 200, (path, form)


def test_files_hold_dates_no_longer_than_they_are_known(client):
    told = client.get("/timeline/org-1.json").json()
    assert {(row["kind"], row["date"]) for row in told["moments"]} >= {("role", "2020"), ("contract", "2026-03")}


def test_who_is_not_in_the_release_has_no_timeline(client):
    assert client.get("/timeline/act-9").status_code == 404
