"""The messages in the reader's language: what Flask-Babel answers, without its search through contexts at every word.

A page of results asks a thousand times. What is hot imports from here; the rest may go on asking Flask-Babel.
"""

from __future__ import annotations

from functools import cache
from gettext import NullTranslations
from typing import Any

from babel.support import Translations
from flask import Flask, has_app_context
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from catalogue.core.reader import reader
from catalogue.settings import ROOT

TRANSLATIONS = ROOT / "translations"


@cache
def _of(locale: str) -> NullTranslations:
    return Translations.load(str(TRANSLATIONS), [locale], "messages")


@cache
def _english() -> NullTranslations:
    return NullTranslations()


def _catalogue() -> NullTranslations:
    """Where there is no app there is no reader either: the words stay as they are written."""
    return _of(reader().locale) if has_app_context() else _english()


def gettext(message: str, /, **values: object) -> str:
    found = _catalogue().gettext(message)
    return found % values if values else found


def pgettext(context: str, message: str, /) -> str:
    """A word that means another thing in this context than elsewhere, or takes another form."""
    return _catalogue().pgettext(context, message)


def ngettext(one: str, many: str, number: int, /, **values: object) -> str:
    return _catalogue().ngettext(one, many, number) % {"num": number, **values}


def init_messages(app: Flask) -> None:
    """Have templates ask here; `{% trans %}` does too. Every message is a format, whether values come or not."""
    environment: Any = app.jinja_env
    environment.globals.update(_=_for_template, gettext=_for_template, ngettext=_counted_for_template)


@pass_eval_context
def _for_template(how: EvalContext, message: str, /, **values: object) -> str:
    found = _catalogue().gettext(message)
    if not values:
        return _plain(found, how.autoescape)
    return Markup(found) % values if how.autoescape else found % values  # nosec B704 # noqa: S704 - ours, the values are escaped


@pass_eval_context
def _counted_for_template(how: EvalContext, one: str, many: str, number: int, /, **values: object) -> str:
    found = _catalogue().ngettext(one, many, number)
    given = {"num": number, **values}
    return Markup(found) % given if how.autoescape else found % given  # nosec B704 # noqa: S704 - ours, the values are escaped


@cache
def _plain(message: str, markup: bool) -> str:
    """A message without values; those of the catalogues are few."""
    written = message % {}
    return Markup(written) if markup else written  # nosec B704 # noqa: S704 - a message of ours
