"""A worker of gunicorn that takes no more visitors than it has threads for, so that a rush is shared out evenly.

gunicorn's own takes every connection there is into a queue of its own. Of 400 at once one worker took as much as four
in five, and they waited in its queue while the other one was idle. Here they wait where all workers can take them.
"""

from __future__ import annotations

from typing import Any

from gunicorn.workers.gthread import ThreadWorker


class EvenWorker(ThreadWorker):  # type: ignore[misc]
    """Connections that are kept alive, or have not said anything yet, do not count: they need no thread."""

    def accept(self, listener: Any) -> None:
        super().accept(listener)
        if not self._has_a_thread_free():
            self.set_accept_enabled(False)

    def set_accept_enabled(self, enabled: bool) -> None:
        """Asked for at each turn of gunicorn's loop, and so again as soon as a thread is free."""
        super().set_accept_enabled(enabled and self._has_a_thread_free())

    def _has_a_thread_free(self) -> bool:
        idle = len(self.keepalived_conns) + len(self.pending_conns)
        return bool(self.nr_conns - idle < self.cfg.threads)
