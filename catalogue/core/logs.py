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


def _name_request() -> None:
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if REQUEST_ID.match(given) else secrets.token_hex(8)
    g.request_began = time.perf_counter()


def _tell(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.get("request_id", "")
    took_ms = round((time.perf_counter() - g.get("request_began", time.perf_counter())) * 1000, 1)
    # The rule, not the address: addresses can hold tokens, and queries what people looked for.
    rule = request.url_rule.rule if request.url_rule else "-"
    log.info(
        "request",
        extra={"about": {"method": request.method, "rule": rule, "status": response.status_code, "took_ms": took_ms}},
    )
    return response
