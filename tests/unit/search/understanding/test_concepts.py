"""Concepts: what is asked for under one name is found under the others, more surely the nearer they are."""

from __future__ import annotations

import pytest

from catalogue.search.asked import ANYWHERE, TELLING_FIELDS
from catalogue.search.understanding.concepts import (
    EXPANSION,
    NARROWER,
    RELATED,
    SAME_LANGUAGE,
    SURE,
    Concept,
    Concepts,
    Label,
    concepts,
    keys_of,
)


def a_label(text: str, column: str = "label") -> Label:
    return Label.of(text, column)


def a_concept(name: str, *labels: Label, broader: str = "", related: tuple[str, ...] = ()) -> Concept:
    return Concept(name, broader, related, labels, frozenset())


CRAFT = a_concept("craft", a_label("حرف يدوية"), a_label("handicraft"))
WELDING = a_concept(
    "welding",
    *(a_label("لحام"), a_label("welding"), a_label("metal joining", "alt"), a_label("وصل المعادن", "alt")),
    *(a_label("welder", "jobs"), a_label("تلحيم", "colloquial"), a_label("la7am", "arabizi")),
    broader="craft",
    related=("pipes",),
)
PIPES = a_concept("pipes", a_label("أنابيب"), a_label("piping"))
KNOWN = Concepts([CRAFT, WELDING, PIPES])


def found_by(text: str) -> dict[str, tuple[str, float]]:
    ((concept, label),) = KNOWN.named(keys_of(text))
    return {one.text: (one.because, round(one.boost / EXPANSION, 2)) for one in KNOWN.alternatives(concept, label)}


def test_a_name_is_found_by_the_name_in_the_other_language_and_by_phrases() -> None:
    assert found_by("welding") == {
        "لحام": ("translation", SURE["label"]),
        "metal joining": ("concept", round(SURE["alt"] * SAME_LANGUAGE, 2)),
        "وصل المعادن": ("translation", SURE["alt"]),
    }


def test_inflection_does_not_matter() -> None:
    assert KNOWN.named(keys_of("اللحام")) == KNOWN.named(keys_of("لحام"))
    assert KNOWN.named(keys_of("handicrafts")) == KNOWN.named(keys_of("handicraft"))
    assert KNOWN.named(keys_of("brewing")) == ()


def test_a_job_finds_its_subject() -> None:
    assert found_by("welder")["لحام"] == ("translation", SURE["label"])
    assert found_by("welder")["welding"] == ("concept", round(SURE["label"] * SAME_LANGUAGE, 2))


def test_latin_letters_for_arabic_find_both_names() -> None:
    assert found_by("la7am")["لحام"][0] == found_by("la7am")["welding"][0] == "transliteration"
    assert "la7am" not in found_by("welding"), "no offering is written so"


def test_what_is_narrower_is_found_less_surely_and_what_is_broader_is_not() -> None:
    assert found_by("handicraft")["welding"] == ("concept", NARROWER)
    assert "handicraft" not in found_by("welding")


def test_single_words_beside_the_names_are_mentions_anywhere() -> None:
    ((concept, label),) = KNOWN.named(keys_of("welding"))
    mentions = KNOWN.mentions(concept, label)
    assert {one.text for one in mentions} == {"لحام", "welder", "تلحيم"}
    assert {one.fields for one in mentions} == {ANYWHERE}
    others = KNOWN.alternatives(concept, label)
    assert {one.fields for one in others} == {TELLING_FIELDS}
    assert max(one.boost for one in mentions) < min(one.boost for one in others)


def test_what_is_near_is_related_and_broader_and_least_sure() -> None:
    near = KNOWN.near(WELDING)
    assert {one.text for one in near} == {"أنابيب", "piping", "حرف يدوية", "handicraft"}
    assert [one.boost for one in near] == [pytest.approx(RELATED * EXPANSION)] * len(near)


def test_nothing_that_stands_for_a_word_weighs_as_much_as_the_word() -> None:
    for concept in concepts().by_id.values():
        for label in concept.labels:
            assert all(other.boost < 1 for other in concepts().alternatives(concept, label))


def test_a_phrase_needs_all_its_words() -> None:
    ((concept, label),) = KNOWN.named(keys_of("welding"))
    (phrase,) = [one for one in KNOWN.alternatives(concept, label) if one.text == "metal joining"]
    assert [terms[0].text for terms in phrase.words] == ["metal", "joining"]


def test_words_that_say_nothing_are_no_part_of_a_label() -> None:
    assert keys_of("دورة في لحام الأنابيب") == keys_of("لحام الأنابيب")
    assert keys_of("course") == ("cours",), "unless nothing else is there"


def test_a_name_of_one_telling_word_keeps_the_others() -> None:
    assert keys_of("machine learning") == ("machin", "learn"), "it is not any machine"
    assert keys_of("إدارة التدريب") != keys_of("إدارة")


def test_only_what_translates_counts_for_more_in_what_is_written_in_the_other_language_alone() -> None:
    ((concept, label),) = KNOWN.named(keys_of("welding"))
    langs = {one.text: one.lang for one in KNOWN.alternatives(concept, label)}
    assert langs == {"لحام": "ar", "metal joining": "", "وصل المعادن": "ar"}
    assert {one.lang for one in KNOWN.mentions(concept, label)} == {""}


def test_a_concept_has_a_name_in_each_language() -> None:
    assert (WELDING.name("ar"), WELDING.name("en")) == ("لحام", "welding")
    assert all(one.name("ar") and one.name("en") for one in concepts().by_id.values())


def test_labels_are_found_in_a_text_the_longest_first_and_none_reaches_beyond_its_end() -> None:
    keys = keys_of("metal joining piping welding metal")
    assert KNOWN.standing_in(keys) == [(0, 2), (2, 1), (3, 1)]


def test_an_article_in_latin_letters_may_stand_apart_or_not() -> None:
    for words in (("lughat", "alishara"), ("lughat", "ishara")):
        assert {concept.id for concept, _ in concepts().named(words)} == {"sign-language"}


def test_everyday_names_of_several_words_are_names_of_what_they_stand_for() -> None:
    assert "first-aid" in {concept.id for concept, _ in concepts().named(keys_of("فيرست ايد"))}
    assert "networking" not in {concept.id for concept, _ in concepts().named(keys_of("سوشال ميديا"))}
