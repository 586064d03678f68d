"""The office's first page: what waits, in each of its lists; and what was decided lately, by whom."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.core.i18n import site_blueprint
from catalogue.core.paging import page_number
from catalogue.offerings.filed.queries import count as files_to_look_at
from catalogue.offerings.presenting.badges import kind_badge
from catalogue.office import (
    filed_views,
    listing_views,
    provider_list_views,
    provider_views,
    queries,
    queue,
    queue_views,
    report_views,
)
from catalogue.office.decisions import decisions as decided
from catalogue.office.provider_list import count_in
from catalogue.office.scope import scope_of
from catalogue.providers.rules import ProviderState
from catalogue.providers.wording import KINDS

bp = site_blueprint("office", __name__)
blueprints = (bp,)
listing_views.attach(bp)
queue_views.attach(bp)
provider_list_views.attach(bp)
provider_views.attach(bp)
report_views.attach(bp)
filed_views.attach(bp)
FIRST = 5
"""Of each queue that stand on the first page."""


@bp.get("/office")
def overview() -> ResponseReturnValue:
    scope = scope_of(visitor().account_id)
    return render_template(
        "office/overview.html", applications=queries.applications(scope), kinds=KINDS,
        listings=queue.listings_in_review(scope, most=FIRST), changes=queries.changes(scope),
        reports=queries.live_report_count(scope), revisions=queue.revisions_waiting(scope, most=FIRST),
        files=files_to_look_at(scope.of_providers()), suspended=count_in(scope, ProviderState.SUSPENDED),
        now=now(), kind_badge=kind_badge,
    )  # fmt: skip


@bp.get("/office/decisions")
def decisions() -> ResponseReturnValue:
    own = request.args.get("by") == "me"
    account_id = visitor().account_id
    found, page, pages = decided(scope_of(account_id), by=account_id if own else None, page=page_number())
    return render_template("office/decisions.html", decisions=found, own_only=own, page=page, pages=pages)
