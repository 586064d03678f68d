"""Which tests run one after another in one process of the two: a browser, a database or a loaded catalogue each.

pytest-xdist's `loadgroup` writes the group into `item._nodeid`, which pytest has not had since 9.2, and then spreads
the tests all the same. So the groups are read from the ids here.
"""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

FOLDERS = {"tests/browser/": "browser", "tests/fire/": "fire", "tests/relevance/": "relevance"}


def group_of(nodeid: str) -> str:
    """The group of a test by its folder; whatever asks for PostgreSQL shares the fire's process and its server."""
    for folder, group in FOLDERS.items():
        if nodeid.startswith(folder):
            return group
    return "fire" if "postgresql" in nodeid else nodeid


class InGroups(LoadScopeScheduling):  # type: ignore[misc]  # it comes without types
    """Hands out the tests of a group to one process, all others one by one."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)
