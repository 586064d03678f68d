"""What the learner's own place holds about people (catalogue/core/holding.py)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from catalogue.core.holding import WITH_THE_ACCOUNT, About, AtErasure, account_in, row_of

SAVED = About(
    what=_l("Saved offerings"),
    why=_l("So that you find again what you have saved, with your note."),
    kept=WITH_THE_ACCOUNT,
    at_erasure=AtErasure.DELETE,
    owners=(account_in("account_id"),),
    personal={"note": _l("Your note")},
    facts={"offering_id": _l("Course"), "saved_at": _l("Saved on")},
    plain=("id", "account_id"),
    place=30,
)
FEED = About(
    what=_l("Private address of your calendar"),
    why=_l("So that your calendar program can read your meetings, if you have asked for that."),
    kept=WITH_THE_ACCOUNT,
    at_erasure=AtErasure.DELETE,
    owners=(account_in("account_id"),),
    secret={"nonce": _l("Part of the address"), "token_hash": _l("Fingerprint of the address")},
    facts={"made_at": _l("Made on")},
    plain=("account_id",),
    place=60,
)
REMINDERS = About(
    what=_l("Reminders"),
    why=_l("So that we write to you when you want it."),
    kept=WITH_THE_ACCOUNT,
    at_erasure=AtErasure.DELETE,
    owners=(account_in("account_id"),),
    facts={"lead": _l("When"), "chosen_at": _l("Chosen on")},
    plain=("account_id",),
    place=40,
)
ABSENCE = About(
    what=_l("Meetings noted as not coming"),
    why=_l("So that the provider knows who is not coming."),
    kept=WITH_THE_ACCOUNT,
    at_erasure=AtErasure.DELETE,
    owners=(row_of("enrolment", "enrolment_id"),),
    facts={"enrolment_id": _l("Course"), "said_at": _l("Said on")},
    others={"said_by": _l("Said by")},
    plain=("id", "session_id"),
    place=35,
)
