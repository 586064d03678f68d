"""Templates that are compiled once in a process: nearly every test makes an app, and each app compiled them anew."""

from __future__ import annotations

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class Remembered(BytecodeCache):
    """Keeps what was compiled in memory. Jinja asks by the template's name, its file and a checksum of its source."""

    def __init__(self) -> None:
        self.compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.compiled:
            bucket.bytecode_from_string(self.compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.compiled[bucket.key] = bucket.bytecode_to_string()


REMEMBERED = Remembered()


def remember_templates() -> None:
    """From now on, in this process: every Flask app begins with these options for Jinja."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": REMEMBERED}
