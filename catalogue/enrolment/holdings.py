"""What the enrolments' tables hold about people: read by export, erasure and the privacy notice."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from catalogue.core.holding import About, AtErasure, Kept, learner_in, row_of

ENROLMENT = About(
    what=_l("Enrolments"),
    why=_l("To hold your seat, and to be able to say later what was agreed."),
    kept=Kept(
        _l(
            "As long as you have the account; your answers only until %(time)s after the course. "
            "Afterwards only the count stays."
        ),
        "keep_answers_days",
    ),
    at_erasure=AtErasure.EMPTY,
    owners=(learner_in("learner_id"),),
    personal={"answers": _l("Your answers"), "idempotency_key": _l("Number of the form")},
    facts={
        "run_id": _l("Course"),
        "learner_id": _l("Learner"),
        "state": _l("State"),
        "section": _l("Group"),
        "waiting_place": _l("Place in the waiting list"),
        "offer_expires_at": _l("Seat kept until"),
        "created_at": _l("Asked for on"),
        "changed_at": _l("Last change"),
    },
    others={"acted_by": _l("Who acted")},
    plain=("id", "public_id"),
    place=3,
)
EVENT = About(
    what=_l("Each step of an enrolment"),
    why=_l("To be able to say later who did what, and when."),
    kept=Kept(_l("As long as you have the account; afterwards without your name, as a count.")),
    at_erasure=AtErasure.EMPTY,
    owners=(row_of("enrolment", "enrolment_id"),),
    personal={"reason": _l("What the provider said")},
    facts={
        "enrolment_id": _l("Course"),
        "from_state": _l("State before"),
        "to_state": _l("State after"),
        "cause": _l("Cause"),
        "at": _l("When"),
    },
    others={"actor_id": _l("Who acted")},
    plain=("id",),
    place=4,
)
ATTENDANCE = About(
    what=_l("Attendance"),
    why=_l("To know whether you have completed a course."),
    kept=Kept(_l("As long as you have the account; afterwards without your name, as a count.")),
    at_erasure=AtErasure.KEEP,
    owners=(row_of("enrolment", "enrolment_id"),),
    facts={"enrolment_id": _l("Course"), "mark": _l("Attendance"), "recorded_at": _l("Entered on")},
    others={"recorded_by": _l("Who acted")},
    plain=("session_id",),
    place=5,
)
COMPLETION = About(
    what=_l("How your courses ended"),
    why=_l("For your learning record and your certificates."),
    kept=Kept(_l("As long as you have the account; afterwards without your name, as a count.")),
    at_erasure=AtErasure.KEEP,
    owners=(row_of("enrolment", "enrolment_id"),),
    facts={"outcome": _l("Outcome"), "ended_on": _l("Completed on"), "recorded_at": _l("Entered on")},
    others={"recorded_by": _l("Who acted")},
    plain=("enrolment_id",),
    place=5,
)
RATING = About(
    what=_l("Your ratings"),
    why=_l("To tell provider and office what was good, and everybody how many stars there are on average."),
    kept=Kept(_l("As long as you have the account; afterwards only the stars stay, as a count.")),
    at_erasure=AtErasure.EMPTY,
    owners=(row_of("enrolment", "enrolment_id"),),
    personal={"words": _l("What you wrote")},
    facts={"stars": _l("Your rating"), "created_at": _l("Entered on"), "changed_at": _l("Last change")},
    plain=("enrolment_id",),
    place=6,
)
CERTIFICATE = About(
    what=_l("Certificates"),
    why=_l("So that everybody whom you give a code can check your certificate."),
    kept=Kept(_l("As long as you have the account; afterwards the code alone, which is then said to be withdrawn.")),
    at_erasure=AtErasure.EMPTY,
    owners=(row_of("enrolment", "enrolment_id"),),
    personal={"content": _l("What the certificate says")},
    facts={
        "code": _l("Code"),
        "state": _l("State"),
        "issued_at": _l("Issued on"),
        "revoked_at": _l("Withdrawn on"),
        "revocation_reason": _l("Cause"),
    },
    others={"revoked_by": _l("Who acted")},
    plain=("id", "enrolment_id", "signature", "key_id", "list_number", "list_index"),
    place=5,
)
BUNDLE_MEMBER = About(
    what=_l("Who waits for seats together"),
    why=_l("To offer a family its seats together."),
    kept=Kept(_l("As long as you have the account; afterwards without your name, as a count.")),
    at_erasure=AtErasure.KEEP,
    owners=(row_of("enrolment", "enrolment_id"),),
    facts={"enrolment_id": _l("Course"), "bundle_id": _l("Number of the family’s place")},
    place=5,
)
