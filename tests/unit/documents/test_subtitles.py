"""Subtitles become the words of their speakers, whole, without times."""

from __future__ import annotations

import pytest

from orchestration.documents.readers.subtitles import read
from orchestration.documents.refusals import DEFAULT_LIMITS, Rejected

COUNCIL = """WEBVTT - Conseil municipal

STYLE
::cue { color: red }

NOTE relire ce passage

debut
00:01.000 --> 00:03.000 align:start
<v Inès Corvaisier>Le pont sera <i>rouvert</i>

00:03.100 --> 00:05.000
<v Inès Corvaisier>en mars &amp; avril.

00:05.100 --> 00:07.000
<v Luc Brémond>Qui paie ?</v>
<v.fort Inès Corvaisier>La région.
"""


def paragraphs(text: str) -> list[str]:
    (draft,) = read(text.encode(), DEFAULT_LIMITS).drafts
    assert {(s.kind, s.label) for s in draft.sections} == {("body", "speaker")}
    return draft.text.split("\n\n")


def cues(*lines: tuple[str, str]) -> str:
    return "".join(f"{number}\n{times}\n{words}\n\n" for number, (times, words) in enumerate(lines, 1))


def test_voices_open_their_paragraphs() -> None:
    assert paragraphs(COUNCIL) == [
        "Inès Corvaisier : Le pont sera rouvert en mars & avril.",
        "Luc Brémond : Qui paie ?",
        "Inès Corvaisier : La région.",
    ]


def test_a_voice_that_names_itself_is_named_once() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Luc>LUC : Oui.\n\n00:05.000 --> 00:06.000\n<v Luc>Luc, c'est moi.\n"
    assert paragraphs(text) == ["LUC : Oui.", "Luc : Luc, c'est moi."]


def test_no_time_nor_note_nor_style_is_left_and_the_file_says_so() -> None:
    contents = read(COUNCIL.encode(), DEFAULT_LIMITS)
    assert not {"-->", "relire", "color", "debut", "align"} & set(contents.drafts[0].text.split())
    assert contents.warnings == ("cue_times_left_out",)
    assert contents.drafts[0].title is None


def test_names_and_dashes_begin_paragraphs() -> None:
    text = cues(
        ("00:00:01,000 --> 00:00:03,000", "{\\an8}<i>INÈS CORVAISIER :</i> Le pont\nsera rouvert"),
        ("00:00:03,000 --> 00:00:05,000", "en mars."),
        ("00:00:05,000 --> 00:00:06,000", "LUC BRÉMOND : Qui paie ?\nJe demande."),
        ("00:00:06,000 --> 00:00:06,900", "Bonne question."),
        ("00:00:06,000 --> 00:00:07,000", "- Personne.\n- La région."),
    )
    assert paragraphs(text) == [
        "INÈS CORVAISIER : Le pont sera rouvert en mars.",
        "LUC BRÉMOND : Qui paie ? Je demande.",
        "Bonne question.",
        "- Personne.",
        "- La région.",
    ]


def test_a_pause_ends_a_paragraph_where_a_sentence_ends() -> None:
    text = cues(
        ("00:00:01,000 --> 00:00:02,000", "le pont"),
        ("00:00:05,000 --> 00:00:06,000", "rouvre lundi."),
        ("00:00:06,100 --> 00:00:07,000", "le quai aussi."),
        ("00:00:10,000 --> 00:00:11,000", "merci"),
        ("00:01:10,000 --> 00:01:11,000", "au revoir"),
    )
    assert paragraphs(text) == ["le pont rouvre lundi. le quai aussi.", "merci", "au revoir"]


def test_half_broken_files_keep_what_can_be_read() -> None:
    text = (
        "sous-titrage : atelier\n\n00:01,000 --> 00:02,000\nLe pont rouvre\n"
        "2\n0:0:2,000 --> 0:0:3,5\nlundi, en\n\n2024.\n\n"
        "3\n00:00:xx --> 00:00:05,000\nperdu\n\n5\n\n00:00:04.000 --> 00:00:05.000\nLe quai aussi."
    )
    assert paragraphs(text) == ["Le pont rouvre lundi, en 2024. Le quai aussi."]
    assert "cues_without_text=1" in read(text.encode(), DEFAULT_LIMITS).warnings


def test_captions_that_roll_up_say_each_line_once() -> None:
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\nle pont<00:01.500><c> rouvre</c>\n\n"
        "00:02.000 --> 00:03.000\nle pont rouvre\nlundi<00:02.500><c> matin</c>\n"
    )
    assert paragraphs(text) == ["le pont rouvre lundi matin"]
    assert paragraphs(cues(("0:0:1,0 --> 0:0:2,0", "Non."), ("0:0:2,0 --> 0:0:3,0", "Non."))) == ["Non. Non."]


def test_a_long_monologue_has_paragraphs() -> None:
    times = [f"00:{n // 60:02}:{n % 60:02},000 --> 00:{n // 60:02}:{n % 60:02},999" for n in range(600)]
    found = paragraphs(cues(*((time, "Le pont de Valmigny rouvre lundi au matin.") for time in times)))
    assert max(map(len, found)) < 1_000
    unpunctuated = paragraphs(cues(*((time, "le pont de Valmigny rouvre lundi au matin") for time in times)))
    assert max(map(len, unpunctuated)) < 4_000


@pytest.mark.parametrize("text", ["WEBVTT\n", "1\n00:00:01,000 --> 00:00:02,000\n", "WEBVTT\n\n00:01.000 --> x\nOui\n"])
def test_a_file_without_words_is_refused(text: str) -> None:
    with pytest.raises(Rejected) as refusal:
        read(text.encode(), DEFAULT_LIMITS)
    assert refusal.value.reason == "no_text"
