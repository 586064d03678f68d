"""Read by gunicorn by itself when it starts in this folder."""

from catalogue.request_line import raised

limit_request_line = raised()


def when_ready(_server: object) -> None:
    """Before the workers part: what all of them read anyhow."""
    from catalogue.search.warming import warm  # the app is loaded by now, and not before

    warm()
