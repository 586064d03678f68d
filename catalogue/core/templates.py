"""The templates' environment: Flask's, with names that are found at once."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment


class Templates(Environment):
    """Each template holds the names that all know in a dictionary of its own, not behind a chain of them.

    Jinja compares these names at every import of macros, fifteen times for a page; through the chain that was a sixth
    of rendering. Names that join after a template was loaded are not seen by it: all of ours come before the first.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}
