"""in which state an import left each listing, and when"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("upload_item", sa.Column("state_after", sa.Text(), nullable=True))
    op.add_column("upload_item", sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("upload_item", "applied_at")
    op.drop_column("upload_item", "state_after")
