"""A listing before the office: its texts in both languages, what is missing, its page as it would be, the decision."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from catalogue.accounts.forms import Answers
from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.core.errors import DomainError
from catalogue.offerings import rules, services
from catalogue.offerings.editing import services as editing
from catalogue.offerings.editing.wording import STATES, TONES
from catalogue.offerings.images.presenting import words_about
from catalogue.offerings.images.queries import content_of
from catalogue.offerings.images.serving import FOR_THE_DESK, answer
from catalogue.offerings.models import Offering
from catalogue.offerings.page_queries import offering_in_any_state
from catalogue.offerings.parts import parts_of
from catalogue.offerings.rules import NEXT, OfferingState
from catalogue.offerings.views import page_of, page_template
from catalogue.office.decisions import steps_of
from catalogue.office.lacking import lacking
from catalogue.office.lookalikes import lookalikes_of
from catalogue.office.pictures import office_address
from catalogue.office.queue_views import just_decided, line
from catalogue.office.run_sheet import run_sheet
from catalogue.office.scope import scope_of
from catalogue.office.sheet import TEXTS, facts_of
from catalogue.providers.queries import stamp_of
from catalogue.providers.rules import REASON_MAX, ProviderState
from catalogue.providers.wording import STATES as PROVIDER_STATES
from catalogue.providers.wording import TONES as PROVIDER_TONES

REFUSALS = {"changes": OfferingState.CHANGES_REQUESTED, "take_down": OfferingState.TAKEN_DOWN}
"""What needs a reason."""


def attach(bp: Blueprint) -> None:
    """Add these pages to the office's blueprint."""
    bp.get("/office/listings/<offering_id>")(listing)
    bp.post("/office/listings/<offering_id>")(decide_listing)
    bp.get("/office/listings/<offering_id>/page")(listing_page)
    bp.get("/office/listings/<offering_id>/pictures/<key>-<int(max=9999):width>.webp")(image)


def listing(offering_id: str) -> ResponseReturnValue:
    return _page(_found(offering_id), Answers({}))


def listing_page(offering_id: str) -> ResponseReturnValue:
    """The page as everybody would see it; the switch of language shows the other one."""
    found = _found(offering_id)
    return page_template("office/listing_page.html", page_of(found, office_address(found)))


def image(offering_id: str, key: str, width: int) -> ResponseReturnValue:
    """A picture of its provider: the listing's own, or one that is proposed for it."""
    return answer(content_of(_found(offering_id).provider_id, key, width), FOR_THE_DESK)


def decide_listing(offering_id: str) -> ResponseReturnValue:
    found, form, here = _found(offering_id), Answers(request.form), line("listing", offering_id)
    waited = found.state == OfferingState.IN_REVIEW
    try:
        _decide(found, form)
    except rules.ReasonNeeded:
        form.errors["reason"] = _l("Give a reason: the provider reads it.")
    except DomainError as refused:
        if refused.status == 404:
            raise
        form.errors["decision"] = refused.message
    if form.errors:
        return _page(_found(offering_id), form, 422)
    if waited:
        return here.after_deciding(offering_id)
    return redirect(url_for("office.listing", offering_id=offering_id, notice="decided"), code=303)


def _approve(found: Offering, form: Answers, actor_id: int, at: datetime) -> None:
    verify = form.text("decision") == "verify"
    if verify:
        scope_of(actor_id).ensure(found.provider.city_id)
    seen, whom = form.text("seen", 40), form.text("provider_seen")
    services.approve(found.id, seen=seen, verify_provider=verify, provider_seen=whom, actor_id=actor_id, now=at)


def _decide(found: Offering, form: Answers) -> None:
    decision, actor_id, at = form.text("decision"), visitor().account_id, now()
    if decision in ("publish", "verify"):
        _approve(found, form, actor_id, at)
    elif decision == "reopen":
        services.take_request_back(found.id, actor_id=actor_id, now=at)
    elif decision == "changes":
        seen, reason = form.text("seen", 40), form.text("reason", 600)
        services.request_changes(found.id, reason, seen=seen, actor_id=actor_id, now=at)
    elif decision == "take_down":
        editing.take_down(found.id, form.text("reason", 600), actor_id=actor_id, now=at)
    else:
        form.errors["decision"] = _l("Choose one of the entries")


def _found(offering_id: str) -> Offering:
    """:raises NotFound: there is none, or it is another city's."""
    found = offering_in_any_state(offering_id)
    scope_of(visitor().account_id).ensure_offering(found)
    return found


def _page(found: Offering, form: Answers, status: int = 200) -> ResponseReturnValue:
    missing, shown = rules.missing_for_publishing(parts_of(found)), page_of(found, office_address(found))
    lacks = lacking(found, missing)
    decisions = _decisions(found, ready=not lacks)
    page = render_template(
        "office/listing.html", reason_max=REASON_MAX,
        lookalikes=lookalikes_of(found.provider) if "verify" in decisions else [],
        offering=found, provider_seen=stamp_of(found.provider), form=form, page=shown, texts=TEXTS,
        missing=lacks, facts=facts_of(found), sheets=[run_sheet(one) for one in shown.runs],
        line=line("listing", found.public_id), before=just_decided("listing"),
        image=shown.image, said=words_about(found.image),
        state=STATES[found.state], tone=TONES[found.state],
        provider_state=PROVIDER_STATES[found.provider.state], provider_tone=PROVIDER_TONES[found.provider.state],
        decisions=decisions, steps=steps_of(found.id),
    )  # fmt: skip
    return page, status


def _decisions(found: Offering, *, ready: bool) -> list[str]:
    """What may be decided now; publishing only where everybody would see it and nothing is missing."""
    steps = NEXT[OfferingState(found.state)]
    may = [name for name, state in REFUSALS.items() if state in steps]
    if found.state == OfferingState.CHANGES_REQUESTED and ready:
        may.append("reopen")
    if found.state == OfferingState.IN_REVIEW and ready:
        provider = found.provider
        if provider.verified:
            may.insert(0, "publish")
        elif provider.state == ProviderState.APPLIED and scope_of(visitor().account_id).has(provider.city_id):
            may.insert(0, "verify")
    return may
