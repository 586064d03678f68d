"""The templates' environment: Flask's, with names that are found at once, and templates that are compiled once."""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from flask import Flask
from flask.templating import Environment
from jinja2 import FileSystemBytecodeCache

FOLDER = "templates"


class Templates(Environment):
    """Each template holds the names that all know in a dictionary of its own, not behind a chain of them.

    Jinja compares these names at every import of macros, fifteen times for a page; through the chain that was a sixth
    of rendering. Names that join after a template was loaded are not seen by it: all of ours come before the first.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


def keep_compiled(app: Flask, home: Path) -> None:
    """Keep what was compiled in the home folder, by a checksum of the source, for every process and the next start.

    A page has a dozen templates, which take 0.13 s to compile; in a rush all threads of all workers did it at once.
    """
    folder = home / FOLDER
    folder.mkdir(exist_ok=True)
    app.jinja_options = {"bytecode_cache": FileSystemBytecodeCache(str(folder)), **app.jinja_options}


def load_all(app: Flask) -> int:
    """Have every template ready, compiled where it was not.

    :returns: how many had to be compiled, that is, were written.
    """
    before = _written(app)
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    return len(_written(app) - before)


def _written(app: Flask) -> set[tuple[str, int]]:
    folder: Path = app.config["SETTINGS"].home / FOLDER
    return {(path.name, path.stat().st_mtime_ns) for path in folder.glob("*.cache")}
