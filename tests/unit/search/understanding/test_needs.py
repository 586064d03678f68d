"""Sentences of need: what people say of themselves finds what helps them, in the dialects and in everyday English."""

from __future__ import annotations

import pytest

from catalogue.search.understanding.concepts import concepts
from tests.unit.search.understanding.vocabularies import repairs_of, understood, words_of_units

# By family: sentences, and the concept that each asks for first.
FAMILIES = {
    "money": [
        ("راتبي يخلص قبل نهاية الشهر", "household-budget"),
        ("ما أعرف أحوش فلوس", "household-budget"),
        ("my money is gone before payday", "household-budget"),
        ("كيف أكسب فلوس من النت", "freelance"),
    ],
    "work": [
        ("طفشت من شغلي", "reskilling"),
        ("fed up with my job", "reskilling"),
        ("أدور شغل وما لقيت", "job-search"),
        ("فقدت وظيفتي", "job-search"),
        ("عندي مقابلة بكره وخايف", "job-interview"),
        ("كفيلي ما يعطيني راتبي", "labour-law"),
        ("رجعت للدوام بعد سنين", "return-to-work"),
        ("صرت مدير على ربعي", "leadership"),
    ],
    "mind and body": [
        ("نفسيتي تعبانة", "mental-health"),
        ("i feel lonely here", "mental-health"),
        ("ودي أتخلص من الدخان", "addiction"),
        ("my back hurts from sitting", "ergonomics"),
        ("كرشي كبرت", "fitness"),
        ("ما أقدر أنام بعد الشفت", "sleep"),
    ],
    "family": [
        ("أعصب على عيالي", "parenting"),
        ("بنتي المراهقة ما تكلمني", "adolescence"),
        ("عيالي مدمنين جوالات", "digital-parenting"),
        ("وين أودي البزران بالإجازة", "summer-programme"),
        ("أمي كبرت وتحتاج رعاية", "elderly-care"),
        ("زوجتي حامل أول مرة", "maternal-health"),
        ("ولدي ما يحب يذاكر", "homework"),
    ],
    "skills": [
        ("ودي أتعلم أسوق", "driving"),
        ("ما أعرف أسبح وأخاف", "swimming"),
        ("أستحي أتكلم قدام الناس", "public-speaking"),
        ("إنجليزيتي ضعيفة", "english-language"),
        ("I don't speak any arabic", "arabic-for-non-native"),
        ("أمي ما تعرف للكمبيوتر", "digital-literacy"),
    ],
    "house and town": [
        ("سيارتي تسخن", "car-maintenance"),
        ("الحنفية في بيتي تنقط", "home-repair"),
        ("our electricity bill is crazy", "energy-efficiency"),
        ("توني منتقل لينبع", "newcomers"),
        ("جيراني متخاصمين وودي أصلح بينهم", "family-mediation"),
    ],
}


@pytest.mark.parametrize(
    ("sentence", "concept"), [one for family in FAMILIES.values() for one in family], ids=lambda text: text
)
def test_a_sentence_finds_what_answers_its_need(sentence: str, concept: str) -> None:
    found = understood(sentence)
    assert found.concepts[:1] == (concept,)
    (need,) = [repair for repair in found.repairs if repair.because == "need"]
    assert need.used in {concepts().by_id[concept].name(lang) for lang in ("ar", "en")}


@pytest.mark.parametrize(
    "verb", ["أعصب", "يعصب", "نعصب", "عصبت", "أتعصب", "يعصبون", "وأعصب", "بعصب", "أصرخ", "نصرخ", "بصارخ"]
)
def test_a_verb_tells_a_need_in_every_person(verb: str) -> None:
    assert understood(f"{verb} على العيال").concepts[:1] == ("parenting",)


@pytest.mark.parametrize("kids", ["عيالي", "العيال", "عالعيال", "بزاري", "بناتي", "ولدي", "أطفالي"])
def test_a_noun_tells_a_need_with_whatever_the_dialect_writes_on_it(kids: str) -> None:
    assert understood(f"أعصب {kids}").concepts[:1] == ("parenting",)


@pytest.mark.parametrize("text", ["household budget", "تربية النحل", "driving theory", "لغة الإشارة"])
def test_a_name_of_a_subject_tells_no_story(text: str) -> None:
    assert repairs_of(understood(text, f"{text} 2026")) == []
    assert repairs_of(understood(f"ما أعرف عن {text}" if not text.isascii() else f"my {text}", f"{text} 2026")) != []


@pytest.mark.parametrize("text", ["للتحصيلي", "بالتحصيلي", "تحصيلي", "والتحصيلي"])
def test_nor_does_it_with_another_article_or_none(text: str) -> None:
    assert repairs_of(understood(text, "مراجعة التحصيلي")) == []
    assert repairs_of(understood(text)) != []


def test_a_whole_title_is_no_need() -> None:
    assert repairs_of(understood("أعصب على عيالي", "أعصب على عيالي")) == []


def test_a_name_of_something_else_is_no_need() -> None:
    assert "need" not in {because for _, because in repairs_of(understood("my computer driving licence"))}


def test_how_old_somebody_is_is_no_need() -> None:
    found = understood("نشاط لولد عمره عشر سنين")
    assert found.repairs == ()
    assert ("age", "10") in found.asked.wishes


def test_words_in_quotes_tell_no_need() -> None:
    assert repairs_of(understood('"أعصب على عيالي"')) == []


class TestWhatBecomesOfTheWords:
    def test_what_answers_is_looked_for_and_the_story_decides_the_order(self) -> None:
        found = understood("أعصب على عيالي كل يوم")
        assert words_of_units(found) == ["اعصب عيالي"]
        assert "عيالي" in {unit.word for unit in found.asked.hints}
        assert found.unknown == ()

    def test_all_that_tells_the_need_finds_it_too_where_it_stands_together(self) -> None:
        (unit,) = understood("أعصب على عيالي").asked.units
        assert unit.terms == ()
        assert unit.others[0].boost == 1.0
        assert [{term.text for term in terms} & {"اعصب", "عيالي"} for terms in unit.others[0].words] == [
            {"اعصب"},
            {"عيالي"},
        ]

    def test_no_language_comes_first_where_no_word_asks_for_the_subject(self) -> None:
        (answer,) = understood("أعصب على عيالي").asked.units
        assert {other.lang for other in answer.others} == {""}

    def test_the_nearest_concept_comes_first(self) -> None:
        (unit,) = understood("كيف أكسب فلوس من النت").asked.units
        sure = {other.text: other.boost for other in unit.others}
        assert sure["العمل الحر"] > sure["التجارة الإلكترونية"] > sure["التسويق الرقمي"]

    def test_who_tells_of_his_kids_wants_nothing_for_children(self) -> None:
        assert understood("أعصب على العيال").wishes == ()

    def test_other_filters_are_heard(self) -> None:
        (wish,) = understood("طفشت من شغلي وأبي شي مجاني").wishes
        assert (wish.name, wish.value) == ("price", "free")

    def test_a_subject_of_several_words_beside_it_is_looked_for(self) -> None:
        found = understood("راتبي ما يكفي بعد ما تركت الأمن السيبراني")
        assert words_of_units(found)[1:] == ["الامن", "السيبراني"]

    def test_it_is_said_and_can_be_undone(self) -> None:
        found = understood("أعصب على عيالي")
        assert (found.corrected, repairs_of(found)) == ("تربية الأبناء", [("تربية الأبناء", "need")])
        assert understood("I shout at my kids").corrected == "parenting"
        assert understood("أعصب على عيالي", literal=True).corrected is None


class TestStoriesWithoutANeed:
    def test_of_a_story_the_subjects_are_looked_for(self) -> None:
        found = understood("my cousin told me about welding yesterday")
        assert words_of_units(found) == ["welding"]
        assert {"cousin", "told", "yesterday"} <= {unit.word for unit in found.asked.hints}

    def test_a_query_that_tells_no_story_keeps_all_its_words(self) -> None:
        assert words_of_units(understood("underwater welding yesterday")) == ["underwater", "welding", "yesterday"]


@pytest.mark.parametrize(
    ("text", "wishes"),
    [
        ("drawing for teens", {"audience": "teens"}),
        ("welding for the unemployed", {"audience": "job_seekers"}),
        ("drawing for my teenager", {"audience": "teens"}),
        ("لحام لرواد الأعمال", {"audience": "entrepreneurs"}),
        ("رسم لبنت عمرها 12 سنة", {"audience": "children|teens|families", "age": "12"}),
    ],
)
def test_words_that_say_for_whom_another_subject_is_tell_no_need(text: str, wishes: dict[str, str]) -> None:
    found = understood(text, "Drawing", "Welding")
    assert [one.because for one in found.repairs] == []
    assert {wish.name: wish.value for wish in found.wishes} == wishes
    assert words_of_units(found) == [text.split()[0]]


def test_words_of_a_need_beside_a_subject_tell_it_still() -> None:
    assert [one.because for one in understood("رقبتي متصلبة من الكمبيوتر").repairs] == ["need"]
