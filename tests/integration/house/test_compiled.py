"""Templates are compiled once for all processes and starts, not by whoever asks first."""

from __future__ import annotations

import pytest
from flask import Flask

from catalogue.app import create_app
from catalogue.core.templates import load_all
from catalogue.settings import Settings


def test_the_second_start_compiles_nothing_but_what_was_changed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Flask, "jinja_options", {})  # as it is outside the tests, which remember them in memory
    app = create_app(settings)
    assert load_all(app) == len(app.jinja_env.list_templates())
    assert load_all(create_app(settings)) == 0

    changed = create_app(settings)
    page = "<p>Another page</p>"
    source = changed.jinja_env.loader.get_source  # type: ignore[union-attr]
    monkeypatch.setattr(
        changed.jinja_env.loader,
        "get_source",
        lambda env, name: (page, *source(env, name)[1:]) if name == "pages/about.html" else source(env, name),
    )
    assert changed.jinja_env.get_template("pages/about.html").render() == page
