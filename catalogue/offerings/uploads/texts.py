"""Words that are kept: what the worker says is read later, by anybody, in either language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString

from catalogue.core.reader import LANGUAGES, Reader, reader, reading_as


def in_both(*messages: LazyString | str) -> list[dict[str, str]]:
    """Each message by language. The language is changed twice, however many there are."""
    found: list[dict[str, str]] = [{} for _ in messages]
    for lang in LANGUAGES:
        with reading_as(Reader(lang=lang)):
            for words, message in zip(found, messages, strict=True):
                words[lang] = str(message)
    return found


def said(words: Mapping[str, Any]) -> str:
    """In the reader's language."""
    return str(words.get(reader().lang, ""))
