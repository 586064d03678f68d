"""The description of the public API (OpenAPI 3.1), written from the same declarations that the search obeys."""

from __future__ import annotations

from typing import Any

from catalogue.api.schemas import SCHEMAS, Schema, one_of, ref
from catalogue.search.facets import FACETS
from catalogue.search.query import OPEN, SORTS
from catalogue.search.vocabulary import vocabulary

TITLE, VERSION = "Learning City Catalogue", "1"
LANG: Schema = {
    "name": "lang",
    "in": "query",
    "schema": one_of(("ar", "en")),
    "description": "The language of messages; texts come in both.",
}


def document(base: str) -> dict[str, Any]:
    """:param base: the absolute address of the API, without a closing slash."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": TITLE,
            "version": VERSION,
            "description": "Courses, workshops and programmes of a learning city. Reading is open to everybody.",
        },
        "servers": [{"url": base}],
        "paths": {
            "/openapi.json": {"get": _operation("openapi", "This description", {"type": "object"})},
            "/offerings": {"get": _operation("offerings", "Search", ref("Results"), _search())},
            "/offerings/{id}": {"get": _operation("offering", "One offering", ref("Offering"), _id())},
            "/runs/{id}": {"get": _operation("run", "One run of an offering", ref("Run"), _id())},
            "/providers": {"get": _operation("providers", "All providers", ref("Providers"), _paging())},
            "/providers/{id}": {"get": _operation("provider", "One provider", ref("Provider"), _id())},
            "/topics": {"get": _operation("topics", "Fields of learning (ISCED-F 2013)", ref("Topics"))},
            "/skills": {"get": _operation("skills", "Skills", ref("Skills"))},
            "/occupations": {"get": _operation("occupations", "Occupations (ISCO-08)", ref("Occupations"))},
            "/eligibility": {"post": _question("eligibility", "May somebody enrol now?", ref("Verdict"), ref("Asked"))},
            "/provide/{provider}/offerings/{reference}": {"put": _put()},
            "/suggest": {"get": _operation("suggest", "What a beginning may become", ref("Suggestions"), [_typed()])},
        },
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "Made at the desk"}},
        },
    }


def _operation(name: str, summary: str, schema: Schema, parameters: list[Schema] | None = None) -> Schema:
    answers: Schema = {"200": _content(summary, "application/json", schema)}
    answers["400"] = _content("A parameter cannot be used", "application/problem+json", ref("Problem"))
    if any(one["in"] == "path" for one in parameters or ()):
        answers["404"] = _content("There is no such thing", "application/problem+json", ref("Problem"))
    return {
        "operationId": name,
        "summary": summary,
        "parameters": [*(parameters or ()), LANG],
        "responses": answers,
    }


def _question(name: str, summary: str, schema: Schema, body: Schema) -> Schema:
    """An operation that asks with a body and changes nothing."""
    described = _operation(name, summary, schema)
    described["responses"]["404"] = _content("There is no such thing", "application/problem+json", ref("Problem"))
    return described | {"requestBody": {"required": True, "content": {"application/json": {"schema": body}}}}


def _put() -> Schema:
    """Writing, with a token: the whole exchange format is described at the address for providers."""
    whole = {"type": "object", "description": "One offering in the exchange format, such as a line of the export"}
    text = {"type": "string"}
    described: Schema = {
        "operationId": "put_offering",
        "summary": "Bring one offering to what the body says; the same body again changes nothing",
        "security": [{"token": []}],
        "parameters": [
            {"name": "provider", "in": "path", "required": True, "schema": text, "description": "Id of the provider"},
            {"name": "reference", "in": "path", "required": True, "schema": text, "description": "Your own reference"},
            LANG,
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": whole}}},
        "responses": {
            "200": _content("It was there; changed, or not", "application/json", ref("Put")),
            "201": _content("It is new", "application/json", ref("Put")),
        },
    }
    for status, words in (
        ("400", "The body is no JSON object"),
        ("401", "No token, a revoked one, or one of another provider"),
        ("422", "Something in it is wrong; `errors` names field and reason"),
        ("429", "Too many in a minute; `Retry-After` says how many seconds to wait"),
    ):
        described["responses"][status] = _content(words, "application/problem+json", ref("Problem"))
    return described


def _content(description: str, kind: str, schema: Schema) -> Schema:
    return {"description": description, "content": {kind: {"schema": schema}}}


def _id() -> list[Schema]:
    return [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]


def _parameter(name: str, description: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _typed() -> Schema:
    return _parameter("q", "The beginning of words, two letters at least", {"type": "string", "maxLength": 60})


def _paging() -> list[Schema]:
    whole = {"type": "integer", "minimum": 1}
    return [
        _parameter("page", "Which page, from 1", whole),
        _parameter("per_page", "How many on a page", {**whole, "maximum": 100, "default": 20}),
    ]


def _search() -> list[Schema]:
    """The parameters of the search: the facets from their one declaration, then the others."""
    figure, day = {"type": "number", "minimum": 0}, {"type": "string", "format": "date"}
    return [
        _parameter(
            "q", "Words; quotation marks keep a phrase, a minus leaves out", {"type": "string", "maxLength": 200}
        ),
        *_facets(),
        _parameter("age", "Age of the learner in years", {"type": "integer", "minimum": 0, "maximum": 120}),
        _parameter("price_max", "Highest price in riyals", figure),
        _parameter("from", "Starts on or after", day),
        _parameter("until", "Starts on or before", day),
        _parameter("open", "1: open now; all: also full, closed and past ones", one_of(OPEN)),
        _parameter("near", "latitude,longitude or city:district", {"type": "string"}),
        _parameter("km", "Distance from there", figure),
        _parameter("sort", "Order", one_of(SORTS)),
        _parameter("exact", "1: the words as typed, without repairs, filters in words and concepts", one_of(("1",))),
        *_paging(),
    ]


def _facets() -> tuple[Schema, ...]:
    known = vocabulary()
    found = []
    for facet in FACETS:
        values = facet.values or sorted(known.get(facet.name) or ())
        items = one_of(values) if 0 < len(values) <= 60 else {"type": "string"}
        schema = {"type": "array", "items": items}
        found.append({**_parameter(facet.name, "Any of these", schema), "style": "form", "explode": True})
    return tuple(found)
