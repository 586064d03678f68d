"""Who offers learning: the list, and the page of one."""

from __future__ import annotations

from flask import g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalogue.core.clock import now
from catalogue.core.errors import NotFound
from catalogue.core.http import public_page
from catalogue.core.i18n import with_query
from catalogue.core.reader import LANGUAGES, reader
from catalogue.core.texts import local
from catalogue.core.texts import slug as readable_end
from catalogue.providers.queries import provider_by_public_id
from catalogue.search.presenting.providers import provider_page, providers_page
from catalogue.search.views.blueprint import asked, bp


@bp.get("/providers")
def providers() -> ResponseReturnValue:
    page = providers_page(request.args, now())
    return public_page(make_response(render_template("search/providers.html", page=page)))


@bp.get("/providers/<provider_id>", defaults={"slug": None}, endpoint="provider")
@bp.get("/providers/<provider_id>/<slug>", endpoint="provider")
def one_provider(provider_id: str, slug: str | None) -> ResponseReturnValue:
    """The address ends in the name in the reader's language; any other ending leads to it."""
    found = provider_by_public_id(provider_id)
    if found is None:
        raise NotFound(provider_id=provider_id)
    readable: dict[str, str] = {lang: readable_end(local(found, "name", lang).text) for lang in LANGUAGES}
    if slug != readable[reader().lang]:
        address = url_for(".provider", provider_id=provider_id, slug=readable[reader().lang])
        return redirect(with_query(address), code=301)
    g.values_by_language = {lang: {"slug": readable[lang]} for lang in LANGUAGES}
    query, _problems = asked()
    page = provider_page(found, query.page, now())
    return public_page(make_response(render_template("search/provider.html", page=page)))
