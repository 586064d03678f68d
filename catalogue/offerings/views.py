"""The page of an offering, and the meetings of a run as a calendar file."""

from __future__ import annotations

from flask import g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalogue.core.clock import now
from catalogue.core.errors import NotFound
from catalogue.core.http import public_page
from catalogue.core.i18n import site_blueprint, with_query
from catalogue.core.reader import LANGUAGES, reader
from catalogue.core.texts import local, slug
from catalogue.offerings import page_queries as queries
from catalogue.offerings.calendars import run_calendar as calendar_of
from catalogue.offerings.careers import occupations_opened
from catalogue.offerings.images.presenting import Addressed
from catalogue.offerings.models import Offering
from catalogue.offerings.presenting.badges import kind_badge
from catalogue.offerings.presenting.page import OfferingPage, offering_page
from catalogue.offerings.presenting.texts import description_of, lines
from catalogue.offerings.queries import programmes_with, run_by_public_id
from catalogue.offerings.schema_org import course
from catalogue.offerings.wording import offering_url
from catalogue.providers.wording import provider_url
from catalogue.taxonomy.queries import occupations

bp = site_blueprint("offerings", __name__)
blueprints = (bp,)


@bp.get("/offerings/<offering_id>", defaults={"slug": None})
@bp.get("/offerings/<offering_id>/<slug>")
def offering(offering_id: str, slug: str | None) -> ResponseReturnValue:
    """The address ends in the title of the reader's language; any other ending leads to it."""
    found = queries.offering_shown(offering_id)
    readable = slugs_of(found)
    if slug != readable[reader().lang]:
        address = url_for(".offering", offering_id=offering_id, slug=readable[reader().lang])
        return redirect(with_query(address), code=301)
    g.values_by_language = {lang: {"slug": readable[lang]} for lang in LANGUAGES}
    page = page_of(found)
    return public_page(make_response(page_template("offerings/offering.html", page, structured=_structured(page))))


@bp.get("/offerings/<offering_id>/runs/<run_id>.ics")
def run_calendar(offering_id: str, run_id: str) -> ResponseReturnValue:
    run = run_by_public_id(run_id)
    if run is None or run.offering.public_id != offering_id:
        raise NotFound
    answer = make_response(calendar_of(run, reader().lang, url=offering_url(run, external=True), now=now()))
    answer.mimetype = "text/calendar"
    answer.headers["Content-Disposition"] = f'attachment; filename="{run.public_id}.ics"'
    return public_page(answer)


def slugs_of(found: Offering) -> dict[str, str]:
    """Language → the readable end of the address."""
    return {lang: slug(local(found, "title", lang).text) for lang in LANGUAGES}


def page_template(template: str, page: OfferingPage, **more: object) -> str:
    """The page of an offering, in a template that is that of the public or extends it."""
    about: dict[str, object] = {"page": page, "offering": page.offering, "description": description_of(page.offering)}
    if page.image:
        about["preview_image"] = absolute(page.image.src)
    return render_template(template, lines=lines, kind_badge=kind_badge, **about, **more)


def page_of(found: Offering, pictures: Addressed | None = None) -> OfferingPage:
    """:param pictures: where who may see it before everybody finds its picture."""
    moment = now()
    opened = occupations_opened(queries.occupation_codes(found), queries.taught_by(found), occupations())
    return offering_page(
        found, similar=queries.like_it(found, moment), programmes=programmes_with(found.id), opened=opened, now=moment,
        pictures=pictures,
    )  # fmt: skip


def absolute(path: str) -> str:
    return request.url_root.rstrip("/") + path


def _structured(page: OfferingPage) -> dict[str, object]:
    provider = provider_url(page.offering.provider, external=True)
    image = absolute(page.image.src) if page.image else None
    url = offering_url(page.offering, external=True)
    return course(page.offering, page.runs, url=url, provider_url=provider, image=image)
