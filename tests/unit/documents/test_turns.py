"""Who has the word in interviews and hearings; lists, captions and tables; and nothing where it is doubtful."""

from __future__ import annotations

from orchestration.documents import sections
from orchestration.documents.turns import labelled

ANSWER = (
    "Beaucoup de choses, en vérité. La coopérative a signé avec la commune, et nous formons vingt apprentis par an."
)
QUESTIONS = ["Que change votre arrivée ?", "Pourquoi avez-vous signé si vite ?", "Et que ferez-vous des bureaux ?"]


def labels(*paragraphs: str) -> list[str | None]:
    text = "\n\n".join(paragraphs)
    return [section.label for section in labelled(text, sections.split(text))]


def test_questions_and_answers_marked_with_letters() -> None:
    turns = [
        "Q : Que retenez-vous ?",
        f"R : {ANSWER}",
        ANSWER,
        "Q : Et demain ?",
        f"R : {ANSWER}",
        "Fin de l'entretien.",
    ]
    assert labels(ANSWER, *turns) == [None, "question", "answer", "answer", "question", "answer", None]


def test_turns_that_open_with_names() -> None:
    turns = [
        f"Carnet du Val : {QUESTIONS[0]}",
        f"Inès Corvaisier : {ANSWER}",
        f"Carnet du Val : {QUESTIONS[1]}",
        f"Inès Corvaisier : {ANSWER}",
    ]
    assert labels(ANSWER, *turns) == [None, "question", "answer", "question", "answer"]


def test_names_with_colons_of_which_none_asks_are_no_interview() -> None:
    lots = ["Lot toiture : Bertillon", "Lot menuiserie : Delmas", "Lot toiture : Bertillon", "Lot menuiserie : Delmas"]
    assert set(labels(ANSWER, *lots)) == {None}


def test_an_interview_without_marks_is_told_by_its_questions() -> None:
    paragraphs = [part for question in QUESTIONS for part in (question, ANSWER, ANSWER)]
    assert labels(ANSWER, *paragraphs) == [None, *["question", "answer", "answer"] * 3]


def test_a_remark_of_the_interviewer_is_not_put_into_the_other_s_mouth() -> None:
    remark = "Vous avez pourtant confié ce chantier à une entreprise de la ville voisine, presque sans concurrence."
    paragraphs = [QUESTIONS[0], ANSWER, remark, ANSWER, QUESTIONS[1], ANSWER, QUESTIONS[2], ANSWER]
    assert labels(ANSWER, *paragraphs)[3] is None


def test_rhetorical_questions_of_an_article_are_no_interview() -> None:
    questions = ["Que va devenir le pont ?", "Qui va payer la facture ?", "Et la suite, alors ?"]
    assert set(labels(ANSWER, *(part for question in questions for part in (question, ANSWER)))) == {None}


def test_questions_between_quotes_of_others_are_no_interview() -> None:
    quoted = f"« {ANSWER} », répond la directrice."
    assert set(labels(ANSWER, *(part for question in QUESTIONS for part in (question, quoted)))) == {None}


def test_a_hearing_labels_its_speakers_and_not_what_the_minutes_tell() -> None:
    turns = [
        "Mme Inès Roy, présidente. – La séance est ouverte, monsieur le directeur.",
        "M. Luc Brémond. – Pourquoi avoir attendu dix-huit mois avant de résilier ?",
        "M. Brémond conteste ce point. Il affirme que les pièces ont été transmises.",
        "La présidente. – Nous en prenons acte et nous passons à la suite.",
    ]
    assert labels(ANSWER, *turns) == [None, "speaker", "speaker", None, "speaker"]


def test_announced_words_are_a_speaker_s_until_the_quoting_ends() -> None:
    block = ["Propos tenus par M. Luc Brémond :", "« Il faut rouvrir le pont avant l'été. »", "– Le reste attendra."]
    assert labels(ANSWER, *block, ANSWER) == [None, "speaker", "speaker", "speaker", None]


def test_lists_captions_and_tables() -> None:
    assert labels(ANSWER, "- menuiserie Delmas", "- toitures du Val", ANSWER) == [None, "list", "list", None]
    assert labels(ANSWER, "- une seule ligne", ANSWER) == [None, None, None]
    assert labels(ANSWER, "Photo : le nouvel atelier, mardi.", ANSWER)[1] == "caption"
    assert labels(ANSWER, "Lot | Titulaire", "Toiture | Bertillon", ANSWER) == [None, "table", "table", None]


def test_labels_change_neither_kind_nor_place() -> None:
    text = "\n\n".join([ANSWER, *(part for question in QUESTIONS for part in (question, ANSWER))])
    before = sections.split(text)
    after = labelled(text, before)
    assert [(s.start_char, s.end_char, s.kind) for s in after] == [(s.start_char, s.end_char, s.kind) for s in before]
