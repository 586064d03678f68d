"""The office's first page: what waits."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.core.i18n import site_blueprint
from catalogue.offerings.presenting import kind_badge
from catalogue.office import listing_views, provider_views, queries, report_views
from catalogue.office.scope import scope_of
from catalogue.providers.wording import KINDS

bp = site_blueprint("office", __name__)
blueprints = (bp,)
listing_views.attach(bp)
provider_views.attach(bp)
report_views.attach(bp)


@bp.get("/office")
def overview() -> ResponseReturnValue:
    scope, at = scope_of(visitor().account_id), now()
    return render_template(
        "office/overview.html", applications=queries.applications(scope), kinds=KINDS,
        queue=queries.listings_in_review(scope), changes=queries.changes(scope),
        reports=queries.live_report_count(scope), revisions=queries.revisions(scope), now=at, kind_badge=kind_badge,
    )  # fmt: skip
