"""What the office decides of changes to live listings: old beside new, approved or not."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
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
from catalogue.offerings.rules import ReasonNeeded
from catalogue.office.scope import scope_of
from catalogue.office.views import bp
from catalogue.providers.rules import REASON_MAX

blueprints = ()


@bp.get("/office/revisions/<revision_id>")
def revision(revision_id: str) -> ResponseReturnValue:
    return _page(_found(revision_id), Answers({}))


@bp.post("/office/revisions/<revision_id>")
def decide_revision(revision_id: str) -> ResponseReturnValue:
    found, form = _found(revision_id), Answers(request.form)
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
    return redirect(url_for("office.revision", revision_id=revision_id, notice="revision_decided"), code=303)


def _found(revision_id: str) -> OfferingRevision:
    """:raises NotFound: there is none, or it is about another city's listing."""
    found = queries.revision_by_public_id(revision_id)
    scope_of(visitor().account_id).ensure_offering(found.offering)
    return found


def _page(found: OfferingRevision, form: Answers, status: int = 200) -> ResponseReturnValue:
    listing = queries.own_listing(found.offering.provider_id, found.offering.public_id)
    page = render_template(
        "office/revision.html", reason_max=REASON_MAX,
        revision=found, offering=listing, form=form, changes=changes_of(found, listing), state=REVISIONS[found.state],
    )  # fmt: skip
    return page, status
