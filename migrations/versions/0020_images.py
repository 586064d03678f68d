"""pictures of offerings, kept in their sizes"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def big() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "stored_image",
        sa.Column("id", big(), nullable=False),
        sa.Column("provider_id", big(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unused_since", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_stored_image_provider_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_image")),
        sa.UniqueConstraint("provider_id", "key", name=op.f("uq_stored_image_provider_id_key")),
    )
    op.create_index("ix_stored_image_key", "stored_image", ["key"])
    op.create_table(
        "stored_image_size",
        sa.Column("image_id", big(), nullable=False),
        sa.Column("width", big(), autoincrement=False, nullable=False),
        sa.Column("height", big(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("width > 0 AND height > 0", name=op.f("ck_stored_image_size_has_a_size")),
        sa.ForeignKeyConstraint(
            ["image_id"], ["stored_image.id"], name=op.f("fk_stored_image_size_image_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("image_id", "width", name=op.f("pk_stored_image_size")),
    )
    op.create_table(
        "image_fetch",
        sa.Column("offering_id", big(), autoincrement=False, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("tries", big(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trouble", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["offering_id"], ["offering.id"], name=op.f("fk_image_fetch_offering_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("offering_id", name=op.f("pk_image_fetch")),
    )
    op.add_column("offering", sa.Column("image_key", sa.Text(), nullable=True))
    op.create_index("ix_offering_image_key", "offering", ["image_key"])


def downgrade() -> None:
    op.drop_index("ix_offering_image_key", "offering")
    op.drop_column("offering", "image_key")
    op.drop_table("image_fetch")
    op.drop_table("stored_image_size")
    op.drop_table("stored_image")
