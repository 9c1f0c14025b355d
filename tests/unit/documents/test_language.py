"""The language of a text decides whether it is read at all."""

from __future__ import annotations

import pytest

from orchestration.documents.language import detect


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("La maire de Valmigny a signé hier le contrat avec une entreprise de la vallée, pour un an.", "fr"),
        ("The mayor of the town has signed a contract with one of the firms that had been asked to bid.", "en"),
        (
            "Der Bürgermeister hat den Vertrag mit der Firma nicht unterschrieben, weil sie zu spät kam und fehlte.",
            "de",
        ),
        ("De burgemeester heeft het contract met een van de bedrijven getekend en dat is goed voor de stad.", "nl"),
        ("El alcalde de la ciudad firmó el contrato con una de las empresas que se presentaron por la obra.", "es"),
        ("Сегодня совет города принял решение о строительстве моста через реку. " * 10, "ru"),
        ("Міська рада сьогодні ухвалила рішення про будівництво мосту через річку.", "uk"),
        ("Общинският съвет днес прие решение за строежа на мост над реката в града, съобщи кметът.", "bg"),
        ("قرر مجلس المدينة اليوم بناء جسر فوق النهر بعد نقاش طويل", "ar"),
        ("市議会は今日、川に橋を架けることを決めた。", None),
        ("市議会は今日、川に橋を架けることを決めた。工事は来年の春に始まり、三年かかる見込みだ。", "ja"),
        ("Il sindaco della città ha firmato il contratto con una delle imprese che si sono presentate.", "it"),
        ("ᚠᛇᚻ᛫ᛒᛦᚦ᛫ᚠᚱᚩᚠᚢᚱ᛫ᚠᛁᚱᚪ᛫ᚷᛖᚻᚹᛦᛚᚳᚢᛗ " * 20, "und"),
        ("Le député a cité le mot russe « пролетарии » dans le débat sur la loi et la presse en a ri.", "fr"),
        ("市议会今天通过了关于在河上建桥的决定。" * 40, "zh"),
        ("Vm0weE1GbFdiRmRXV0doVVYwZG9WVll3WkRSV1ZteFZVMnhrVlUxV2NIbFdNbmhyVlRGYWMx" * 20, "und"),
        ("La maire et le préfet ont signé dans la ville. The mayor and the head of it have signed in town.", None),
        ("Contrat signé.", None),
        ("", None),
    ],
)
def test_detect(text: str, expected: str | None) -> None:
    assert detect(text) == expected
