from hypothesis import given
from hypothesis import strategies as st

from orchestration.resolution.identity import Group, HistoryRow, history, identify


def actor(*mentions, name="nora / belval"):
    return Group("actor", mentions, name)


def test_an_entity_keeps_its_id_when_mentions_come_and_go():
    first = identify([actor("a", "b")], {})
    assert identify([actor("b", "c", "d")], {"a": first[0], "b": first[0]}) == first


def test_the_larger_part_keeps_the_id_when_an_entity_splits():
    past = dict.fromkeys("abc", "act-1")
    ids = identify([actor("a"), actor("b", "c")], past)
    assert ids[1] == "act-1"
    assert ids[0] != "act-1"
    now = {"a": ids[0], "b": ids[1], "c": ids[1]}
    assert history(now, past, ()) == [HistoryRow("act-1", "split", ids[0])]


def test_two_that_become_one_keep_the_id_of_the_larger():
    past = {"a": "act-1", "b": "act-2", "c": "act-2"}
    assert identify([actor("a", "b", "c")], past) == ["act-2"]
    assert history(dict.fromkeys("abc", "act-2"), past, ()) == [HistoryRow("act-1", "merged", "act-2")]


def test_an_id_whose_documents_are_gone_is_said_to_be_gone_until_they_come_back():
    gone = history({"b": "act-2"}, {"a": "act-1", "b": "act-2"}, ())
    assert gone == [HistoryRow("act-1", "gone", None)]
    assert history({"a": "act-1", "b": "act-2"}, {"b": "act-2"}, gone) == []


def test_an_id_is_made_of_the_name_whichever_document_came_first():
    assert identify([actor("b", "c")], {}) == identify([actor("a")], {})
    assert identify([actor("a")], {}) != identify([actor("a", name="odile / tazi")], {})


def test_two_of_one_name_have_two_ids_in_any_order():
    ids = identify([actor("a"), actor("b")], {})
    assert len(set(ids)) == 2
    assert identify([actor("b"), actor("a")], {}) == ids[::-1]


def test_whoever_kept_an_id_finds_what_it_is_today_over_several_nights():
    told = [HistoryRow("act-1", "merged", "act-2")]
    assert history({"a": "act-3"}, {"a": "act-2"}, told) == [
        HistoryRow("act-1", "merged", "act-3"),
        HistoryRow("act-2", "merged", "act-3"),
    ]
    gone = history({}, {"a": "act-2"}, told)
    assert gone == [HistoryRow("act-1", "gone", None), HistoryRow("act-2", "gone", None)]


def test_an_id_that_goes_altogether_to_what_was_split_off_it_is_told_once():
    told = [HistoryRow("act-1", "split", "act-2")]
    assert history(dict.fromkeys("ab", "act-2"), {"a": "act-1", "b": "act-2"}, told) == [
        HistoryRow("act-1", "merged", "act-2")
    ]


def test_an_id_of_the_past_is_never_given_to_somebody_else():
    [first] = identify([actor("a")], {})
    ids = identify([actor("a"), actor("b", "c")], {"b": first, "c": first})
    assert ids[1] == first
    assert ids[0] != first


@given(
    st.lists(st.sets(st.integers(0, 30), min_size=1), max_size=8),
    st.dictionaries(st.integers(0, 30), st.sampled_from("xyz")),
)
def test_every_group_has_an_id_of_its_own(sets, past):
    seen: set[int] = set()
    groups = []
    for members in sets:
        own = members - seen
        seen |= members
        if own:
            groups.append(actor(*(f"men-{member}" for member in sorted(own))))
    ids = identify(groups, {f"men-{member}": f"act-{name}" for member, name in past.items()})
    assert len(set(ids)) == len(groups)
