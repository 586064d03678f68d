"""A provider before the office: what it says of itself, what it wants to change, who owns it, the decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from catalogue.accounts.forms import Answers
from catalogue.accounts.limits import INVITATIONS_PER_ACCOUNT, count_attempt
from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.core.errors import DomainError
from catalogue.office.lookalikes import lookalikes_of
from catalogue.office.provider_list import what_hangs_on
from catalogue.office.scope import scope_of
from catalogue.providers import services
from catalogue.providers.changes import differences
from catalogue.providers.models import Provider
from catalogue.providers.people import people_of
from catalogue.providers.queries import any_provider, last_decision, stamp_of
from catalogue.providers.rules import OVER, REASON_MAX, MemberRole, ProviderCannotBecome, ProviderState, ReasonMissing
from catalogue.providers.wording import KINDS, ROLES, STATES, TONES

ABOUT_APPLICATIONS = ("verify", "reject")
STEPS: dict[str, tuple[frozenset[ProviderState], str]] = {
    "suspend": (frozenset({ProviderState.VERIFIED}), "provider_suspended"),
    "lift": (frozenset({ProviderState.SUSPENDED}), "provider_lifted"),
    "close": (frozenset({ProviderState.VERIFIED, ProviderState.SUSPENDED}), "provider_closed"),
}
"""Steps with a page of their own, which says what follows: from which states, and what is said when it is done."""


def attach(bp: Blueprint) -> None:
    """Add these pages to the office's blueprint."""
    bp.get("/office/providers/<provider_id>")(provider)
    bp.get("/office/providers/<provider_id>/<any(suspend, lift, close):step>")(provider_step)
    bp.post("/office/providers/<provider_id>")(decide_provider)
    bp.post("/office/providers/<provider_id>/change")(decide_change)
    bp.post("/office/providers/<provider_id>/owners")(invite_owner)


def provider(provider_id: str) -> ResponseReturnValue:
    return _page(_found(provider_id), Answers({}))


def provider_step(provider_id: str, step: str) -> ResponseReturnValue:
    """:raises ProviderCannotBecome: it is in a state in which this is no step, perhaps since a moment ago."""
    found = _found(provider_id)
    if found.state not in STEPS[step][0]:
        raise ProviderCannotBecome
    return _step_page(found, step, Answers({}))


def decide_provider(provider_id: str) -> ResponseReturnValue:
    found, form = _found(provider_id), Answers(request.form)
    chosen = form.text("decision")
    try:
        if not _decide(found, chosen, form):
            form.errors["decision"] = _l("Choose one of the entries")
    except ReasonMissing as refused:
        form.errors["reason"] = refused.message
    except DomainError as refused:
        form.errors["decision"] = refused.message
    if not form.errors:
        return _decided(provider_id, STEPS[chosen][1] if chosen in STEPS else "decided")
    found = _found(provider_id)  # as it is by now
    if chosen in STEPS and found.state in STEPS[chosen][0]:
        return _step_page(found, chosen, form, 422)
    return _page(found, form, 422)


def _decide(found: Provider, chosen: str, form: Answers) -> bool:
    """:returns: whether that can be decided at all."""
    seen, reason = form.text("seen"), form.text("reason", 600)
    about: dict[str, Any] = {"actor_id": visitor().account_id, "now": now()}
    steps: dict[str, Callable[[], None]] = {
        "verify": lambda: services.verify(found.id, seen=seen, **about),
        "reject": lambda: services.reject(found.id, reason, **about),
        "suspend": lambda: services.suspend(found.id, reason, **about),
        "lift": lambda: services.lift(found.id, reason, seen=seen, **about),
        "close": lambda: services.close(found.id, reason, **about),
    }
    if chosen not in steps:
        return False
    steps[chosen]()
    return True


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


def _decided(provider_id: str, notice: str = "decided") -> ResponseReturnValue:
    return redirect(url_for("office.provider", provider_id=provider_id, notice=notice), code=303)


def _found(provider_id: str) -> Provider:
    """:raises NotFound: there is none, or it is another city's."""
    found = any_provider(provider_id)
    scope_of(visitor().account_id).ensure(found.city_id)
    return found


def _page(found: Provider, form: Answers, status: int = 200) -> ResponseReturnValue:
    over = found.state in OVER
    page = render_template(
        "office/provider.html", reason_max=REASON_MAX,
        provider=found, form=form, kind=KINDS[found.kind], state=STATES[found.state], tone=TONES[found.state],
        decisions=ABOUT_APPLICATIONS if found.state == ProviderState.APPLIED else (),
        steps=[name for name, (states, _notice) in STEPS.items() if found.state in states],
        seen=stamp_of(found), reason=last_decision(found.id), people=people_of(found.id), roles=ROLES,
        lookalikes=lookalikes_of(found), differences=[] if over else differences(found), may_invite=not over,
    )  # fmt: skip
    return page, status


def _step_page(found: Provider, step: str, form: Answers, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "office/provider_step.html", provider=found, step=step, form=form, reason_max=REASON_MAX,
        seen=stamp_of(found), reason=last_decision(found.id), counts=what_hangs_on(found.id),
    )  # fmt: skip
    return page, status
