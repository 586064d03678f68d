"""Both languages complete: nothing missing, fuzzy or left over, the same placeholders, six Arabic forms."""

from __future__ import annotations

import re

import pytest
from babel.messages import Message

from tools import strings

LANGUAGES = ("ar", "en")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|</?\w+[^>]*>")
FORMS = {"ar": 6, "en": 2}
LATIN_PUNCTUATION = re.compile(r"[\u0621-\u064a][,;?]|[\u0621-\u064a] ?%(?!\()")
QUOTED = re.compile(r"\u201c(%\((?:value|run)\)s)\u201d")
CLASS = re.compile(
    "(?<!\\w)[\u0648\u0641\u0628\u0643]?(?:\u0627\u0644|\u0644\u0644|\u0644)?\u0635\u0641(?:\u0648\u0641)?(?:\u0647\u0627|\u0647\u0645\u0627|\u0647|\u0627\u0646|\u064a\u0646)?(?!\\w)"
)
"""What a class of learners is called; a row of a file has another name, or nobody can tell the two apart."""
SEARCHED = ("Under \u201c", "The last start date")
"""Messages of the search, whose values its own code isolates."""


def messages(language: str) -> list[Message]:
    found = list(strings.messages(strings.read(language)))
    assert len(found) > 50, "too few messages: check this test"
    return found


def ids(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, tuple | list) else (message.id,)


def forms(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, tuple | list) else (message.string or "",)


def test_the_catalogues_hold_exactly_the_messages_of_code_and_templates() -> None:
    stale = [path.name for path, content in strings.planned().items() if path.read_bytes() != content]
    assert not stale, "run `make strings`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_in_every_form(language: str) -> None:
    missing = [
        ids(message)[0]
        for message in messages(language)
        if not all(forms(message)) or (message.pluralizable and len(forms(message)) != FORMS[language])
    ]
    assert not missing, f"{len(missing)} messages, first: {missing[:5]}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_fuzzy_or_left_over(language: str) -> None:
    catalogue = strings.read(language)
    assert [ids(message)[0] for message in messages(language) if message.fuzzy] == []
    assert not catalogue.obsolete


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_have_the_placeholders_of_their_message(language: str) -> None:
    """A form for one or two may leave the number out, since words say it."""
    wrong = []
    for message in messages(language):
        wanted = [set(PLACEHOLDER.findall(text)) for text in ids(message)]
        for form in filter(None, forms(message)):
            found = set(PLACEHOLDER.findall(form))
            if message.pluralizable:
                if not found <= set().union(*wanted):
                    wrong.append(form)
            elif found != wanted[0]:
                wrong.append(form)
    assert not wrong


def test_the_many_forms_of_arabic_plurals_carry_the_number() -> None:
    wrong = [
        message.id
        for message in messages("ar")
        if message.pluralizable
        for few_many_other in [forms(message)[3:]]
        if any("%(" in ids(message)[1] and form and "%(" not in form for form in few_many_other)
    ]
    assert not wrong


def test_arabic_is_written_with_arabic_signs() -> None:
    wrong = [form for message in messages("ar") for form in forms(message) if LATIN_PUNCTUATION.search(form)]
    assert not wrong


def test_values_of_somebodys_file_keep_their_order_inside_an_arabic_sentence() -> None:
    """A date with its hours, a negative number or a code would be taken apart by the words around it."""
    quoting = [
        (found[1], forms(message)[0])
        for message in messages("ar")
        if (found := QUOTED.search(ids(message)[0])) and not ids(message)[0].startswith(SEARCHED)
    ]
    assert len(quoting) > 5, "too few messages: check this test"
    assert [form for value, form in quoting if f"\u2068{value}\u2069" not in form] == []


def test_english_says_what_its_messages_say() -> None:
    assert [ids(message)[0] for message in messages("en") if forms(message) != ids(message)] == []


def test_the_plural_rule_of_arabic_is_the_one_of_cldr() -> None:
    rule = strings.read("ar")
    assert rule.num_plurals == 6
    expected = {0: 0, 1: 1, 2: 2, 3: 3, 10: 3, 11: 4, 99: 4, 100: 5, 102: 5, 103: 3, 111: 4}
    assert {n: _form(rule.plural_expr, n) for n in expected} == expected


def _form(expression: str, n: int) -> int:
    from gettext import c2py  # the standard library's reader of plural rules

    return int(c2py(expression)(n))


def test_the_rows_of_a_file_are_not_called_what_classes_are_called() -> None:
    classes = [one for one in messages("ar") if CLASS.search(" ".join(forms(one)))]
    assert len(classes) > 10, "check this test"
    assert [ids(one)[0] for one in classes if re.search(r"\brows?\b", " ".join(ids(one)), re.IGNORECASE)] == []
