"""The public API, version 1: what everybody may read, as JSON. Bad parameters are refused and named."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from flask import Blueprint, Response, make_response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from catalogue.api import eligibility as judging
from catalogue.api import shapes
from catalogue.api.openapi import document
from catalogue.core.clock import now
from catalogue.core.errors import DomainError, NotFound
from catalogue.core.formats import whole
from catalogue.core.http import problem, public_page
from catalogue.core.reader import LANGUAGES, Reader, reader, set_reader
from catalogue.core.texts import clean
from catalogue.offerings.queries import RunCard, card_of, providers_of, run_by_public_id
from catalogue.offerings.queries import offering_by_public_id as offering_row
from catalogue.offerings.rules import availability
from catalogue.providers.queries import provider_by_public_id
from catalogue.search.answers import answer
from catalogue.search.finding import count, facets_of, find
from catalogue.search.query import Query
from catalogue.search.request import LONGEST_VALUE, Problem, parse
from catalogue.search.suggest import suggestions
from catalogue.search.vocabulary import vocabulary
from catalogue.taxonomy import queries as taxonomy

bp = Blueprint("api", __name__, url_prefix="/api/v1")
blueprints = (bp,)
PER_PAGE, MOST_PER_PAGE = 20, 100
T = TypeVar("T")


class BadParameter(DomainError):
    """A parameter cannot be read; `about` names it."""

    code = "bad_parameter"
    message = _l("A parameter of this address cannot be used.")
    status = 400


@bp.errorhandler(BadParameter)
def _bad_parameter(refused: BadParameter) -> Response:
    return problem(refused.status, refused.code, str(refused.message), **refused.about)


@bp.before_request
def _language() -> None:
    lang = request.args.get("lang", "")
    if lang and lang not in LANGUAGES:
        raise _refusal([Problem("lang", lang, "unknown_value")])
    if lang:
        set_reader(Reader(lang=lang))


@bp.get("/openapi.json")
def openapi() -> ResponseReturnValue:
    return _public(document(url_for(".openapi", _external=True).removesuffix("/openapi.json")))


@bp.get("/offerings")
def offerings() -> ResponseReturnValue:
    query, problems = parse(request.args.items(multi=True), vocabulary())
    if problems:
        raise _refusal(problems)
    moment = now()
    findings = find(query, moment, strict=True)
    return _public(answer(findings, moment))


@bp.get("/offerings/<offering_id>")
def offering(offering_id: str) -> ResponseReturnValue:
    row = offering_row(offering_id)
    if row is None:
        raise NotFound(offering_id=offering_id)
    return _public(shapes.offering(card_of(row, now())))


@bp.get("/runs/<run_id>")
def run(run_id: str) -> ResponseReturnValue:
    row = run_by_public_id(run_id)
    if row is None:
        raise NotFound(run_id=run_id)
    return _public(shapes.run(RunCard(row, availability(row.figures, now()))))


@bp.get("/providers")
def providers() -> ResponseReturnValue:
    counts = {one.value: one.count for one in facets_of(Query(), now()).facets.get("provider", ())}
    return _page(
        [card.provider for card in providers_of()], lambda row: shapes.provider(row, counts.get(row.public_id, 0))
    )


@bp.get("/providers/<provider_id>")
def provider(provider_id: str) -> ResponseReturnValue:
    row = provider_by_public_id(provider_id)
    if row is None:
        raise NotFound(provider_id=provider_id)
    current = count(Query(chosen=(("provider", (row.public_id,)),)), now())
    return _public(shapes.provider(row, current))


@bp.get("/topics")
def topics() -> ResponseReturnValue:
    """The broad and narrow fields, and the detailed ones, each with what can be joined in it now."""
    moment = now()
    rows = taxonomy.topics_by_code().values()
    return _list(shapes.topic(row, count(Query(chosen=(("topic", (row.code,)),)), moment)) for row in rows)


@bp.get("/skills")
def skills() -> ResponseReturnValue:
    return _list(shapes.skill(row) for row in taxonomy.skills().values())


@bp.get("/suggest")
def suggest() -> ResponseReturnValue:
    """What a beginning of words may become."""
    found = suggestions(request.args.get("q", ""), reader().lang, now())
    return _list(shapes.suggestion(one) for one in found)


@bp.post("/eligibility")
def eligibility() -> ResponseReturnValue:
    """Whether somebody may enrol in a run now, and every reason why not; asks only, and changes nothing."""
    body = request.get_json(silent=True)
    asked = body if isinstance(body, dict) else {}
    key = asked.get("run")
    if not isinstance(key, str):
        raise _refusal([Problem("run", str(key or ""), "unknown_value")])
    row = run_by_public_id(clean(key))
    if row is None:
        raise NotFound(run_id=key)
    moment = now()
    try:
        learner = judging.learner_asked_about(asked, moment)
    except judging.Wrong as wrong:
        raise _refusal([Problem(wrong.field, str(asked.get(wrong.field)), wrong.code)]) from wrong
    answer = make_response(judging.answer(row, learner, moment))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.get("/occupations")
def occupations() -> ResponseReturnValue:
    keys = {row.id: row.key for row in taxonomy.skills().values()}
    return _list(shapes.occupation(row, keys) for row in taxonomy.occupations())


def _public(found: dict[str, Any]) -> Response:
    return public_page(make_response(found))


def _list(items: Iterable[dict[str, Any]]) -> Response:
    found = list(items)
    return _public({"total": len(found), "items": found})


def _page(rows: list[T], shape: Callable[[T], dict[str, Any]]) -> Response:
    page, per_page = _number("page", 1, 10**6), _number("per_page", PER_PAGE, MOST_PER_PAGE)
    shown = rows[(page - 1) * per_page : page * per_page]
    return _public({"total": len(rows), "page": page, "per_page": per_page, "items": [shape(row) for row in shown]})


def _number(name: str, default: int, most: int) -> int:
    text = request.args.get(name, "").strip()
    if not text:
        return default
    found = whole(text)
    if found is None:
        raise _refusal([Problem(name, text, "not_a_number")])
    if not 1 <= found <= most:
        raise _refusal([Problem(name, text, "out_of_range")])
    return found


def _refusal(problems: list[Problem]) -> BadParameter:
    """What was wrong, named; a value is repeated in short, however long it came."""
    first = problems[0]
    named = [{"parameter": one.parameter, "value": one.value[:LONGEST_VALUE], "code": one.code} for one in problems]
    return BadParameter(detail=f"{first.parameter}: {first.code}", parameter=first.parameter, parameters=named)
