"""sections with seats of their own, families on the waiting list, and the list's places counted"""

from __future__ import annotations

from collections import Counter
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
GENDER_OF_MODE = {"women": "female", "girls": "female", "men": "male", "boys": "male"}
HOLDING = ("offered", "confirmed")
LIVE = ("requested", "waitlisted", *HOLDING)


def upgrade() -> None:
    op.create_table(
        "run_section",
        sa.Column("id", BIG, nullable=False),
        sa.Column("run_id", BIG, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("gender_mode", sa.Text(), nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.Column("capacity", BIG, nullable=True),
        sa.Column("seats_taken", BIG, nullable=False),
        sa.Column("waiting_taken", BIG, nullable=False),
        sa.CheckConstraint(
            "gender_mode IN ('mixed', 'women', 'men', 'families', 'girls', 'boys', 'separate_sections')",
            name=op.f("ck_run_section_gender_mode_known"),
        ),
        sa.CheckConstraint("capacity IS NULL OR capacity > 0", name=op.f("ck_run_section_capacity_positive")),
        sa.CheckConstraint("seats_taken >= 0", name=op.f("ck_run_section_seats_not_negative")),
        sa.CheckConstraint("seats_taken <= capacity", name=op.f("ck_run_section_seats_not_oversold")),
        sa.CheckConstraint("waiting_taken >= 0", name=op.f("ck_run_section_waiting_not_negative")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_run_section_run_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_section")),
        sa.UniqueConstraint("run_id", "key", name=op.f("uq_run_section_run_id_key")),
    )
    op.create_table(
        "waiting_bundle",
        sa.Column("id", BIG, nullable=False),
        sa.Column("run_id", BIG, nullable=False),
        sa.Column("together", sa.Text(), nullable=False),
        sa.Column("passed_over", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("together IN ('all', 'any')", name=op.f("ck_waiting_bundle_together_known")),
        sa.CheckConstraint("passed_over BETWEEN 0 AND 2", name=op.f("ck_waiting_bundle_not_passed_over_again")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_waiting_bundle_run_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_bundle")),
    )
    op.create_index(op.f("ix_waiting_bundle_run_id"), "waiting_bundle", ["run_id"])
    op.create_table(
        "waiting_bundle_member",
        sa.Column("enrolment_id", BIG, nullable=False),
        sa.Column("bundle_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_waiting_bundle_member_enrolment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["bundle_id"], ["waiting_bundle.id"], name=op.f("fk_waiting_bundle_member_bundle_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("enrolment_id", name=op.f("pk_waiting_bundle_member")),
    )
    op.create_index(op.f("ix_waiting_bundle_member_bundle_id"), "waiting_bundle_member", ["bundle_id"])
    _add_columns()
    offered = sa.text("state = 'offered'")
    op.create_index(
        "ix_enrolment_offer", "enrolment", ["offer_expires_at"], postgresql_where=offered, sqlite_where=offered
    )
    _fill_sections(op.get_bind())


def _add_columns() -> None:
    """In SQL, since rebuilding a table of SQLite would lose its CHECKs."""
    number = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE run ADD COLUMN waiting_taken {number} DEFAULT 0 NOT NULL "
        "CONSTRAINT ck_run_waiting_list_not_overfull CHECK (waiting_taken BETWEEN 0 AND waiting_list)"
    )
    op.execute("ALTER TABLE enrolment_event ADD COLUMN reason TEXT")


def _fill_sections(connection: sa.Connection) -> None:
    """Sections stood in the listing only: count their seats, and put everybody into the one of her gender.

    Until now nothing kept a section to its size, so one that holds more than it should grows to what it holds.
    """
    runs = sa.table("run", sa.column("id", BIG), sa.column("sections", sa.JSON()))
    people = sa.table("learner", sa.column("id", BIG), sa.column("gender", sa.Text()))
    enrolment = sa.table(
        "enrolment", *(sa.column(name, BIG) for name in ("id", "run_id", "learner_id")),
        sa.column("state", sa.Text()), sa.column("section", sa.Text()),
    )  # fmt: skip
    section = sa.table(
        "run_section", *(sa.column(name) for name in (
            "run_id", "key", "gender_mode", "position", "capacity", "seats_taken", "waiting_taken"
        )),
    )  # fmt: skip
    for run_id, given in connection.execute(sa.select(runs.c.id, runs.c.sections)).all():
        if not isinstance(given, list) or not (known := _known(given)):
            continue
        held: Counter[str] = Counter()
        found = (
            sa.select(enrolment.c.id, enrolment.c.state, people.c.gender)
            .join(people, people.c.id == enrolment.c.learner_id)
            .where(enrolment.c.run_id == run_id, enrolment.c.state.in_(LIVE))
        )
        for enrolment_id, state, gender in connection.execute(found).all():
            key = next((one for one, about in known.items() if _fits(about, gender)), None)
            connection.execute(sa.update(enrolment).where(enrolment.c.id == enrolment_id).values(section=key))
            held[key or ""] += state in HOLDING
        for position, (key, about) in enumerate(known.items()):
            seats = about.get("capacity")
            capacity = None if seats is None else max(int(seats), held[key])
            row = {"run_id": run_id, "key": key, "gender_mode": about["gender_mode"], "position": position}
            counted = {"capacity": capacity, "seats_taken": held[key], "waiting_taken": 0}
            connection.execute(sa.insert(section).values(**row, **counted))


def _known(given: list[Any]) -> dict[str, dict[str, Any]]:
    named = (one for one in given if isinstance(one, dict) and one.get("gender_mode"))
    return {str(one.get("key") or one["gender_mode"]): one for one in named}


def _fits(about: dict[str, Any], gender: str | None) -> bool:
    return GENDER_OF_MODE.get(about["gender_mode"], gender) == gender


def downgrade() -> None:
    op.drop_index("ix_enrolment_offer", table_name="enrolment")
    op.execute("ALTER TABLE enrolment_event DROP COLUMN reason")
    op.execute("ALTER TABLE run DROP COLUMN waiting_taken")
    op.drop_index(op.f("ix_waiting_bundle_member_bundle_id"), table_name="waiting_bundle_member")
    op.drop_table("waiting_bundle_member")
    op.drop_index(op.f("ix_waiting_bundle_run_id"), table_name="waiting_bundle")
    op.drop_table("waiting_bundle")
    op.drop_table("run_section")
