"""What a passphrase, a name and an address must be; how long codes live. Pure: no database, no web."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from enum import StrEnum

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l
from zxcvbn import zxcvbn

from catalogue.core.errors import DomainError

PASSPHRASE_MIN = 15
PASSPHRASE_MAX = 256
GUESSABLE_BELOW = 3
"""zxcvbn's score: 3 is "safely unguessable" without a second factor."""
OWN_LETTERS = 8
"""What must be left of a passphrase without its owner's names and the site's words."""
CODE_LIFETIME = timedelta(minutes=20)
RESET_LIFETIME = timedelta(hours=1)
CODE_ATTEMPTS = 5
RECENT = timedelta(minutes=10)
"""How long after signing in a new passphrase needs no other proof."""
SITE_WORDS = ["learning", "city", "catalogue", "jubail", "yanbu", "saudi"]
ARABIC_LETTER = re.compile("[\u0621-\u064a\u0671-\u06d3]")
OLDEST_YEARS = 120


class Purpose(StrEnum):
    JOIN = "join"
    SIGN_IN = "sign_in"
    RESET = "reset"


class PassphraseTooShort(DomainError):
    code = "passphrase_too_short"
    message = _l("The passphrase needs at least 15 characters. Four or five unrelated words are easy to remember.")


class PassphraseTooLong(DomainError):
    code = "passphrase_too_long"
    message = _l("The passphrase can have at most 256 characters.")


class PassphraseGuessable(DomainError):
    code = "passphrase_guessable"
    message = _l("This passphrase is easy to guess. Please add another word or two that do not belong together.")


class SignInRefused(DomainError):
    code = "sign_in_refused"
    message = _l("The e-mail address or the passphrase is not correct.")


class CodeRefused(DomainError):
    code = "code_refused"
    message = _l("This code is not correct, has been used or has expired.")


class PresentPassphraseWrong(DomainError):
    code = "present_passphrase_wrong"
    message = _l("The present passphrase is not correct.")
    status = 422


class ProofNeeded(DomainError):
    """A browser that stayed signed in somewhere is not enough for taking the account over for good."""

    code = "proof_needed"
    message = _l("Ask for a link by e-mail: it lets you choose a passphrase.")
    status = 422


class NameNeeded(DomainError):
    """Another browser asked for the account that is opened here: what was typed there does not count."""

    code = "name_needed"
    message = _l("Enter your full name")
    status = 422


class LinkExpired(DomainError):
    code = "link_expired"
    message = _l("This link has been used or has expired")
    status = 410


class EmailMalformed(DomainError):
    code = "email_malformed"
    message = _l("Enter an e-mail address in the correct form, like name@example.com")


class BirthDateImpossible(DomainError):
    code = "birth_date_impossible"
    message = _l("This is not a possible date of birth.")


def normal_email(typed: str) -> str:
    """The address as it is stored and compared: lower case, without spaces around.

    :raises EmailMalformed: it is no address.
    """
    try:
        found = validate_email(typed.strip(), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as trouble:
        raise EmailMalformed from trouble
    return found.normalized.lower()


def normal_passphrase(typed: str) -> str:
    """The passphrase as it is hashed: NFC only; spaces and everything else count as typed."""
    return unicodedata.normalize("NFC", typed)


def ensure_good_passphrase(typed: str, about: tuple[str, ...] = ()) -> None:
    """Refuse a passphrase that is too short or easy to guess; no rules about kinds of characters.

    :param about: words that belong to the person (address, name), which make it easy to guess.
    :raises DomainError: PassphraseTooShort, PassphraseTooLong or PassphraseGuessable.
    """
    passphrase = normal_passphrase(typed)
    if len(passphrase) < PASSPHRASE_MIN:
        raise PassphraseTooShort
    if len(passphrase) > PASSPHRASE_MAX:
        raise PassphraseTooLong
    words = [part for text in about for part in re.split(r"[\W_]+", text) if len(part) > 2]
    known = [*SITE_WORDS, *words]
    judged = zxcvbn(passphrase[:72], user_inputs=known)
    if judged["score"] < GUESSABLE_BELOW or len(set(passphrase)) < 5 or _left_without(known, passphrase) < OWN_LETTERS:
        raise PassphraseGuessable


def signed_in_recently(at: datetime | None, now: datetime) -> bool:
    return at is not None and timedelta(0) <= now - at <= RECENT


def _left_without(known: list[str], passphrase: str) -> int:
    """How many letters and digits are left when the words that everybody can know are taken away."""
    rest = passphrase.lower()
    for word in sorted(known, key=len, reverse=True):
        rest = rest.replace(word.lower(), " ")
    return sum(letter.isalnum() for letter in rest)


def name_columns(name: str) -> dict[str, str]:
    """The column of a full name, by the script that it is written in."""
    return {"full_name_ar" if ARABIC_LETTER.search(name) else "full_name_en": name}


def ensure_possible_birth_date(born: date, today: date) -> None:
    """:raises BirthDateImpossible: in the future, or more than 120 years ago."""
    if born > today or today.year - born.year > OLDEST_YEARS:
        raise BirthDateImpossible
