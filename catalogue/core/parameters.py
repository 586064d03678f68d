"""What comes with a request, without the one sign that PostgreSQL cannot even be asked about."""

from __future__ import annotations

from typing import Any

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.datastructures.structures import iter_multi_items

NUL = "\x00"


class Parameters(ImmutableMultiDict[str, Any]):
    """Values by name, of an address or a form. Nobody types a NUL: where one comes, it is left out."""

    def __init__(self, mapping: Any = None) -> None:
        pairs = () if mapping is None else iter_multi_items(mapping)
        super().__init__([(_without_nul(name), _without_nul(value)) for name, value in pairs])


def _without_nul(value: Any) -> Any:
    return value.replace(NUL, "") if isinstance(value, str) else value


class OwnRequest(Request):
    parameter_storage_class = Parameters
