"""what files changed in live listings, for the office"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

OPEN_DAY = sa.text("source = 'program' AND looked_at IS NULL")


def big() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def moment(name: str, *, nullable: bool) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def points_to(table: str, column: str, to: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def upgrade() -> None:
    op.create_table(
        "file_batch",
        sa.Column("id", big(), nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("provider_id", big(), nullable=False),
        sa.Column("upload_id", big(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        moment("begun_at", nullable=False),
        moment("last_at", nullable=False),
        sa.Column("version", big(), nullable=False),
        moment("looked_at", nullable=True),
        moment("taken_back_at", nullable=True),
        sa.CheckConstraint("source IN ('desk', 'pull', 'program')", name=op.f("ck_file_batch_source_known")),
        points_to("file_batch", "provider_id", "provider"),
        points_to("file_batch", "upload_id", "upload", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_batch")),
        sa.UniqueConstraint("public_id", name=op.f("uq_file_batch_public_id")),
        sa.UniqueConstraint("upload_id", name=op.f("uq_file_batch_upload_id")),
    )
    with op.batch_alter_table("file_batch") as batch_op:
        batch_op.create_index("ix_file_batch_provider_id", ["provider_id"])
        batch_op.create_index("ix_file_batch_looked_at", ["looked_at", "last_at"])
        batch_op.create_index(
            "uq_file_batch_open_day",
            ["provider_id", "day"],
            unique=True,
            sqlite_where=OPEN_DAY,
            postgresql_where=OPEN_DAY,
        )
    op.create_table(
        "file_change",
        sa.Column("id", big(), nullable=False),
        sa.Column("batch_id", big(), nullable=False),
        sa.Column("offering_id", big(), nullable=False),
        sa.Column("fresh", sa.Boolean(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        points_to("file_change", "batch_id", "file_batch"),
        points_to("file_change", "offering_id", "offering"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_change")),
        sa.UniqueConstraint("batch_id", "offering_id", name=op.f("uq_file_change_batch_id_offering_id")),
    )
    with op.batch_alter_table("file_change") as batch_op:
        batch_op.create_index("ix_file_change_offering_id", ["offering_id"])


def downgrade() -> None:
    op.drop_table("file_change")
    op.drop_table("file_batch")
