"""requests about personal data, and learners who were erased"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
NAMED = "full_name_ar IS NOT NULL OR full_name_en IS NOT NULL"


def upgrade() -> None:
    op.create_table(
        "rights_request",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("extended_at", MOMENT, nullable=True),
        sa.Column("extension_reason", sa.Text(), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('access', 'correction', 'erasure', 'objection', 'other')",
            name=op.f("ck_rights_request_kind_known"),
        ),
        sa.CheckConstraint("state IN ('open', 'done', 'refused')", name=op.f("ck_rights_request_state_known")),
        sa.CheckConstraint(
            "(state = 'open') = (answered_at IS NULL)", name=op.f("ck_rights_request_answered_has_a_date")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_rights_request_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_request")),
        sa.UniqueConstraint("public_id", name=op.f("uq_rights_request_public_id")),
    )
    with op.batch_alter_table("rights_request") as batch_op:
        batch_op.create_index("ix_rights_request_due", ["state", "due_at"])
        batch_op.create_index(batch_op.f("ix_rights_request_account_id"), ["account_id"])
    with op.batch_alter_table("learner") as batch_op:
        batch_op.add_column(sa.Column("erased_at", MOMENT, nullable=True))
        batch_op.drop_constraint(op.f("ck_learner_has_a_name"), type_="check")
        batch_op.create_check_constraint(op.f("ck_learner_has_a_name"), f"{NAMED} OR erased_at IS NOT NULL")


def downgrade() -> None:
    op.execute("UPDATE learner SET full_name_en = '-' WHERE erased_at IS NOT NULL AND full_name_en IS NULL")
    with op.batch_alter_table("learner") as batch_op:
        batch_op.drop_constraint(op.f("ck_learner_has_a_name"), type_="check")
        batch_op.create_check_constraint(op.f("ck_learner_has_a_name"), NAMED)
        batch_op.drop_column("erased_at")
    with op.batch_alter_table("rights_request") as batch_op:
        batch_op.drop_index(batch_op.f("ix_rights_request_account_id"))
        batch_op.drop_index("ix_rights_request_due")
    op.drop_table("rights_request")
