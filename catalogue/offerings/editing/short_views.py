"""The short form for a workshop of one evening."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalogue.accounts.forms import Answers
from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.core.errors import DomainError
from catalogue.core.formats import at_zone
from catalogue.core.reader import reader
from catalogue.offerings.editing import choices, once, services
from catalogue.offerings.editing.blueprint import bp
from catalogue.offerings.editing.labels import named
from catalogue.offerings.editing.places import zone_of
from catalogue.offerings.editing.problems import at_fields
from catalogue.offerings.editing.services import NotTakenAsWritten, Wanted
from catalogue.offerings.editing.short_form import names_of, read_short
from catalogue.offerings.exchange.shape import SUMMARY_MAX, TITLE_MAX
from catalogue.providers.desk import desk
from catalogue.providers.forms import CALENDARS

LATER = "later"
"""The button that puts what there is away."""


@bp.get("/listings/new/short")
def short() -> ResponseReturnValue:
    return _page(Answers({"price": "", "sessions_calendar": reader().cal}))


@bp.post("/listings/new/short")
def save_short() -> ResponseReturnValue:
    here, form, lang, at = desk(), Answers(request.form), reader().lang, now()
    today = at_zone(at, zone_of(form.text("place"))).date()
    fields = read_short(form, lang, today, whole=form.text("do") != LATER)
    names = {*names_of(lang), "city", "district"}
    form.errors = {**named(at_fields(services.check(fields, here.provider.reference), names)), **form.errors}
    problem: DomainError | None = None
    if not form.errors:
        try:
            saved = services.save(
                here.provider_id, None, Wanted(fields, lang=lang), sent=once.sent(), actor_id=visitor().account_id,
                now=at,
            )  # fmt: skip
            address = url_for(".listing", offering_id=saved.offering.public_id, notice="listing_saved")
            return redirect(address, code=303)
        except NotTakenAsWritten as refused:
            form.errors = named(at_fields(refused.problems, names))
        except DomainError as refused:
            problem = refused
    return _page(form, problem)


def _page(form: Answers, problem: DomainError | None = None) -> ResponseReturnValue:
    for name in ("city", "district"):
        if name in form.errors:
            form.errors["place"] = form.errors.pop(name)
    page = render_template(
        "listings/short.html",
        desk=desk(), form=form, problem=problem, calendars=CALENDARS, topics=choices.topics(),
        places=choices.places(), groups=choices.terms("attendance_groups", without=["separate_sections"]),
        title_max=TITLE_MAX, summary_max=SUMMARY_MAX, once=once.key_of_form(problem),
    )  # fmt: skip
    return page, 422 if form.errors else problem.status if problem else 200
