"""The errors of an upload, offering by offering, and the small form in which each is mended."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalogue.accounts.forms import Answers
from catalogue.core.clock import now
from catalogue.core.errors import DomainError
from catalogue.core.paging import page_number
from catalogue.offerings.uploads import allowed, queries, services
from catalogue.offerings.uploads.cells import LONGEST, faulty_cells
from catalogue.offerings.uploads.models import Upload, UploadItem
from catalogue.offerings.uploads.rules import NothingMended, UploadState, ensure_working
from catalogue.offerings.uploads.same import Same, same_mistakes
from catalogue.offerings.uploads.services.together import still_wrong
from catalogue.offerings.uploads.texts import said
from catalogue.offerings.uploads.views import WORDS, bp
from catalogue.offerings.uploads.wording import unbroken
from catalogue.providers.desk import desk

blueprints = ()
"""Its pages are on the blueprint of `views`, which is registered after them."""
ABOUT_FIELDS = {
    "words_of": allowed.words_of, "options_of": allowed.options_of, "meant_by": allowed.meant_by,
    "plain": allowed.plain, "choices_of": allowed.choices_of, "several": allowed.SEVERAL, "few": allowed.FEW,
    "values_of": allowed.values_of,
}  # fmt: skip


@bp.get("/import/<upload_id>/errors")
def errors(upload_id: str) -> ResponseReturnValue:
    found = queries.upload_of(desk().provider_id, upload_id)
    items, pages = queries.faulty_items(found, page_number())
    mendable = found.state == UploadState.CHECKED
    return render_template(
        "uploads/errors.html", desk=desk(), upload=found, items=items, page=min(page_number(), pages), pages=pages,
        mendable=mendable, same=same_mistakes(found) if mendable else (),
        rest=queries.rest_of(found), **WORDS, **ABOUT_FIELDS,
    )  # fmt: skip


@bp.get("/import/<upload_id>/errors/together")
def together(upload_id: str) -> ResponseReturnValue:
    return _together(queries.upload_of(desk().provider_id, upload_id), Answers({}))


def _together(found: Upload, form: Answers, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "uploads/together.html", desk=desk(), upload=found, form=form, sent=status != 200, same=same_mistakes(found),
        mendable=found.state == UploadState.CHECKED, **WORDS, **ABOUT_FIELDS,
    )  # fmt: skip
    return page, status


def left_alone(one: Same) -> tuple[str, ...]:
    """What is in a field of the form that nobody has touched: a list begins with nothing chosen."""
    return (one.value, "") if allowed.options_of(one.field) else (one.value,)


@bp.post("/import/<upload_id>/errors/together")
def save_together(upload_id: str) -> ResponseReturnValue:
    """What is left as it is, is left out. The first listing of each mistake is tried before any is touched."""
    here = desk()
    found, form = queries.upload_of(here.provider_id, upload_id), Answers(request.form)
    same = {one.name: one for one in same_mistakes(found) if form.has(one.name)}
    typed = {name: form.raw_text(name, LONGEST) for name in same}
    typed = {name: value for name, value in typed.items() if value not in left_alone(same[name])}
    try:
        ensure_working(here.working)
        if not typed:
            raise NothingMended
        for name, value in typed.items():
            if words := still_wrong(found, same[name], value, now()):
                form.errors[name] = unbroken(str(words))
        if not form.errors:
            services.mend_together(found.id, typed)
    except DomainError as refused:
        form.errors["cells"] = refused.message
    if form.errors:
        return _together(queries.upload_of(here.provider_id, upload_id), form, 422)
    return redirect(url_for("uploads.upload", upload_id=upload_id), code=303)


@bp.get("/import/<upload_id>/errors/<int(max=2147483647):position>")
def mend(upload_id: str, position: int) -> ResponseReturnValue:
    found = queries.upload_of(desk().provider_id, upload_id)
    return _page(found, queries.item_at(found, position), Answers({}))


def _page(found: Upload, item: UploadItem, form: Answers, status: int = 200) -> ResponseReturnValue:
    cells = faulty_cells(item.source, item.problems)
    for cell in cells:
        form.errors.setdefault(cell.name, unbroken(" ".join(said(words) for words in cell.words)))
    page = render_template(
        "uploads/mend.html", desk=desk(), upload=found, item=item, cells=cells, form=form, sent=status != 200,
        elsewhere=[one for one in item.problems if one["refused"] and not faulty_cells(item.source, [one])],
        mendable=found.state == UploadState.CHECKED, **WORDS, **ABOUT_FIELDS,
    )  # fmt: skip
    return page, status


@bp.post("/import/<upload_id>/errors/<int(max=2147483647):position>")
def save_mend(upload_id: str, position: int) -> ResponseReturnValue:
    here = desk()
    found = queries.upload_of(here.provider_id, upload_id)
    item, form = queries.item_at(found, position), Answers(request.form)
    cells = faulty_cells(item.source, item.problems)
    changes = {(cell.row, cell.field): form.raw_text(cell.name, LONGEST) for cell in cells if form.has(cell.name)}
    left = 0
    try:
        ensure_working(here.working)
        left = services.mend(found.id, position, changes, now())
    except DomainError as refused:
        form.errors["cells"] = refused.message
    found = queries.upload_of(here.provider_id, upload_id)
    if left or form.errors:
        return _page(found, queries.item_at(found, position), form, 422)
    where = "uploads.errors" if found.faulty else "uploads.upload"
    return redirect(url_for(where, upload_id=upload_id, notice="mended"), code=303)
