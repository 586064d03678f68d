"""A provider before the office: what it says of itself, what it wants to change, who owns it, the decision."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from catalogue.accounts.forms import Answers
from catalogue.accounts.limits import INVITATIONS_PER_ACCOUNT, count_attempt
from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.core.errors import DomainError
from catalogue.office.lookalikes import lookalikes_of
from catalogue.office.scope import scope_of
from catalogue.providers import services
from catalogue.providers.changes import differences
from catalogue.providers.models import Provider
from catalogue.providers.people import people_of
from catalogue.providers.queries import any_provider, last_decision, stamp_of
from catalogue.providers.rules import NEXT, OVER, REASON_MAX, MemberRole, ProviderState, ReasonMissing
from catalogue.providers.wording import KINDS, ROLES, STATES, TONES

DECISIONS: dict[str, tuple[ProviderState, Callable[..., None]]] = {
    "reject": (ProviderState.REJECTED, services.reject),
    "suspend": (ProviderState.SUSPENDED, services.suspend),
    "close": (ProviderState.CLOSED, services.close),
}
"""What needs a reason. To verify needs none."""


def attach(bp: Blueprint) -> None:
    """Add these pages to the office's blueprint."""
    bp.get("/office/providers/<provider_id>")(provider)
    bp.post("/office/providers/<provider_id>")(decide_provider)
    bp.post("/office/providers/<provider_id>/change")(decide_change)
    bp.post("/office/providers/<provider_id>/owners")(invite_owner)


def provider(provider_id: str) -> ResponseReturnValue:
    return _page(_found(provider_id), Answers({}))


def decide_provider(provider_id: str) -> ResponseReturnValue:
    found, form = _found(provider_id), Answers(request.form)
    chosen, reason = form.text("decision"), form.text("reason", 600)
    actor_id, at = visitor().account_id, now()
    try:
        if chosen == "verify":
            services.verify(found.id, seen=form.text("seen"), actor_id=actor_id, now=at)
        elif chosen in DECISIONS:
            DECISIONS[chosen][1](found.id, reason, actor_id=actor_id, now=at)
        else:
            form.errors["decision"] = _l("Choose one of the entries")
    except ReasonMissing as refused:
        form.errors["reason"] = refused.message
    except DomainError as refused:
        form.errors["decision"] = refused.message
    return _page(found, form, 422) if form.errors else _decided(provider_id)


def decide_change(provider_id: str) -> ResponseReturnValue:
    """About new names, kind, city or licence."""
    found, form = _found(provider_id), Answers(request.form)
    chosen, reason = form.text("change"), form.text("change_reason", 600)
    actor_id, at = visitor().account_id, now()
    try:
        if chosen == "accept":
            services.accept_change(found.id, seen=form.text("seen"), actor_id=actor_id, now=at)
        elif chosen == "refuse":
            services.refuse_change(found.id, reason, actor_id=actor_id, now=at)
        else:
            form.errors["change"] = _l("Choose one of the entries")
    except ReasonMissing as refused:
        form.errors["change_reason"] = refused.message
    except DomainError as refused:
        form.errors["change"] = refused.message
    return _page(found, form, 422) if form.errors else _decided(provider_id)


def invite_owner(provider_id: str) -> ResponseReturnValue:
    """For a provider that was entered by the operator, or whose owners are gone."""
    found, form = _found(provider_id), Answers(request.form)
    email = form.email("owner")
    if form.errors:
        return _page(found, form, 422)
    count_attempt(INVITATIONS_PER_ACCOUNT, str(visitor().account_id), now())
    try:
        services.invite(found.id, email, MemberRole.OWNER, invited_by=visitor().account_id, now=now())
    except DomainError as refused:
        form.errors["owner"] = refused.message
        return _page(found, form, refused.status)
    return redirect(url_for("office.provider", provider_id=provider_id, notice="invited"), code=303)


def _decided(provider_id: str) -> ResponseReturnValue:
    return redirect(url_for("office.provider", provider_id=provider_id, notice="decided"), code=303)


def _found(provider_id: str) -> Provider:
    """:raises NotFound: there is none, or it is another city's."""
    found = any_provider(provider_id)
    scope_of(visitor().account_id).ensure(found.city_id)
    return found


def _page(found: Provider, form: Answers, status: int = 200) -> ResponseReturnValue:
    steps, over = NEXT[ProviderState(found.state)], found.state in OVER
    page = render_template(
        "office/provider.html", reason_max=REASON_MAX,
        provider=found, form=form, kind=KINDS[found.kind], state=STATES[found.state], tone=TONES[found.state],
        may_verify=ProviderState.VERIFIED in steps,
        decisions=[name for name, (state, _act) in DECISIONS.items() if state in steps],
        seen=stamp_of(found), reason=last_decision(found.id), people=people_of(found.id), roles=ROLES,
        lookalikes=lookalikes_of(found), differences=[] if over else differences(found), may_invite=not over,
    )  # fmt: skip
    return page, status
