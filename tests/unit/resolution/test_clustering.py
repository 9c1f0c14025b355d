"""Who is taken for one: what harms people or an analysis when it goes wrong, as articles give it."""

import pytest

from tests.unit.resolution.press import article, bodies, body, people, person

LAWYER = ("directeur juridique", "Nordalis")
AGENCY = body("Agence nationale du littoral", "ANL")


def two(first, second):
    """Whether the one name of each article is taken for one."""
    return people(article(1, person(*first)), article(2, person(*second)))


class TestTwoPeopleOfOneName:
    def test_walks_of_life_that_do_not_meet(self):
        found = people(
            article(1, person("Nora Belval", "attaquant", "FC Orvanne"), year=2019),
            article(2, person("Nora Belval", "député", "Assemblée nationale"), year=2019),
        )
        assert found == [["1 Nora Belval"], ["2 Nora Belval"]]

    def test_another_function_elsewhere_in_other_company(self):
        found = people(
            article(1, person("Nora Belval", *LAWYER), person("Ilyes Carton")),
            article(2, person("Nora Belval", "ingénieur acousticien", "Kertal"), person("Odile Tazi")),
        )
        assert ["1 Nora Belval"] in found
        assert ["2 Nora Belval"] in found

    def test_a_generation_between_them(self):
        elder, younger = person("Nora Belval", "notaire", "Nordalis"), person("Nora Belval", "notaire", "Kertal")
        assert len(people(article(1, elder, year=1975), article(2, younger, year=2021))) == 2
        assert len(people(article(1, elder, year=2019), article(2, younger, year=2021))) == 1

    def test_elsewhere_at_the_same_time(self):
        here = article(1, person("Nora Belval", "directeur", "Nordalis"), person("Ilyes Carton"), year=2011)
        there = person("Nora Belval", "président", "Kertal"), person("Odile Tazi")
        assert ["1 Nora Belval"] in people(here, article(2, *there, year=2011))
        assert ["1 Nora Belval", "2 Nora Belval"] in people(here, article(2, *there, year=2017))

    def test_a_name_without_a_post_does_not_make_them_one(self):
        found = people(
            article(1, person("Nora Belval", "attaquant", "FC Orvanne"), person("Ilyes Carton"), year=2019),
            article(2, person("Nora Belval"), person("Ilyes Carton"), year=2019),
            article(3, person("Nora Belval", "député", "Assemblée nationale"), year=2019),
        )
        assert ["1 Nora Belval", "2 Nora Belval"] in found
        assert ["3 Nora Belval"] in found

    def test_posts_held_in_turns_are_two_peoples(self):
        years = {2010: "Nordalis", 2012: "Kertal", 2014: "Nordalis", 2016: "Kertal"}
        found = people(
            *(article(year, person("Nora Belval", "directeur", firm), year=year) for year, firm in years.items())
        )
        assert found == [["2010 Nora Belval", "2014 Nora Belval"], ["2012 Nora Belval", "2016 Nora Belval"]]

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (("maire", "commune d'Orvanne"), ("maire", "commune de Brivet")),
            (("maire d'Orvanne",), ("maire de Brivet",)),
            (("maire de Saint-Orvanne",), ("ancien maire de Saint-Brivet",)),
            (("évêque d'Orvanne",), ("évêque de Brivet",)),
        ],
    )
    def test_one_office_in_two_places(self, one, other):
        assert len(two(("Nora Belval", *one), ("Nora Belval", *other))) == 2

    @pytest.mark.parametrize("other", ["maire", "maire de la ville d'Orvanne", "ancien maire d'Orvanne"])
    def test_one_office_in_one_place_however_it_is_put(self, other):
        assert len(two(("Nora Belval", "maire d'Orvanne"), ("Nora Belval", other))) == 1

    def test_one_who_changes_posts_and_keeps_company_is_one(self):
        found = people(
            article(1, person("Nora Belval", *LAWYER), person("Ilyes Carton"), year=2012),
            article(2, person("Nora Belval", "directeur juridique", "Kertal"), person("Ilyes Carton"), year=2016),
        )
        assert found == [["1 Ilyes Carton", "2 Ilyes Carton"], ["1 Nora Belval", "2 Nora Belval"]]


class TestLikeNamesOfTwoPeople:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Paul Lescaut", "Pierre Lescaut"),
            ("Jean Belval", "Jeanne Belval"),
            ("Marc Belval", "Marco Tazi"),
            ("Nora Belval", "Nora Carton"),
            ("Jean Vaudrin père", "Jean Vaudrin fils"),
        ],
    )
    def test_even_in_one_office(self, one, other):
        assert len(two((one, *LAWYER), (other, *LAWYER))) == 2

    def test_father_and_son_by_what_their_titles_say(self):
        found = people(
            article(
                1,
                person("Jean Vaudrin", "père, fondateur", "Vaudrin"),
                person("Jean Vaudrin fils", "directeur", "Vaudrin"),
            ),
            article(2, person("Jean Vaudrin", "directeur général, fils du fondateur", "Vaudrin")),
        )
        assert found == [["1 Jean Vaudrin"], ["1 Jean Vaudrin fils", "2 Jean Vaudrin"]]

    def test_who_may_be_the_father_as_well_as_the_son_is_neither(self):
        chair = ("président", "Ateliers Vaudrin")
        son, bare = article(2, person("Jean Vaudrin fils", *chair)), article(3, person("Jean Vaudrin", *chair))
        assert len(people(article(1, person("Jean Vaudrin père", *chair)), son, bare)) == 3
        assert len(people(son, bare)) == 1

    def test_two_names_of_one_article_are_two_people(self):
        found = people(article(1, person("Nora Belval", *LAWYER), person("Nora Belvall", *LAWYER)))
        assert found == [["1 Nora Belval"], ["1 Nora Belvall"]]

    def test_two_who_share_an_initial_are_not_joined_by_it(self):
        found = people(
            article(1, person("Nora Belval", *LAWYER)),
            article(2, person("N. Belval", *LAWYER)),
            article(3, person("Nadia Belval", *LAWYER)),
        )
        assert found == [["1 Nora Belval"], ["2 N. Belval"], ["3 Nadia Belval"]]


class TestOnePersonUnderTwoNames:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Élise d'Aubrac-Faye", "ELISE D'AUBRAC FAYE"),
            ("Élise d'Aubrac-Faye", "D'AUBRAC-FAYE Elise"),
            ("Yannick Le Flochmoal", "Yannick LeFlochmoal"),
            ("Cœcilia Lœwenbrück", "Coecilia Loewenbruck"),
        ],
    )
    def test_capitals_accents_order_and_particles_need_no_other_sign(self, one, other):
        assert len(two((one,), (other,))) == 1

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Nora Belval", "Nora Bellval"),
            ("Oleksandr Tchernivski", "Oleksandr Tchernivskyi"),
            ("Mohammed Belhadj", "Mohamed Belhadj"),
            ("Frédéric Belval", "Fred Belval"),
            ("Nora Belval", "Nora Belval-Carton"),
            ("Nora Belval", "N. Belval"),
            ("N. Belval", "Belval"),
            ("Mme Belval", "Nora Belval"),
        ],
    )
    def test_a_misspelling_transliteration_second_surname_or_initial_in_one_office(self, one, other):
        assert len(two((one, *LAWYER), (other, *LAWYER))) == 1

    @pytest.mark.parametrize(
        ("one", "other"),
        [("Oleksandr Tchernivski", "Olexandr Tchernivski"), ("Nora Belval", "N. Belval"), ("Nora Belval", "Belval")],
    )
    def test_but_not_where_nothing_else_speaks_for_it(self, one, other):
        assert len(two((one, *LAWYER), (other, "pianiste", "Opéra d'Orvanne"))) == 2

    def test_an_initial_beside_the_same_person(self):
        named = article(1, person("Nora Belval"), person("Ilyes Carton"))
        assert ["1 Nora Belval", "2 N. Belval"] in people(named, article(2, person("N. Belval"), person("I. Carton")))
        assert ["2 N. Belval"] in people(named, article(2, person("N. Belval"), person("Odile Tazi")))

    def test_a_married_name_over_the_double_name_between(self):
        before, after = ("adjoint aux finances", "Ville d'Orvanne"), ("premier adjoint aux finances", "Ville d'Orvanne")
        found = people(
            article(1, person("Nora Belval", *before), year=2014),
            article(2, person("Nora Belval-Carton", *before), year=2017),
            article(3, person("Nora Carton", *after), year=2020),
        )
        assert found == [["1 Nora Belval", "2 Nora Belval-Carton", "3 Nora Carton"]]


class TestAFormThatFitsSeveral:
    @pytest.mark.parametrize("form", ["N. Belval", "Belval"])
    def test_goes_to_nobody_when_nothing_decides(self, form):
        both = article(1, person("Nora Belval", *LAWYER), person("Nicolas Belval", *LAWYER))
        assert ["2 " + form] in people(both, article(2, person(form, *LAWYER)))

    @pytest.mark.parametrize("form", ["N. Belval", "Belval"])
    def test_goes_to_the_one_whose_office_it_has(self, form):
        both = article(1, person("Nora Belval", *LAWYER), person("Nicolas Belval", "chef d'atelier", "Nordalis"))
        found = people(both, article(2, person(form, "chef d'atelier", "Nordalis")))
        assert found == [["1 Nicolas Belval", "2 " + form], ["1 Nora Belval"]]

    def test_an_initial_without_any_sign_goes_to_nobody(self):
        assert len(two(("Nora Belval", *LAWYER), ("N. Belval",))) == 2


class TestOneBody:
    @pytest.mark.parametrize(
        "names",
        [
            ["Nordalis", "NORDALIS", "Nordalis SA", "la Nordalis S.A.", "groupe Nordalis", "Nordalis  SAS"],
            ["Société Générale d'Énergie", "Société générale d’énergie"],
            ["L'Écho du Marais", "Echo du Marais"],
            ["Ville d'Orvanne", "mairie d'Orvanne", "commune d'Orvanne"],
            ["CHU de Brivet", "Centre hospitalier universitaire de Brivet"],
            ["Commission européenne", "European Commission"],
            ["Solvane (ex-Brévaine)", "Brévaine", "Solvane"],
        ],
    )
    def test_under_several_names(self, names):
        assert len(bodies(*(article(number, body(name)) for number, name in enumerate(names)))) == 1

    def test_a_letter_more_where_the_same_person_is_in_office(self):
        same = [article(n, person("Odile Tazi", "directeur", name)) for n, name in enumerate(("Nordalis", "Nordalys"))]
        assert bodies(*same) == [["0 Nordalis", "1 Nordalys"]]
        assert len(bodies(article(1, body("Nordalis")), article(2, body("Nordalys")))) == 2

    def test_without_the_word_that_says_its_kind_where_the_same_person_is_in_office(self):
        same = [
            article(n, person("Odile Tazi", "directeur", name)) for n, name in enumerate(("banque Mistrel", "Mistrel"))
        ]
        assert bodies(*same) == [["0 banque Mistrel", "1 Mistrel"]]
        assert len(bodies(article(1, body("banque Mistrel")), article(2, body("Mistrel")))) == 2


class TestTwoBodies:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("DGSE", "DGSI"),
            ("Direction générale de la sécurité extérieure", "Direction générale de la sécurité intérieure"),
            ("Nordalis", "Nordalis Défense"),
            ("Nordalis", "Nordalis France"),
            ("Banque du Nord", "Banque du Sud"),
            ("SA", "SE"),
            ("Ville d'Orvanne", "FC Orvanne"),
            ("CHU de Brivet", "CHU d'Orvanne"),
            ("Lycée Orvanne 1", "Lycée Orvanne 2"),
            ("L'Écho du Marais", "Société d'édition de l'Écho du Marais"),
            ("ministère de l'Environnement", "ministère de la Transition écologique"),
        ],
    )
    def test_even_with_the_same_person_in_office(self, one, other):
        articles = [
            article(n, person("Odile Tazi", "directeur", name), year=2020) for n, name in enumerate((one, other))
        ]
        assert len(bodies(*articles)) == 2

    def test_a_paper_and_a_firm_of_one_name(self):
        found = bodies(article(1, body("La Sentinelle", kind="media")), article(2, body("Sentinelle", kind="company")))
        assert len(found) == 2

    def test_a_person_and_a_firm_of_one_name(self):
        both = article(1, body("Delvaux"), person("Delvaux"))
        assert bodies(both) == people(both) == [["1 Delvaux"]]


class TestAcronyms:
    def test_of_one_body_stands_for_it(self):
        found = bodies(article(1, body("Agence nationale du littoral", "ANL")), article(2, body("ANL")))
        assert found == [["1 Agence nationale du littoral", "2 ANL"]]

    def test_dgse_and_dgsi_each_with_its_own_long_form(self):
        found = bodies(
            article(1, body("Direction générale de la sécurité extérieure", "DGSE", "public_body")),
            article(2, body("Direction générale de la sécurité intérieure", "DGSI", "public_body")),
            article(3, body("DGSE"), body("DGSI")),
        )
        assert found == [
            ["1 Direction générale de la sécurité extérieure", "3 DGSE"],
            ["2 Direction générale de la sécurité intérieure", "3 DGSI"],
        ]

    def test_of_two_bodies_goes_to_neither_unless_somebody_in_office_tells(self):
        agency = article(1, AGENCY, person("Odile Tazi", "directeur", AGENCY.name))
        club = article(2, body("Amicale nordique de lutte", "ANL"))
        assert len(bodies(agency, club, article(3, body("ANL")))) == 3
        assert bodies(agency, club, article(3, person("Odile Tazi", "directeur", "ANL"))) == [
            ["1 Agence nationale du littoral", "3 ANL"],
            ["2 Amicale nordique de lutte"],
        ]
