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
from catalogue.core.mail_headers import ENCODED

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
DEPENDANTS_MOST = 20
INVITATION_LIFETIME = timedelta(days=7)
CLAIM_LIFETIME = timedelta(days=30)
ASSISTANCE_AFTER = timedelta(days=30)
"""How long after the last meeting who enrolled somebody at a counter may still act for her."""


class Purpose(StrEnum):
    JOIN = "join"
    SIGN_IN = "sign_in"
    RESET = "reset"
    GUARDIAN = "guardian"


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


class LinkBroken(LinkExpired):
    """An address that we never sent: cut in two by a mail program, or made up."""

    code = "link_broken"
    message = _l("This link is not complete")


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
    if ENCODED in typed:  # mail programs would read another address out of it
        raise EmailMalformed
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


def age_on(born: date, day: date) -> int:
    """Full years lived on that day; somebody born on 29 February turns a year older on 1 March of other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


TWO_PART = re.compile(
    "(\u0639\u0628\u062f|\u0623\u0628\u0648|\u0627\u0628\u0648|\u0623\u0645|\u0627\u0645|abdu?l?|abu|umm?)", re.I
)
"""First words that are half a name (servant of, father of, mother of), in both scripts."""


def short_name(full_name: str) -> str:
    """What somebody is called in a list of the family: the first word of the full name, two where one is no name."""
    words = full_name.split()
    return " ".join(words[: 2 if words and TWO_PART.fullmatch(words[0]) else 1])


class BirthDateMissing(DomainError):
    code = "birth_date_missing"
    message = _l("Enter the date of birth: it says which courses fit and until when you act for this person.")
    status = 422


class TooManyDependants(DomainError):
    code = "too_many_dependants"
    message = _l("One account can look after at most 20 people. The office can help with more.")


class LastGuardian(DomainError):
    code = "last_guardian"
    message = _l("You are the only one who looks after this person, so this cannot end without another guardian.")


class NotOfAge(DomainError):
    code = "not_of_age"
    message = _l("Only somebody who is of age takes over his or her own record.")


class ClaimCodeRefused(DomainError):
    code = "claim_code_refused"
    message = _l("This code is not correct, has been used or has expired.")
    status = 422


class AdultsOnly(DomainError):
    """Nobody at a counter can check who may act for a child."""

    code = "adults_only"
    message = _l("Somebody who is not of age is enrolled by the father, the mother or a guardian, with an account.")
    status = 422


class AlreadyGuardian(DomainError):
    code = "already_guardian"
    message = _l("You look after this person already.")
