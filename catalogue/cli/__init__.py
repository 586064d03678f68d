"""Commands about the whole house: preparing it, serving it, copying it and putting a copy back."""

from __future__ import annotations

from pathlib import Path

import click
from flask import Blueprint, current_app

from catalogue.cli import copies, preparing, serving
from catalogue.core.clock import now

commands = Blueprint("house", __name__, cli_group=None)
blueprints = (commands,)


@commands.cli.command("prepare")
def prepare() -> None:
    """Bring database, vocabularies, demonstration and index to where the site can be served; quick when they are."""
    for line in preparing.prepare(current_app.config["SETTINGS"], now()):
        click.echo(line)


@commands.cli.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
def serve(host: str, port: int) -> None:
    """Serve the site, with a worker beside it, until told to stop."""
    raise SystemExit(serving.serve(current_app.config["SETTINGS"], host, port))


@commands.cli.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write a consistent copy of the database to FILE, also while serving."""
    try:
        copies.back_up(file)
    except copies.CopyFailed as trouble:
        raise click.ClickException(str(trouble)) from trouble
    click.echo(f"{file}: {file.stat().st_size} bytes, checked")


@commands.cli.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Put the copy in FILE back, into an empty home only; then prepare."""
    settings = current_app.config["SETTINGS"]
    try:
        copies.put_back(file)
    except copies.CopyFailed as trouble:
        raise click.ClickException(str(trouble)) from trouble
    click.echo("database restored")
    for line in preparing.prepare(settings, now(), fresh_index=True):
        click.echo(line)
