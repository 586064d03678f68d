"""Every kind of inflection of the words of the catalogue leads back to one dictionary form."""

from __future__ import annotations

import pytest

from catalogue.search.stems import key_of
from catalogue.search.text import normalise

KINDS = {
    "whose it is, plural you and feminine they": [
        ("مهارتكم", "مهارة"),
        ("لغتهن", "لغة"),
        ("زميلاتهن", "زميل"),
        ("خبراتكن", "خبرة"),
        ("أنشطتكم", "نشاط"),
        ("نباتنا", "نبات"),  # not «news»
        ("أختي", "أخت"),  # not «brother»
    ],
    "a hamza that changes its seat": [
        ("بنائك", "بناء"),
        ("غذاؤكم", "غذاء"),
        ("أصدقائي", "صديق"),
        ("أبنائنا", "ابن"),
        ("أعدائه", "عدو"),  # not «number», by the shape of its letters
        ("أخطائنا", "خطأ"),
        ("ضوءان", "ضوء"),
        ("مبتدئون", "مبتدئ"),
    ],
    "a last yeh that becomes alef": [("مستواها", "مستوى"), ("محتوانا", "محتوى"), ("مقهاهم", "مقهى"), ("مغطاة", "مغطى")],
    "dual before its owner": [
        ("دورتا", "دورة"),
        ("ورشتي", "ورشة"),
        ("دورتيها", "دورة"),
        ("مشروعاها", "مشروع"),
        ("معلميها", "معلم"),
    ],
    "plural before its owner": [
        ("متطوعو", "متطوع"),
        ("صحفيو", "صحفي"),
        ("ومشرفوها", "مشرف"),
        ("مدربيهم", "مدرب"),
        ("ومعلموها", "معلم"),
        ("مساعدي", "مساعد"),  # not «help»
    ],
    "plural of adjectives": [
        ("كهربائيين", "كهربائي"),
        ("للفيزيائيين", "فيزيائي"),
        ("استشاريات", "استشاري"),  # women who advise, not the advice
        ("محامون", "محامي"),
    ],
    "plural of loan words, and of what is plural already": [
        ("فيديوهاتي", "فيديو"),
        ("راديوهات", "راديو"),
        ("رياضياتي", "رياضيات"),  # not «athletic»
        ("برية", "بري"),  # not «by a lung»
        ("طبالات", "طبال"),  # not «drum»
    ],
    "a word that is a plural too": [
        ("عروض", "عرض"),
        ("العروض", "عرض"),
        ("مرضى", "مريض"),
        ("منح", "منحة"),
        ("أخبار", "خبر"),
        ("الشحن", "شحن"),
        ("الحفر", "حفر"),
        ("الأولية", "أولي"),
    ],
    "a word that is a plural too, with its owner": [("عروضهم", "عرض"), ("أخباركم", "خبر")],
    "clitics that look like a word": [
        ("للياقة", "لياقة"),
        ("للواحة", "واحة"),  # not «board», by a plural's shape
        ("ولدين", "ولد"),  # not «and for a religion»
        ("والدين", "والد"),  # not «and the religion»
        ("وخط", "خط"),  # of two letters
    ],
    "a loan word whose last alef becomes teh": [("كاميرتي", "كاميرا"), ("بكاميرته", "كاميرا"), ("سينمتنا", "سينما")],
    "my, and no plural by shape": [("شعاري", "شعار"), ("لزواجي", "زواج")],  # not «poetic», not «conjugal»
    "my after a preposition": [("لعملي", "عمل"), ("بصوتي", "صوت"), ("لمحلي", "محل")],  # not «practical», «local»
    "comparative": [("أسهل", "سهل"), ("الأسرع", "سريع"), ("أقصر", "قصير"), ("أعلى", "عالي")],
}
CASES = [pytest.param(*pair, id=f"{kind}-{pair[0]}") for kind, pairs in KINDS.items() for pair in pairs]


@pytest.mark.parametrize(("inflected", "word"), CASES)
def test_an_inflected_word_has_the_key_of_its_dictionary_form(inflected: str, word: str) -> None:
    assert key_of(normalise(inflected)) == key_of(normalise(word))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("حروف", "حرف يدوية"),
        ("بدايته", "دايت"),
        ("لاب", "أب"),
        ("فنية", "نية"),
        ("إهداء", "هادئ"),
        ("جرأة", "جري"),
        ("لدائن", "داء"),
        ("مهاراتك", "مهاري"),
        ("بصيني", "صين"),  # in Chinese, not «of my China»
        ("لكيميائي", "كيمياء"),  # for a chemist
        ("وعملي", "عمل"),  # and practical
        ("بكاميرته", "أمير"),
    ],
)
def test_a_rule_does_not_throw_words_of_other_meaning_together(one: str, other: str) -> None:
    assert key_of(normalise(one)) != key_of(normalise(other.split()[0]))
