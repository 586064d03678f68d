"""What one enrolment costs: the whole service against the bare statements that any design would need."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from statistics import median

from sqlalchemy import insert, select, text

from benchmarks.figures import p50_p95, table, timed
from benchmarks.home import fresh_app
from catalogue.accounts.models import Account, Learner
from catalogue.core.db import db, public_id, transaction
from catalogue.enrolment import services
from catalogue.offerings.models import Offering, Run
from catalogue.providers.models import Provider

TIMES = 400
NOW = datetime(2027, 1, 10, 9, tzinfo=UTC)


def measure() -> str:
    """:returns: a page in Markdown."""
    with fresh_app():
        run_id, learners = _prepare()
        walls, cpus, bare_walls, bare_cpus = [], [], [], []
        for learner_id, account_id in learners:  # in turn, so that a slow moment hits both
            wall, cpu = timed(lambda: services.enrol(run_id, learner_id, acted_by=account_id, now=NOW))  # noqa: B023
            walls.append(wall)
            cpus.append(cpu)
            wall, cpu = timed(lambda: _bare(run_id))
            bare_walls.append(wall)
            bare_cpus.append(cpu)
    rows = [
        ["the service", *p50_p95(walls), median(cpus) * 1000],
        ["one INSERT, one UPDATE, one commit", *p50_p95(bare_walls), median(bare_cpus) * 1000],
        ["ratio", median(walls) / median(bare_walls), "", median(cpus) / median(bare_cpus)],
    ]
    head = ["SQLite, synchronous=FULL", "wall p50 ms", "wall p95 ms", "processor ms"]
    return f"# An enrolment\n\n{TIMES} enrolments, each beside a bare transaction.\n\n{table(head, rows)}\n"


@transaction
def _prepare() -> tuple[int, list[tuple[int, int]]]:
    provider = Provider(reference="p", name_en="P", state="verified", verified_at=NOW, created_at=NOW)
    db.session.add(provider)
    db.session.flush()
    offering = Offering(
        provider_id=provider.id, reference="o", kind="course", title_en="O", state="published",
        published_at=NOW, created_at=NOW, changed_at=NOW,
    )  # fmt: skip
    db.session.add(offering)
    db.session.flush()
    start = NOW + timedelta(days=9)
    run = Run(
        offering_id=offering.id, reference="r", mode="in_person", gender_mode="mixed", capacity=TIMES * 3,
        starts_at=start, ends_at=start,
    )  # fmt: skip
    db.session.add(run)
    for number in range(TIMES):
        account = db.session.execute(
            insert(Account).values(email=f"{number}@example.org", created_at=NOW).returning(Account.id)
        ).scalar_one()
        learner = {"account_id": account, "full_name_en": f"Learner {number}", "created_at": NOW}
        db.session.execute(insert(Learner).values(learner))
    db.session.flush()
    found = db.session.execute(select(Learner.id, Learner.account_id)).all()
    return run.id, [(row.id, row.account_id) for row in found]


@transaction
def _bare(run_id: int) -> None:
    db.session.execute(
        text("INSERT INTO attempt (key_hash, window_ends_at, count) VALUES (:key, '2027-01-01', 1)"),
        {"key": public_id()},
    )
    db.session.execute(text("UPDATE run SET seats_taken = seats_taken + 1 WHERE id = :id"), {"id": run_id})
