"""What of a provider has to be looked at again: listings to confirm, runs that are past their end."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.offerings.freshness import freshness_of, last_word, services
from catalogue.offerings.freshness.queries import count_to_confirm, ended_runs, to_confirm
from catalogue.providers.desk import desk, desk_blueprint

bp = desk_blueprint("freshness", __name__)
blueprints = (bp,)


@bp.get("/confirm")
def worklist() -> ResponseReturnValue:
    here, at = desk(), now()
    found = to_confirm(here.provider_id, at) if here.working else []
    listings = [(one, last_word(one), freshness_of(one, at)) for one in found]
    total = count_to_confirm(here.provider_id, at) if found else 0
    return render_template(
        "desk/confirm.html", desk=here, listings=listings, total=total, runs=ended_runs(here.provider_id, at)
    )


@bp.post("/confirm/<offering_id>")
def confirm(offering_id: str) -> ResponseReturnValue:
    services.confirm(desk().provider_id, offering_id, actor_id=visitor().account_id, now=now())
    if request.form.get("from") == "listing":
        return redirect(url_for("listings.listing", offering_id=offering_id, notice="confirmed"), code=303)
    return redirect(url_for(".worklist", notice="confirmed"), code=303)
