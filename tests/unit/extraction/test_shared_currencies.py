"""A word that several countries use for their money never becomes the wrong country's."""

from __future__ import annotations

import pytest

from orchestration.extraction.amounts import find_amounts
from orchestration.extraction.shared_currencies import in_currency_of


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("À Lausanne, le chantier coûte 4 millions de francs.", "CHF"),
        ("Au Sénégal, le chantier coûte 4 milliards de francs.", "XOF"),
        ("Le chantier coûte 4 millions de francs.", None),
        ("Entre la Suisse et le Sénégal, le chantier coûte 4 millions de francs.", None),
        ("Le chantier coûte 186'500 francs.", "CHF"),
        ("Le chantier coûte 186 500 francs.", None),
        ("Au Québec, le chantier coûte 4 M$.", "CAD"),
        ("Le chantier coûte 48 200 $, plus les taxes applicables (TPS et TVQ).", "CAD"),
        ("Au Québec, le chantier coûte 4 millions de dollars américains.", "USD"),
        ("Au Québec, le chantier coûte 4 millions d'euros.", "EUR"),
        ("Le chantier coûte 4 millions de dollars.", "USD"),
        ("À Alger, le chantier coûte 4 milliards de dinars.", "DZD"),
        ("En Suède, le chantier coûte 40 millions de couronnes.", "SEK"),
    ],
)
def test_the_places_of_the_document_settle_the_currency(text: str, currency: str | None) -> None:
    (amount,) = find_amounts(text)
    settled = in_currency_of(text, amount)

    assert settled is not None
    assert settled.currency == currency
