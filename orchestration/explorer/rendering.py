"""Templates and how values are written in them: languages, dates by their precision, sums, addresses.

What belongs here: words and values as readers see them. What does not: which values. Everything that comes out of a
release is text: templates escape it, always.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton, format_timedelta
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent
from babel.support import NullTranslations, Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined

HERE = Path(__file__).parent
STATIC = HERE / "static"
# Messages stand in the templates in English.
LANGUAGES = ("fr", "en")
PATTERNS = {"month": "yMMMM", "year": "y"}


@cache
def translations(language: str) -> NullTranslations:
    """The messages of a language; English is what stands in the templates."""
    merged: NullTranslations = NullTranslations()
    for file in sorted((HERE / "locale" / language).glob("*.po")):
        with file.open("rb") as written:
            catalog = read_po(written, locale=language)
        compiled = BytesIO()
        write_mo(compiled, catalog)
        compiled.seek(0)
        read = Translations(fp=compiled)
        merged = merged.merge(read) if isinstance(merged, Translations) else read
    return merged


@cache
def environment(language: str) -> Environment:
    """The templates in a language."""
    jinja = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    told = translations(language)
    jinja.install_gettext_callables(  # type: ignore[attr-defined]
        told.ugettext, told.ungettext, newstyle=True, pgettext=told.upgettext, npgettext=told.unpgettext
    )
    jinja.globals.update(Writing(language).as_globals(), static=static, evidence_url=evidence_url, language=language)
    jinja.globals["entity_url"] = entity_url
    return jinja


def render(template: str, language: str, context: Mapping[str, Any]) -> str:
    """A template with what it shows."""
    return environment(language).get_template(template).render(context)


def static(name: str) -> str:
    """The address of a file of ours; it changes with the file, so that browsers may keep what they have."""
    return f"/static/{name}?v={_version(name)}"


@cache
def _version(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def entity_url(entity_id: str) -> str:
    """The page of an actor or organisation."""
    folder = "actors" if entity_id.startswith("act-") else "organisations"
    return f"/{folder}/{quote(entity_id, safe='')}"


def evidence_url(document_id: str, evidence_id: str) -> str:
    """The words of a piece of evidence in their document."""
    return f"/documents/{quote(document_id, safe='')}#e={quote(evidence_id, safe='')}"


class Writing:
    """Values as readers of a language see them."""

    def __init__(self, language: str) -> None:
        """`language` is one of LANGUAGES."""
        # English-speaking readers of French documents write days before months.
        self._locale = Locale.parse("en_GB" if language == "en" else language)
        self._translations = translations(language)

    def as_globals(self) -> dict[str, Any]:
        """The functions by the names that templates know them by."""
        names = ("word", "day", "role_day", "moment", "age", "number", "money", "percent", "confidence")
        return {name: getattr(self, name) for name in names}

    def word(self, context: str, value: str | None) -> str:
        """A value of a closed list in the reader's language; `context` is its column."""
        if not value:
            return ""
        found: str = self._translations.upgettext(context, value)
        return value.replace("_", " ") if found == value else found

    def day(self, value: str | None, precision: str | None = None) -> str:
        """A date no more precise than it is known: 3 mars 2024, mars 2024, 2024."""
        if not value:
            return ""
        written = date.fromisoformat(value[:10])
        if pattern := PATTERNS.get(precision or "day"):
            return format_skeleton(pattern, datetime(written.year, written.month, 1), locale=self._locale)
        return format_date(written, "long", locale=self._locale)

    def role_day(self, value: str | None) -> str:
        """A date whose precision is not stated: the first of January may be a year's, the first of a month its."""
        return self.day(value, role_precision(value))

    def moment(self, value: str | None) -> str:
        """A time of UTC, to the minute."""
        if not value:
            return ""
        return f"{format_datetime(datetime.fromisoformat(value), 'd MMMM y, HH:mm', locale=self._locale)} UTC"

    def age(self, value: str | None) -> str:
        """How long ago a time was: 3 hours ago, 2 days ago."""
        if not value:
            return ""
        since = datetime.fromisoformat(value) - datetime.now(UTC)
        return format_timedelta(since, add_direction=True, locale=self._locale)

    def number(self, value: float | None) -> str:
        """A number with the language's separators."""
        return "" if value is None else format_decimal(value, locale=self._locale)

    def money(self, amount: float | None, currency: str | None) -> str:
        """A sum, cents only where there are any; a number where the currency is not known."""
        if amount is None or not currency:
            return self.number(amount)
        digits = "" if float(amount).is_integer() else ".00"
        pattern = f"¤#,##0{digits}" if self._locale.language == "en" else f"#,##0{digits}\u00a0¤"
        return format_currency(amount, currency, pattern, locale=self._locale, currency_digits=False)

    def percent(self, share: float | None) -> str:
        """A share given in percent."""
        return "" if share is None else format_percent(share / 100, "#,##0.##\u00a0%", locale=self._locale)

    def confidence(self, value: float | None) -> str:
        """A confidence between 0 and 1, to two places."""
        return "" if value is None else format_decimal(value, "0.00", locale=self._locale)


def role_precision(value: str | None) -> str:
    """How much a date says whose precision is not stated, taken at the least: `year`, `month` or `day`."""
    if not value:
        return "day"
    return "year" if value[5:10] == "01-01" else "month" if value[8:10] == "01" else "day"
