"""visits of listings, counted without visitors"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KNOWN = "source IN ('search', 'site', 'elsewhere', 'direct')"


def big() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _of_offering(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["offering_id"], ["offering.id"], name=op.f(f"fk_{table}_offering_id"), ondelete="CASCADE"
    )


def upgrade() -> None:
    op.create_table(
        "offering_day",
        sa.Column("offering_id", big(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("views", big(), nullable=False),
        sa.CheckConstraint(KNOWN, name=op.f("ck_offering_day_source_known")),
        sa.CheckConstraint("views > 0", name=op.f("ck_offering_day_views_positive")),
        _of_offering("offering_day"),
        sa.PrimaryKeyConstraint("offering_id", "day", "source", name=op.f("pk_offering_day")),
    )
    with op.batch_alter_table("offering_day") as batch_op:
        batch_op.create_index("ix_offering_day_day", ["day"])
    op.create_table(
        "offering_query",
        sa.Column("offering_id", big(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("arrivals", big(), nullable=False),
        sa.CheckConstraint("arrivals > 0", name=op.f("ck_offering_query_arrivals_positive")),
        _of_offering("offering_query"),
        sa.PrimaryKeyConstraint("offering_id", "month", "query", name=op.f("pk_offering_query")),
    )
    with op.batch_alter_table("offering_query") as batch_op:
        batch_op.create_index("ix_offering_query_month", ["month"])


def downgrade() -> None:
    op.drop_table("offering_query")
    op.drop_table("offering_day")
