"""The kind of a text is told by what stands in it; in doubt it is plain, for plain text loses nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from orchestration.documents.text_types import text_type

SAMPLES = Path(__file__).parents[3] / "data" / "samples" / "documents"
MARKS = ("---\n", "title: x\n", "# a\n\n", "[a](/b)", "**c**", "|--|--|\n", "WEBVTT", "1\n", "0:0:0,0 --> 0:0:1,0\n")
MARKS += ('{"text":', '"', "[", "]", "}", ",", ";", "\t", "texte;titre\n", "\r", "\x00", "é", "\u2028")
PLAIN = {
    "an article": "Le pont rouvre\n\nLe maire, Luc Brémond, a rouvert lundi le pont de Valmigny.\n",
    "a hash sign and dashes": "# Le pont rouvre\n\n- Toiture, charpente, zinc\n- Enduits\n\nFin des travaux ---\n",
    "numbered notes": "[1] Voir le procès-verbal.\n\n[2] Ibidem.\n",
    "a photograph in brackets": "[Photo] Le maire devant le pont.\n\nIl s'explique.\n",
    "a link of a wiki": "[[Fichier:pont.jpg]]\n\nLe pont a été rouvert lundi.\n",
    "rows of three": "Un, deux, trois\nLe maire, Luc Brémond, élu\nLe pont, la rive, le quai\nOui, non, jamais\n",
    "semicolons": "Un ; deux ; trois\nÀ lui ; à elle ; à nous\nPour eux ; pour elle ; pour toi\nRien ; peu ; tout\n",
    "a text that speaks of subtitles": "Le format SubRip :\n\n00:00:01,000 --> 00:00:02,000\n\nest ancien.\n" * 2,
    "rulers": "---\nLe maire a parlé.\n---\n\nLa séance est levée.\n",
    "a ruler and a colon": "---\ntitre:rien\n---\n\nLa séance est levée.\n",
    "one line": "Rouge,vert,bleu\n",
    "comments of a program": "# importe\nimport os\n\n# compte\nprint(2 ** 3, 4 ** 5)\n\n# fin\n",
    "a speaker": "Le maire : le pont rouvre.\nLuc Brémond : enfin.\n",
    "white space": " \n\t\n ",
    "nothing": "",
}
KINDS = {
    "front matter": ("---\ntitre: Le pont\n---\nLe pont rouvre.\n", "text/markdown"),
    "two kinds of marks": ("# Le pont\n\nLe [maire](https://a.example/b) est venu.\n", "text/markdown"),
    "headings of two levels": ("# Le pont\n\nTexte.\n\n## Hier\n\nTexte.\n\n## Demain\n\nTexte.\n", "text/markdown"),
    "a table and stress": ("| Lot | Nom |\n|---|:--|\n| 1 | **Bertillon** |\n", "text/markdown"),
    "cues": ("WEBVTT\n\n00:01.000 --> 00:02.000\nBonjour.\n", "text/vtt"),
    "cues with a title": ("WEBVTT - Le conseil\n\n00:01.000 --> 00:02.000\nBonjour.\n", "text/vtt"),
    "numbered cues": ("1\n00:00:01,000 --> 00:00:02,000\nBonjour.\n", "application/x-subrip"),
    "cues without numbers": ("00:00:01,000 --> 00:00:02,000\nBonjour.\n", "application/x-subrip"),
    "commas": ('title,text,date\nUn pont,"Le pont rouvre.",2024-03-05\n', "text/csv"),
    "semicolons": ("titre;texte\nUn pont;Le pont rouvre.\n", "text/csv"),
    "tabs": ("Titre\tTexte\nUn pont\tLe pont rouvre.\n", "text/csv"),
    "numbered rows": (",title,text\n0,Un pont,Le pont rouvre.\n", "text/csv"),
    "numbers": ("a,b,c\n1,2,3\n4,5,6\n7,8,9\n", "text/csv"),
    "an object": ('{"title": "Un pont"}', "application/json"),
    "an object on lines": ('{\n "title": "Un pont",\n "a": 1\n}', "application/json"),
    "a list of objects": ('[\n {"title": "Un pont"}\n]', "application/json"),
    "a list that is cut off": ('[{"title": "Un pont", "te', "application/json"),
    "brackets without end": ("[" * 100_000, "application/json"),
    "objects on lines": ('{"title": "Un pont"}\n{"title": "Deux"}\n', "application/x-ndjson"),
}


@pytest.mark.parametrize("text", PLAIN.values(), ids=PLAIN)
def test_in_doubt_a_text_is_plain(text: str) -> None:
    assert text_type(text.encode()) == "text/plain"


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.txt")), ids=lambda path: path.stem)
def test_ordinary_documents_are_plain(sample: Path) -> None:
    assert text_type(sample.read_bytes()) == "text/plain"


@pytest.mark.parametrize(("text", "kind"), KINDS.values(), ids=KINDS)
def test_kinds_of_text(text: str, kind: str) -> None:
    twins = (text, text.replace("\n", "\r\n"), "\ufeff" + text, "\n\n" + text)
    assert {text_type(twin.encode()) for twin in twins} == {kind}


def test_kind_does_not_depend_on_the_encoding() -> None:
    table = "titre;texte\nUn été;« Le pont rouvre », a dit Inès Corvaisier.\n"
    encodings = ("utf-8", "cp1252", "utf-16", "utf-16-le", "utf-32")
    assert {text_type(table.encode(encoding)) for encoding in encodings} == {"text/csv"}


def test_binary_data_is_left_to_the_reader_that_refuses_it() -> None:
    assert text_type(bytes(range(32)) * 100) == "text/plain"


@given(
    st.binary(max_size=2_000) | st.lists(st.sampled_from(MARKS), max_size=60).map(lambda parts: "".join(parts).encode())
)
@example(b'"' * 200_000)
@example(bytes(range(256)) * 40)
def test_no_bytes_are_too_strange(data: bytes) -> None:
    assert "/" in text_type(data)
