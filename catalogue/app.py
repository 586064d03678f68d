"""Putting the app together: extensions, slices, commands, error mapping. Nothing else."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

from flask import Flask
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from catalogue import access, templating
from catalogue.accounts import visitor
from catalogue.core import hosts, http, i18n, jobs, logs, mail_cli, security
from catalogue.core.db import db, init_db
from catalogue.core.given_again import GivenAgain
from catalogue.core.parameters import OwnRequest
from catalogue.core.plain_json import PlainJson
from catalogue.core.templates import Templates, keep_compiled
from catalogue.enrolment.completion.queries import meetings_entered
from catalogue.enrolment.queries import joined_since
from catalogue.enrolment.services import listing_changed
from catalogue.figures import counting
from catalogue.offerings.services import entered_meetings, seat_door
from catalogue.providers.desk import at_a_desk
from catalogue.settings import ROOT, Settings, from_environment, kept_secret

# Tables that no view imports: they too belong to the metadata that migrations are compared with.
MODELS = (
    "catalogue.core.audit",
    "catalogue.core.outbox",
    "catalogue.offerings.images.models",
    "catalogue.offerings.editing.models",
    "catalogue.offerings.filed.models",
    "catalogue.offerings.freshness.models",
    "catalogue.offerings.reports.models",
    "catalogue.enrolment.models",
    "catalogue.search.models",
    "catalogue.offerings.uploads.models",
    "catalogue.privacy.models",
    "catalogue.enrolment.certificates.models",
    "catalogue.enrolment.completion.models",
    "catalogue.enrolment.mine.models",
    "catalogue.enrolment.roster.models",
    "catalogue.figures.models",
)
# Every slice that has views or commands; each offers `blueprints`.
SLICES = (
    "catalogue.cli",
    "catalogue.taxonomy.cli",
    "catalogue.accounts.cli",
    "catalogue.accounts.views",
    "catalogue.providers.views",
    "catalogue.providers.people_views",
    "catalogue.providers.organisation_views",
    "catalogue.offerings.cli",
    "catalogue.offerings.views",
    "catalogue.offerings.images.views",
    "catalogue.offerings.uploads.mending_views",  # on the blueprint of the next, as the one after
    "catalogue.offerings.uploads.file_views",
    "catalogue.offerings.uploads.views",
    "catalogue.offerings.uploads.program_views",
    "catalogue.offerings.freshness.link_views",
    "catalogue.offerings.freshness.views",
    "catalogue.offerings.reports.views",
    "catalogue.enrolment.cli",
    "catalogue.enrolment.waiting_views",  # on the blueprint of the next, so before it is registered
    "catalogue.enrolment.views",
    "catalogue.enrolment.certificates.cli",
    "catalogue.enrolment.certificates.views",
    "catalogue.enrolment.certificates.issuer_views",
    "catalogue.enrolment.completion.cli",
    "catalogue.enrolment.completion.views",
    "catalogue.enrolment.assisting_views",
    "catalogue.enrolment.roster.pages",
    "catalogue.search.cli",
    "catalogue.search.views",
    "catalogue.pathways.views",
    "catalogue.privacy.cli",
    "catalogue.privacy.views",
    "catalogue.desk.views",
    "catalogue.offerings.editing.views",  # on the blueprint of the next, so before it is registered
    "catalogue.desk.listing_views",
    "catalogue.office.revisions_views",  # on the blueprint of the next, so before it is registered
    "catalogue.office.views",
    "catalogue.figures.views",
    "catalogue.api.providing",
    "catalogue.api.views",
    "catalogue.pages.views",
)


def create_app(settings: Settings | None = None) -> Flask:
    """The app, ready to serve.

    :param settings: what to use instead of the environment.
    """
    settings = settings or from_environment()
    settings.home.mkdir(parents=True, exist_ok=True)
    secret = settings.secret_key or kept_secret(settings.home)
    app = Flask(
        "catalogue", root_path=str(ROOT / "catalogue"), template_folder=str(ROOT / "templates"), static_folder=None
    )
    app.request_class = OwnRequest
    app.jinja_environment = Templates
    keep_compiled(app, settings.home)
    app.json = PlainJson(app)
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=secret,
        SECRET_KEY_FALLBACKS=list(settings.secret_key_fallbacks),
        SQLALCHEMY_DATABASE_URI=settings.database,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database),
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
    )
    logs.init_logs(app, settings.log_level)
    init_db(app)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    i18n.init_i18n(app)
    hosts.init_hosts(app)
    security.init_security(app, settings)
    visitor.init_visitors(app, settings, secret)
    access.init_access(app)
    http.init_http(app)
    counting.init_counting(app)
    app.wsgi_app = GivenAgain(app)  # type: ignore[method-assign]
    templating.init_templating(app, settings)
    app.register_blueprint(jobs.commands)
    app.register_blueprint(mail_cli.commands)
    for name in MODELS:
        import_module(name)
    for name in SLICES:
        for blueprint in import_module(name).blueprints:
            app.register_blueprint(blueprint)
    _wire(app)
    app.wsgi_app = hosts.OwnAddress(app.wsgi_app, settings)  # type: ignore[method-assign]
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def engine_options(url: str) -> dict[str, object]:
    """How each database is opened: SQLite through the bundled newer library where there is one."""
    if not url.startswith("sqlite"):
        return {"pool_size": 8, "max_overflow": 2, "pool_recycle": 1800}
    try:
        from pysqlite3 import dbapi2  # not on every platform
    except ImportError:  # pragma: no cover
        return {}
    return {"module": dbapi2}


def _wire(app: Flask) -> None:
    """Connect the slices: who writes which mail, which jobs there are, who tells people of a listing that changes."""
    app.extensions[visitor.AT_DESK] = at_a_desk
    app.extensions[seat_door.NAME] = listing_changed
    app.extensions[seat_door.SINCE] = joined_since
    app.extensions[entered_meetings.NAME] = meetings_entered
    for name in (
        "catalogue.accounts.mail",
        "catalogue.providers.mail",
        "catalogue.offerings.editing.mail",
        "catalogue.offerings.uploads.mail",
        "catalogue.offerings.mail",
        "catalogue.offerings.freshness.mail",
        "catalogue.offerings.reports.mail",
        "catalogue.enrolment.mail",
        "catalogue.enrolment.waiting_mail",
        "catalogue.enrolment.mine.mail",
        "catalogue.enrolment.roster.mail",
        "catalogue.privacy.mail",
    ):
        app.extensions.setdefault("mail_writers", {}).update(import_module(name).WRITERS)
    for name in (
        "catalogue.accounts.jobs",
        "catalogue.providers.jobs",
        "catalogue.offerings.jobs",
        "catalogue.offerings.editing.jobs",
        "catalogue.offerings.uploads.jobs",
        "catalogue.offerings.editing.jobs",
        "catalogue.offerings.freshness.jobs",
        "catalogue.enrolment.jobs",
        "catalogue.enrolment.mine.jobs",
        "catalogue.search.jobs",
        "catalogue.privacy.jobs",
        "catalogue.figures.jobs",
        "catalogue.core.mail_jobs",
    ):
        jobs.register(app, *import_module(name).JOBS)
