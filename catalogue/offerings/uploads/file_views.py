"""Downloads of the import: an empty file, what is here, the sent file with its errors."""

from __future__ import annotations

from typing import IO

from flask import Response, send_file
from flask.typing import ResponseReturnValue

from catalogue.core.errors import NotFound
from catalogue.offerings.uploads import files, queries
from catalogue.offerings.uploads.views import bp
from catalogue.providers.desk import desk

blueprints = ()


@bp.get("/import/template/<form>")
def template(form: str) -> ResponseReturnValue:
    if form not in ("csv", "xlsx"):
        raise NotFound
    return _sent(form, files.template(form), "template")


@bp.get("/import/listings/<form>")
def listings_file(form: str) -> ResponseReturnValue:
    if form not in files.MIMETYPES:
        raise NotFound
    return _sent(form, files.listings(form, desk().provider_id), "listings")


@bp.get("/import/<upload_id>/errors-file")
def errors_file(upload_id: str) -> ResponseReturnValue:
    form, file = files.with_errors(queries.upload_of(desk().provider_id, upload_id))
    return _sent(form, file, "errors")


def _sent(form: str, file: IO[bytes], name: str) -> Response:
    return send_file(file, files.MIMETYPES[form], as_attachment=True, download_name=f"{name}.{form}")
