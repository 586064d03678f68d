"""What `tests/routes.py` keeps builds the same addresses as what it would have compiled anew."""

from __future__ import annotations

from typing import Any

from werkzeug.routing import Map, Rule

from tests.routes import NAME


def addresses(number: Any, **more: Any) -> list[str]:
    rules = [
        Rule("/<any(ar, en):lang>/things/<int:number>", endpoint="thing"),
        Rule("/<any(ar, en):lang>/things/<int:number>/<slug>", endpoint="named"),
        Rule("/first", endpoint="page", defaults={"number": 1}),
        Rule("/page/<int:number>", endpoint="page"),
    ]
    bound = Map(rules).bind("localhost")
    endpoints = {"thing": {"lang": "en"}, "named": {"lang": "ar", "slug": "a b/c"}, "page": {}}
    return [bound.build(name, {**values, **more, "number": number}) for name, values in endpoints.items()]


def test_kept_builders_build_what_new_ones_build() -> None:
    kept = getattr(Rule, NAME)
    assert hasattr(kept, "__wrapped__"), "nothing is kept: Werkzeug has changed, or conftest has"
    found = [addresses(1, extra="x y"), addresses(7), addresses(1, extra="x y")]
    setattr(Rule, NAME, kept.__wrapped__)
    try:
        assert [addresses(1, extra="x y"), addresses(7), addresses(1, extra="x y")] == found
    finally:
        setattr(Rule, NAME, kept)
    assert found[0] == ["/en/things/1?extra=x+y", "/ar/things/1/a%20b/c?extra=x+y", "/first?extra=x+y"]
