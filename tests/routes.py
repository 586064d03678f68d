"""Apps that are made quickly: nine tenths of making one is Werkzeug compiling the rules of its routes.

Nearly every test makes an app of its own, always with the same routes. What is compiled depends on the rule's text, its
defaults and the map's converters alone, so it is kept for the next app.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from werkzeug.routing import Rule

NAME = "compile"


def remember_rules() -> None:
    """From now on, in this process."""
    compiled: Callable[[Rule], None] = getattr(Rule, NAME)
    if hasattr(compiled, "__wrapped__"):
        return
    known: dict[tuple[Any, ...], Rule] = {}

    @wraps(compiled)
    def remembered(rule: Rule) -> None:
        key = _key(rule)
        if key not in known:
            compiled(rule)
            known[key] = rule
        else:
            _take_over(rule, known[key])

    setattr(Rule, NAME, remembered)


def _key(rule: Rule) -> tuple[Any, ...]:
    """All that `Rule.compile` reads."""
    assert rule.map is not None, "bound before"
    about = (rule.rule, rule.host if rule.map.host_matching else rule.subdomain, rule.merge_slashes)
    return (*about, repr(rule.defaults), frozenset(rule.map.converters.items()))


def _take_over(rule: Rule, known: Rule) -> None:
    """All that `Rule.compile` writes; the builders are methods of the rule."""
    rule._parts, rule._trace, rule._converters = list(known._parts), list(known._trace), dict(known._converters)
    rule.arguments |= known._converters.keys()
    rule._build = known._build.__func__.__get__(rule, None)  # type: ignore[attr-defined]
    rule._build_unknown = known._build_unknown.__func__.__get__(rule, None)  # type: ignore[attr-defined]
