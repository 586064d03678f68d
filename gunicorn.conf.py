"""Read by gunicorn by itself when it starts in this folder."""

from catalogue.request_line import raised

limit_request_line = raised()


def when_ready(_server: object) -> None:
    """Before the workers part: what all of them read anyhow, and share as long as nobody writes into it."""
    from catalogue.core.garbage import settle
    from catalogue.search.warming import warm  # the app is loaded by now, and not before

    warm()
    settle()


def post_worker_init(_worker: object) -> None:
    """Each worker has the app by now."""
    from catalogue.core.garbage import settle

    settle()
