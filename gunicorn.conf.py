"""Read by gunicorn by itself when it starts in this folder."""

from catalogue.request_line import raised

limit_request_line = raised()
