"""Logging: one JSON line an event, each with the id of the request it belongs to, none with what people typed."""

from __future__ import annotations

import json
import logging
import re
import secrets
import time
from typing import Any

from flask import Flask, Response, g, has_request_context, request

log = logging.getLogger("catalogue")
REQUEST_ID = re.compile(r"^[A-Za-z0-9-]{8,64}$")
ID_HEADER = "X-Request-Id"


class JsonLines(logging.Formatter):
    """Time, level, logger, message, request id and whatever `extra={"about": {…}}` says."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{int(record.msecs):03d}Z",
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if has_request_context():
            line["request"] = g.get("request_id")
        line.update(getattr(record, "about", {}))
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def init_logs(app: Flask, level: str) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    log.handlers = [handler]
    log.setLevel(level)
    log.propagate = False
    app.logger.handlers = [handler]
    app.before_request(_name_request)
    app.after_request(_tell)


def sound_id(given: str | None) -> str:
    """The id that a request brings, or a new one where it brings none that can be told."""
    return given if given and REQUEST_ID.match(given) else secrets.token_hex(8)


def tell(name: str, method: str, rule: str, status: int, began: float) -> None:
    """A line about a request that is answered.

    :param rule: never the address itself: addresses can hold tokens, and queries what people looked for.
    :param began: by `perf_counter`.
    """
    took_ms = round((time.perf_counter() - began) * 1000, 1)
    about = {"request": name, "method": method, "rule": rule, "status": status, "took_ms": took_ms}
    log.info("request", extra={"about": about})


def _name_request() -> None:
    g.request_id = sound_id(request.headers.get(ID_HEADER))
    g.request_began = time.perf_counter()


def _tell(response: Response) -> Response:
    name = response.headers[ID_HEADER] = g.get("request_id", "")
    rule = request.url_rule.rule if request.url_rule else "-"
    tell(name, request.method, rule, response.status_code, g.get("request_began", time.perf_counter()))
    return response
