"""What the mail's link opens: the listings that it asks about, with their next dates, to be confirmed at one click."""

from __future__ import annotations

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from catalogue.accounts.forms import Answers
from catalogue.core.clock import now
from catalogue.core.errors import NotFound
from catalogue.core.i18n import site_blueprint
from catalogue.offerings.freshness import last_word, queries, services
from catalogue.offerings.freshness.links import Asked, Place, place_of, read_link
from catalogue.offerings.models import Offering
from catalogue.offerings.queries import card_of
from catalogue.offerings.run_words import RunWords

bp = site_blueprint("still_right", __name__)
blueprints = (bp,)
GONE = 410


@bp.get("/still-right/<token>")
def ask(token: str) -> ResponseReturnValue:
    """Only shows: programs that check mails open links, and must confirm nothing."""
    asked = read_link(token)
    return _page(asked, place_of(asked, now()), token, Answers({}))


@bp.post("/still-right/<token>")
def confirm(token: str) -> ResponseReturnValue:
    """The one click, without signing in."""
    asked, form = read_link(token), Answers(request.form)
    place = place_of(asked, now())
    if place is None:
        return _page(asked, None, token, form)
    chosen = request.form.getlist("listing")[: queries.SHOWN]
    if not chosen:
        form.errors["listing"] = _l("Tick the listings that are still right")
        return _page(asked, place, token, form, 422)
    try:
        services.confirm_asked(place.desk.provider_id, chosen, asked.at, actor_id=place.account_id, now=now())
    except NotFound:  # nothing of it waits any more: the page says so
        return _page(asked, place, token, form)
    return redirect(url_for(".ask", token=token, notice="all_confirmed"), code=303)


def _page(asked: Asked, place: Place | None, token: str, form: Answers, status: int = 200) -> ResponseReturnValue:
    """Its address holds a secret: it is told to no other site."""
    waiting = queries.asked_about(place.desk.provider_id, asked.at) if place else []
    done = queries.confirmed_since(place.desk.provider_id, asked.since) if place else []
    page = render_template(
        "desk/still_right.html", token=token, form=form, place=place, done=done,
        listings=[(one, last_word(one), _next(one)) for one in waiting],
        total=queries.count_to_confirm(place.desk.provider_id, asked.at) if place else 0,
        ticked=request.form.getlist("listing") if form.typed else [one.public_id for one in waiting],
    )  # fmt: skip
    answer = make_response(page, status if place else GONE)
    answer.headers["Referrer-Policy"] = "same-origin"
    return answer


def _next(offering: Offering) -> RunWords | None:
    """The date that readers are shown first."""
    card = card_of(offering, now())
    return RunWords(card.run.run, now()) if card.run else None
