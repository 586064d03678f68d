"""Apps that are made quickly: nine tenths of making one is Werkzeug compiling what builds each route's addresses.

Nearly every test makes an app of its own, always with the same routes. What is compiled depends on the text of the
rule and its defaults alone (it reads converters from the rule that it is bound to), so it is kept for the next app.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]
NAME = "_compile_builder"


def remember_builders() -> None:
    """From now on, in this process."""
    compiled: Callable[[Rule, bool], Builder] = getattr(Rule, NAME)
    if hasattr(compiled, "__wrapped__"):
        return
    known: dict[tuple[Any, ...], Builder] = {}

    @wraps(compiled)
    def remembered(rule: Rule, append_unknown: bool = True) -> Builder:
        converters = [(name, type(one).__name__) for name, one in rule._converters.items()]
        key = (rule.rule, tuple(rule._trace), repr(rule.defaults), repr(converters), append_unknown)
        if key not in known:
            known[key] = compiled(rule, append_unknown)
        return known[key]

    setattr(Rule, NAME, remembered)
