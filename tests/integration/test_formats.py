"""One night over every format: the same kind of article is read, understood and traceable, wherever it lies."""

from __future__ import annotations

import base64
import io
import json
import tarfile
import textwrap
import zipfile
from pathlib import Path

import pytest

from tests.conftest import Greffier
from tests.unit.documents import mail_files, notice_files, office_files, pdf_files

pytestmark = pytest.mark.integration

QUOTE = "Nous livrerons les premières balises avant la fin du mois de juin"
# Who speaks in which file: one speaker a format, so that no document is the duplicate of another.
SPEAKERS = {
    "article.txt": "Léa Varenne",
    "page.html": "Marc Delorme",
    "note.pdf": "Inès Corvaisier",
    "lettre.docx": "Paul Maréchal",
    "rapport.odt": "Claire Aubrac",
    "compte-rendu.rtf": "Hugo Lambertin",
    "livre.epub": "Nadia Belkacem",
    "mail.eml": "Julie Thévenin",
    "mail.eml!/annexe.pdf": "Simon Castellan",
    "message.msg": "Agnès Montfort",
    "journal.md": "Louis Kervadec",
    "presse.zip!/2024/brève.txt": "Elsa Vauquelin",
    "presse.zip!/autre.zip!/fond.docx": "Yann Goasdoué",
    "archive.tar.gz!/vieux.txt": "Rose Tissier",
    "articles.jsonl": "Adrien Philipon",
}


def paragraphs(speaker: str) -> list[str]:
    return [
        f"Les balises de {speaker.split()[1]}",
        f"« {QUOTE} », a déclaré {speaker}, directrice générale de Nordalis, devant le conseil réuni à Valmigny.",
        "La société Nordalis emploie deux cents personnes dans la vallée, où elle a ouvert un second atelier.",
    ]


def text(speaker: str) -> bytes:
    return "\n\n".join(paragraphs(speaker)).encode()


def html(speaker: str) -> bytes:
    title, *body = paragraphs(speaker)
    words = "".join(f"<p>{part}</p>" for part in body)
    page = f"<html lang='fr'><head><title>{title}</title></head><body><nav><a href='/'>Accueil</a></nav><article>"
    return f"{page}<h1>{title}</h1>{words}</article><footer>Mentions légales</footer></body></html>".encode()


def pdf(speaker: str) -> bytes:
    lines = [line for part in paragraphs(speaker) for line in textwrap.wrap(part, 90)]
    return pdf_files.pdf(pdf_files.lines(60, 760, lines))


def docx(speaker: str) -> bytes:
    return office_files.docx("".join(map(office_files.paragraph, paragraphs(speaker))))


def odt(speaker: str) -> bytes:
    return office_files.odt("".join(f"<text:p>{part}</text:p>" for part in paragraphs(speaker)))


def rtf(speaker: str) -> bytes:
    words = "\\par\n".join(paragraphs(speaker))
    return ("{\\rtf1\\ansi " + "".join(c if c < "\x80" else f"\\u{ord(c)}?" for c in words) + "}").encode("ascii")


def epub(speaker: str) -> bytes:
    return office_files.epub({"chapitre.xhtml": "".join(f"<p>{part}</p>" for part in paragraphs(speaker))})


def zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


def tarred(name: str, data: bytes) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return packed.getvalue()


def mail() -> bytes:
    body, annexe = SPEAKERS["mail.eml"], SPEAKERS["mail.eml!/annexe.pdf"]
    headers = ("Content-Transfer-Encoding: base64", 'Content-Disposition: attachment; filename="annexe.pdf"')
    attached = mail_files.part(base64.encodebytes(pdf(annexe)), "application/pdf", *headers)
    return mail_files.multipart(mail_files.part(text(body)), attached)


def jsonl(speaker: str) -> bytes:
    title, *body = paragraphs(speaker)
    row = {"title": title, "text": "\n\n".join(body), "date": "2024-03-05", "url": "https://gazette.example/a"}
    return json.dumps(row).encode() + b"\n" + json.dumps({**row, "text": "Rien de neuf à Valmigny."}).encode()


@pytest.fixture(scope="module")
def formats(tmp_path_factory: pytest.TempPathFactory) -> Greffier:
    greffier = Greffier(tmp_path_factory.mktemp("formats"))
    folder = greffier.documents
    folder.mkdir()
    for name, write in {
        "article.txt": text, "page.html": html, "note.pdf": pdf, "lettre.docx": docx, "rapport.odt": odt,
        "compte-rendu.rtf": rtf, "livre.epub": epub, "articles.jsonl": jsonl,
    }.items():  # fmt: skip
        (folder / name).write_bytes(write(SPEAKERS[name]))
    outlook = mail_files.outlook_message(subject="Les balises", body=text(SPEAKERS["message.msg"]).decode())
    (folder / "message.msg").write_bytes(mail_files.outlook(outlook))
    (folder / "journal.md").write_bytes(
        b"# " + text(SPEAKERS["journal.md"]) + b"\n\n* **un**\n* [deux](https://x.example)\n\n## Suite\n"
    )
    (folder / "mail.eml").write_bytes(mail())
    inner = zipped(**{"fond.docx": docx(SPEAKERS["presse.zip!/autre.zip!/fond.docx"])})
    (folder / "presse.zip").write_bytes(
        zipped(**{"2024/brève.txt": text(SPEAKERS["presse.zip!/2024/brève.txt"]), "autre.zip": inner})
    )
    (folder / "archive.tar.gz").write_bytes(tarred("vieux.txt", text(SPEAKERS["archive.tar.gz!/vieux.txt"])))
    (folder / "marchés.json").write_bytes(notice_files.decp(notice_files.decp_contract()))
    (folder / "fermé.pdf").write_bytes(pdf_files.locked(pdf("Personne Nommée"), password="secret"))
    done = greffier.command("run")
    assert done.returncode == 0, done.stderr
    return greffier


def test_every_format_gives_its_quote_with_its_speaker(formats: Greffier) -> None:
    found = dict(
        formats.rows(
            """
            select d.source_path, a.name from quotes q
            join documents d using (document_id) join actors a on a.actor_id = q.speaker_actor_id
            where q.content like '%premières balises%'
            """
        )
    )
    assert {path: found.get(path) for path in SPEAKERS} == SPEAKERS


def test_every_quote_is_found_at_its_place(formats: Greffier) -> None:
    wrong = formats.rows(
        """
        select count(*) from evidence e join documents d using (document_id)
        where substring(d.text, e.start_char + 1, e.end_char - e.start_char) <> e.surface_text
        """
    )
    assert wrong == [(0,)]


def test_files_inside_files_have_rows_of_their_own(formats: Greffier) -> None:
    inside = dict(formats.rows("select source_path, container_path from files where container_path is not null"))
    assert inside["mail.eml!/annexe.pdf"] == "mail.eml"
    assert inside["presse.zip!/autre.zip!/fond.docx"] == "presse.zip!/autre.zip"


def test_menus_are_kept_in_the_text_and_give_no_fact(formats: Greffier) -> None:
    ((page,),) = formats.rows("select text from documents where source_path = 'page.html'")
    assert "Mentions légales" in page
    assert formats.rows("select count(*) from organisations where name ilike '%accueil%'") == [(0,)]


def test_notices_are_a_table_of_their_own(formats: Greffier) -> None:
    assert formats.rows("select source, count(*) from notices group by 1") == [("decp", 1)]
    assert formats.rows("select count(*) from documents where source_path = 'marchés.json'") == [(0,)]


def test_what_a_document_says_of_itself_comes_with_how_it_was_found(formats: Greffier) -> None:
    rows = formats.rows(
        "select published_on, published_on_found_by, url from documents where source_path = 'articles.jsonl'"
        " and section_index = 0"
    )
    assert [(str(day), how, url) for day, how, url in rows] == [
        ("2024-03-05", "table_column", "https://gazette.example/a")
    ]


def test_status_names_what_was_refused(formats: Greffier) -> None:
    done = formats.command("status", "--only", "quarantined")
    assert [line.split("\t")[:3] for line in done.stdout.splitlines()] == [["quarantined", "encrypted", "fermé.pdf"]]


def test_a_second_night_opens_nothing_again(formats: Greffier, tmp_path: Path) -> None:
    """A new document costs itself: what was read before, archives and refusals included, is known by its bytes."""
    before = formats.rows("select count(*) from files")
    (formats.documents / "nouveau.txt").write_bytes(text("Zoé Marchal"))
    done = formats.command("run")
    assert done.returncode == 0, done.stderr
    assert formats.rows("select count(*) from files") == [(before[0][0] + 1,)]
    assert formats.rows("select count(*) from actors where name = 'Zoé Marchal'") == [(1,)]
