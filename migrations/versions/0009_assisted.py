"""enrolling people at a counter: the role, and who may act for whom until when"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
ROLE_CHECK = "ck_account_role_role_known"


def upgrade() -> None:
    with op.batch_alter_table("account_role") as batch_op:
        batch_op.drop_constraint(op.f(ROLE_CHECK), type_="check")
        batch_op.create_check_constraint(op.f(ROLE_CHECK), "role IN ('office', 'administrator', 'assistant')")
    op.create_table(
        "assistance",
        sa.Column("id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("learner_id", BIG, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_assistance_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_assistance_learner_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assistance")),
        sa.UniqueConstraint("account_id", "learner_id", name=op.f("uq_assistance_account_id_learner_id")),
    )
    with op.batch_alter_table("assistance") as batch_op:
        for column in ("learner_id", "ends_at"):
            batch_op.create_index(f"ix_assistance_{column}", [column])


def downgrade() -> None:
    op.drop_table("assistance")
    op.execute("DELETE FROM account_role WHERE role = 'assistant'")
    with op.batch_alter_table("account_role") as batch_op:
        batch_op.drop_constraint(op.f(ROLE_CHECK), type_="check")
        batch_op.create_check_constraint(op.f(ROLE_CHECK), "role IN ('office', 'administrator')")
