"""The search over a small release: what is found, in which order, how it is narrowed, where it leads."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from orchestration.explorer.release import OpenRelease
from orchestration.explorer.search import searching
from orchestration.explorer.search.hits import hits
from orchestration.explorer.search.query import parse
from orchestration.explorer.search.searching import PAGE_SIZE, Found, search
from tests.unit.explorer.writing import Writing

Ask = Callable[..., list[str]]


def found_by(release: OpenRelease, typed: str, sort: str = "relevance", page: int = 1, **chosen: list[str]) -> Found:
    return search(release, parse(typed), chosen, sort, page)


@pytest.fixture
def ask(release: OpenRelease) -> Ask:
    """The ids of what a search finds, in order."""

    def ask(typed: str, **more: Any) -> list[str]:
        found = found_by(release, typed, **more)
        return [hit.item_id for hit in hits(release, [*found.names, *found.texts], parse(typed))]

    return ask


def rows_of(client: TestClient, **parameters: Any) -> list[dict[str, Any]]:
    answered = client.get(f"/search.json?{urlencode(parameters, doseq=True)}")
    assert answered.status_code == 200
    rows: list[dict[str, Any]] = answered.json()["results"]
    return rows


def test_a_name_is_found_without_its_accents_and_stands_before_texts(ask: Ask) -> None:
    assert ask("maelle kervoan")[0] == "act-1"


def test_an_alias_finds_its_bearer(client: TestClient) -> None:
    row = rows_of(client, q="mme kervoan", type="actor")[0]
    assert (row["id"], row["title"], row["passage"]) == ("act-1", "Maëlle Kervoan", "Mme Kervoan")


def test_all_kinds_of_things_are_found(ask: Ask) -> None:
    assert set(ask("quai")) == {"con-1", "doc-1", "quo-1"}


def test_ligatures_and_elisions_are_no_obstacle(ask: Ask) -> None:
    for typed in ("œuvre", "oeuvre", "l'OEUVRE", "l’œuvre", "oeuvr*"):
        assert set(ask(typed)) == {"quo-3", "doc-2"}, typed


def test_words_of_a_quote_and_its_speaker_meet(ask: Ask) -> None:
    assert ask("kervoan achevée", type=["quote"]) == ["quo-3"]


def test_a_phrase_needs_its_order(ask: Ask) -> None:
    assert ask('"quai rouvrira"', type=["quote"]) == ["quo-1"]
    assert ask('"rouvrira quai"') == []


def test_what_is_excluded_is_not_found(ask: Ask) -> None:
    assert "quo-1" in ask("quai")
    assert "quo-1" not in ask("quai -rouvrira")


def test_fields_look_where_they_say(ask: Ask) -> None:
    for typed, ids in (
        ("locuteur:kervoan", {"quo-1", "quo-3"}),
        ("speaker:tressan", {"quo-2"}),
        ("acheteur:brévent", {"con-1"}),
        ("supplier:tressan", {"con-1"}),
        ("fournisseur:brévent", set()),
        ("titre:conseil", {"doc-2"}),
        ("type:contrat", {"con-1"}),
        ("kind:company", {"org-2"}),
        ("publisher:fanal type:document", {"doc-1"}),
        ("tressan année:2026 type:quote", {"quo-2", "quo-3"}),
        ("tressan année:1999", set()),
    ):
        assert set(ask(typed)) == ids, typed


def test_counts_beside_the_results_are_what_a_click_finds(release: OpenRelease, ask: Ask) -> None:
    found = found_by(release, "tressan")
    for facet in found.facets:
        for value in facet.values:
            assert value.count == found_by(release, "tressan", **{facet.name: [value.value]}).numbers.total > 0
    types = {value.value: value.count for value in found.facets[0].values}
    assert types == {"organisation": 1, "contract": 1, "quote": 2, "document": 2}
    assert found.numbers.total == 6


def test_a_chosen_facet_leaves_its_other_values_to_choose(release: OpenRelease) -> None:
    found = found_by(release, "tressan", type=["quote"])
    assert found.numbers.total == 2
    assert found.unnarrowed == 6
    types = next(facet for facet in found.facets if facet.name == "type")
    assert {value.value: value.is_chosen for value in types.values} == {
        "organisation": False,
        "contract": False,
        "quote": True,
        "document": False,
    }


def test_by_date_the_newest_or_the_oldest_is_first(ask: Ask) -> None:
    newest = ask("kervoan", sort="newest", type=["quote"])
    assert newest == ["quo-3", "quo-1"]
    assert ask("kervoan", sort="oldest", type=["quote"]) == newest[::-1]


class TestRanking:
    @pytest.fixture
    def writing(self, writing: Writing) -> Writing:
        writing.add("actors", actor_id="act-7", name="Paul Vasseur", document_count=50, is_supported=False)
        writing.add("actors", actor_id="act-8", name="Paul Vasseur-Roche", document_count=9)
        writing.add("actors", actor_id="act-9", name="Anne Vasseur", document_count=3)
        writing.document("doc-3", "Le quai. " * 40 + "Vasseur", title="Divers")
        writing.document("doc-4", "Rien.", title="Vasseur au quai")
        writing.quote("quo-7", "doc-4", "Rien", "org-2", speaker_text="la société")
        return writing

    def test_an_organisation_is_found_as_a_speaker_by_its_name(self, ask: Ask) -> None:
        assert set(ask("speaker:tressan")) == {"quo-2", "quo-7"}

    def test_the_very_name_then_supported_names_then_titles_then_texts(self, ask: Ask) -> None:
        assert ask("vasseur") == ["act-8", "act-9", "act-7", "doc-4", "doc-3"]
        assert ask("paul vasseur")[:2] == ["act-7", "act-8"]


class TestManyResults:
    @pytest.fixture
    def writing(self, writing: Writing) -> Writing:
        writing.document(
            "doc-5", "".join(f"La digue tient {n} jours. " for n in range(50)), title="Digue", published_on="2025-01-01"
        )
        for number in range(50):
            writing.quote(f"quo-d{number}", "doc-5", f"La digue tient {number} jours", "act-1")
        for number in range(9):
            writing.add("organisations", organisation_id=f"org-d{number}", name=f"Digue {number}")
        return writing

    def test_pages_show_everything_once(self, ask: Ask) -> None:
        pages = [ask("digue", page=page) for page in (1, 2, 3)]
        assert len(pages[0]) == 6 + PAGE_SIZE
        assert not any(item.startswith("org-") for item in pages[1] + pages[2])
        texts = [item for page in pages for item in page if not item.startswith("org-")]
        assert len(texts) == len(set(texts)) == 51

    def test_a_page_beyond_the_last_is_the_last(self, ask: Ask, release: OpenRelease) -> None:
        assert ask("digue", page=99) == ask("digue", page=3)
        assert found_by(release, "digue", page=99).page == 3

    def test_of_very_many_texts_the_newest_are_ranked_and_the_page_says_so(
        self, ask: Ask, page: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(searching, "RANKED_MOST", 30)
        assert sum(len(ask("digue", page=number)) for number in (1, 2)) == 6 + 30
        assert ask("digue", page=3) == ask("digue", page=2)
        html = page("/?q=digue")
        assert "21 older ones are not" in html
        assert "60 results" in html
        assert "Page 1 of 2" in html
        assert "Page 1 of 3" in page("/?q=digue&sort=newest")

    def test_what_is_not_ranked_is_what_is_oldest(self, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(searching, "RANKED_MOST", 1)
        assert ask("tressan", type=["document", "quote", "contract"]) in (["doc-2"], ["quo-3"])

    def test_names_alone_are_paged_too(self, release: OpenRelease) -> None:
        found = found_by(release, "digue", type=["organisation"])
        assert (len(found.names), found.numbers.names, found.numbers.texts, found.numbers.paged) == (9, 9, 0, 9)

    def test_the_page_leads_to_all_names(self, page: Callable[[str], str]) -> None:
        html = unescape(page("/?q=digue"))
        assert '<a href="/?q=digue&type=actor&type=organisation">All 9 names</a>' in html
        assert "60 results" in html


def test_a_quote_leads_to_its_words_and_a_document_to_those_searched(client: TestClient) -> None:
    by_id = {row["id"]: row for row in rows_of(client, q="quai rouvrira")}
    quote = by_id["quo-1"]
    assert quote["address"] == f"/documents/doc-1#e={quote['evidence_id']}"
    assert quote["evidence_id"]
    assert (quote["speaker_id"], quote["speaker_name"]) == ("act-1", "Maëlle Kervoan")
    assert by_id["doc-1"]["address"] == "/documents/doc-1?find=quai+rouvrira"


def test_a_program_is_told_how_many_there_are(client: TestClient) -> None:
    told = client.get("/search.json?q=tressan").json()
    assert told["counts"] == [{"q": "tressan", "total": 6, "names": 1, "texts": 5, "unranked_texts": 0, "page": 1}]
    assert {"facet": "type", "value": "quote", "count": 2, "is_chosen": False} in told["facets"]


def test_words_are_marked(page: Callable[[str], str]) -> None:
    assert "L&#39;<mark>œuvre</mark> est achevée" in page("/?q=oeuvre")


def test_a_month_is_not_shown_as_a_day(page: Callable[[str], str]) -> None:
    assert "March 2026" in page("/?q=réfection&type=contract")
    assert "1 March 2026" not in page("/?q=réfection&type=contract")


class TestWhenItWasSaid:
    @pytest.fixture
    def writing(self, writing: Writing) -> Writing:
        writing.document("doc-9", "La vanne est close.", published_on="2026-07-08")
        writing.quote("quo-6", "doc-9", "La vanne est close", "act-1", said_on="2024-02-01", said_on_precision="month")
        return writing

    def test_a_quote_bears_the_day_that_it_was_said_no_more_precise_than_known(
        self, page: Callable[[str], str], client: TestClient
    ) -> None:
        row = rows_of(client, q="vanne", type="quote")[0]
        assert (row["day"], row["day_precision"]) == ("2024-02-01", "month")
        assert "February 2024" in page("/?q=vanne&type=quote&year=2024")


def test_a_filter_can_be_taken_away_again(page: Callable[[str], str]) -> None:
    html = unescape(page("/?q=quai&type=quote&year=2026"))
    assert 'class="chip" href="/?q=quai&year=2026"' in html
    assert 'class="chip" href="/?q=quai&type=quote"' in html
    assert '<a href="/?q=quai">Remove all filters</a>' in html


def test_nothing_found_says_what_to_do(page: Callable[[str], str]) -> None:
    html = unescape(page("/?q=quaai"))
    assert "Nothing of this release matches." in html
    assert '<a href="/?q=qua%2A">' in html
    assert "Without the filters there is 1 result." not in html
    assert "Without the filters there are 2 results." in unescape(page("/?q=achevée&type=contract"))


def test_what_is_not_understood_is_told(page: Callable[[str], str]) -> None:
    assert "There is no type “poème”" in page("/?q=type:poème")
    assert "“jadis” is no year" in page("/?q=quai year:jadis")
    assert "Exclusions alone find nothing" in page("/?q=-quai")
    assert "There are no letters or digits in “???”" in page("/?q=%3F%3F%3F")


def test_the_first_page_says_what_the_release_holds_and_its_examples_find_something(
    page: Callable[[str], str], client: TestClient
) -> None:
    html = page("/")
    assert "Maëlle Kervoan" in html
    assert "Tressan SA" in html
    counts = {row["type"]: row["count"] for row in client.get("/search.json").json()["counts"]}
    assert counts == {"actor": 2, "organisation": 2, "contract": 1, "quote": 3, "document": 2}
    examples = html.partition('class="examples"')[2].partition("</ul>")[0].split('href="')[1:]
    assert len(examples) == 4
    for example in examples:
        address = unescape(example.partition('"')[0])
        assert client.get(f"/search.json{address[1:]}").json()["results"], address


class TestDeniedAndUncertain:
    @pytest.fixture
    def writing(self, writing: Writing) -> Writing:
        writing.document("doc-6", "Il n'a pas dit que la digue cède. La vanne est ouverte, dit-on.")
        writing.quote("quo-8", "doc-6", "la digue cède", "act-1", is_cue_negated=True)
        writing.quote("quo-9", "doc-6", "La vanne est ouverte", None, speaker_text="on")
        writing.add("actors", actor_id="act-5", name="Guy Vanneau", confidence=0.5, is_supported=False)
        return writing

    def test_a_denied_quote_says_so(self, page: Callable[[str], str]) -> None:
        assert "denied: is said not to have said this" in page("/?q=digue")

    def test_a_quote_without_a_speaker_is_nobodys(self, page: Callable[[str], str], client: TestClient) -> None:
        assert rows_of(client, q="vanne", type="quote")[0]["speaker_id"] is None
        assert "not named there" in page("/?q=vanne")

    def test_a_name_that_is_not_borne_out_says_so(self, page: Callable[[str], str]) -> None:
        assert "named once, and not surely" in page("/?q=vanneau")


class TestMarkings:
    @pytest.fixture
    def writing(self, writing: Writing) -> Writing:
        writing.document("doc-7", "Le dossier secret du barrage.", title="Barrage", marking="internal")
        writing.add("actors", actor_id="act-6", name="Lise Barrage", marking="internal")
        return writing

    def test_what_the_audience_may_not_see_is_not_found(self, ask: Ask, release: OpenRelease) -> None:
        assert ask("barrage") == []
        assert found_by(release, "barr*").unnarrowed == 0


class TestHostileWords:
    @pytest.fixture
    def writing(self, writing: Writing) -> Writing:
        words = "<script>alert(1)</script> vanne"
        writing.document("doc-8", f"« {words} », dit-elle. =cmd|' /C calc'!A0", title="=cmd|' /C vanne'!A0")
        writing.quote("quo-x", "doc-8", words, "act-1")
        writing.add("organisations", organisation_id="org-x", name="<img src=x onerror=alert(1)> vanne")
        return writing

    def test_words_stay_words(self, page: Callable[[str], str]) -> None:
        for typed in ("vanne", "script", "<script>alert(1)</script>", '"><img src=x>', "{{7*7}}"):
            html = page(f"/?{urlencode({'q': typed, 'type': '<script>x'})}") + page(f"/?{urlencode({'q': typed})}")
            assert "<script>alert" not in html
            assert "<script>x" not in html
            assert "<img src=x" not in html

    def test_a_spreadsheet_runs_nothing(self, client: TestClient) -> None:
        text = client.get("/search.csv?q=vanne&table=results").text
        titles = [row["title"] for row in csv.DictReader(io.StringIO(text)) if row["type"] == "document"]
        assert titles == ["'=cmd|' /C vanne'!A0"]


def test_no_question_breaks_the_page(client: TestClient) -> None:
    for query in (
        "q=%00",
        "q=%22",
        "q=*",
        "q=quai&page=0",
        "q=quai&page=-1",
        "q=quai&page=99999999999",
        "q=quai&sort=x",
        "type=x",
        "year=abc",
        "q=" + "a+" * 400,
        "q=%F0%9F%92%A9",
        "q=%ff%fe",
    ):
        for form in ("/", "/search.json", "/search.csv"):
            assert client.get(f"{form}?{query}").status_code == 200, query


PIECES = [
    "quai",
    "œuvre",
    "kervoan",
    "speaker:",
    "type:quote",
    "année:2026",
    '"',
    "*",
    "-",
    "(",
    ")",
    "NOT",
    "^",
    ":",
    "'",
    "\u202e",
    "😀",
    "<b>",
    " ",
]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(max_size=40) | st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_anything_typed_is_answered(client: TestClient, typed: str) -> None:
    answered = client.get(f"/?{urlencode({'q': typed})}")
    assert answered.status_code == 200
    assert "<h1>" in answered.text


def test_a_french_reader_reads_french(client: TestClient) -> None:
    html = client.get("/?q=tressan", headers={"Accept-Language": "fr-FR"}).text
    assert "6 résultats" in html
    assert "Genre d’organisation" in html or "Nature" in html
    assert "Comment chercher" in html
    assert "discours direct" in html
