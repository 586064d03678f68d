"""How one comes to a desk: an organisation applies, or somebody is asked to act for one."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalogue.accounts.forms import Answers
from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.core.errors import DomainError
from catalogue.core.formats import at_zone
from catalogue.core.i18n import site_blueprint
from catalogue.providers import services
from catalogue.providers.desk import desks_of
from catalogue.providers.forms import CALENDARS, NAME_MAX, read_application
from catalogue.providers.rules import AlreadyMember
from catalogue.providers.wording import KINDS, ROLE_HINTS, ROLES
from catalogue.taxonomy import queries as taxonomy

bp = site_blueprint("joining", __name__)
blueprints = (bp,)


@bp.get("/me/work")
def work() -> ResponseReturnValue:
    """The one way to every place where the visitor works; where there is only one, right there."""
    desks, who = desks_of(visitor().account_id), visitor()
    if len(desks) + who.in_office != 1:
        return render_template("provide/work.html")
    if who.in_office:
        return redirect(url_for("office.overview"), code=303)
    return redirect(url_for("desk.overview", provider_id=desks[0].provider.public_id), code=303)


@bp.get("/provide/apply")
def apply() -> ResponseReturnValue:
    return _page(Answers({"email": visitor().email}))


@bp.post("/provide/apply")
def send() -> ResponseReturnValue:
    form = Answers(request.form)
    about = read_application(form, at_zone(now()).date())
    if form.errors:
        return _page(form, 422)
    try:
        number = services.apply(about, account_id=visitor().account_id, now=now())
    except DomainError as refused:
        return _page(form, refused.status, problem=refused)
    return redirect(url_for("desk.overview", provider_id=number, notice="applied"), code=303)


@bp.get("/provide/invitation/<token>")
def invitation(token: str) -> ResponseReturnValue:
    return _asked(token)


@bp.post("/provide/invitation/<token>")
def accept(token: str) -> ResponseReturnValue:
    try:
        number = services.accept(token, account_id=visitor().account_id, now=now())
    except AlreadyMember as refused:
        return _asked(token, refused.status, problem=refused)
    return redirect(url_for("desk.overview", provider_id=number, notice="desk_joined"), code=303)


def _asked(token: str, status: int = 200, problem: DomainError | None = None) -> ResponseReturnValue:
    asked = services.invitation(token, now())
    page = render_template(
        "provide/invitation.html", asked=asked, token=token, role=ROLES[asked.role], hint=ROLE_HINTS[asked.role],
        problem=problem, email=visitor().email,
    )  # fmt: skip
    return page, status


def _page(form: Answers, status: int = 200, problem: DomainError | None = None) -> ResponseReturnValue:
    page = render_template(
        "provide/apply.html",
        form=form,
        kinds=KINDS,
        name_max=NAME_MAX,
        cities=taxonomy.cities(),
        calendars=CALENDARS,
        problem=problem,
    )
    return page, status
