"""The office's first page and the page of one provider: what waits, and what is decided."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from catalogue.accounts.forms import Answers
from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.core.errors import DomainError
from catalogue.core.i18n import site_blueprint
from catalogue.offerings.presenting import kind_badge
from catalogue.office import listing_views, queries
from catalogue.office.scope import scope_of
from catalogue.providers import services
from catalogue.providers.models import Provider
from catalogue.providers.queries import any_provider, last_decision
from catalogue.providers.rules import NEXT, ProviderState, ReasonMissing
from catalogue.providers.wording import KINDS, STATES, TONES

bp = site_blueprint("office", __name__)
blueprints = (bp,)
listing_views.attach(bp)
DECISIONS: dict[str, tuple[ProviderState, Callable[..., None]]] = {
    "reject": (ProviderState.REJECTED, services.reject),
    "suspend": (ProviderState.SUSPENDED, services.suspend),
    "close": (ProviderState.CLOSED, services.close),
}
"""What needs a reason. To verify needs none."""


@bp.get("/office")
def overview() -> ResponseReturnValue:
    scope, at = scope_of(visitor().account_id), now()
    return render_template(
        "office/overview.html", applications=queries.applications(scope), kinds=KINDS,
        queue=queries.listings_in_review(scope), now=at, kind_badge=kind_badge,
    )  # fmt: skip


@bp.get("/office/providers/<provider_id>")
def provider(provider_id: str) -> ResponseReturnValue:
    return _page(_found(provider_id), Answers({}))


@bp.post("/office/providers/<provider_id>")
def decide_provider(provider_id: str) -> ResponseReturnValue:
    found, form = _found(provider_id), Answers(request.form)
    chosen, reason = form.text("decision"), form.text("reason", 600)
    actor_id, at = visitor().account_id, now()
    try:
        if chosen == "verify":
            services.verify(found.id, actor_id=actor_id, now=at)
        elif chosen in DECISIONS:
            DECISIONS[chosen][1](found.id, reason, actor_id=actor_id, now=at)
        else:
            form.errors["decision"] = _l("Choose one of the entries")
    except ReasonMissing as refused:
        form.errors["reason"] = refused.message
    except DomainError as refused:
        form.errors["decision"] = refused.message
    if form.errors:
        return _page(found, form, 422)
    return redirect(url_for("office.provider", provider_id=provider_id, notice="decided"), code=303)


def _found(provider_id: str) -> Provider:
    """:raises NotFound: there is none, or it is another city's."""
    found = any_provider(provider_id)
    scope_of(visitor().account_id).ensure(found.city_id)
    return found


def _page(found: Provider, form: Answers, status: int = 200) -> ResponseReturnValue:
    steps = NEXT[ProviderState(found.state)]
    page = render_template(
        "office/provider.html",
        provider=found, form=form, kind=KINDS[found.kind], state=STATES[found.state], tone=TONES[found.state],
        may_verify=ProviderState.VERIFIED in steps,
        decisions=[name for name, (state, _act) in DECISIONS.items() if state in steps],
        reason=last_decision(found.id),
    )  # fmt: skip
    return page, status
