"""Bytes to characters: the same French text comes out of every encoding it was saved in."""

from __future__ import annotations

import pytest

from orchestration.documents.encodings import decode
from orchestration.documents.refusals import Rejected

PAGE = (
    "Mélusine Pradier, présidente de la coopérative Œuvres du Çà et Là, a reçu 12 000 € à Évreux. « C’est dû "
    "à l’équipe », ajoute-t-elle – où l’on fêtait Noël, l’été, naïvement, près d’un hôtel à côté de l’île."
)
PLAIN = PAGE.replace("’", "'").replace("–", "-").replace("«", '"').replace("»", '"')


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (PAGE.encode(), "utf-8"),
        (PAGE.encode("utf-8-sig"), "utf-8"),
        (PAGE.encode("utf-16"), "utf-16-le"),
        (b"\xfe\xff" + PAGE.encode("utf-16-be"), "utf-16-be"),
        (PAGE.encode("utf-32"), "utf-32-le"),
        (PAGE.encode("utf-16-le"), "utf-16-le"),
        (PAGE.encode("cp1252"), "cp1252"),
        (PAGE.encode("mac_roman"), "mac_roman"),
    ],
)
def test_twins_of_a_page_decode_to_the_same_text(data: bytes, encoding: str) -> None:
    decoded = decode(data)
    assert (decoded.text, decoded.encoding) == (PAGE, encoding)


def test_latin9_keeps_euro_and_ligature() -> None:
    assert decode(PLAIN.encode("iso8859-15")).text == PLAIN


@pytest.mark.parametrize("encoding", ["iso8859-15", "mac_roman"])
def test_a_sign_or_a_capital_inside_a_word_gives_the_wrong_encoding_away(encoding: str) -> None:
    assert decode("Le cœur de ma sœur".encode(encoding)).text == "Le cœur de ma sœur"


def test_dos_page_keeps_its_accents() -> None:
    text = PLAIN.replace("€", "francs").replace("Œ", "Oe")
    assert decode(text.encode("cp850")).text == text


def test_a_guessed_encoding_is_noted_and_cp1252_is_not_a_guess() -> None:
    assert decode(PAGE.encode("mac_roman")).notes == ("encoding_guessed",)
    assert decode(PAGE.encode("cp1252")).notes == ()


def test_a_letter_cut_at_the_end_costs_that_letter_only() -> None:
    decoded = decode("Réunion à l’été".encode()[:-1])
    assert decoded.text == "Réunion à l’ét\ufffd"
    assert decoded.notes == ("decode_replaced=1",)


def test_a_file_joined_from_two_encodings_loses_nothing() -> None:
    decoded = decode(PAGE.encode() + b"\n" + PAGE.encode("cp1252"))
    assert decoded.text == f"{PAGE}\n{PAGE}"
    assert decoded.notes == ("mixed_encoding",)


def test_mojibake_is_flagged_and_left_as_it_is() -> None:
    garbled = "Le maire a été réélu à Évreux, l’élève aussi".encode().decode("cp1252", errors="replace")
    decoded = decode(garbled.encode())
    assert decoded.text == garbled
    assert "mojibake" in decoded.notes


@pytest.mark.parametrize("text", ["ÂGE ET ÉCOLE À PARIS", "Il a crié : « Âme ! »", PAGE])
def test_real_french_is_not_taken_for_mojibake(text: str) -> None:
    assert decode(text.encode()).notes == ()


@pytest.mark.parametrize("data", [bytes(range(256)) * 8, b"\x00\x01\x02\x03" * 500 + b"texte"])
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(Rejected) as refusal:
        decode(data)
    assert refusal.value.reason == "binary"


def test_cyrillic_in_an_unknown_8_bit_encoding_is_refused_not_guessed() -> None:
    with pytest.raises(Rejected) as refusal:
        decode("Сегодня совет города принял решение о строительстве моста".encode("koi8-r"))
    assert refusal.value.reason == "undecodable"
