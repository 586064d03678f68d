"""Saving an offering, its note, and taking it away again: plain forms."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from catalogue.accounts.forms import Answers
from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.core.formats import number
from catalogue.core.security import safe_next
from catalogue.core.texts import clean
from catalogue.enrolment.mine import queries, services
from catalogue.enrolment.mine.rules import NOTE_MAX
from catalogue.offerings.models import Offering


def attach(bp: Blueprint) -> None:
    """Add these pages to the enrolment's blueprint."""
    bp.get("/me/saved/<offering_id>")(saved_offering)
    bp.post("/me/saved/<offering_id>")(save)
    bp.post("/me/saved/<offering_id>/remove")(remove)


def saved_offering(offering_id: str) -> ResponseReturnValue:
    """The note; for who comes here by signing in from the offering's page, the way to save it."""
    account_id = visitor().account_id
    offering = queries.saveable(offering_id, account_id)
    saved = queries.saved_note(offering.id, account_id)
    return _page(offering, saved is not None, Answers({"note": (saved.note if saved else "") or ""}))


def save(offering_id: str) -> ResponseReturnValue:
    """With a note where the form has a field for one; without, the note stays as it was."""
    account_id, form = visitor().account_id, Answers(request.form)
    offering = queries.saveable(offering_id, account_id)
    note = clean(form.raw("note"), lines=True) if form.has("note") else None
    if note and len(note) > NOTE_MAX:
        form.errors["note"] = _("A note can have at most %(n)s characters.", n=number(NOTE_MAX))
        return _page(offering, queries.saved_note(offering.id, account_id) is not None, form, 422)
    services.save(offering.id, account_id, note=note, now=now())
    return _back("kept", offering_id)


def remove(offering_id: str) -> ResponseReturnValue:
    account_id = visitor().account_id
    services.forget(queries.saveable(offering_id, account_id).id, account_id)
    return _back("not_kept", offering_id)


def _back(notice: str, offering_id: str) -> BaseResponse:
    """To where the form stood on a page, or to the list."""
    here = safe_next(request.form.get("back"))
    if here:
        return redirect(f"{safe_next(here)}#save-{offering_id}" if "#" not in here else here, code=303)
    return redirect(url_for("enrolment.mine", notice=notice, _anchor="saved"), code=303)


def _page(offering: Offering, saved: bool, form: Answers, status: int = 200) -> Response:
    page = render_template("enrolment/saved.html", offering=offering, saved=saved, form=form, most=NOTE_MAX)
    return make_response(page, status)
