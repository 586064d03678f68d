"""how the two languages of a listing stand to each other, and changes of live listings that wait for the office"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0010"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    op.create_table(
        "offering_translation",
        sa.Column("offering_id", BIG, nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("original", sa.Text(), nullable=False),
        sa.Column("ar_beside", sa.Text(), nullable=False),
        sa.Column("en_beside", sa.Text(), nullable=False),
        sa.CheckConstraint("original IN ('ar', 'en')", name=op.f("ck_offering_translation_original_known")),
        sa.ForeignKeyConstraint(
            ["offering_id"], ["offering.id"], name=op.f("fk_offering_translation_offering_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("offering_id", "field", name=op.f("pk_offering_translation")),
    )
    op.create_table(
        "offering_revision",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("offering_id", BIG, nullable=False),
        sa.Column("proposed", sa.JSON(), nullable=False),
        sa.Column("base_version", BIG, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_by", BIG, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("decided_by", BIG, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'approved', 'rejected', 'withdrawn')", name=op.f("ck_offering_revision_state_known")
        ),
        sa.CheckConstraint(
            "(state = 'open') = (decided_at IS NULL)", name=op.f("ck_offering_revision_decided_has_a_date")
        ),
        sa.ForeignKeyConstraint(
            ["offering_id"], ["offering.id"], name=op.f("fk_offering_revision_offering_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["account.id"], name=op.f("fk_offering_revision_created_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_offering_revision_decided_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offering_revision")),
        sa.UniqueConstraint("public_id", name=op.f("uq_offering_revision_public_id")),
    )
    with op.batch_alter_table("offering_revision") as batch_op:
        batch_op.create_index("ix_offering_revision_created_by", ["created_by"])
        batch_op.create_index("ix_offering_revision_offering_id", ["offering_id"])
        batch_op.create_index("ix_offering_revision_state", ["state", "created_at"])
        batch_op.create_index(
            "uq_offering_revision_open", ["offering_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
        )


def downgrade() -> None:
    op.drop_table("offering_revision")
    op.drop_table("offering_translation")
