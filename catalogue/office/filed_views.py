"""Changed by files: what came without the office's review, the newest first, and whether somebody has looked at it."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from catalogue.accounts.forms import Answers
from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.core.errors import DomainError
from catalogue.core.paging import page_number
from catalogue.offerings.editing.changes import Change, changes_between, pictures_between
from catalogue.offerings.editing.wording import STATES, TONES
from catalogue.offerings.filed import queries, services
from catalogue.offerings.filed.models import FileChange
from catalogue.offerings.filed.queries import Batch
from catalogue.offerings.filed.rules import FiledBy
from catalogue.office.pictures import office_address
from catalogue.office.scope import scope_of

SOURCES: dict[str, LazyString] = {
    FiledBy.DESK: _l("File sent at the desk"),
    FiledBy.PULL: _l("Fetched file"),
    FiledBy.PROGRAM: _l("Sent by a program"),
}


def attach(bp: Blueprint) -> None:
    """Add these pages to the office's blueprint."""
    bp.get("/office/files")(files)
    bp.get("/office/files/<batch_id>")(file)
    bp.post("/office/files/<batch_id>")(look_at_file)


def files() -> ResponseReturnValue:
    here, everything = scope_of(visitor().account_id).of_providers(), request.args.get("show") == "all"
    return render_template(
        "office/files.html", found=queries.batches(here, looked_at=everything, page=page_number()),
        waiting=queries.count(here), everything=everything, sources=SOURCES,
    )  # fmt: skip


def file(batch_id: str) -> ResponseReturnValue:
    return _page(_found(batch_id), Answers({}))


def look_at_file(batch_id: str) -> ResponseReturnValue:
    found, form = _found(batch_id), Answers(request.form)
    try:
        services.look_at(found.row.id, seen=form.text("seen"), actor_id=visitor().account_id, now=now())
    except DomainError as refused:
        form.errors["seen"] = refused.message
        return _page(_found(batch_id), form, refused.status)
    return redirect(url_for("office.files", notice="looked_at"), code=303)


def _found(batch_id: str) -> Batch:
    """:raises NotFound: there is none, or it is of another city's provider."""
    found = queries.batch_by_public_id(batch_id)
    scope_of(visitor().account_id).ensure(found.row.provider.city_id)
    return found


def _changes(one: FileChange) -> list[Change]:
    shown = pictures_between(one.before, one.after, one.offering, office_address(one.offering))
    return [*shown, *changes_between(one.before, one.after, one.offering)]


def _page(found: Batch, form: Answers, status: int = 200) -> ResponseReturnValue:
    fresh = request.args.get("show") == "new" or not found.changed
    shown = queries.changes(found.row.id, fresh=fresh, page=page_number())
    page = render_template(
        "office/file.html", batch=found, form=form, fresh=fresh, shown=shown, sources=SOURCES,
        entries=[(one.offering, _changes(one)) for one in shown.rows],
        states=STATES, tones=TONES,
    )  # fmt: skip
    return page, status
