"""What the tables of running a class hold about people (catalogue/core/holding.py)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from catalogue.core.holding import About, AtErasure, Kept, account_in, row_of

NOTE = About(
    what=_l("Notes of providers about your enrolments"),
    why=_l("So that a provider remembers what helps you in the course, such as a seat in front."),
    kept=Kept(_l("Until %(time)s after the course."), "keep_answers_days"),
    at_erasure=AtErasure.DELETE,
    owners=(row_of("enrolment", "enrolment_id"),),
    personal={"words": _l("What the provider noted")},
    facts={"written_at": _l("Written on")},
    others={"written_by": _l("Who acted")},
    plain=("enrolment_id",),
    place=5,
)
MESSAGE = About(
    what=_l("Messages that you wrote to the learners of a class"),
    why=_l("To deliver each message to all who are enrolled, once."),
    kept=Kept(_l("%(time)s after it was sent."), "keep_messages_days"),
    at_erasure=AtErasure.DELETE,
    owners=(account_in("sent_by"),),
    personal={"words": _l("What you wrote")},
    facts={"sent_at": _l("Sent on"), "mails": _l("Number of mails")},
    plain=("id", "run_id", "sent_by", "form_number"),
    place=60,
)
