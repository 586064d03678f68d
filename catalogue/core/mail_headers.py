"""The headers of a mail: what people typed stands in them as it is, and never becomes a header of its own."""

from __future__ import annotations

import re
from email.header import Header
from email.policy import SMTP, EmailPolicy
from typing import Any

BLANKS = re.compile(r"[^\S\u00a0\u202f]+")
"""What may break a line; the blanks that hold a time together (5:00 pm) may not."""
ENCODED = "=?"
"""How an encoded word begins (RFC 2047). The library decodes it in whatever it is given, line breaks in it and all."""


class PlainHeaders(EmailPolicy):
    """Takes subjects as they are, and keeps every blank of a long one: the library's own folding drops one between
    two encoded words (Arabic).
    """

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        """:raises ValueError: an address that the library would read as another one."""
        if name.lower() == "subject":
            value = BLANKS.sub(" ", str(value)).strip()
            value = Header(value, "utf-8", maxlinelen=10**6).encode() if ENCODED in value else value
        elif name.lower() == "to" and ENCODED in str(value):
            raise ValueError("an address that would be read as another one")
        return super().header_store_parse(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower() != "subject" or (str(value).isascii() and ENCODED not in str(value)):
            return super().fold_binary(name, value)
        line = Header(str(value), "utf-8", maxlinelen=75, header_name=name).encode(linesep=self.linesep)
        return f"{name}: {line}{self.linesep}".encode("ascii")


POLICY = PlainHeaders(linesep=SMTP.linesep)
