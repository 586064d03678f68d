"""wishes for what a search did not find"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_wish",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("wished_on", sa.Date(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("people", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("people > 0", name=op.f("ck_search_wish_somebody_wished")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_wish")),
        sa.UniqueConstraint("wished_on", "language", "search", name=op.f("uq_search_wish_wished_on_language_search")),
    )
    with op.batch_alter_table("search_wish") as batch_op:
        batch_op.create_index("ix_search_wish_day", ["wished_on"])


def downgrade() -> None:
    with op.batch_alter_table("search_wish") as batch_op:
        batch_op.drop_index("ix_search_wish_day")
    op.drop_table("search_wish")
