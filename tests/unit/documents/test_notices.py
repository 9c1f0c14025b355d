"""Which files are procurement notices, what hostile ones do, and which stated values are values."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from orchestration.documents import notice_types, notice_values
from orchestration.documents.notice_types import notice_type
from orchestration.documents.refusals import Rejected
from tests.unit.documents import notice_files as files
from tests.unit.documents.notice_files import field, read


class TestTypes:
    @pytest.mark.parametrize("root", ["ContractNotice", "ContractAwardNotice", "PriorInformationNotice"])
    def test_eforms_is_told_by_its_root(self, root):
        assert notice_type(files.eforms(root=root)) == notice_types.EFORMS

    def test_a_notice_in_utf16_after_comments_is_still_told(self):
        data = files.eforms(prolog='<?xml version="1.0" encoding="UTF-16"?><!-- <TED_EXPORT> -->')
        assert notice_type(data.decode().encode("utf-16")) == notice_types.EFORMS

    def test_every_format_has_its_type(self):
        assert notice_type(files.ted_export("")) == notice_types.TED_EXPORT
        assert notice_type(files.boamp("")) == notice_types.BOAMP_XML
        assert notice_type(json.dumps([files.boamp_record({})]).encode()) == notice_types.BOAMP_JSON
        assert notice_type(files.decp(files.decp_contract())) == notice_types.DECP_JSON
        assert notice_type(b"id;acheteur.id;objet;titulaire_id_1\n1;2;x;3\n") == notice_types.DECP_CSV

    @pytest.mark.parametrize(
        "data",
        [
            b"<html><body>ContractNotice urn:oasis:names:specification:ubl</body></html>",
            b'<ContractNotice xmlns="http://example.org/rental"/>',
            b"<ANNONCE><PRIX>450</PRIX></ANNONCE>",
            b'{"marches": ["Rungis", "Wazemmes"], "title": "Les halles"}',
            b'{"title": "idweb", "text": "Le BOAMP publie un avis."}',
            b"title;text;date\nMarch\xc3\xa9;acheteur_id;2024\n",
            "Le marché a été attribué à la société Vaudrin.".encode(),
            b"",
        ],
    )
    def test_other_files_are_none(self, data):
        assert notice_type(data) is None


class TestHostileFiles:
    def test_entities_are_refused(self, tmp_path: Path):
        secret = tmp_path / "secret.txt"
        secret.write_text("mot de passe")
        prolog = f'<?xml version="1.0"?><!DOCTYPE n [<!ENTITY leak SYSTEM "file://{secret}">]>'
        with pytest.raises(Rejected) as refused:
            read(files.eforms(prolog=prolog, extension="&leak;"))
        assert refused.value.reason == "forbidden_entity"

    @pytest.mark.parametrize(
        "data",
        [
            files.eforms()[:900],
            files.ted_export("<F03_2014>"),
            files.decp(files.decp_contract())[:-5],
            json.dumps([files.boamp_record({})]).encode()[:-3],
        ],
    )
    def test_cut_files_are_refused_whole(self, data):
        with pytest.raises(Rejected) as refused:
            read(data)
        assert refused.value.reason == "parse_error"

    def test_endless_nesting(self):
        data = b'{"marches": [{"id": "1", "acheteur": ' + b'{"a":' * 100_000
        with pytest.raises(Rejected) as refused:
            read(data)
        assert refused.value.reason in {"too_deep", "parse_error"}
        record = files.boamp_record({}, donnees='{"a":' * 900 + "1" + "}" * 900)
        with pytest.raises(Rejected) as refused:
            read(json.dumps([record]).encode())
        assert refused.value.reason == "too_deep"

    def test_files_without_a_notice(self):
        with pytest.raises(Rejected) as refused:
            read(b'{"marches": {"marche": []}, "acheteur": ""}')
        assert refused.value.reason == "empty"

    def test_references_that_multiply_are_cut_off(self):
        members = tuple(["ORG-0002"] * 400)
        tenders = [files.eforms_tender(f"TEN-{n}", "LOT-1", "TPA-1", f"{n}.5") for n in range(400)]
        parts = (
            files.eforms_result("LOT-1", "selec-w", contract="CON-1"),
            *tenders,
            files.eforms_contract("CON-1", *(f"TEN-{n}" for n in range(400))),
            files.eforms_party("TPA-1", *members),
        )
        with pytest.raises(Rejected) as refused:
            read(files.eforms(extension=files.eforms_results(*parts)))
        assert refused.value.reason == "too_complex"

    def test_texts_obey_the_text_law(self):
        contract = files.decp_contract(objet="Halle\ud800\x00 aux\n grains", formePrix="x" * 9_000)
        (row,) = read(json.dumps({"marches": [contract]}).encode())
        assert row.title == "Halle\ufffd\ufffd aux grains"
        assert len(field(row, "formePrix") or "") < 5_000


class TestValues:
    @pytest.mark.parametrize(
        ("stated", "amount"),
        [
            ("1234.5", "1234.50"),
            ("1 234 567,89", "1234567.89"),
            ("1\u202f234", "1234.00"),
            ("12,5", "12.50"),
            ("0", "0.00"),
            ("9999999999999998.99", "9999999999999998.99"),
            ("1,234", None),
            ("1.234", None),
            ("-5", None),
            ("environ 500", None),
            ("1e5", None),
            ("NaN", None),
            ("10000000000000000", None),
            ("", None),
        ],
    )
    def test_amounts_have_one_reading_or_none(self, stated, amount):
        assert notice_values.amount(stated) == (None if amount is None else Decimal(amount))

    @pytest.mark.parametrize(
        ("stated", "day"),
        [
            ("2024-05-15T00:00:00Z", date(2024, 5, 15)),
            ("2019-09-03+02:00", date(2019, 9, 3)),
            ("20200331", date(2020, 3, 31)),
            ("31/03/2020", date(2020, 3, 31)),
            ("2023-02-29", None),
            ("9999-12-31", None),
            ("1970-01-01", None),
            ("05/2020", None),
            ("2024-05-155", None),
        ],
    )
    def test_days_exist_or_are_none(self, stated, day):
        assert notice_values.day(stated) == day
