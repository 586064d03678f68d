"""Objects of the models made from columns that were read without the ORM, which takes longer than the reading.

They have an identity and belong to no session, so they are for reading; what was not read raises when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm.attributes import instance_state, manager_of_class

M = TypeVar("M", bound=DeclarativeBase)


def detached(
    model: type[M], columns: Mapping[str, Any], key: tuple[str, ...] = ("id",), unread: Iterable[str] = ()
) -> M:
    """:param unread: the columns that are missing."""
    found: M = manager_of_class(model).new_instance()
    found.__dict__.update(columns)
    state = instance_state(found)
    state.key = (model, tuple(columns[name] for name in key), None)
    state.expired_attributes.update(unread)
    return found
