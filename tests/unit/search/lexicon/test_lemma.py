"""The dictionary form: what is stripped first, what is protected, what stays apart."""

from __future__ import annotations

import pytest

from catalogue.search.lexicon.rules import Pattern
from catalogue.search.lexicon.words import lemma, nouns_of
from catalogue.search.stems import LEMMA, NOUN_BOOST, key_of, light, query_terms, terms_of
from catalogue.search.text import normalise

PROTECTED = (
    "ورشة وظيفة وقاية وثيقة والد ولادة وصفة ألعاب آلة ألماني إلكتروني التزام برنامج بيئة كلية كتاب لغة لحام فن فندق"
)


def the_lemma(word: str) -> str | None:
    return lemma(normalise(word))


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("برمجة", "برمجة"),  # as it stands
        ("والبرمجة", "برمجة"),  # without what stands before it
        ("للغة", "لغة"),  # the lam is its own
        ("للماء", "ماء"),  # a hamza that only short words keep
        ("وبرمجة", "برمجة"),  # a bare clitic, since the rest is known
        ("مشاريع", "مشروع"),  # an irregular plural
        ("بالمشاريع", "مشروع"),
        ("دورات", "دورة"),  # without one ending
        ("ولدوراتهم", "دورة"),
        ("مهاراتك", "مهارة"),  # plural and pronoun at once
        ("خدماتنا", "خدمة"),
        ("معلوماتكم", "معلومة"),
        ("صناعية", "صناعي"),
        ("تقنيا", "تقني"),  # an adverb
    ],
)
def test_what_is_stripped_leaves_a_word_of_the_lexicon(word: str, found: str) -> None:
    assert the_lemma(word) == normalise(found)


@pytest.mark.parametrize("word", ["زقفيلم", "وزقفيلم", "الزقفيلم", "", "ال", "و"])
def test_an_unknown_word_has_no_dictionary_form(word: str) -> None:
    assert the_lemma(word) is None


@pytest.mark.parametrize("word", PROTECTED.split())
@pytest.mark.parametrize("before", ["", "ال", "بال", "وال"])
def test_first_letters_that_look_like_clitics_are_the_words_own(word: str, before: str) -> None:
    assert key_of(normalise(before + word)) == key_of(normalise(word))
    assert key_of(normalise(word)) == (the_lemma(word) or "")
    assert key_of(normalise(word)) not in {normalise(word)[1:], normalise(word)[2:]}


@pytest.mark.parametrize("word", ["حياتها", "حياتك", "صلاته", "بناتهم"])
def test_a_word_whose_own_end_looks_like_a_plural_is_itself(word: str) -> None:
    whole = {"حي": "حياة", "صل": "صلاة", "بن": "بنت"}[word[:2]]
    assert the_lemma(word) == normalise(whole)


def test_least_is_stripped_first() -> None:
    assert the_lemma("كتابة") == normalise("كتابة"), "not «book» with an ending"
    assert the_lemma("مكتبة") == normalise("مكتبة")
    assert the_lemma("طبي") == normalise("طبي"), "not «medicine» with a pronoun"
    assert the_lemma("بنك") == normalise("بنك")


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("القصة", "قصة"),  # not «meeting», whose plural has this shape
        ("السنة", "سنة"),  # not «tongues»
        ("الغاز", "غاز"),  # not «riddles»
        ("الغازات", "غاز"),
        ("بالغاز", "غاز"),
        ("ألعاب", "لعبة"),  # nothing is left of it without «al»
        ("الألعاب", "لعبة"),
    ],
)
def test_what_follows_the_article_is_the_word_where_there_is_such_a_word(word: str, found: str) -> None:
    assert the_lemma(word) == normalise(found)


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("أولية", "ولاء"),
        ("جماعية", "جمعية"),
        ("يقود", "يد"),
        ("كاميرات", "أمير"),
        ("الآفات", "ألف"),
        ("فريون", "ري"),
        ("رسمي", "رسم"),
        ("جزار", "جزر"),
        ("سيفتي", "سيف"),
        ("باور", "بر"),
    ],
)
def test_a_word_is_not_taken_for_one_that_it_only_looks_like(word: str, other: str) -> None:
    assert key_of(normalise(word)) != key_of(normalise(other))


@pytest.mark.parametrize(
    ("plural", "singular"), [("أبواب", "باب"), ("أنياب", "ناب"), ("أدوية", "دواء"), ("حدود", "حد"), ("فنون", "فن")]
)
def test_weak_letters_and_doubled_ones_come_back_in_the_singular(plural: str, singular: str) -> None:
    assert the_lemma(plural) == normalise(singular)


def test_a_root_letter_that_stands_twice_is_the_same_letter() -> None:
    doubled = Pattern("12و2", ("12",))
    assert list(doubled.singular_candidates("حدود")) == ["حد"]
    assert list(doubled.singular_candidates("يقود")) == []


def test_a_word_of_its_own_is_nobodys_plural_by_pattern() -> None:
    assert the_lemma("مطابخ") == "مطبخ"
    assert the_lemma("مسابح") == "مسبح"
    assert the_lemma("سباق") == "سباق"


def test_a_pattern_tells_the_letters_of_the_root() -> None:
    pattern = Pattern("م1ا23", ("م123", "م123ه"))
    assert list(pattern.singular_candidates("مصانع")) == ["مصنع", "مصنعه"]
    assert list(pattern.singular_candidates("صنايع")) == []
    assert list(pattern.singular_candidates("مصنع")) == []


@pytest.mark.parametrize(("adjective", "noun"), [("تجاري", "تجارة"), ("صناعية", "صناعة"), ("مالي", "مال")])
def test_an_adjective_of_relation_finds_its_noun_weakly(adjective: str, noun: str) -> None:
    known = key_of(normalise(adjective))
    assert normalise(noun) in nouns_of(known)
    weak = [term for term in query_terms(normalise(adjective)) if term == (LEMMA, normalise(noun), NOUN_BOOST)]
    assert len(weak) == 1
    assert min(term.boost for term in terms_of(normalise(adjective))) > NOUN_BOOST


def test_without_proof_no_bare_clitic_is_stripped() -> None:
    for word in ("وزقفيلم", "بزقفيلم", "لزقفيلم", "كزقفيلم"):
        assert light(normalise(word)) == normalise(word)
    assert light("الزقفيلم") == "زقفيلم"


@pytest.mark.parametrize(("word", "stem"), [("زقفيلات", "زقفيل"), ("بالزقفيلين", "زقفيل"), ("زقفيليه", "زقفيل")])
def test_an_unknown_word_is_found_by_its_light_stem(word: str, stem: str) -> None:
    assert {term.text for term in terms_of(word)} == {word, stem}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("customs", "customers"),
        ("accounting", "accounts"),
        ("animation", "animals"),
        ("conditioner", "conditions"),
        ("fitness", "fittings"),
        ("fabrication", "fabrics"),
        ("hospitality", "hospitals"),
        ("engines", "engineering"),
        ("programmer", "programme"),
        ("minerals", "miners"),
    ],
)
def test_english_words_of_other_meanings_are_told_apart(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)
    assert key_of("accountants") == key_of("accounting")


def test_what_has_the_article_has_no_pronoun() -> None:
    assert the_lemma("سباخه") == normalise("سبخة"), "its salt flats"
    assert the_lemma("السباخة") is None, "swimming, mistyped"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("طيور", "الطائرة"),
        ("خط", "خطة"),
        ("مكتب", "مكتبة"),
        ("حمل", "حملة"),
        ("خبر", "خبرة"),
        ("سلام", "سلامة"),
        ("رياضيات", "رياضة"),
        ("إلكترونيات", "إلكتروني"),
    ],
)
def test_arabic_words_of_other_meanings_share_no_term(one: str, other: str) -> None:
    assert {term.key for term in terms_of(normalise(one))}.isdisjoint(term.key for term in terms_of(normalise(other)))
    assert {term.key for term in terms_of(normalise(one))} & {term.key for term in terms_of(normalise(f"ال{one}"))}


def test_a_short_loan_word_has_no_adjective() -> None:
    assert the_lemma("الداتية") is None, "of the self, mistyped, and nothing of data"
    assert the_lemma("كيميائي") == the_lemma("الكيميائية") is not None
