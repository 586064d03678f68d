"""The settings: from the environment only (prefix `CATALOGUE_`), checked at start, every default safe in production."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from environs import Env

DEMO_CONTACT = "office@example.org"
KEEPING = ("keep_messages_days", "keep_answers_days", "keep_requests_days", "keep_wishes_days", "keep_assisted_days")
FRESHNESS = ("confirm_after_days", "demote_after_days", "hide_after_days")
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """Everything that can be configured. The names are `CATALOGUE_` and the field's name in capitals."""

    home: Path = ROOT / "instance"
    """Folder for the database, the index, outgoing mail files and uploads."""
    database_url: str = ""
    """SQLAlchemy address; empty means SQLite in the home folder."""
    prepare_statements: bool = True
    """Whether PostgreSQL keeps statements planned for a connection; not where an old PgBouncer lends it from
    transaction to transaction."""
    search_engine: str = "whoosh"
    secret_key: str = ""
    """Signs cookies and tokens; empty means a random key kept in the home folder."""
    secret_key_fallbacks: tuple[str, ...] = ()
    """Older keys that are still accepted, so that changing the key ends no session."""
    base_url: str = ""
    """Public address without a closing slash; empty means what the request says."""
    trusted_hosts: tuple[str, ...] = ()
    """Names under which the site answers beside localhost, where no public address is set."""
    mail_url: str = ""
    """`smtp://[user:password@]host:port`; empty writes mails as files into the home folder."""
    mail_from: str = "catalogue@localhost"
    demo: bool = True
    """Load the demonstration catalogue into an empty database, and say on every page that it is one."""
    log_level: str = "INFO"
    trusted_proxies: int = 0
    """How many reverse proxies stand in front (their `X-Forwarded-*` are believed)."""
    contact_email: str = ""
    """Address of the learning-city office, shown on the help and privacy pages; empty shows none (a demonstration:
    an invented one)."""
    of_age_at: int = 18
    """From which age, in Gregorian years, somebody acts for herself; until then a parent or guardian does."""
    keep_messages_days: int = 90
    """How long messages that were sent are kept (who, which kind, when; not the words)."""
    keep_answers_days: int = 90
    """How long after the end of a run its learners' answers to its questions are kept."""
    keep_requests_days: int = 1095
    """How long after its answer the words of a request about personal data are kept."""
    keep_wishes_days: int = 730
    """How long searches that people wished for are kept (never who)."""
    certificate_key_file: str = ""
    """File with the private key that signs certificates (PEM, Ed25519); empty means one kept in the home folder."""
    keep_assisted_days: int = 365
    """How long the record of somebody who was enrolled at a counter is kept after nobody may act for her any more."""
    show_contacts_days: int = 14
    """How long after the end of a run its provider sees the e-mail addresses of those who were in it."""
    confirm_after_days: int = 45
    """How long after it was last confirmed or changed a listing's people are asked whether it is still right."""
    demote_after_days: int = 75
    """After how many days without a word a listing stands behind others, and is said to be unconfirmed."""
    hide_after_days: int = 90
    """After how many days without a word a listing is left out of results that nobody asked for closed ones in."""
    answer_reports_days: int = 7
    """How long a provider has to answer a report about a listing."""
    test_negative_control: str = field(default="", repr=False)
    """Tests only, to prove that they can fail: `unlocked` or `deferred` removes a lock (E2), `unsynced` writes without
    waiting for the disk (K2, SQLite)."""

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.home / 'catalogue.sqlite3'}"

    @property
    def contact(self) -> str:
        """The office's address for people; a demonstration shows an invented one, and says that it is."""
        return self.contact_email or (DEMO_CONTACT if self.demo else "")

    @property
    def public_url(self) -> str:
        """Where links in mails lead: never taken from a request, whose Host header anybody can write."""
        return self.base_url or "http://127.0.0.1:8000"

    @property
    def secure(self) -> bool:
        """Whether the public address is https: then cookies are `__Host-` and Secure, and HSTS is sent."""
        return self.base_url.startswith("https://")


def from_environment() -> Settings:
    """Read and check the settings.

    :raises ValueError: a setting is malformed; the message names it.
    """
    env = Env(prefix="CATALOGUE_")
    plain = Settings()
    read = Settings(
        home=Path(env.str("HOME", str(plain.home))).resolve(),
        database_url=env.str("DATABASE_URL", ""),
        prepare_statements=env.bool("PREPARE_STATEMENTS", plain.prepare_statements),
        search_engine=env.str("SEARCH_ENGINE", plain.search_engine),
        secret_key=env.str("SECRET_KEY", ""),
        secret_key_fallbacks=tuple(env.list("SECRET_KEY_FALLBACKS", [])),
        base_url=env.str("BASE_URL", "").rstrip("/"),
        trusted_hosts=tuple(env.list("TRUSTED_HOSTS", [])),
        mail_url=env.str("MAIL_URL", ""),
        mail_from=env.str("MAIL_FROM", plain.mail_from),
        demo=env.bool("DEMO", plain.demo),
        log_level=env.str("LOG_LEVEL", plain.log_level).upper(),
        trusted_proxies=env.int("TRUSTED_PROXIES", 0),
        contact_email=env.str("CONTACT_EMAIL", ""),
        of_age_at=env.int("OF_AGE_AT", plain.of_age_at),
        **{name: env.int(name.upper(), getattr(plain, name)) for name in KEEPING},
        show_contacts_days=env.int("SHOW_CONTACTS_DAYS", plain.show_contacts_days),
        certificate_key_file=env.str("CERTIFICATE_KEY_FILE", ""),
        **{name: env.int(name.upper(), getattr(plain, name)) for name in (*FRESHNESS, "answer_reports_days")},
        test_negative_control=env.str("TEST_NEGATIVE_CONTROL", ""),
    )
    _check(read)
    return read


def _check(read: Settings) -> None:
    if read.mail_url and (
        urlsplit(read.mail_url).scheme not in {"smtp", "smtps"} or not urlsplit(read.mail_url).hostname
    ):
        raise ValueError("CATALOGUE_MAIL_URL must look like smtp://host:port")
    if read.base_url and (
        urlsplit(read.base_url).scheme not in {"http", "https"} or not urlsplit(read.base_url).hostname
    ):
        raise ValueError("CATALOGUE_BASE_URL must look like https://host")
    if read.search_engine != "whoosh":
        raise ValueError("CATALOGUE_SEARCH_ENGINE knows only 'whoosh'")
    if read.database_url and not read.database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("CATALOGUE_DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://")
    _check_numbers(read)
    if read.test_negative_control not in {"", "unlocked", "deferred", "unsynced"}:
        raise ValueError("CATALOGUE_TEST_NEGATIVE_CONTROL must be empty, 'unlocked', 'deferred' or 'unsynced'")


def _check_numbers(read: Settings) -> None:
    if not 15 <= read.of_age_at <= 25:
        raise ValueError("CATALOGUE_OF_AGE_AT must be an age in years, from 15 to 25")
    if wrong := [name for name in KEEPING if getattr(read, name) < 1]:
        raise ValueError(f"CATALOGUE_{wrong[0].upper()} must be a number of days, 1 or more")
    if read.show_contacts_days < 0:
        raise ValueError("CATALOGUE_SHOW_CONTACTS_DAYS must be a number of days, 0 or more")
    _check_listings(read)


def _check_listings(read: Settings) -> None:
    asked, demoted, hidden = (getattr(read, name) for name in FRESHNESS)
    if not 1 <= asked < demoted < hidden:
        raise ValueError("CATALOGUE_CONFIRM_AFTER_DAYS, DEMOTE_AFTER_DAYS and HIDE_AFTER_DAYS must rise in this order")
    if read.answer_reports_days < 1:
        raise ValueError("CATALOGUE_ANSWER_REPORTS_DAYS must be a number of days, 1 or more")


def kept_secret(home: Path) -> str:
    """The signing key of this home folder, made once and readable by its owner only."""
    path = home / "secret_key"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        try:
            with open(path, "x", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
                file.write(secrets.token_hex(32))
        except FileExistsError:  # another process of the same start was quicker
            pass
    return path.read_text()
