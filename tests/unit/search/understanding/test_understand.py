"""From a text to what is asked for: the steps, and their order. Source: SEARCH, 2.5."""

from __future__ import annotations

import pytest

from catalogue.search.asked import FIELD_BITS, asked
from catalogue.search.understanding.understood import Repair, Understood
from tests.unit.search.understanding.vocabularies import repairs_of, understood, words_of_units


def wishes_of(found: Understood) -> dict[str, str]:
    return {wish.name: wish.value for wish in found.wishes}


def test_what_the_catalogue_knows_is_taken_as_it_is() -> None:
    found = understood("لحام الانابيب")
    assert (found.searched, found.corrected, found.repairs, found.unknown) == ("لحام الانابيب", None, (), ())
    assert words_of_units(found) == ["لحام", "الانابيب"]


@pytest.mark.parametrize("text", ["sag;m", "hgsgjhl", "saftey fvl[m", "free welding in jubail"])
def test_a_literal_text_is_taken_as_it_is_typed(text: str) -> None:
    found = understood(text, literal=True)
    assert found == Understood(text, text, asked(text), text)
    assert all(not unit.others for unit in found.asked.units)


class TestNames:
    def test_a_whole_title_is_no_filter(self) -> None:
        found = understood("Free diving for women")
        assert found.wishes == ()
        assert words_of_units(found) == ["free", "diving", "women"]

    def test_a_part_of_a_title_has_its_filters(self) -> None:
        assert wishes_of(understood("diving for women")) == {"gender": "women|separate_sections"}

    @pytest.mark.parametrize("text", ["معهد ينبع المسائي", "معهد ينبع", "ينبع المسائي"])
    def test_a_providers_name_is_no_filter(self, text: str) -> None:
        found = understood(text, "لحام", providers=["معهد ينبع المسائي"])
        assert (found.wishes, len(found.asked.units)) == ((), len(text.split()))

    def test_one_word_of_a_providers_name_is_a_filter(self) -> None:
        assert "city" in wishes_of(understood("ينبع لحام", "لحام", providers=["معهد ينبع المسائي"]))

    def test_the_beginning_of_a_providers_name_keeps_its_words_and_decides_the_order(self) -> None:
        found = understood("مركز إتقان", "لحام", providers=["مركز إتقان للتدريب الصناعي"])
        assert words_of_units(found) == ["مركز", "اتقان"]
        assert [other.fields for unit in found.asked.hints for other in unit.others] == [FIELD_BITS["provider"]]

    @pytest.mark.parametrize("text", ["التدريب الصناعي", "مركز", "مركز لحام", "إتقان"])
    def test_what_a_providers_name_has_farther_on_is_a_subject(self, text: str) -> None:
        assert understood(text, "لحام", providers=["مركز إتقان للتدريب الصناعي"]).asked.hints == ()

    def test_a_title_on_the_other_keyboard_is_typed_on_purpose(self) -> None:
        found = understood("fvl[m", "fvl[m", "برمجة")
        assert found.corrected is None

    def test_a_concept_of_several_words_keeps_its_words(self) -> None:
        found = understood("free diving")
        assert "free" in words_of_units(found)


class TestKeyboard:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [("fvl[m", "برمجة"), ("gphl hgHkhfdf", "لحام الأنابيب"), ("صثميهىل", "welding"), ("سشبثفغ", "safety")],
    )
    def test_the_whole_text_is_converted_where_it_is_known_better_so(self, typed: str, meant: str) -> None:
        found = understood(typed)
        assert (found.searched, found.repairs) == (meant, (Repair(typed, meant, "keyboard"),))
        assert found.unknown == ()

    @pytest.mark.parametrize("text", ["welding", "لحام", "pipe welding", "zzqxj", "ثضصثض"])
    def test_what_is_known_or_known_nowhere_is_not_converted(self, text: str) -> None:
        assert "keyboard" not in [because for _, because in repairs_of(understood(text))]

    def test_lam_and_alef_on_one_key_or_on_two(self) -> None:
        assert understood("لاقثشي", "Bread baking").searched == "bread"
        assert understood("ىهلاف", "Night sky").searched == "night"

    def test_filters_are_read_out_of_the_converted_text(self) -> None:
        found = understood("gphl l[hkd")
        assert found.searched == "لحام مجاني"
        assert wishes_of(found) == {"price": "free"}
        assert found.wishes[0].text_without == "لحام"

    def test_the_keyboard_comes_before_latin_letters_and_spelling(self) -> None:
        assert repairs_of(understood("gphl")) == [("لحام", "keyboard")]

    @pytest.mark.parametrize("text", ["كيبوردهم", "أطبع", "موزايكهم"])
    def test_arabic_that_would_fall_apart_is_not_converted(self, text: str) -> None:
        assert "keyboard" not in [because for _, because in repairs_of(understood(text, "لحام", "Five days in il"))]

    def test_lone_letters_between_signs_are_no_text_on_the_other_keyboard(self) -> None:
        assert repairs_of(understood("شطرج", "الشطرنج", "Vitamin V")) == [("الشطرنج", "spelling")]


class TestUnknownWords:
    @pytest.mark.parametrize(
        ("typed", "used", "because"),
        [
            ("barmaga", "البرمجة", "transliteration"),
            ("la7am", "لحام", "transliteration"),
            ("saftey", "safety", "spelling"),
            ("weldng", "welding", "spelling"),
            ("الأنابسب", "الأنابيب", "spelling"),
            ("السلنمة", "السلامة", "spelling"),
            ("الطاقةالشمسية", "الطاقة الشمسية", "spelling"),
            ("pipewelding", "pipe welding", "spelling"),
        ],
    )
    def test_an_unknown_word_is_taken_for_a_known_one(self, typed: str, used: str, because: str) -> None:
        found = understood(typed)
        assert repairs_of(found) == [(used, because)]
        assert found.searched == used
        assert found.unknown == ()

    @pytest.mark.parametrize(
        ("typed", "title", "key"),
        [
            ("بشاشاتهم", "اتفاق الشاشة", "شاشه"),  # not of cheerfulness, which nobody offers
            ("بتريلته", "قيادة التريلة", "تريل"),  # the lexicon does not know it
            ("لسيكلي", "سيكل", "سيكل"),
        ],
    )
    def test_an_inflection_that_nobody_knows_is_read_as_one_that_the_catalogue_knows(
        self, typed: str, title: str, key: str
    ) -> None:
        found = understood(typed, title)
        (unit,) = found.asked.units
        assert key in {term.text for term in unit.terms}
        assert (found.repairs, found.unknown) == ((), ())

    def test_a_word_whose_likeliest_reading_is_known_keeps_it(self) -> None:
        (unit,) = understood("بشاشة", "بشاشة الوجه", "اتفاق الشاشة").asked.units
        assert "شاشه" not in {term.text for term in unit.terms}

    @pytest.mark.parametrize("text", ["لتقوية اللحام", "تحسين اللحام", "وإتقان اللحام"])
    def test_to_get_better_at_something_is_to_learn_it(self, text: str) -> None:
        assert words_of_units(understood(text)) == ["اللحام"]
        assert words_of_units(understood("تقوية الذاكرة", "تقوية الذاكرة والتركيز")) == ["تقويه", "الذاكره"]

    def test_pronouns_say_nothing_beside_other_words(self) -> None:
        assert words_of_units(understood("نحن معهم لي لحام")) == ["لحام"]

    def test_a_word_one_letter_away_is_rather_misspelt_than_in_latin_letters(self) -> None:
        found = understood("laham", "Lahan", "لحام")
        assert repairs_of(found) == [("lahan", "spelling")]
        assert repairs_of(understood("la7am", "Laham", "لحام")) == [("لحام", "transliteration")], (
            "digits are no typing error"
        )

    def test_the_space_is_looked_for_last(self) -> None:
        assert repairs_of(understood("pipewelding", "Pipe welding", "Pipewalding")) == [("pipewalding", "spelling")]

    @pytest.mark.parametrize("text", ["سياحة", "سباحة", "السياحه", "لحام", "safety", "swimming"])
    def test_a_known_word_is_never_repaired_however_near_another_is(self, text: str) -> None:
        assert understood(text).repairs == ()

    def test_a_word_that_only_a_concept_knows_is_not_repaired(self) -> None:
        found = understood("plumbing", "Climbing")
        assert (found.repairs, found.unknown) == ((), ())
        assert "plumbing" in found.concepts

    def test_what_nothing_is_near_to_is_unknown(self) -> None:
        found = understood("zzzzqqq welding")
        assert (found.unknown, found.corrected) == (("zzzzqqq",), None)
        assert words_of_units(found) == ["zzzzqqq", "welding"]

    def test_the_rest_of_the_text_stays_as_it_was_typed(self) -> None:
        assert understood('Saftey -pipe "welding"').searched == 'safety -pipe "welding"'

    def test_what_stands_in_quotes_or_after_a_minus_is_wanted_so(self) -> None:
        assert understood('"saftey"').repairs == ()
        assert understood("welding -saftey").repairs == ()
        assert understood('"saftey first"').unknown == ("saftey",)

    def test_a_repair_weighs_less_with_every_edit(self) -> None:
        (one,) = understood("saftey").asked.units
        (two,) = understood("elektrisity", "Electricity").asked.units
        (sure, unsure) = (next(o for o in unit.others if o.because == "spelling").boost for unit in (one, two))
        assert 1 > sure > unsure > 0


class TestFiltersInWords:
    def test_they_leave_the_words_and_say_what_would_be_without_them(self) -> None:
        found = understood("لحام مسائي في ينبع")
        assert words_of_units(found) == ["لحام"]
        assert {wish.words: wish.text_without for wish in found.wishes} == {
            "مسائي": "لحام في ينبع",
            "ينبع": "لحام مسائي في",
        }

    def test_filters_alone_ask_for_what_fulfils_them(self) -> None:
        found = understood("دورات مجانية في الجبيل")
        assert found.asked.units == ()
        assert found.asked.wishes == (("price", "free"), ("city", "jubail-industrial-city"))

    def test_a_weak_filter_alone_is_what_is_looked_for(self) -> None:
        assert (wishes_of(understood("ورشة")), words_of_units(understood("ورشة"))) == ({}, ["ورشه"])
        assert wishes_of(understood("ورشة لحام")) == {"kind": "workshop"}
        assert wishes_of(understood("ورشة مجانية")) == {"kind": "workshop", "price": "free"}

    def test_who_takes_a_filter_back_takes_it_back_wherever_it_was_said(self) -> None:
        assert {wish.text_without for wish in understood("free welding مجاني").wishes} == {"welding"}

    @pytest.mark.parametrize(
        ("text", "left"),
        [
            ("لحام مسائي في ينبع", "لحام في"),
            ("menu design men", "menu design"),
            ("saftey free for women", "safety"),
            ("gphl l[hkd", "لحام"),
            ("coding for kids", "coding"),
            ("saftey", "safety"),
        ],
    )
    def test_the_text_without_any_filter_keeps_all_other_words_whole_and_repaired(self, text: str, left: str) -> None:
        assert understood(text, "Menu design", "Safety", "Coding", "لحام").without_wishes == left

    def test_quotes_make_no_filters(self) -> None:
        assert understood('"free diving" evening').wishes == ()

    def test_several_values_are_any_of_them(self) -> None:
        (wish,) = understood("welding at the weekend").wishes
        assert wish.values == ("fri", "sat")


class TestConcepts:
    def test_a_word_is_found_through_the_other_language(self) -> None:
        (unit,) = understood("welding").asked.units
        assert ("لحام", "translation") in {(other.text, other.because) for other in unit.others}

    def test_a_phrase_that_stands_for_a_word_hides_none_of_its_translations(self) -> None:
        (unit,) = understood("pipes").asked.units
        alone = [one.words[0][0].text for one in unit.others if len(one.words) == 1 and one.because == "translation"]
        assert "انبوب" in alone, "beside «fitting of pipes»"

    def test_a_translation_that_is_known_already_is_not_told_twice(self) -> None:
        (unit,) = understood("welding").asked.units
        assert [other.words[0][0].text for other in unit.others if len(other.words) == 1].count("لحام") == 1

    def test_a_repaired_word_names_its_concept(self) -> None:
        assert "welding" in understood("weldng").concepts
        assert "programming" in understood("barmaja").concepts

    def test_words_of_a_phrase_stand_together(self) -> None:
        found = understood("first aid")
        assert "first-aid" in found.concepts
        assert all(any(len(other.words) > 1 for other in unit.others) for unit in found.asked.units)

    @pytest.mark.parametrize(("text", "concept"), [("رسم", "drawing"), ("fencing", "fencing"), ("نخيل", "palm-dates")])
    def test_a_concept_answers_to_its_name_though_another_word_looks_like_it(self, text: str, concept: str) -> None:
        assert concept in understood(text, text).concepts

    @pytest.mark.parametrize(("text", "concept"), [("رسوم", "drawing"), ("fence", "fencing"), ("نخالة", "palm-dates")])
    def test_a_look_alike_does_not_call_a_concept(self, text: str, concept: str) -> None:
        assert concept not in understood(text, text).concepts


class TestNamesOfSeveralWords:
    def test_words_that_say_nothing_alone_may_be_part_of_a_name(self) -> None:
        assert understood("machine learning").concepts == ("machine-learning",)
        assert "machine-learning" not in understood("sewing machine").concepts

    def test_a_filter_in_words_is_a_filter_and_part_of_a_name(self) -> None:
        found = understood("coding for kids")
        assert (found.concepts, wishes_of(found)["audience"]) == (("coding-for-kids",), "children")
        assert words_of_units(found) == ["coding"]

    @pytest.mark.parametrize(
        ("text", "wishes"),
        [
            *(("online safety", {}), ("رعاية كبار السن", {}), ("remote sensing", {}), ("family budget", {})),
            *(("kids English", {"audience": "children"}), ("advanced Excel", {"level": "advanced"})),
            *(
                ("safety online", {"mode": "online_live|online_self_paced"}),
                ("swimming for families", {"audience": "families"}),
            ),
        ],
    )
    def test_a_filter_in_a_name_is_one_where_it_says_for_whom(self, text: str, wishes: dict[str, str]) -> None:
        assert wishes_of(understood(text)) == wishes

    def test_what_translates_a_word_inside_a_name_is_less_sure(self) -> None:
        alone, inside = (understood(text, "Date palm").asked.units[0] for text in ("date", "date palm"))
        sure = {other.text: other.boost for other in alone.others if other.because == "translation"}
        assert "تاريخ" in sure
        less = {other.text: other.boost for other in inside.others}
        assert less["تاريخ"] < sure["تاريخ"]


def test_an_adjective_is_found_by_what_translates_its_noun() -> None:
    (unit,) = understood("جمركي").asked.units
    assert "customs" in {other.text for other in unit.others}


@pytest.mark.parametrize(("typed", "meant"), [("gardning", "gardening"), ("accountng", "accounting")])
def test_a_subject_that_the_catalogue_lacks_is_respelt_too(typed: str, meant: str) -> None:
    assert repairs_of(understood(typed)) == [(meant, "spelling")]


def test_a_word_of_the_catalogue_is_meant_rather_than_a_subject_that_it_lacks() -> None:
    assert repairs_of(understood("pottry", "Cooking")) == [("poetry", "spelling")]
    assert repairs_of(understood("pottry", "Pottery evenings")) == [("pottery", "spelling")]


class TestHowPeopleSayIt:
    @pytest.mark.parametrize("text", ["علّميني التطريز", "تعلمت التطريز", "بنتدرب على التطريز", "دوراتكم بالتطريز"])
    def test_words_of_learning_say_nothing_in_any_form(self, text: str) -> None:
        assert len(words_of_units(understood(text, "التطريز", "البرمجة"))) == 1

    @pytest.mark.parametrize("text", ["دورات تؤهل للعمل لحام", "dorat la7am"])
    def test_what_a_course_is_good_for_is_not_the_subject(self, text: str) -> None:
        assert len(words_of_units(understood(text, "لحام", "العمل الحر"))) == 1

    def test_who_is_said_twice_is_left_out_once(self) -> None:
        assert understood("لحام للأولاد اليوم", "لحام").without_wishes == "لحام"

    def test_a_verb_names_the_subject_of_its_noun(self) -> None:
        assert "translation" in understood("أترجم", "الترجمة").concepts

    @pytest.mark.parametrize(("typed", "noun"), [("أبغى أخيط", "خياطة"), ("ودي أطبخ", "الطبخ")])
    def test_a_verb_is_found_by_its_noun(self, typed: str, noun: str) -> None:
        unit = understood(typed).asked.units[-1]
        assert noun in {other.text for other in unit.others}

    @pytest.mark.parametrize(
        ("typed", "concept"),
        [
            *(("ويلدر", "welding"), ("بورد مان", "process-operation"), ("سواق تريلة", "truck-driving")),
            *(("ريقر", "rigging-lifting"), ("دادة أطفال", "child-care"), ("سكرتيرة", "office-management")),
            *(
                ("store keeper", "warehousing"),
                ("ac guy", "hvac"),
                ("seamstress", "sewing"),
                ("hse guy", "occupational-safety"),
            ),
        ],
    )
    def test_a_job_is_known_as_people_call_it(self, typed: str, concept: str) -> None:
        assert concept in understood(typed).concepts

    def test_no_word_of_a_job_is_silent_and_none_is_a_filter(self) -> None:
        assert words_of_units(understood("مدخل بيانات")) == ["مدخل", "بيانات"]
        nanny = understood("مربية أطفال")
        assert (nanny.wishes, nanny.concepts) == ((), ("child-care",))

    def test_words_that_stand_together_in_latin_letters_stay_as_they_are_and_alone_they_are_read(self) -> None:
        assert understood("lughat al ishara", "أعلم الشعر").concepts == ("sign-language",)
        assert repairs_of(understood("shamsiya")) == [("الشمسية", "transliteration")]

    def test_part_of_a_joined_word_is_not_silent(self) -> None:
        assert "arabic-calligraphy" in understood("5at 3arabi", "خط الرقعة", "العربية").concepts


def test_an_adjective_is_found_by_its_own_translation_and_by_that_of_its_noun() -> None:
    (unit,) = understood("غازية").asked.units
    sure = {other.text: other.boost for other in unit.others if other.because == "translation"}
    assert sure["gas"] < sure["gaseous"]
