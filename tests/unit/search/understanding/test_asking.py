"""What is asked for outright counts for more than what a sentence tells beside."""

from __future__ import annotations

from itertools import product

import pytest

from tests.unit.search.understanding.vocabularies import understood, words_of_units

ARABIC = [
    "ولدي يحب {}",
    "أخوي الصغير مهتم في {}",
    "أبغى شغل في {}",
    "أمي عمرها ستين وتبي {}",
    "عيالي طفشانين وأبيهم يتعلمون {}",
    "ودي أدخل {} بس ما عندي وقت",
    "صرت متقاعد وحاب أجرب {}",
    "هل فيه دورات {} قريبة مني",
]
ENGLISH = [
    "my daughter loves {}",
    "my kids are bored and want {}",
    "I want a job in {}",
    "I need {} for my work",
    "I am retired and would like to try {}",
    "I have free time and want {}",
]
NAMED = [
    *product(ARABIC, [("السباحة", "swimming"), ("الخط العربي", "arabic-calligraphy")]),
    *product(ENGLISH, [("swimming", "swimming"), ("calligraphy", "arabic-calligraphy")]),
]


@pytest.mark.parametrize(("sentence", "named"), NAMED)
def test_what_is_wanted_in_a_sentence_is_looked_for(sentence: str, named: tuple[str, str]) -> None:
    subject, concept = named
    found = understood(sentence.format(subject))
    assert found.concepts[0] == concept
    assert words_of_units(found)[-len(subject.split()) :] == words_of_units(understood(subject))
    assert len(found.asked.units) <= len(subject.split()) + 1  # to learn swimming is a name of it
    assert "need" not in [repair.because for repair in found.repairs]


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("عيالي طفشانين بالإجازة", "summer-programme"),
        ("ودي أتعلم أسوق", "driving"),
        ("أدور شغل وما لقيت", "job-search"),
        ("I want to stop shouting at my kids", "parenting"),
    ],
)
def test_a_need_that_names_nothing_else_is_still_answered(text: str, needed: str) -> None:
    assert understood(text).concepts[0] == needed


def test_what_goes_on_from_a_wanted_subject_is_wanted_too() -> None:
    assert words_of_units(understood("أبي أتعلم السباحة والخياطة")) == ["السباحه", "والخياطه"]
    assert words_of_units(understood("my wife wants sewing and drawing")) == ["sewing", "drawing"]


def test_what_is_told_beside_it_decides_the_order() -> None:
    found = understood("ودي أدخل السباحة بس ما عندي وقت")
    assert "وقت" in [unit.word for unit in found.asked.hints]


def test_whatever_tells_of_a_need_decides_the_order() -> None:
    found = understood("راتبي ما يكفي بعد ما تركت مجال الأمن السيبراني")
    assert "مجال" in [unit.word for unit in found.asked.hints]


def test_a_job_itself_is_not_what_a_job_is_wanted_in() -> None:
    assert words_of_units(understood("أبغى شغل في السباحة")) == ["السباحه"]
    assert "job-search" in understood("أدور شغل وما لقيت").concepts


def test_free_time_costs_nothing() -> None:
    assert understood("I have free time and want swimming").wishes == ()
    assert [wish.value for wish in understood("free swimming").wishes] == ["free"]


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("هواية السباحة", "السباحه"),
        ("كم سعر دورة السباحة", "السباحه"),
        ("أسعار دورات الخياطة", "الخياطه"),
        ("التسجيل في الخياطة", "الخياطه"),
        ("مدرب الخياطة", "الخياطه"),
        ("private swimming lessons", "swimming"),
        ("swimming basics", "swimming"),
        ("sewing teacher", "sewing"),
    ],
)
def test_a_side_of_a_subject_decides_the_order_alone(text: str, subject: str) -> None:
    found = understood(text)
    assert words_of_units(found) == [subject]
    assert found.asked.hints


@pytest.mark.parametrize(
    ("text", "words"), [("train the trainer", ["train", "trainer"]), ("مدرب", ["مدرب"]), ("skills", ["skills"])]
)
def test_a_side_that_is_part_of_a_name_or_stands_alone_is_looked_for(text: str, words: list[str]) -> None:
    assert words_of_units(understood(text)) == words


@pytest.mark.parametrize("text", ["فن", "مخيم شتوي", "ركبة", "واي فاي", "أبي"])
def test_the_first_letter_of_a_foreign_name_is_no_particle(text: str) -> None:
    """Of «فنتك», «بشتوية», «كركبة», «كواي» and «كآبة» none is a form of these."""
    wrong = {"fintech", "pashto-language", "home-organisation", "laundry", "mental-health"}
    assert wrong.isdisjoint(understood(text).concepts)
