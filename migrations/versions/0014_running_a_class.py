"""notes of providers about enrolments, and messages to the learners of a run"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "enrolment_note",
        sa.Column("enrolment_id", BIG, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_by", BIG, nullable=True),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_enrolment_note_enrolment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["account.id"], name=op.f("fk_enrolment_note_written_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("enrolment_id", name=op.f("pk_enrolment_note")),
    )
    op.create_table(
        "run_message",
        sa.Column("id", BIG, nullable=False),
        sa.Column("run_id", BIG, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("sent_by", BIG, nullable=True),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("mails", BIG, nullable=False),
        sa.Column("form_number", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_run_message_run_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["sent_by"], ["account.id"], name=op.f("fk_run_message_sent_by"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_message")),
        sa.UniqueConstraint("run_id", "form_number", name=op.f("uq_run_message_run_id_form_number")),
    )


def downgrade() -> None:
    op.drop_table("run_message")
    op.drop_table("enrolment_note")
