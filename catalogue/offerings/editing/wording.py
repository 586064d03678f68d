"""What states, and what is still missing, are called at the desk."""

from __future__ import annotations

from flask_babel import LazyString, lazy_pgettext
from flask_babel import lazy_gettext as _l

from catalogue.offerings.editing.rules import RevisionState, Side
from catalogue.offerings.rules import OfferingKind, OfferingState, SessionState

STATES: dict[str, LazyString] = {
    OfferingState.DRAFT: _l("Draft"),
    OfferingState.IN_REVIEW: _l("With the office"),
    OfferingState.CHANGES_REQUESTED: _l("Changes requested"),
    OfferingState.PUBLISHED: lazy_pgettext("listing", "Published"),
    OfferingState.PAUSED: _l("Paused"),
    OfferingState.ARCHIVED: _l("Archived"),
    OfferingState.TAKEN_DOWN: _l("Taken down"),
}
TONES: dict[str, str] = {
    OfferingState.DRAFT: "",
    OfferingState.IN_REVIEW: "info",
    OfferingState.CHANGES_REQUESTED: "sun",
    OfferingState.PUBLISHED: "ok",
    OfferingState.PAUSED: "sun",
    OfferingState.ARCHIVED: "",
    OfferingState.TAKEN_DOWN: "danger",
}
KINDS: dict[str, tuple[LazyString, LazyString]] = {
    OfferingKind.COURSE: (_l("Course"), _l("Several meetings, or something to learn at one’s own pace")),
    OfferingKind.WORKSHOP: (_l("Workshop"), _l("One or a few meetings at which people do something")),
    OfferingKind.PROGRAMME: (
        _l("Programme"),
        _l("Reskilling or upskilling for a job, often made up of several courses"),
    ),
}
"""Kind → its name, and which one it is."""
MISSING: dict[str, LazyString] = {
    "summary": _l("A summary or a description"),
    "topics": _l("A topic"),
    "credential": _l("Whether there is a certificate"),
    "image_alt_ar": _l("What the picture shows, in Arabic"),
    "image_alt_en": _l("What the picture shows, in English"),
    "image_consent": _l("Whether those on the picture agreed"),
    "runs": _l("A date on which it takes place"),
    "gender_mode": _l("For which group it is"),
    "price": _l("The price"),
    "sessions": _l("The times of the meetings"),
    "venue": _l("The place"),
}
SIDES: dict[str, tuple[LazyString, str]] = {
    Side.ORIGINAL: (_l("Original"), ""),
    Side.REVIEWED: (_l("Reviewed"), "ok"),
    Side.MISSING: (_l("Missing"), "sun"),
    Side.OUTDATED: (_l("The other language has changed since"), "danger"),
}
"""How one language of a text stands to the other → its words and its tone."""
REVISIONS: dict[str, LazyString] = {
    RevisionState.OPEN: _l("Waits for the office"),
    RevisionState.APPROVED: _l("Approved"),
    RevisionState.REJECTED: _l("Not approved"),
    RevisionState.WITHDRAWN: _l("Withdrawn"),
}
SESSIONS: dict[str, LazyString] = {
    SessionState.SCHEDULED: _l("Takes place"),
    SessionState.MOVED: _l("Was moved to this time"),
    SessionState.CANCELLED: _l("Does not take place"),
}
