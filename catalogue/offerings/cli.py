"""Commands about offerings: files of them in and out, and synthetic ones for benchmarks."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from flask import Blueprint

from catalogue.core import jobs
from catalogue.core.clock import now
from catalogue.core.errors import DomainError
from catalogue.core.reader import Reader, reading_as
from catalogue.offerings.generate import generate
from catalogue.offerings.queries.exchange import public_count
from catalogue.offerings.services.exporting import export_file
from catalogue.offerings.services.importing import Options, Report, import_file

commands = Blueprint("offerings_commands", __name__, cli_group="offerings")
commands.cli.short_help = "Files of offerings, in and out."
dev = Blueprint("dev_commands", __name__, cli_group="dev")
dev.cli.short_help = "For those who work on the project."
blueprints = (commands, dev)


@commands.cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--provider", metavar="REF", help="Reference of the provider, where the file does not say.")
@click.option("--dry-run", is_flag=True, help="Check every row, write nothing.")
@click.option("--publish", is_flag=True, help="Publish what has everything that publishing needs.")
def import_offerings(file: Path, provider: str | None, *, dry_run: bool, publish: bool) -> None:
    """Import offerings from FILE: JSON Lines or CSV, one offering a line or one run a row."""
    options = Options(provider=provider, dry_run=dry_run, publish=publish)
    with reading_as(Reader(lang="en")), refusals_told():
        with progress_bar("reading", _lines_in(file)) as advance:
            report = import_file(file, options, now(), advance)
        tell(report)
        jobs.run_named("index", now())
    if report.refused:
        raise SystemExit(1)


@commands.cli.command("export")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def export_offerings(file: Path) -> None:
    """Write every public offering to FILE, as JSON Lines, for reading in again.

    The file holds the links for joining of online runs: keep it to yourself. What may be public is in the API.
    """
    with progress_bar("writing", public_count()) as advance:
        count = export_file(file, advance)
    click.echo(f"{count} exported")


@dev.cli.command("generate")
@click.option("--offerings", type=click.IntRange(1, 1_000_000), required=True, help="How many.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same catalogue.")
def generate_offerings(offerings: int, seed: int) -> None:
    """Bring in a synthetic bilingual catalogue, published and indexed."""
    with progress_bar("generating", offerings) as advance:
        report = generate(offerings, seed, now(), advance)
    tell(report)
    jobs.run_named("index", now())


def _lines_in(file: Path) -> int:
    with file.open("rb") as opened:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: opened.read(1 << 20), b""))


def tell(report: Report) -> None:
    """Every problem on the error output, the counts on the other."""
    if report.recoded:
        click.echo("the file was read as Windows-1256", err=True)
    for problem in report.problems:
        click.echo(f"row {problem.row}: {problem.field}: {problem.message}", err=True)
    click.echo(
        f"{report.created} created, {report.updated} updated, {report.unchanged} unchanged, {report.refused} refused"
    )


@contextmanager
def refusals_told() -> Iterator[None]:
    """A refusal of the whole becomes the command's error message."""
    try:
        yield
    except DomainError as refusal:
        about = "".join(f" ({name}: {value})" for name, value in refusal.about.items())
        raise click.ClickException(f"{refusal.message}{about}") from refusal


@contextmanager
def progress_bar(label: str, length: int) -> Iterator[Any]:
    """Something to call with the amount done: a bar on a terminal, nothing elsewhere."""
    if not _on_a_terminal():
        yield None
        return
    bar: Any
    with click.progressbar(label=label, length=length, file=sys.stderr) as bar:
        yield bar.update


def _on_a_terminal() -> bool:
    return sys.stderr.isatty()
