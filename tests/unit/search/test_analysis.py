from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from catalogue.search.engines.analysis import SINGLE_FILES, WHOLE_FOLDERS

HOME = Path(str(files("catalogue.search")))
OF_TYPES_ALONE = {"bitmaps.py"}


def taking_part() -> set[str]:
    whole = (path for folder in WHOLE_FOLDERS for path in (HOME / folder).glob("*.py"))
    return {*SINGLE_FILES, *(path.relative_to(HOME).as_posix() for path in whole)}


def leaned_on(name: str) -> Iterator[str]:
    """The modules of the search that one of them imports."""
    for node in ast.walk(ast.parse((HOME / name).read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("catalogue.search."):
            yield f"{str(node.module).removeprefix('catalogue.search.').replace('.', '/')}.py"


def test_what_the_makers_of_terms_lean_on_takes_part_in_telling_their_analysis() -> None:
    found = taking_part()
    assert {other for name in found for other in leaned_on(name)} - found == OF_TYPES_ALONE
