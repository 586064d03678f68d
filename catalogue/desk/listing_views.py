"""One listing at the desk: what it lacks, how readers will see it, and what can be done with it.

On the blueprint of the editor; here because cards are shown as the search shows them.
"""

from __future__ import annotations

from dataclasses import replace

from flask import render_template, request
from flask.typing import ResponseReturnValue

from catalogue.core.clock import now
from catalogue.core.reader import LANGUAGES, reader, reading_as
from catalogue.offerings.editing import queries
from catalogue.offerings.editing.blueprint import bp
from catalogue.offerings.editing.changes import changes_of
from catalogue.offerings.editing.image_views import desk_address
from catalogue.offerings.editing.once import key_of_form
from catalogue.offerings.editing.presenting import lacks_of
from catalogue.offerings.editing.rules import DELETABLE
from catalogue.offerings.editing.wording import STATES, TONES
from catalogue.offerings.freshness import silence_of
from catalogue.offerings.presenting.badges import kind_badge
from catalogue.offerings.presenting.page import offering_page
from catalogue.offerings.presenting.texts import lines
from catalogue.offerings.queries import card_of
from catalogue.offerings.rules import OVER, OfferingState
from catalogue.offerings.run_words import RunWords
from catalogue.providers.desk import desk
from catalogue.search.presenting.cards import card_views
from catalogue.search.stems import NOTHING_WANTED

blueprints = (bp,)
BUTTONS: dict[OfferingState, tuple[str, ...]] = {
    OfferingState.DRAFT: ("submit",),
    OfferingState.CHANGES_REQUESTED: ("submit",),
    OfferingState.PUBLISHED: ("pause",),
    OfferingState.PAUSED: ("resume", "archive"),
}
"""State → the steps that the provider may take from there."""


@bp.get("/listings/<offering_id>")
def listing(offering_id: str) -> ResponseReturnValue:
    here, at = desk(), now()
    found = queries.own_listing(here.provider_id, offering_id)
    lacks, revision = lacks_of(found), queries.open_revision_of(found.id)
    buttons = [step for step in BUTTONS.get(OfferingState(found.state), ()) if not (step == "submit" and lacks)]
    return render_template(
        "listings/listing.html",
        desk=here, offering=found, states=STATES, tones=TONES, kind=kind_badge(found), lacks=lacks,
        reason=queries.reason_for_changes(found.id), buttons=buttons if here.working else [],
        changeable=here.working and found.state not in OVER, runs=[RunWords(run, at) for run in found.runs],
        cards={lang: card_views([card_of(found, at)], NOTHING_WANTED, {}, at)[0] for lang in LANGUAGES},
        revision=revision, silence=silence_of(found, at),
        decided=queries.last_decision_of(found.id),
        changes=changes_of(revision, found, desk_address) if revision else [],
        deletable=found.state in DELETABLE and found.published_at is None, once=key_of_form(),
    )  # fmt: skip


@bp.get("/listings/<offering_id>/preview")
def preview(offering_id: str) -> ResponseReturnValue:
    """The page of the offering as it stands in the database, also before anybody may see it."""
    found = queries.own_listing(desk().provider_id, offering_id)
    asked = request.args.get("in", "")
    lang = asked if asked in LANGUAGES else reader().lang
    with reading_as(replace(reader(), lang=lang)):
        page = offering_page(found, similar=(), programmes=[], opened=[], now=now(), pictures=desk_address)
    return render_template(
        "listings/preview.html",
        desk=desk(), offering=found, page=page, lines=lines, kind_badge=kind_badge, shown_in=lang,
    )  # fmt: skip
