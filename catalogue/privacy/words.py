"""Words for what the tables hold as codes, by column: a code without words is shown as it is."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from catalogue.privacy.rules import RequestKind, RequestState

_STATES: dict[str, LazyString] = {
    "requested": _l("Waiting for the provider's approval"),
    "waitlisted": _l("On the waiting list"),
    "offered": _l("A seat is offered"),
    "confirmed": _l("Confirmed"),
    "rejected": _l("Not accepted"),
    "declined": _l("Declined"),
    "lapsed": _l("Ended without a seat"),
    "withdrawn": _l("Withdrawn"),
    "cancelled": _l("Cancelled"),
    "completed": _l("Completed"),
    "not_completed": _l("Not completed"),
    "no_show": _l("Did not attend"),
    "active": _l("Active"),
    "issued": _l("Issued"),
    "revoked": _l("Withdrawn"),
    "ended": _l("Ended"),
    "waiting": _l("Waiting"),
    "sent": _l("Sent"),
    "failed": _l("Could not be sent"),
    "closed": _l("Closed"),
    RequestState.OPEN: _l("Waiting for the office"),
    RequestState.DONE: _l("Done"),
    RequestState.REFUSED: _l("Refused"),
}
PURPOSES: dict[str, LazyString] = {
    "privacy_notice": _l("Privacy notice: that your name and address are kept for your account"),
    "guardianship": _l("That you act for somebody whom you look after"),
    "assisted_enrolment": _l("That a library or centre keeps your name and enrols you"),
    "join": _l("To open an account"),
    "sign_in": _l("To sign in"),
    "reset": _l("To choose a new passphrase"),
}
REQUEST_KINDS: dict[str, LazyString] = {
    RequestKind.ACCESS: _l("I want to know something about my data"),
    RequestKind.CORRECTION: _l("Something is wrong that I cannot correct myself"),
    RequestKind.ERASURE: _l("Something is to be deleted that I cannot delete myself"),
    RequestKind.OBJECTION: _l("I do not agree to a use of my data"),
    RequestKind.OTHER: _l("Something else"),
}
WORDS: dict[str, Mapping[str, LazyString]] = {
    "state": _STATES,
    "from_state": _STATES,
    "to_state": _STATES,
    "purpose": PURPOSES,
    "language": {"ar": _l("Arabic"), "en": _l("English")},
    "lead": {"day": _l("The day before"), "two_hours": _l("Two hours before"), "never": _l("Never")},
    "digits": {"latn": _l("0 to 9"), "arab": _l("Arabic-Indic")},
    "calendar": {"greg": _l("Gregorian"), "hijri": _l("Hijri")},
    "outcome": _STATES,
    "mark": {
        "present": _l("Present"),
        "late": _l("Came late"),
        "absent": _l("Absent"),
        "excused": _l("Excused"),
    },
    "gender": {"female": _l("Female"), "male": _l("Male")},
    "role": {
        "office": _l("Member of the office"),
        "administrator": _l("Administrator"),
        "assistant": _l("Assistant at a counter"),
        "owner": _l("Owner"),
        "editor": _l("Editor"),
        "instructor": _l("Instructor"),
    },
    "cause": {
        "enrolled": _l("Enrolled"),
        "cancelled by the learner": _l("Cancelled by the learner"),
        "withdrawn by its giver": _l("Withdrawn"),
        "asked by its owner": _l("Asked"),
        "demonstration": _l("Demonstration"),
        "entered by the provider": _l("Entered by the provider"),
        "a seat became free": _l("A seat became free"),
        "accepted": _l("Accepted"),
        "declined": _l("Declined"),
        "nobody answered in time": _l("Not taken up in time"),
    },
    "kind": {
        **REQUEST_KINDS,
        "parent": _l("Parent"),
        "legal_guardian": _l("Legal guardian"),
        "child_of_parent": _l("Daughter or son"),
        "join_code": _l("Code for joining"),
        "already_joined": _l("Code for signing in"),
        "sign_in_code": _l("Code for signing in"),
        "reset_link": _l("Link for a new passphrase"),
        "passphrase_changed": _l("Passphrase changed"),
        "meeting_reminder": _l("Reminder of a meeting"),
        "enrolment_confirmed": _l("Confirmation of an enrolment"),
        "enrolment_requested": _l("Arrival of a request for a seat"),
        "enrolment_cancelled": _l("Cancellation of an enrolment"),
        "enrolment_waitlisted": _l("A place on the waiting list"),
        "enrolment_offered": _l("Offer of a seat"),
        "enrolment_lapsed": _l("End of an offer that was not taken up"),
        "enrolment_declined": _l("Decline of an offer"),
        "enrolment_left_list": _l("Leaving a waiting list"),
        "enrolment_rejected": _l("Answer to a request for a seat"),
        "enrolment_run_cancelled": _l("Cancellation of a run by the provider"),
        "enrolment_changed": _l("Change of a course"),
        "guardian_invitation": _l("Invitation to look after somebody"),
        "record_claimed": _l("Handing over of a record"),
        "request_received": _l("Arrival of a request about your data"),
        "request_extended": _l("More time for a request about your data"),
        "request_answered": _l("Answer to a request about your data"),
    },
}
PARTS: dict[str, LazyString] = {
    "learner": _l("Learner"),
    "title": _l("Course"),
    "provider": _l("Provider"),
    "offering": _l("Number of the course"),
    "kind": _l("Certificate"),
    "hours": _l("Hours"),
    "skills": _l("Skills"),
    "completed_on": _l("Completed on"),
    "issuer": _l("Issued by"),
    "from": _l("First day"),
    "until": _l("Last day"),
}
"""What the parts of a certificate are called; the parts of other values bear the words of their makers."""
