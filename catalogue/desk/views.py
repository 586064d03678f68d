"""The first page of a provider's desk."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from catalogue.providers.desk import desk, desk_blueprint
from catalogue.providers.queries import last_decision

bp = desk_blueprint("desk", __name__)
blueprints = (bp,)


@bp.get("")
def overview() -> ResponseReturnValue:
    here = desk()
    return render_template("desk/overview.html", desk=here, reason=last_decision(here.provider_id))
