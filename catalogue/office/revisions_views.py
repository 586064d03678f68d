"""What the office decides of changes to live listings: old beside new, approved or not."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from catalogue.accounts.forms import Answers
from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.core.errors import DomainError
from catalogue.offerings.editing import queries, services
from catalogue.offerings.editing.changes import changes_of
from catalogue.offerings.editing.models import OfferingRevision
from catalogue.offerings.editing.wording import REVISIONS
from catalogue.offerings.images.presenting import words_about
from catalogue.offerings.page_queries import offering_in_any_state
from catalogue.offerings.rules import ReasonNeeded
from catalogue.offerings.views import page_of
from catalogue.office.decisions import decided_by
from catalogue.office.pictures import office_address
from catalogue.office.queue_views import just_decided, line
from catalogue.office.run_sheet import run_sheet
from catalogue.office.scope import scope_of
from catalogue.office.sheet import TEXTS, facts_of
from catalogue.office.views import bp
from catalogue.providers.rules import REASON_MAX

blueprints = ()


@bp.get("/office/revisions/<revision_id>")
def revision(revision_id: str) -> ResponseReturnValue:
    return _page(_found(revision_id), Answers({}))


@bp.post("/office/revisions/<revision_id>")
def decide_revision(revision_id: str) -> ResponseReturnValue:
    found, form, here = _found(revision_id), Answers(request.form), line("revision", revision_id)
    actor_id, at = visitor().account_id, now()
    try:
        if form.text("decision") == "approve":
            services.approve_revision(found.id, seen=form.text("seen"), actor_id=actor_id, now=at)
        elif form.text("decision") == "reject":
            services.reject_revision(
                found.id, form.text("reason", 600), seen=form.text("seen"), actor_id=actor_id, now=at
            )
        else:
            form.errors["decision"] = _l("Choose one of the entries")
    except ReasonNeeded as refused:
        form.errors["reason"] = refused.message
    except services.NotTakenAsWritten as refused:
        form.errors["decision"] = refused.problems[0].message if refused.problems else refused.message
    except DomainError as refused:
        form.errors["decision"] = refused.message
    if form.errors:
        return _page(queries.revision_by_public_id(revision_id), form, 422)
    return here.after_deciding(revision_id)


def _found(revision_id: str) -> OfferingRevision:
    """:raises NotFound: there is none, or it is about another city's listing."""
    found = queries.revision_by_public_id(revision_id)
    scope_of(visitor().account_id).ensure_offering(found.offering)
    return found


def _page(found: OfferingRevision, form: Answers, status: int = 200) -> ResponseReturnValue:
    listing = offering_in_any_state(found.offering.public_id)
    shown = page_of(listing, office_address(listing))
    page = render_template(
        "office/revision.html", reason_max=REASON_MAX,
        revision=found, offering=listing, form=form, state=REVISIONS[found.state],
        changes=changes_of(found, listing, office_address(listing)),
        image=shown.image, said=words_about(listing.image),
        texts=TEXTS, facts=facts_of(listing), sheets=[run_sheet(one) for one in shown.runs],
        line=line("revision", found.public_id), before=just_decided("revision"), by=decided_by(found),
    )  # fmt: skip
    return page, status
