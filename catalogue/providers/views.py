"""How an organisation comes to its desk: the application."""

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
from catalogue.providers.forms import CALENDARS, read_application
from catalogue.providers.wording import KINDS
from catalogue.taxonomy import queries as taxonomy

bp = site_blueprint("joining", __name__)
blueprints = (bp,)


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


def _page(form: Answers, status: int = 200, problem: DomainError | None = None) -> ResponseReturnValue:
    page = render_template(
        "provide/apply.html", form=form, kinds=KINDS, cities=taxonomy.cities(), calendars=CALENDARS, problem=problem
    )
    return page, status
