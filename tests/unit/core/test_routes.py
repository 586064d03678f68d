"""What `tests/routes.py` keeps finds and builds the same addresses as what it would have compiled anew."""

from __future__ import annotations

from typing import Any

from werkzeug.routing import IntegerConverter, Map, Rule

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


def matched(path: str) -> tuple[str, dict[str, Any]]:
    bound = Map([Rule("/<any(ar, en):lang>/things/<int:number>/<path:rest>", endpoint="thing")]).bind("localhost")
    endpoint, values = bound.match(path)
    return endpoint, dict(values)


def test_kept_rules_do_what_new_ones_do() -> None:
    kept = getattr(Rule, NAME)
    assert hasattr(kept, "__wrapped__"), "nothing is kept: Werkzeug has changed, or conftest has"
    path = "/ar/things/5/a/b"
    found = [addresses(1, extra="x y"), addresses(7), addresses(1, extra="x y"), matched(path), matched(path)]
    setattr(Rule, NAME, kept.__wrapped__)
    try:
        anew = [addresses(1, extra="x y"), addresses(7), addresses(1, extra="x y"), matched(path), matched(path)]
    finally:
        setattr(Rule, NAME, kept)
    assert found == anew
    assert found[0] == ["/en/things/1?extra=x+y", "/ar/things/1/a%20b/c?extra=x+y", "/first?extra=x+y"]
    assert found[3] == ("thing", {"lang": "ar", "number": 5, "rest": "a/b"})


def test_the_same_text_with_another_converter_is_another_rule() -> None:
    number = Map([Rule("/<one>", endpoint="one")], converters={"default": IntegerConverter}).bind("localhost")
    text = Map([Rule("/<one>", endpoint="one")]).bind("localhost")
    assert (number.match("/5")[1], text.match("/5")[1]) == ({"one": 5}, {"one": "5"})
