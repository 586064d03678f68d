"""A step of an enrolment is kept with its cause; whoever reads her data reads the cause in her language."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from catalogue.privacy.words import WORDS
from catalogue.settings import ROOT

NOTING = {"note", "_give_on", "_settle"}
AT = 4
"""Where the cause stands among their arguments."""


def causes() -> Iterator[str]:
    for path in sorted((ROOT / "catalogue" / "enrolment").rglob("*.py")):
        tree = ast.parse(path.read_text())
        named = {
            target.id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in NOTING:
                given = call.args[AT]
                said = named.get(given.id, given) if isinstance(given, ast.Name) else given
                yield from _texts(said)


def _texts(said: ast.expr) -> Iterator[str]:
    choices = (said.body, said.orelse) if isinstance(said, ast.IfExp) else (said,)
    yield from (str(one.value) for one in choices if isinstance(one, ast.Constant))


def test_every_cause_has_words() -> None:
    found = set(causes())
    assert len(found) > 8, "this test finds nothing"
    assert found - set(WORDS["cause"]) == set()
