"""What helps to write each text: what belongs into it, by kind, and how long it reads well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from catalogue.offerings.exchange.shape import DESCRIPTION_MAX, SUMMARY_MAX, TEXT_MAX, TITLE_MAX
from catalogue.offerings.rules import OfferingKind


@dataclass(frozen=True)
class TextField:
    """A bilingual text of the form. :ivar best: characters up to which it reads well; :ivar rows: 1 is a line."""

    name: str
    words: LazyString
    hint: LazyString | str
    best: int
    most: int
    rows: int = 5


IN_RESULTS, A_LINE = _l("One or two sentences, as they stand in the list of results."), _l("One point a line.")
TEXTS: tuple[TextField, ...] = (
    TextField("title", _l("Title"), _l("What people learn, in a few words."), 60, TITLE_MAX, rows=1),
    TextField("summary", _l("Summary"), IN_RESULTS, 160, SUMMARY_MAX, rows=3),
    TextField("description", _l("Description"), "", 1200, DESCRIPTION_MAX, rows=8),
    TextField("learn", _l("What people will learn"), A_LINE, 400, TEXT_MAX),
    TextField("who_for", _l("Who it is for, described"), "", 300, TEXT_MAX, rows=3),
    TextField("bring", _l("What to bring, and what to know beforehand"), A_LINE, 300, TEXT_MAX, rows=3),
    TextField("assessed", _l("How it is assessed"), "", 300, TEXT_MAX, rows=3),
    TextField("funding", _l("Who helps to pay"), "", 300, TEXT_MAX, rows=3),
)  # fmt: skip
BY_KIND: Mapping[tuple[str, str], LazyString] = {
    (OfferingKind.COURSE, "description"): _l("How the course is built, what happens at the meetings, who teaches."),
    (OfferingKind.WORKSHOP, "description"): _l("What people do there and what they take home."),
    (OfferingKind.PROGRAMME, "description"): _l(
        "For which work it prepares, its parts in their order, what follows after it."
    ),
    (OfferingKind.COURSE, "assessed"): _l("Test, project, attendance: whatever decides on the certificate."),
    (OfferingKind.PROGRAMME, "assessed"): _l("Examinations, the final project, and who recognises the result."),
    (OfferingKind.PROGRAMME, "who_for"): _l("What people have done before, and for whom it is not."),
    (OfferingKind.PROGRAMME, "funding"): _l("Programmes and employers that pay, and for whom."),
}
LEFT_OUT: Mapping[str, frozenset[str]] = {OfferingKind.WORKSHOP: frozenset({"assessed"})}
"""Kind → texts that hardly any of it needs; they are asked where something stands in them already."""


def hint_of(kind: str, text: TextField) -> LazyString | str:
    return BY_KIND.get((kind, text.name), text.hint)
