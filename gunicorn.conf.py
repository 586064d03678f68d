"""Read by gunicorn by itself when it starts in this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalogue.request_line import raised

if TYPE_CHECKING:
    from gunicorn.arbiter import Arbiter

limit_request_line = raised()
forwarder_headers = ""
"""From a proxy on this machine gunicorn would believe SCRIPT_NAME, and proxies pass on what visitors write there."""
worker_class = "catalogue.cli.even_worker.EvenWorker"


def when_ready(server: Arbiter) -> None:
    """Before the workers part: what all of them read anyhow, and share as long as nobody writes into it."""
    from catalogue.core.garbage import settle
    from catalogue.core.templates import load_all
    from catalogue.core.whole_pages import release
    from catalogue.search.warming import warm  # the app is loaded by now, and not before

    warm()
    release()
    if server.cfg.preload_app:
        load_all(server.app.wsgi())
    settle()


def post_worker_init(_worker: object) -> None:
    """Each worker has the app by now."""
    from catalogue.core.garbage import settle

    settle()
