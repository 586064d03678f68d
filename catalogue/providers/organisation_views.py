"""What an organisation says of itself, for its owners."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalogue.accounts.forms import Answers
from catalogue.accounts.queries import districts_by_city
from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.core.errors import DomainError
from catalogue.core.formats import at_zone
from catalogue.providers import services
from catalogue.providers.desk import desk, desk_blueprint
from catalogue.providers.forms import CALENDARS, NAME_MAX, answers_of, read_details
from catalogue.providers.queries import change_of, stamp_of
from catalogue.providers.rules import DetailsChanged
from catalogue.providers.services.details import changed
from catalogue.providers.wording import KINDS
from catalogue.taxonomy import queries as taxonomy

bp = desk_blueprint("organisation", __name__)
blueprints = (bp,)


@bp.get("/organisation")
def organisation() -> ResponseReturnValue:
    provider = desk().provider
    waiting = change_of(provider.id)
    return _page(answers_of(provider, changed(waiting) if waiting else {}), stamp_of(provider))


@bp.post("/organisation")
def change() -> ResponseReturnValue:
    here, form = desk(), Answers(request.form)
    about = read_details(form, at_zone(now()).date(), here.provider)
    seen = form.text("seen")
    if form.errors:
        return _page(form, seen, 422)
    try:
        waits = services.change_details(
            here.provider_id, about, seen=seen or None, actor_id=visitor().account_id, now=now()
        )
    except DetailsChanged as refused:  # who was told of the other change and saves once more means it
        return _page(form, stamp_of(here.provider), refused.status, refused)
    return redirect(url_for(".organisation", notice="change_waits" if waits else "kept"), code=303)


def _page(form: Answers, seen: str, status: int = 200, problem: DomainError | None = None) -> ResponseReturnValue:
    here = desk()
    page = render_template(
        "provide/organisation.html", desk=here, form=form, kinds=KINDS, cities=taxonomy.cities(), seen=seen,
        name_max=NAME_MAX, calendars=CALENDARS, districts=districts_by_city(),
        waiting=change_of(here.provider_id), problem=problem,
    )  # fmt: skip
    return page, status
