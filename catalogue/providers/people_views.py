"""The people of a provider: who they are, asking another one, roles, removing, leaving."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from catalogue.accounts.forms import Answers
from catalogue.accounts.limits import INVITATIONS_PER_ACCOUNT, count_attempt
from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.core.errors import DomainError
from catalogue.providers import services
from catalogue.providers.desk import desk, desk_blueprint
from catalogue.providers.people import Person, open_invitations, people_of, person_at
from catalogue.providers.rules import LastOwner, MemberRole
from catalogue.providers.wording import ROLE_HINTS, ROLES

bp = desk_blueprint("people", __name__)
blueprints = (bp,)


@bp.get("/people")
def people() -> ResponseReturnValue:
    return _list(Answers({}))


@bp.post("/people/invitations")
def invite() -> ResponseReturnValue:
    form = Answers(request.form)
    email, role = form.email(), _role(form)
    if role is None or form.errors:
        return _list(form, 422)
    count_attempt(INVITATIONS_PER_ACCOUNT, str(visitor().account_id), now())
    try:
        services.invite(desk().provider_id, email, role, invited_by=visitor().account_id, now=now())
    except DomainError as refused:
        form.errors["email"] = refused.message
        return _list(form, refused.status)
    return redirect(url_for(".people", notice="invited"), code=303)


@bp.post("/people/invitations/<invitation_id>/withdraw")
def withdraw(invitation_id: str) -> ResponseReturnValue:
    services.withdraw(desk().provider_id, invitation_id)
    return redirect(url_for(".people", notice="invitation_withdrawn"), code=303)


@bp.get("/people/<member_id>")
def member(member_id: str) -> ResponseReturnValue:
    return _member(person_at(desk().provider_id, member_id), Answers({}))


@bp.post("/people/<member_id>")
def change(member_id: str) -> ResponseReturnValue:
    found, form = person_at(desk().provider_id, member_id), Answers(request.form)
    role = _role(form)
    if role is None:
        return _member(found, form, 422)
    try:
        services.change_role(desk().provider_id, found.account_id, role, actor_id=visitor().account_id, now=now())
    except DomainError as refused:
        form.errors["role"] = refused.message
        return _member(found, form, refused.status)
    return redirect(url_for(".people", notice="role_changed"), code=303)


@bp.post("/people/<member_id>/remove")
def remove(member_id: str) -> ResponseReturnValue:
    found = person_at(desk().provider_id, member_id)
    try:
        services.remove(desk().provider_id, found.account_id, actor_id=visitor().account_id, now=now())
    except LastOwner as refused:
        return _member(found, Answers({}), refused.status, problem=refused)
    if found.account_id == visitor().account_id:
        return redirect(url_for("pages.provide", notice="desk_left"), code=303)
    return redirect(url_for(".people", notice="member_removed"), code=303)


@bp.get("/people/leave")
def ask_to_leave() -> ResponseReturnValue:
    return _leaving()


@bp.post("/people/leave")
def leave() -> ResponseReturnValue:
    try:
        services.leave(desk().provider_id, visitor().account_id, now=now())
    except LastOwner as refused:
        return _leaving(refused.status, problem=refused)
    return redirect(url_for("pages.provide", notice="desk_left"), code=303)


def _role(form: Answers) -> MemberRole | None:
    chosen = form.text("role")
    if chosen in tuple(MemberRole):
        return MemberRole(chosen)
    form.errors["role"] = _l("Choose one of the entries")
    return None


def _list(form: Answers, status: int = 200) -> ResponseReturnValue:
    here = desk()
    changing = here.may(MemberRole.OWNER)
    page = render_template(
        "provide/people.html", desk=here, form=form, people=people_of(here.provider_id), roles=ROLES,
        role_hints=ROLE_HINTS, changing=changing, own_id=visitor().account_id,
        invitations=open_invitations(here.provider_id, now()) if changing else [],
    )  # fmt: skip
    return page, status


def _member(found: Person, form: Answers, status: int = 200, problem: DomainError | None = None) -> ResponseReturnValue:
    page = render_template(
        "provide/member.html", desk=desk(), person=found, form=form, roles=ROLES, role_hints=ROLE_HINTS,
        problem=problem, own_id=visitor().account_id,
    )  # fmt: skip
    return page, status


def _leaving(status: int = 200, problem: DomainError | None = None) -> ResponseReturnValue:
    return render_template("provide/leave.html", desk=desk(), problem=problem), status
