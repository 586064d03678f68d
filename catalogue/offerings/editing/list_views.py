"""The list of a provider's listings, and the choice of what to begin."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalogue.core.clock import now
from catalogue.core.paging import page_number
from catalogue.core.texts import local
from catalogue.offerings.editing import queries
from catalogue.offerings.editing.blueprint import bp
from catalogue.offerings.editing.elsewhere import count_elsewhere, runs_elsewhere
from catalogue.offerings.editing.expired import count_expired
from catalogue.offerings.editing.presenting import row_of
from catalogue.offerings.editing.wording import KINDS, STATES, TONES
from catalogue.offerings.freshness import freshness_of
from catalogue.offerings.run_words import RunWords
from catalogue.providers.desk import desk


@bp.get("/listings")
def listings() -> ResponseReturnValue:
    here, at = desk(), now()
    state = request.args.get("state", "")
    state = state if state in STATES else ""
    found = queries.listings(here.provider_id, state=state, page=page_number())
    waiting = queries.waiting_among([row.id for row in found.rows])

    def page_url(page: int) -> str:
        return url_for(".listings", state=state or None, page=page if page > 1 else None)

    return render_template(
        "listings/list.html",
        desk=here, found=found, state=state, states=STATES, tones=TONES, page_url=page_url,
        elsewhere=count_elsewhere(here.provider_id, at), over=count_expired(here.provider_id, at),
        freshness={row.id: freshness_of(row, at) for row in found.rows},
        rows=[row_of(row, at, waiting=row.id in waiting) for row in found.rows],
    )  # fmt: skip


@bp.get("/listings/new")
def new() -> ResponseReturnValue:
    return render_template("listings/new.html", desk=desk(), kinds=KINDS)


@bp.get("/listings/elsewhere")
def elsewhere() -> ResponseReturnValue:
    here, at = desk(), now()
    runs = [RunWords(run, at) for run in runs_elsewhere(here.provider_id, at)]
    city = local(here.provider.city, "name").text if here.provider.city else ""
    return render_template("listings/elsewhere.html", desk=here, runs=runs, city=city)
