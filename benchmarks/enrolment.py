"""What an enrolment costs: the service alone beside bare statements, and the POST of the form to a real server.

On SQLite and PostgreSQL. The processor time is that of our processes alone: of this one for the service, of gunicorn's
workers for the POST; what PostgreSQL and the clients take is theirs.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from flask_migrate import upgrade
from sqlalchemy import select, text

from benchmarks.figures import p50_p95, table, timed
from catalogue.accounts.models import Learner
from catalogue.app import create_app
from catalogue.core.clock import now
from catalogue.core.db import db, public_id, transaction
from catalogue.enrolment import services
from catalogue.settings import Settings
from catalogue.taxonomy.services import load_vocabularies
from tests import postgresql
from tests.builders import a_run
from tests.fire.crowd import Crowd, open_now
from tests.fire.server import Answer, Served, burst, post, served

TIMES = 400
A_SECOND = 50
LANES = 48
BURST_LEARNERS, BURST_SEATS = 200, 50
ABOUT = """# An enrolment

{times} enrolments of the service, each beside a bare transaction; then {times} POSTs of the form at {rate} a second,
and a burst of {burst} at once (200 learners, each twice, for 50 seats), to gunicorn with two workers of eight threads.
The goals are 3 ms of our processor, p95 of 300 ms at {rate} a second and of 2 s in the burst.
"""


def measure() -> str:
    """:returns: a page in Markdown."""
    alone, over_http = [], []
    for name, database in (("SQLite", _sqlite), ("PostgreSQL", _postgresql)):
        with database() as settings:
            alone += _service(name, settings)
            over_http += _posts(name, settings)
    head = ["in process", "wall p50 ms", "wall p95 ms", "processor ms (median)", "processor ms (mean)"]
    head_http = ["over HTTP", "answers", "wall p50 ms", "wall p95 ms", "worst ms", "processor ms"]
    about = ABOUT.format(times=TIMES, rate=A_SECOND, burst=2 * BURST_LEARNERS)
    load = f"Load at the end {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores."
    return f"{about}\n{table(head, alone)}\n\n{table(head_http, over_http)}\n\n{load}\n"


@contextmanager
def _sqlite() -> Iterator[Settings]:
    with TemporaryDirectory() as folder:
        yield _prepared(Settings(home=Path(folder), secret_key="benchmarks only", demo=False, log_level="ERROR"))


@contextmanager
def _postgresql() -> Iterator[Settings]:
    binaries = postgresql.binaries()
    if binaries is None:
        raise SystemExit("PostgreSQL is not installed: there is no figure for it")
    server = postgresql.Server(binaries)
    server.wait_for_the_disk(True)  # as in production
    try:
        with TemporaryDirectory() as folder:
            url = server.url(server.create())
            settings = Settings(
                home=Path(folder), database_url=url, secret_key="benchmarks only", demo=False, log_level="ERROR"
            )
            yield _prepared(settings)
    finally:
        server.stop()


def _prepared(settings: Settings) -> Settings:
    app = create_app(settings)
    with app.app_context():
        upgrade()
        load_vocabularies()
        db.session.remove()
        db.engine.dispose()
    return settings


def _service(name: str, settings: Settings) -> list[list[object]]:
    """The service beside the two statements that any design would need, in turn, so that a slow moment hits both."""
    crowd = Crowd(settings, TIMES)
    crowd.close()
    app = create_app(settings)
    ours, bare = [], []
    with app.app_context():
        run_id = a_run(capacity=3 * TIMES, **open_now()).id
        for learner_id, account_id in db.session.execute(select(Learner.id, Learner.account_id)).tuples().all():
            enrolling = _enrolling(run_id, learner_id, account_id or 0)
            ours.append(timed(enrolling))
            bare.append(timed(lambda: _bare(run_id)))
        db.session.remove()
        db.engine.dispose()
    return [_row(f"{name}: the service", ours), _row(f"{name}: one INSERT, one UPDATE, one commit", bare)]


def _enrolling(run_id: int, learner_id: int, account_id: int) -> Callable[[], object]:
    return lambda: services.enrol(run_id, learner_id, acted_by=account_id, now=now())


@transaction
def _bare(run_id: int) -> None:
    attempt = text("INSERT INTO attempt (key_hash, window_ends_at, count) VALUES (:key, '2027-01-01', 1)")
    db.session.execute(attempt, {"key": public_id()})
    db.session.execute(text("UPDATE run SET seats_taken = seats_taken + 1 WHERE id = :id"), {"id": run_id})


def _row(name: str, times: Sequence[tuple[float, float]]) -> list[object]:
    cpus = [cpu * 1000 for _wall, cpu in times]
    return [name, *p50_p95([wall for wall, _cpu in times]), median(cpus), sum(cpus) / len(cpus)]


def _posts(name: str, settings: Settings) -> list[list[object]]:
    app = create_app(settings)
    with app.app_context():
        db.session.execute(text("DELETE FROM enrolment"))  # the learners stay; a new crowd needs other addresses
        db.session.execute(text("DELETE FROM learner"))
        db.session.execute(text("DELETE FROM account"))
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    crowd = Crowd(settings, TIMES)
    warming, stream = crowd.runs(2, TIMES)
    (rush,) = crowd.runs(1, BURST_SEATS, first_day=20)
    crowd.close()
    with served(settings) as server:
        _stream(server, warming, crowd, 100)
        steady, cpu = _cost(server, lambda: _stream(server, stream, crowd, TIMES))
        browsers = crowd.browsers[:BURST_LEARNERS]
        rushed, cpu_rushed = _cost(server, lambda: burst(server.port, [rush] * BURST_LEARNERS, browsers))
    return [
        _http_row(f"{name}: {A_SECOND} a second", steady, cpu),
        _http_row(f"{name}: burst of {len(rushed)}", rushed, cpu_rushed),
    ]


def _stream(server: Served, path: str, crowd: Crowd, many: int) -> list[Answer]:
    """So many learners one after the other, at the rate whether or not the one before was answered."""
    began = time.monotonic()

    def ask(number: int) -> Answer:
        time.sleep(max(0.0, began + number / A_SECOND - time.monotonic()))
        return post(server.port, path, number, crowd.browsers[number])

    with ThreadPoolExecutor(LANES) as lanes:
        return list(lanes.map(ask, range(many)))


def _cost(server: Served, work: Callable[[], list[Answer]]) -> tuple[list[Answer], float]:
    """:returns: the answers, and the milliseconds of the workers' processor time for each."""
    before = sum(map(_processor_seconds, server.workers()))
    answers = work()
    spent = sum(map(_processor_seconds, server.workers())) - before
    return answers, spent / len(answers) * 1000


def _processor_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _http_row(name: str, answers: Sequence[Answer], cpu_ms: float) -> list[object]:
    seconds = [answer.seconds for answer in answers]
    counted = sorted(Counter(answer.status for answer in answers).items())
    statuses = ", ".join(f"{many} × {status}" for status, many in counted)
    return [name, statuses, *p50_p95(seconds), max(seconds) * 1000, cpu_ms]
