"""What the accounts' tables hold about people: read by export, erasure and the privacy notice."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from catalogue.core.holding import (
    WITH_THE_ACCOUNT,
    About,
    AtErasure,
    Kept,
    account_in,
    address_in,
    learner_in,
)

ACCOUNT = About(
    what=_l("Your account"),
    why=_l(
        "To know you again, to write to you the way you read, and to send you codes and confirmations. "
        "A passphrase is kept in a form (argon2id) from which it cannot be read."
    ),
    kept=WITH_THE_ACCOUNT,
    at_erasure=AtErasure.EMPTY,
    owners=(account_in("id"),),
    personal={
        "email": _l("E-mail address"),
        "language": _l("Language of our messages"),
        "digits": _l("Digits"),
        "calendar": _l("Calendar"),
    },
    secret={"password_hash": _l("Passphrase")},
    facts={"created_at": _l("Opened on")},
    plain=("id", "public_id", "state"),
    place=1,
)
ROLE = About(
    what=_l("Your work in the learning-city office or at a counter"),
    why=_l("To open the pages of the office and of the counters to those who work there."),
    kept=WITH_THE_ACCOUNT,
    at_erasure=AtErasure.DELETE,
    owners=(account_in("account_id"),),
    facts={"role": _l("Role"), "city_id": _l("City"), "granted_at": _l("Since")},
    plain=("account_id",),
)
SESSION = About(
    what=_l("Signed-in devices"),
    why=_l("A cookie with a random number keeps you signed in. It is deleted when you sign out."),
    kept=Kept(_l("30 days after your last visit.")),
    at_erasure=AtErasure.DELETE,
    owners=(account_in("account_id"),),
    secret={"id_hash": _l("Fingerprint of the random number"), "content": _l("State of the session")},
    facts={"created_at": _l("Signed in on"), "seen_at": _l("Last visit"), "expires_at": _l("Signed in until")},
    plain=("account_id",),
    place=61,
)
CODE = About(
    what=_l("Codes and links that we send"),
    why=_l("To sign you in once, or to let you choose a new passphrase."),
    kept=Kept(_l("20 minutes for codes, one hour for links. They are deleted soon afterwards.")),
    at_erasure=AtErasure.DELETE,
    owners=(address_in("email"), account_in("account_id")),
    personal={"email": _l("E-mail address")},
    secret={"handle": _l("Number of the request"), "details": _l("What was typed when joining")},
    facts={
        "purpose": _l("Purpose"),
        "created_at": _l("Asked for on"),
        "expires_at": _l("Valid until"),
        "used_at": _l("Used on"),
    },
    plain=("id", "account_id", "attempts"),
    place=62,
)
ATTEMPT = About(
    what=_l("Attempts to sign in"),
    why=_l(
        "To stop people who try many passphrases. Only a fingerprint of address and network is kept, "
        "which does not show them."
    ),
    kept=Kept(_l("Up to one day. It is deleted soon afterwards.")),
    at_erasure=AtErasure.RUN_OUT,
    owners=(),
    secret={"key_hash": _l("Fingerprint")},
    plain=("window_ends_at", "count"),
    place=63,
)
LEARNER = About(
    what=_l("You as a learner"),
    why=_l(
        "Name: for the provider’s list and for a certificate. Date of birth and gender: only to check for whom "
        "a course is. District: only if you wish to state it."
    ),
    kept=Kept(_l("As long as you have the account. You can change them at any time.")),
    at_erasure=AtErasure.EMPTY,
    owners=(learner_in("id"),),
    personal={
        "full_name_ar": _l("Full name in Arabic"),
        "full_name_en": _l("Full name in Latin letters"),
        "birth_date": _l("Date of birth"),
        "gender": _l("Gender"),
        "district_id": _l("District"),
    },
    facts={"created_at": _l("Recorded on")},
    plain=("id", "public_id", "account_id", "erased_at"),
    place=2,
)
GUARDIANSHIP = About(
    what=_l("Whom you look after"),
    why=_l("To let you enrol a child or a parent who has no account."),
    kept=WITH_THE_ACCOUNT,
    at_erasure=AtErasure.DELETE,
    owners=(account_in("account_id"), learner_in("learner_id")),
    facts={
        "learner_id": _l("Learner"),
        "kind": _l("Relationship"),
        "state": _l("State"),
        "since": _l("Since"),
        "ended_at": _l("Ended on"),
    },
    others={"account_id": _l("Guardian")},
    plain=("id",),
    place=5,
)
ASSISTANCE = About(
    what=_l("Who enrolled you at a counter"),
    why=_l("To let the library or centre that enrolled you do so for a limited time, and nobody else."),
    kept=Kept(_l("Until %(time)s after the last course in which you were enrolled there."), "keep_assisted_days"),
    at_erasure=AtErasure.DELETE,
    owners=(learner_in("learner_id"),),
    facts={
        "learner_id": _l("Learner"),
        "since": _l("Since"),
        "ends_at": _l("Valid until"),
        "ended_at": _l("Ended on"),
    },
    others={"account_id": _l("Who acted")},
    plain=("id",),
    place=7,
)
INVITATION = About(
    what=_l("Invitations to look after somebody"),
    why=_l("To let the right person use them once."),
    kept=Kept(_l("7 days.")),
    at_erasure=AtErasure.DELETE,
    owners=(account_in("invited_by"), address_in("email"), learner_in("learner_id")),
    secret={"email": _l("Address of whoever is invited"), "handle": _l("Number of the request")},
    facts={
        "learner_id": _l("Learner"),
        "created_at": _l("Asked for on"),
        "expires_at": _l("Valid until"),
        "used_at": _l("Used on"),
    },
    others={"invited_by": _l("Who acted")},
    plain=("id",),
    place=64,
)
CLAIM = About(
    what=_l("Codes for handing a record over"),
    why=_l("To let the right person use them once."),
    kept=Kept(_l("30 days.")),
    at_erasure=AtErasure.DELETE,
    owners=(learner_in("learner_id"),),
    secret={"code_hash": _l("Fingerprint")},
    facts={
        "learner_id": _l("Learner"),
        "created_at": _l("Asked for on"),
        "expires_at": _l("Valid until"),
        "used_at": _l("Used on"),
    },
    others={"made_by": _l("Who acted")},
    plain=("id",),
    place=65,
)
CONSENT = About(
    what=_l("Your consent"),
    why=_l("To be able to show what you agreed to, in which words, and when you withdrew it."),
    kept=Kept(_l("As long as you have the account; afterwards without your name, as proof that it was given.")),
    at_erasure=AtErasure.KEEP,
    owners=(account_in("account_id"), learner_in("learner_id")),
    facts={
        "purpose": _l("Purpose"),
        "learner_id": _l("For whom"),
        "text_version": _l("Version of the text"),
        "language": _l("Language"),
        "given_at": _l("Given on"),
        "withdrawn_at": _l("Withdrawn on"),
    },
    others={"account_id": _l("Who agreed")},
    plain=("id",),
    place=6,
)
