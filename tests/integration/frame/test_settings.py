"""Settings come from the environment, are checked at start, and are safe where nothing is said."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from catalogue.app import create_app
from catalogue.settings import Settings, from_environment, kept_secret


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.__dataclass_fields__:
        monkeypatch.delenv(f"CATALOGUE_{name.upper()}", raising=False)
    monkeypatch.setenv("CATALOGUE_HOME", str(tmp_path))


def test_without_a_word_everything_has_a_safe_value(tmp_path: Path) -> None:
    read = from_environment()
    assert read.database == f"sqlite:///{tmp_path / 'catalogue.sqlite3'}"
    assert (read.demo, read.trusted_proxies, read.test_negative_control) == (True, 0, "")
    assert not read.secure


@pytest.mark.parametrize(
    ("name", "value", "field", "expected"),
    [
        ("DEMO", "0", "demo", False),
        ("BASE_URL", "https://learn.example.org/", "base_url", "https://learn.example.org"),
        ("SECRET_KEY_FALLBACKS", "a,b", "secret_key_fallbacks", ("a", "b")),
        ("LOG_LEVEL", "debug", "log_level", "DEBUG"),
        ("TRUSTED_PROXIES", "2", "trusted_proxies", 2),
        ("MAIL_URL", "smtps://a:b@mail.example.org:465", "mail_url", "smtps://a:b@mail.example.org:465"),
        ("DATABASE_URL", "postgresql+psycopg://a@b/c", "database", "postgresql+psycopg://a@b/c"),
    ],
)
def test_what_is_said_is_taken(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, field: str, expected: object
) -> None:
    monkeypatch.setenv(f"CATALOGUE_{name}", value)
    assert getattr(from_environment(), field) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAIL_URL", "mail.example.org"),
        ("MAIL_URL", "http://mail.example.org"),
        ("MAIL_URL", "smtp://"),
        ("BASE_URL", "learn.example.org"),
        ("BASE_URL", "ftp://learn.example.org"),
        ("SEARCH_ENGINE", "other"),
        ("DATABASE_URL", "mysql://a/b"),
        ("DATABASE_URL", "postgresql://a/b"),
        ("TEST_NEGATIVE_CONTROL", "yes"),
        ("TRUSTED_PROXIES", "many"),
        ("DEMO", "perhaps"),
        ("KEEP_MESSAGES_DAYS", "0"),
        ("SHOW_CONTACTS_DAYS", "-1"),
        ("KEEP_REQUESTS_DAYS", "for ever"),
    ],
)
def test_what_is_malformed_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"CATALOGUE_{name}", value)
    with pytest.raises(Exception, match=f"CATALOGUE_{name}"):
        from_environment()


def test_the_key_of_a_home_is_made_once_and_is_its_owners(tmp_path: Path) -> None:
    first = kept_secret(tmp_path / "home")
    assert first == kept_secret(tmp_path / "home")
    assert len(first) == 64
    assert stat.S_IMODE((tmp_path / "home" / "secret_key").stat().st_mode) == 0o600


def test_the_network_of_a_visitor_is_believed_only_of_as_many_proxies_as_there_are(tmp_path: Path) -> None:
    seen = []
    for proxies in (0, 1):
        app = create_app(Settings(home=tmp_path, demo=False, trusted_proxies=proxies, log_level="ERROR"))

        @app.before_request
        def note() -> None:
            from flask import request

            seen.append(request.remote_addr)

        app.test_client().get("/healthz", headers={"X-Forwarded-For": "6.6.6.6, 10.0.0.1"})
    assert seen == ["127.0.0.1", "10.0.0.1"]
