"""saved offerings, calendar feeds, reminders wanted, meetings that somebody cannot come to"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def big() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "saved_offering",
        sa.Column("id", big(), nullable=False),
        sa.Column("account_id", big(), nullable=False),
        sa.Column("offering_id", big(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(note) BETWEEN 1 AND 500", name=op.f("ck_saved_offering_note_of_some_length")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_saved_offering_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["offering_id"], ["offering.id"], name=op.f("fk_saved_offering_offering_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_offering")),
        sa.UniqueConstraint("account_id", "offering_id", name=op.f("uq_saved_offering_account_id_offering_id")),
    )
    with op.batch_alter_table("saved_offering") as batch_op:
        batch_op.create_index(batch_op.f("ix_saved_offering_offering_id"), ["offering_id"])
    op.create_table(
        "calendar_feed",
        sa.Column("account_id", big(), nullable=False, autoincrement=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_calendar_feed_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    op.create_table(
        "reminder_choice",
        sa.Column("account_id", big(), nullable=False, autoincrement=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("lead IN ('day', 'two_hours', 'never')", name=op.f("ck_reminder_choice_lead_known")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_reminder_choice_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_reminder_choice")),
    )
    op.create_table(
        "absence",
        sa.Column("id", big(), nullable=False),
        sa.Column("enrolment_id", big(), nullable=False),
        sa.Column("session_id", big(), nullable=False),
        sa.Column("said_by", big(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_absence_enrolment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["said_by"], ["account.id"], name=op.f("fk_absence_said_by"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["run_session.id"], name=op.f("fk_absence_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
        sa.UniqueConstraint("enrolment_id", "session_id", name=op.f("uq_absence_enrolment_id_session_id")),
    )
    with op.batch_alter_table("absence") as batch_op:
        batch_op.create_index(batch_op.f("ix_absence_session_id"), ["session_id"])


def downgrade() -> None:
    for name in ("absence", "reminder_choice", "calendar_feed", "saved_offering"):
        op.drop_table(name)
