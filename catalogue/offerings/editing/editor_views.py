"""The full form of an offering's texts and facts, in both languages."""

from __future__ import annotations

from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from catalogue.accounts.forms import Answers
from catalogue.accounts.visitor import visitor
from catalogue.core import formats
from catalogue.core.clock import now
from catalogue.core.errors import DomainError
from catalogue.core.messages import gettext as _
from catalogue.core.reader import reader
from catalogue.offerings.editing import once, queries, services
from catalogue.offerings.editing.blueprint import bp
from catalogue.offerings.editing.choices import terms
from catalogue.offerings.editing.image_form import picture_sent
from catalogue.offerings.editing.image_views import may_be_named, picture_in
from catalogue.offerings.editing.labels import named
from catalogue.offerings.editing.offering_form import NAMES, read_offering, start_of, typed_of
from catalogue.offerings.editing.problems import at_fields
from catalogue.offerings.editing.rules import ChangedMeanwhile
from catalogue.offerings.editing.services import NotTakenAsWritten, Saved, Wanted
from catalogue.offerings.editing.sheet import sheet_of
from catalogue.offerings.exchange.writing import fields_of
from catalogue.offerings.images.rules import PictureElsewhere, path_of
from catalogue.offerings.images.services import keep
from catalogue.offerings.models import Offering
from catalogue.offerings.rules import LIVE, OfferingKind
from catalogue.providers.desk import desk

LISTS = ("difficulty", "credential_types", "languages_of_instruction", "audiences")


@bp.get("/listings/new/full")
def begin() -> ResponseReturnValue:
    kind = _kind(request.args.get("kind", ""))
    return _page(None, Answers(start_of(kind, reader().lang)), kind)


@bp.post("/listings/new/full")
def create() -> ResponseReturnValue:
    return _save(None, _kind(request.form.get("kind", "")))


@bp.get("/listings/<offering_id>/edit")
def edit(offering_id: str) -> ResponseReturnValue:
    found = queries.own_listing(desk().provider_id, offering_id)
    return _page(found, Answers(typed_of(_with_proposal(found))), found.kind)


@bp.post("/listings/<offering_id>/edit")
def save(offering_id: str) -> ResponseReturnValue:
    found = queries.own_listing(desk().provider_id, offering_id)
    return _save(found, found.kind)


def _kind(asked: str) -> str:
    return asked if asked in tuple(OfferingKind) else OfferingKind.COURSE


def _with_proposal(found: Offering) -> dict[str, Any]:
    """What the editor last wanted: that which waits for the office stands in its field."""
    revision = queries.open_revision_of(found.id)
    return {**fields_of(found, whole=True), **(revision.proposed if revision else {})}


def _save(found: Offering | None, kind: str) -> ResponseReturnValue:
    typed = MultiDict(request.form)
    form, seen = Answers(typed), request.form.get("seen") or None
    try:
        _take_in_picture(typed, found)
    except DomainError as refused:
        form.errors["image"] = refused.message
        return _refused(found, form, kind, refused)
    offering_id = found.id if found else None
    making = None if found else once.sent(picture=typed.get("image_url", ""))
    wanted = Wanted(
        {"kind": kind, **read_offering(form, typed, kind)},
        seen=seen if found else None,
        still_right=typed.getlist("right"),
        lang=reader().lang,
    )
    try:
        saved = services.save(
            desk().provider_id, offering_id, wanted, sent=making, actor_id=visitor().account_id, now=now()
        )
    except NotTakenAsWritten as refused:
        form.errors = named(at_fields(refused.problems, NAMES))
        return _refused(found, form, kind, refused)
    except DomainError as refused:
        return _refused(found, form, kind, refused)
    return _kept(saved, form) if _in_background() else redirect(_after(saved), code=303)


def _take_in_picture(typed: MultiDict[str, str], found: Offering | None) -> None:
    """Keep the picture that came with the form, whatever else is wrong in it.

    :raises DomainError: it is none. :raises PictureElsewhere: the form names one that nobody has taken in.
    """
    if drawn := picture_sent(request.files.get("image")):
        typed["image_url"] = path_of(keep(desk().provider_id, drawn, now()))
        typed.poplist("image_remove")  # that was about the one before
    elif not typed.get("image_remove") and not may_be_named(desk().provider_id, found, typed.get("image_url", "")):
        typed["image_url"] = found.image.get("url", "") if found else ""
        typed.poplist("image_consent")
        raise PictureElsewhere


def _after(saved: Saved) -> str:
    notice = "listing_waiting" if saved.waiting else "listing_saved"
    where = ".edit" if request.form.get("do") == "stay" else ".listing"
    return url_for(where, offering_id=saved.offering.public_id, notice=notice)


def _in_background() -> bool:
    """Whether the page's own script saves while the writing goes on."""
    return request.accept_mimetypes.best == "application/json"


def _kept(saved: Saved, form: Answers) -> ResponseReturnValue:
    clock = formats.clock_time(formats.at_zone(now()))
    words = _("Saved at %(time)s", time=clock)
    return jsonify(seen=saved.offering.stamp, words=words, **_picture(form))


def _picture(form: Answers) -> dict[str, str]:
    """For the script: which picture is in the form now."""
    shown = picture_in(form, None).shown
    return {"image": form.text("image_url", 2000), "shown": shown.smallest if shown else ""}


def _refused(found: Offering | None, form: Answers, kind: str, refused: DomainError) -> ResponseReturnValue:
    if _in_background():
        words = str(next(iter(form.errors.values()), refused.message))
        return jsonify(words=_("Not saved yet: %(why)s", why=words), **_picture(form)), refused.status
    return _page(found, form, kind, refused)


def _page(found: Offering | None, form: Answers, kind: str, problem: DomainError | None = None) -> ResponseReturnValue:
    # Who was told of the other change and saves once more means it.
    seen = form.text("seen") if problem and not isinstance(problem, ChangedMeanwhile) else ""
    page = render_template(
        "listings/edit.html",
        desk=desk(), offering=found, form=form, kind=kind, problem=problem, sheet=sheet_of(found, form, kind),
        seen=seen or (found.stamp if found else ""), live=found is not None and found.state in LIVE,
        lists={name: terms(name) for name in LISTS}, once=once.key_of_form(problem),
        picture=picture_in(form, found), account=visitor().id,
    )  # fmt: skip
    return page, problem.status if problem else 200
