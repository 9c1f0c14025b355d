"""The data dictionary shows every table, column and key."""

from __future__ import annotations

from orchestration.publishing import Column, Table, render_dictionary


def test_a_table_is_a_section_with_its_key_and_columns() -> None:
    columns = (Column("quote_id", "VARCHAR", "Id of the quote."), Column("kind", "VARCHAR", "direct | mixed"))
    page = render_dictionary([Table("quotes", "One row per quotation.", ("quote_id",), columns)])
    assert "## quotes\n\nOne row per quotation.\n\nKey: `quote_id`.\n" in page
    assert "| `quote_id` | varchar | Id of the quote. |\n" in page
    assert "| `kind` | varchar | direct \\| mixed |\n" in page
    assert page.endswith("|\n")
