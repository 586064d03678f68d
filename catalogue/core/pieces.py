"""The smallest pieces of pages: an icon, a text in its own language. A page has hundreds of them, and a macro takes ten
times as long as a function that remembers."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from markupsafe import Markup

from catalogue.core.reader import reader
from catalogue.core.texts import LocalText


def icons(sprite: str) -> Callable[..., Markup]:
    """:param sprite: the address of the file that holds them all."""

    @lru_cache(maxsize=500)
    def icon(name: str, extra: str = "") -> Markup:
        drawn = Markup('<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>')
        return drawn.format(f" {extra}" if extra else "", sprite, name)

    return icon


def own(text: LocalText) -> Markup:
    """A name or a title, marked as what it is where it is in the other language, or begins with letters of it."""
    return _own(text, reader().lang)


@lru_cache(maxsize=4_000)
def _own(text: LocalText, lang: str) -> Markup:
    if text.lang != lang:
        return told(text, Markup.escape(text.text))
    if text.astray:
        return Markup('<bdi dir="{}">{}</bdi>').format(text.dir, text.text)
    return Markup("<bdi>{}</bdi>").format(text.text)


def told(text: LocalText, written: Markup) -> Markup:
    """What is written of a text, with the language that it is in where that is not the reader's."""
    if text.lang == reader().lang:
        return Markup("<bdi>{}</bdi>").format(written)
    return Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(text.lang, text.dir, written)
