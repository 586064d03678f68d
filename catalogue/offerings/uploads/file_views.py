"""Downloads of the import: an empty file, what is here, the sent file with its errors."""

from __future__ import annotations

from typing import IO

from flask import Response, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from catalogue.core.clock import now
from catalogue.core.downloads import disposition, file_name
from catalogue.core.errors import NotFound
from catalogue.core.formats import at_zone
from catalogue.core.texts import local
from catalogue.offerings.uploads import files, queries
from catalogue.offerings.uploads.views import bp
from catalogue.providers.desk import desk

blueprints = ()
KINDS = {
    "template": _l("empty file"), "short-template": _l("short empty file"), "listings": _l("listings"),
    "errors": _l("errors"),
}  # fmt: skip
"""What a file is, as a part of its name."""


@bp.get("/import/template/<form>")
def template(form: str) -> ResponseReturnValue:
    """All columns, or with `?columns=short` the few that are needed most."""
    if form not in ("csv", "xlsx"):
        raise NotFound
    short = request.args.get("columns") == "short"
    return _sent(form, files.template(form, short=short), "short-template" if short else "template")


@bp.get("/import/listings/<form>")
def listings_file(form: str) -> ResponseReturnValue:
    if form not in files.MIMETYPES:
        raise NotFound
    return _sent(form, files.listings(form, desk().provider_id), "listings")


@bp.get("/import/<upload_id>/errors-file")
def errors_file(upload_id: str) -> ResponseReturnValue:
    found = queries.upload_of(desk().provider_id, upload_id)
    form, file = files.with_errors(found)
    return _sent(form, file, "errors", found.name.rpartition(".")[0])


def _sent(form: str, file: IO[bytes], kind: str, about: str = "") -> Response:
    """:param about: the name that the file had when it was sent: it says more than the provider's."""
    provider, day = desk().provider, at_zone(now()).date()
    name = file_name(about or local(provider, "name").text, str(KINDS[kind]), day=day, form=form)
    latin = file_name(provider.name_en or "", kind, day=day, form=form)
    answer = send_file(file, files.MIMETYPES[form])
    answer.headers["Content-Disposition"] = disposition(name, latin)
    return answer
