"""Bulk import at a provider's desk: sending a file, watching it, what it would change, and the decision."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import RequestEntityTooLarge

from catalogue.accounts.forms import Answers
from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.core.errors import DomainError
from catalogue.core.http import error_page
from catalogue.core.paging import page_number
from catalogue.offerings.exchange.problems import FileTooLarge
from catalogue.offerings.uploads import queries, services
from catalogue.offerings.uploads.meanwhile import changed_here
from catalogue.offerings.uploads.models import Upload
from catalogue.offerings.uploads.names import name_of
from catalogue.offerings.uploads.rules import (
    AT_ONCE,
    AT_WORK,
    MOST_BYTES,
    UNDO_FOR,
    FileMissing,
    UploadState,
    ensure_working,
)
from catalogue.offerings.uploads.tally import tally
from catalogue.offerings.uploads.texts import said
from catalogue.offerings.uploads.wording import STATES, TONES, difference_words, doing, shown, unbroken, visible
from catalogue.providers.desk import desk, desk_blueprint

bp = desk_blueprint("uploads", __name__)
blueprints = (bp,)
AROUND_THE_FILE = 1_000_000
"""Bytes of a request beside the file itself."""
ABOUT_HIDING = ("not_everyone_named", "not_vouched_for")
WORDS = {
    "name_of": name_of,
    "said": said, "shown": shown, "visible": visible, "unbroken": unbroken, "difference_words": difference_words,
    "states": STATES, "tones": TONES, "doing": doing,
}  # fmt: skip


@bp.url_value_preprocessor
def _let_a_file_through(endpoint: str | None, _values: object) -> None:
    """Here alone more than a megabyte may come. It goes to the disk, never into memory."""
    if endpoint == "uploads.send":
        request.max_content_length = MOST_BYTES + AROUND_THE_FILE


@bp.errorhandler(RequestEntityTooLarge)
def _too_large(_error: RequestEntityTooLarge) -> Response:
    return error_page(413, FileTooLarge.code, FileTooLarge.message)


@bp.get("/import")
def uploads() -> ResponseReturnValue:
    return _start()


def _start(errors: dict[str, object] | None = None, status: int = 200) -> ResponseReturnValue:
    here = desk()
    found = queries.uploads_of(here.provider_id)
    page = render_template("uploads/uploads.html", desk=here, uploads=found, errors=errors or {}, **WORDS)
    return page, status


@bp.post("/import")
def send() -> ResponseReturnValue:
    here = desk()
    file = request.files.get("file")
    try:
        ensure_working(here.working)
        if file is None or not file.filename:
            raise FileMissing
        upload = services.receive(
            here.provider_id, file.stream, file.filename, account_id=visitor().account_id, now=now()
        )
    except FileTooLarge:
        raise
    except DomainError as refused:
        return _start({"file": refused.message}, refused.status)
    return redirect(url_for("uploads.upload", upload_id=upload.public_id), code=303)


@bp.get("/import/<upload_id>")
def upload(upload_id: str) -> ResponseReturnValue:
    return _page(queries.upload_of(desk().provider_id, upload_id), Answers({}))


def _page(found: Upload, form: Answers, status: int = 200) -> ResponseReturnValue:
    at_work, checked = found.state in AT_WORK, found.state == UploadState.CHECKED
    counts = None if at_work else queries.partition(found)
    until = found.published_at + UNDO_FOR if found.published_at else None
    page = render_template(
        "uploads/upload.html", desk=desk(), upload=found, form=form, at_work=at_work,
        progress=queries.progress(found) if at_work else None, in_batches=found.changes > AT_ONCE,
        drafts=queries.drafts_among(found), not_done=queries.not_done(found),
        counts=counts, tally=tally(found, counts) if counts and checked and found.faulty else None,
        stale=changed_here(found) if checked else 0, first=queries.find_upload(found.provider_id, found.rest_of),
        left=queries.left_of(found) if found.state == UploadState.PUBLISHED else 0, rest=queries.rest_of(found),
        about_the_file=queries.about_the_file(found),
        undo_until=until if until and until > now() else None, **WORDS,
    )  # fmt: skip
    return page, status


@bp.post("/import/<upload_id>")
def publish(upload_id: str) -> ResponseReturnValue:
    here, form = desk(), Answers(request.form)
    found = queries.upload_of(here.provider_id, upload_id)
    try:
        ensure_working(here.working)
        services.choose(found.id, form.text("how"), withdraw=form.text("withdraw") == "1", now=now())
    except DomainError as refused:
        form.errors["withdraw" if refused.code in ABOUT_HIDING else "how"] = refused.message
        return _page(queries.upload_of(here.provider_id, upload_id), form, refused.status)
    return redirect(url_for("uploads.upload", upload_id=upload_id), code=303)


@bp.post("/import/<upload_id>/check-again")
def check_again(upload_id: str) -> ResponseReturnValue:
    return _asked(upload_id, lambda found: services.choose_again(found.id))


@bp.post("/import/<upload_id>/rest")
def rest(upload_id: str) -> ResponseReturnValue:
    """What was left goes on by itself: its page is the one to be led to."""
    return _asked(upload_id, lambda found: services.take_up_rest(found.id, visitor().account_id, now()))


def _asked(upload_id: str, ask: Callable[[Upload], str | None]) -> ResponseReturnValue:
    """:param ask: returns the public id of another upload to go on with, or nothing."""
    here = desk()
    found = queries.upload_of(here.provider_id, upload_id)
    try:
        ensure_working(here.working)
        onwards = ask(found) or upload_id
    except DomainError as refused:
        form = Answers({}, {"how": refused.message})
        return _page(queries.upload_of(here.provider_id, upload_id), form, refused.status)
    return redirect(url_for("uploads.upload", upload_id=onwards), code=303)


@bp.post("/import/<upload_id>/undo")
def undo(upload_id: str) -> ResponseReturnValue:
    here = desk()
    found = queries.upload_of(here.provider_id, upload_id)
    try:
        ensure_working(here.working)
        services.choose_undo(found.id, now())
    except DomainError as refused:
        return _page(queries.upload_of(here.provider_id, upload_id), Answers({}, {"undo": refused.message}), 409)
    return redirect(url_for("uploads.upload", upload_id=upload_id), code=303)


@bp.get("/import/<upload_id>/changes")
def changes(upload_id: str) -> ResponseReturnValue:
    found = queries.upload_of(desk().provider_id, upload_id)
    group = request.args.get("show", "")
    group = group if group in queries.GROUPS else "updated"
    items, pages = queries.changed_items(found, group, page_number())
    headings = {
        "created": _l("New listings"), "updated": _l("Changed listings"), "absent": _l("Not in the file"),
        "partly": _l("Listings that go in without the rows that are wrong"),
    }  # fmt: skip
    return render_template(
        "uploads/changes.html", desk=desk(), upload=found, group=group, items=items, page=min(page_number(), pages),
        pages=pages, headings=headings, **WORDS,
    )  # fmt: skip
