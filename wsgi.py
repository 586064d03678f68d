"""The app for a server: `gunicorn wsgi:app`."""

from catalogue.app import create_app

app = create_app()
