"""Codes that are read aloud, typed on a phone and copied from paper."""

from __future__ import annotations

import secrets

import pytest

from catalogue.enrolment.certificates.rules import (
    ALPHABET,
    CODE_LENGTH,
    CodeMistyped,
    check_sign,
    grouped,
    new_code,
    read_code,
)

CODE = new_code(lambda signs: signs[7])


def test_no_sign_looks_or_sounds_like_another() -> None:
    assert not set(ALPHABET) & set("0O1ILU")
    assert len(set(ALPHABET)) == len(ALPHABET) == 30


def test_a_new_code_is_one_that_can_be_read() -> None:
    codes = {new_code(secrets.choice) for _each in range(500)}

    assert len(codes) == 500
    assert all(read_code(code) == code and len(code) == CODE_LENGTH for code in codes)


@pytest.mark.parametrize(
    "typed",
    [
        CODE.lower(),
        grouped(CODE),
        f"  {' '.join(CODE)} ",
        grouped(CODE).replace("-", "\u2013"),
        CODE.translate(str.maketrans("0123456789", "".join(chr(0x660 + digit) for digit in range(10)))),
    ],
    ids=["small letters", "groups", "spaces", "dashes", "Arabic-Indic digits"],
)
def test_it_is_read_however_it_was_typed(typed: str) -> None:
    assert read_code(typed) == CODE


def test_every_single_wrong_sign_is_noticed() -> None:
    for place in range(CODE_LENGTH):
        for sign in set(ALPHABET) - {CODE[place]}:
            with pytest.raises(CodeMistyped):
                read_code(CODE[:place] + sign + CODE[place + 1 :])


def test_two_neighbours_that_changed_places_are_noticed() -> None:
    """Luhn's rule misses one pair of signs only: the first and the last of the alphabet."""
    missed = set()
    for one in ALPHABET:
        for other in set(ALPHABET) - {one}:
            if check_sign(f"2222{one}{other}22222") == check_sign(f"2222{other}{one}22222"):
                missed.add(frozenset((one, other)))
    assert missed == {frozenset((ALPHABET[0], ALPHABET[-1]))}


@pytest.mark.parametrize("typed", ["", "-", CODE[:-1], CODE + "2", "O" + CODE[1:], "\u0627" * 12, "x" * 100_000])
def test_what_cannot_be_a_code_is_refused(typed: str) -> None:
    with pytest.raises(CodeMistyped):
        read_code(typed)
