"""Codes that can be read aloud, and why a certificate is withdrawn. Pure: no database, no web."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from flask_babel import lazy_gettext as _l

from catalogue.core.errors import DomainError
from catalogue.core.formats import ascii_digits

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without 0 and O, 1, I and L, U: nothing that looks or sounds like another."""
CODE_LENGTH, GROUP = 12, 4
"""Eleven signs at random (54 bits) and one that checks them."""
WITHOUT_CERTIFICATE = (None, "none")


class CertificateState(StrEnum):
    ISSUED = "issued"
    REVOKED = "revoked"


class RevocationReason(StrEnum):
    ISSUED_IN_ERROR = "issued_in_error"
    COMPLETION_WITHDRAWN = "completion_withdrawn"
    REPLACED = "replaced"
    MISUSE = "misuse"
    PERSON_ERASED = "person_erased"


class CodeMistyped(DomainError):
    code = "code_mistyped"
    message = _l("This code has a slip of the pen: a sign is wrong, missing or too many.")
    status = 404


class AlreadyRevoked(DomainError):
    code = "already_revoked"
    message = _l("This certificate was withdrawn already.")


class KeyRetired(DomainError):
    code = "key_retired"
    message = _l("The key for signing certificates was replaced and must not sign any more.")
    status = 503


class KeyUnchanged(DomainError):
    code = "key_unchanged"
    message = _l("The key file still holds the present key: put the new one there first.")


def check_sign(body: str) -> str:
    """The sign that makes a code whole (Luhn's rule, modulo 30): one wrong sign, or two neighbours swapped, shows."""
    total, factor = 0, 2
    for sign in reversed(body):
        product = factor * ALPHABET.index(sign)
        total += product // len(ALPHABET) + product % len(ALPHABET)
        factor = 3 - factor
    return ALPHABET[-total % len(ALPHABET)]


def new_code(choose: Callable[[str], str]) -> str:
    """A new code.

    :param choose: picks a sign of the alphabet at random; for codes, one that nobody can foresee.
    """
    body = "".join(choose(ALPHABET) for _sign in range(CODE_LENGTH - 1))
    return body + check_sign(body)


def read_code(typed: str) -> str:
    """The code that somebody typed or read aloud: in any case, with or without spaces and hyphens, in any digits.

    :raises CodeMistyped: it cannot be a code; said without asking the database.
    """
    code = "".join(sign for sign in ascii_digits(typed[:100]).upper() if sign.isalnum())
    if len(code) != CODE_LENGTH or not set(code) <= set(ALPHABET) or check_sign(code[:-1]) != code[-1]:
        raise CodeMistyped
    return code


def grouped(code: str) -> str:
    """As it is printed: `ABCD-EFGH-JKMN`."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


class CertificateDamaged(DomainError):
    code = "certificate_damaged"
    message = _l("This certificate cannot be confirmed: our record of it is damaged. Please ask the learning office.")
    status = 503
