"""The part of the API that programs of providers write to, with an access token."""

from __future__ import annotations

from typing import Any

from flask import make_response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from catalogue.api.views import bp
from catalogue.core.clock import now
from catalogue.core.http import problem
from catalogue.core.reader import LANGUAGES
from catalogue.core.texts import local, slug
from catalogue.offerings.exchange.problems import Problem
from catalogue.offerings.exchange.sources import too_deep
from catalogue.offerings.models import Offering
from catalogue.offerings.services.importing import Outcome
from catalogue.offerings.uploads import services

blueprints = ()
"""Its addresses are on the blueprint of the API, which is registered after them."""


@bp.put("/provide/<provider_id>/offerings/<path:reference>")
def put_offering(provider_id: str, reference: str) -> ResponseReturnValue:
    """Bring one offering to what the body says: created (201), or changed or unchanged (200).

    Too many of a provider in a minute are refused (429), with the seconds to wait.
    """
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    holder = services.holder_of(token.strip(), provider_id, now()) if scheme.lower() == "bearer" else None
    if holder is None:
        answer = problem(401, "token_needed", str(_l("An access token of this provider is needed.")))
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or too_deep(body):
        return problem(400, "not_json", str(_l("The body must be one offering as JSON.")))
    if body.get("reference", reference) != reference:
        words = str(_l("The reference in the body is another one than in the address."))
        return problem(422, "reference_differs", words, errors=[{"field": "reference", "message": words}])
    found = services.put({**body, "reference": reference}, holder, now())
    if found.offering is None:
        refusals = [_told(one) for one in found.problems if one.refused]
        return problem(422, "offering_refused", str(_l("This offering was not taken.")), errors=refusals)
    notes = [_told(one) for one in found.problems]
    answer = make_response({**_shape(found.offering), "outcome": str(found.outcome), "notes": notes})
    answer.status_code = 201 if found.outcome is Outcome.CREATED else 200
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _told(one: Problem) -> dict[str, str]:
    return {"field": one.field, "message": str(one.message)}


def _shape(offering: Offering) -> dict[str, Any]:
    addresses = {
        lang: url_for(
            "offerings.offering",
            lang=lang,
            offering_id=offering.public_id,
            slug=slug(local(offering, "title", lang).text),
            _external=True,
        )
        for lang in LANGUAGES
    }
    return {"id": offering.public_id, "reference": offering.reference, "state": offering.state, "url": addresses}
