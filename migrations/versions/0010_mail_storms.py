"""what a message is about, and messages that are held back"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
KNOWN = "state IN ('waiting', 'sent', 'failed')"
WITH_HELD = "state IN ('waiting', 'sent', 'failed', 'held')"


def upgrade() -> None:
    with op.batch_alter_table("message") as batch_op:
        batch_op.add_column(sa.Column("about", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("released_at", MOMENT, nullable=True))
        batch_op.drop_constraint(op.f("ck_message_state_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_message_state_known"), WITH_HELD)
        batch_op.create_index("ix_message_about", ["about", "created_at"])


def downgrade() -> None:
    op.execute("UPDATE message SET state = 'waiting' WHERE state = 'held'")
    with op.batch_alter_table("message") as batch_op:
        batch_op.drop_index("ix_message_about")
        batch_op.drop_constraint(op.f("ck_message_state_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_message_state_known"), KNOWN)
        batch_op.drop_column("released_at")
        batch_op.drop_column("about")
