"""The public API: the contract's shapes, its refusals, and a description that is true."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.builders import a_provider, a_run
from tests.builders_search import a_course, indexed
from tests.counting import counted_queries

TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def misfits(value: Any, schema: dict[str, Any], whole: dict[str, Any], at: str = "$") -> list[str]:
    """Where a value does not fit a JSON Schema: the keywords that our description uses, and no others."""
    known = {"$ref", "type", "properties", "required", "additionalProperties", "items", "enum", "oneOf", "format"}
    known |= {"minimum", "maximum", "pattern", "description", "maxLength", "default"}
    assert schema.keys() <= known, f"{at}: {schema.keys() - known} would go unchecked"
    if "$ref" in schema:
        return misfits(value, whole["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]], whole, at)
    if "oneOf" in schema:
        fitting = [one for one in schema["oneOf"] if not misfits(value, one, whole, at)]
        return [] if len(fitting) == 1 else [f"{at}: {value!r} fits {len(fitting)} of the choices"]
    wanted = TYPES[schema["type"]]
    if not isinstance(value, wanted) or (schema["type"] == "integer" and isinstance(value, bool)):
        return [f"{at}: {value!r} is no {schema['type']}"]
    found = [f"{at}: {value!r} is not one of them"] if "enum" in schema and value not in schema["enum"] else []
    if "pattern" in schema and isinstance(value, str) and not re.search(schema["pattern"], value):
        found.append(f"{at}: {value!r} does not fit {schema['pattern']}")
    moment = schema.get("format") == "date-time" and isinstance(value, str)
    if moment and not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", value):
        found.append(f"{at}: {value!r} is no moment")
    if isinstance(value, dict):
        found += _of_object(value, schema, whole, at)
    if isinstance(value, list):
        found += [one for n, item in enumerate(value) for one in misfits(item, schema["items"], whole, f"{at}[{n}]")]
    return found


def _of_object(value: dict[str, Any], schema: dict[str, Any], whole: dict[str, Any], at: str) -> list[str]:
    properties = schema.get("properties", {})
    found = [f"{at}: {name} is missing" for name in schema.get("required", []) if name not in value]
    more = schema.get("additionalProperties", True)
    for name, inside in value.items():
        if name in properties:
            found += misfits(inside, properties[name], whole, f"{at}.{name}")
        elif isinstance(more, dict):
            found += misfits(inside, more, whole, f"{at}.{name}")
        elif not more:
            found.append(f"{at}: {name} is not described")
    return found


def a_catalogue(app: Flask) -> dict[str, str]:
    """A provider with two offerings, one of them bare; the ids that addresses need."""
    with app.app_context():
        provider = a_provider(name_en="Gulf Institute", about_en="We weld.", languages=["ar"])
        rich = a_course(
            "Pipe welding",
            provider=provider,
            audiences=["adults"],
            age_min=16,
            level="beginner",
            description_en="Long.",
            format="upskilling",
            run={
                "reduced_price_halalas": 0,
                "reduced_for": "job_seekers",
                "price_halalas": 45_000,
                "join_url": "https://example.org/secret",
                "questions": [{"key": "size"}],
            },
        )
        run = a_run(offering=rich, capacity=None, price_halalas=None, gender_mode=None)
        a_course("Bread baking", topic="1013", provider=provider)
        ids = {"offering": rich.public_id, "run": run.public_id, "provider": provider.public_id}
        indexed()
    return ids


def test_every_answer_is_as_its_description_says(bare_app: Flask, client: FlaskClient) -> None:
    ids = a_catalogue(bare_app)
    whole = client.get("/api/v1/openapi.json").get_json()
    assert whole["openapi"] == "3.1.0"
    asked = 0
    for path, methods in whole["paths"].items():
        (about,) = methods.values()
        address = path.replace("{id}", ids.get(about["operationId"], ""))
        if "put" in methods:  # needs a token: held to its description in tests/integration/uploads/test_programs.py
            asked += 1
            continue
        if "post" in methods:
            answer = client.post(f"/api/v1{address}", json={"run": ids["run"], "birth_date": "2020-01-01"})
            assert answer.get_json()["reasons"], "an empty list would show nothing of its shape"
        else:
            answer = client.get(f"/api/v1{address}")
        schema = about["responses"]["200"]["content"]["application/json"]["schema"]
        assert answer.status_code == 200, address
        assert answer.mimetype == "application/json"
        assert misfits(answer.get_json(), schema, whole) == [], address
        asked += 1
    assert asked == len([rule for rule in bare_app.url_map.iter_rules() if rule.endpoint.startswith("api.")])


def test_the_check_itself_finds_what_does_not_fit(bare_app: Flask, client: FlaskClient) -> None:
    a_catalogue(bare_app)
    whole = client.get("/api/v1/openapi.json").get_json()
    found = client.get("/api/v1/offerings").get_json()
    found["items"][0]["kind"] = "party"
    found["items"][0]["extra"] = 1
    del found["total"]
    schema = whole["components"]["schemas"]["Results"]
    assert len(misfits(found, schema, whole)) == 3


def test_a_search_answers_as_the_contract_says(bare_app: Flask, client: FlaskClient) -> None:
    a_catalogue(bare_app)
    found = client.get("/api/v1/offerings?q=welding&price=paid&lang=en").get_json()
    assert (found["total"], found["page"], found["per_page"], found["fallback"]) == (1, 1, 20, False)
    (item,) = found["items"]
    assert item["title"]["en"] == "Pipe welding"
    assert item["availability"] == "open"
    assert item["next_run"]["price"] == "450.00"
    assert {"field": "title", "term": "welding", "because": "exact"} in item["matched"]
    assert item["url"]["ar"].startswith(f"http://localhost/ar/offerings/{item['id']}/")
    assert found["understood"]["filters"] == {"price": "paid"}
    kinds = found["facets"]["kind"]
    assert kinds[0]["value"] == "course"
    assert kinds[0]["count"] == 1
    assert kinds[0]["label"].keys() == {"ar", "en"}


def test_the_pages_address_gives_the_same_results(bare_app: Flask, client: FlaskClient) -> None:
    a_catalogue(bare_app)
    api = client.get("/api/v1/offerings?q=welding").get_json()
    assert client.get("/en/search.json?q=welding").get_json() == api


def test_suggestions_are_told_from_results(bare_app: Flask, client: FlaskClient) -> None:
    a_catalogue(bare_app)
    found = client.get("/api/v1/offerings?q=welding+bread").get_json()
    assert found["fallback"] is True
    assert found["items"]


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("offerings?price=nix", "price"),
        ("offerings?page=0", "page"),
        ("offerings?per_page=101", "per_page"),
        ("offerings?from=31/02/2027", "from"),
        ("offerings?colour=red", "colour"),
        ("offerings?lang=de", "lang"),
        ("offerings?q=" + "a" * 300, "q"),
        ("providers?page=x", "page"),
        ("providers?per_page=1000", "per_page"),
        ("providers?page=0", "page"),
        ("providers?page=1000001", "page"),
        ("providers?page=00000000000010000000", "page"),
        ("providers?per_page=" + "0" * 12 + "101", "per_page"),
        ("providers?page=" + "9" * 5000, "page"),
        ("providers?page=%D9%A1" + "%D9%A9" * 5000, "page"),
        ("offerings?lang=" + "x" * 5000, "lang"),
        ("offerings?" + "x" * 5000 + "=1", "x" * 80),
        ("topics?lang=xx", "lang"),
    ],
)
def test_a_bad_parameter_is_refused_and_named(client: FlaskClient, address: str, parameter: str) -> None:
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert (answer.get_json()["code"], answer.get_json()["parameter"]) == ("bad_parameter", parameter)
    assert all(len(one["value"]) <= 80 for one in answer.get_json()["parameters"])
    assert len(answer.data) < 2000


@pytest.mark.parametrize("address", ["offerings/XXXXXXXXXX", "runs/XXXXXXXXXX", "providers/XXXXXXXXXX", "nothing"])
def test_what_does_not_exist_is_a_problem_for_programs(client: FlaskClient, address: str) -> None:
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["code"] == "not_found"


def test_a_page_beyond_the_last_is_empty(bare_app: Flask, client: FlaskClient) -> None:
    a_catalogue(bare_app)
    found = client.get("/api/v1/offerings?page=99").get_json()
    assert (found["total"], found["page"], found["items"]) == (2, 99, [])
    providers = client.get("/api/v1/providers?page=2&per_page=1").get_json()
    assert (providers["total"], providers["items"]) == (1, [])


def test_an_offering_says_everything_but_what_only_the_enrolled_need(bare_app: Flask, client: FlaskClient) -> None:
    ids = a_catalogue(bare_app)
    answer = client.get(f"/api/v1/offerings/{ids['offering']}")
    found = answer.get_json()
    assert found["description"] == {"en": "Long."}
    assert found["topics"] == ["0715"]
    assert found["provider"]["id"] == ids["provider"]
    (reduced,) = [run["reduced"] for run in found["runs"] if "reduced" in run]
    assert reduced == {"price": "0.00", "for": "job_seekers"}
    assert len(found["runs"]) == 2
    for secret in ("join_url", "secret", "questions"):
        assert secret not in answer.text


def test_a_run_says_its_meetings_and_its_offering(bare_app: Flask, client: FlaskClient) -> None:
    ids = a_catalogue(bare_app)
    found = client.get(f"/api/v1/runs/{ids['run']}").get_json()
    assert found["sessions"] == [
        {"starts_at": "2027-01-20T09:00:00Z", "ends_at": "2027-01-20T11:00:00Z", "cancelled": False}
    ]
    assert (found["price"], found["capacity"], found["gender_mode"]) == (None, None, None)
    assert found["offering"]["id"] == ids["offering"]


def test_a_provider_counts_what_can_be_joined(bare_app: Flask, client: FlaskClient) -> None:
    ids = a_catalogue(bare_app)
    assert client.get(f"/api/v1/providers/{ids['provider']}").get_json()["offerings"] == 2
    assert client.get("/api/v1/providers").get_json()["items"][0]["offerings"] == 2


def test_what_is_not_public_is_not_in_the_api(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        draft = a_course("Draft", state="draft", published_at=None)
        hidden = a_course("Hidden", provider=a_provider(state="suspended"))
        ids = [draft.public_id, hidden.public_id]
        indexed()
    assert client.get("/api/v1/offerings?open=all").get_json()["total"] == 0
    assert [client.get(f"/api/v1/offerings/{one}").status_code for one in ids] == [404, 404]


@pytest.mark.parametrize("items", [1, 3])
def test_a_search_costs_the_same_for_one_item_or_three(bare_app: Flask, client: FlaskClient, items: int) -> None:
    with bare_app.app_context():
        for _ in range(items):
            a_course()
        indexed()
    client.get("/api/v1/offerings")
    with counted_queries(bare_app) as queries:
        found = client.get("/api/v1/offerings").get_json()
    assert len(found["items"]) == items
    assert len(queries) == 6, "\n".join(queries)
