"""The first page of a provider's desk: what is to do, this week's meetings, what would help readers most."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from catalogue.core.clock import now
from catalogue.desk import queries, todo
from catalogue.providers.desk import desk, desk_blueprint
from catalogue.providers.queries import last_decision
from catalogue.providers.rules import MemberRole

bp = desk_blueprint("desk", __name__)
blueprints = (bp,)


@bp.get("")
def overview() -> ResponseReturnValue:
    here, at = desk(), now()
    editing = here.may(MemberRole.EDITOR)
    listings = queries.published(here.provider_id) if editing else []
    entries = list(todo.entries(here, listings, at))
    first = editing and here.working and not entries and not queries.any_listing(here.provider_id)
    return render_template(
        "desk/overview.html", desk=here, reason=last_decision(here.provider_id), editing=editing,
        todo=entries, first=first, meetings=queries.meetings_of_week(here.provider_id, at), mends=todo.mends(listings),
    )  # fmt: skip
