"""Who may commit, who may open a transaction, where time and secrets come from."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.source.tree import named, own_files

MODULES = own_files(".py", folders=("catalogue",))
READING = {"views", "queries", "rules", "forms", "models", "cli", "jobs", "presenting", "wording", "templating"}
WRITERS_OF_THEIR_OWN = {"catalogue/core/db.py", "catalogue/search/engines/store.py"}  # the second is the index's


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))


def decorated(path: Path) -> Iterator[str]:
    """The names of the functions that are transactions."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef) and any(ast.unparse(one) == "transaction" for one in node.decorator_list):
            yield node.name


@pytest.mark.parametrize("path", [path for path in MODULES if named(path) not in WRITERS_OF_THEIR_OWN], ids=named)
def test_nobody_commits_but_the_transaction(path: Path) -> None:
    commits = [call.lineno for call in calls(path) if ast.unparse(call.func).endswith(".commit")]
    assert not commits, f"commit() in lines {commits}: make it a service with @transaction"


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_only_what_changes_things_is_a_transaction(path: Path) -> None:
    inside = {*path.with_suffix("").parts} & READING
    found = list(decorated(path))
    assert not (inside and found), f"{found}: a {inside} reads or asks, a service changes"


def test_there_are_transactions_at_all() -> None:
    assert sum(len(list(decorated(path))) for path in MODULES) > 10


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_time_is_asked_of_the_clock_alone(path: Path) -> None:
    if named(path) == "catalogue/core/clock.py":
        return
    clocks = {"datetime.now", "datetime.utcnow", "date.today"}
    asked = [call.lineno for call in calls(path) if ast.unparse(call.func) in clocks]
    assert not asked, f"lines {asked}: use catalogue.core.clock.now()"


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_no_redirect_goes_where_the_visitor_says(path: Path) -> None:
    risky = [
        call.lineno
        for call in calls(path)
        if ast.unparse(call.func) == "redirect" and "request." in ast.unparse(call.args[0] if call.args else call)
        and "safe_next" not in ast.unparse(call) and "url_for" not in ast.unparse(call)
    ]  # fmt: skip
    assert not risky
