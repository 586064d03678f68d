"""files that providers send, access tokens of their programs, addresses that are fetched"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "access_token",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("provider_id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_access_token_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_access_token_provider_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_token")),
        sa.UniqueConstraint("public_id", name=op.f("uq_access_token_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_access_token_token_hash")),
    )
    with op.batch_alter_table("access_token") as batch_op:
        batch_op.create_index(batch_op.f("ix_access_token_account_id"), ["account_id"])
        batch_op.create_index(batch_op.f("ix_access_token_provider_id"), ["provider_id"])

    op.create_table(
        "upload",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("provider_id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("recoded", sa.Boolean(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("rows_done", BIG, nullable=False),
        sa.Column("rows_total", BIG, nullable=False),
        sa.Column("created", BIG, nullable=False),
        sa.Column("updated", BIG, nullable=False),
        sa.Column("unchanged", BIG, nullable=False),
        sa.Column("refused", BIG, nullable=False),
        sa.Column("faulty", BIG, nullable=False),
        sa.Column("drafts", BIG, nullable=False),
        sa.Column("absent", BIG, nullable=False),
        sa.Column("unreadable", BIG, nullable=False),
        sa.Column("refusal", sa.JSON(), nullable=False),
        sa.Column("how", sa.Text(), nullable=True),
        sa.Column("withdraw", sa.Boolean(), nullable=False),
        sa.Column("leased_until", MOMENT, nullable=True),
        sa.Column("attempts", BIG, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("checked_at", MOMENT, nullable=True),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.CheckConstraint("how IN ('good', 'all')", name=op.f("ck_upload_how_known")),
        sa.CheckConstraint("source IN ('desk', 'pull')", name=op.f("ck_upload_source_known")),
        sa.CheckConstraint(
            "state IN ('waiting', 'checked', 'refused', 'publishing', 'published', 'undoing', 'undone')",
            name=op.f("ck_upload_state_known"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_upload_account_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_upload_provider_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
        sa.UniqueConstraint("public_id", name=op.f("uq_upload_public_id")),
    )
    with op.batch_alter_table("upload") as batch_op:
        batch_op.create_index(batch_op.f("ix_upload_account_id"), ["account_id"])
        batch_op.create_index("ix_upload_provider", ["provider_id", "created_at"])
        batch_op.create_index("ix_upload_work", ["state", "leased_until"])

    op.create_table(
        "upload_pull",
        sa.Column("provider_id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("publish", sa.Boolean(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("next_at", MOMENT, nullable=False),
        sa.Column("pulled_at", MOMENT, nullable=True),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("trouble", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_upload_pull_account_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_upload_pull_provider_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("provider_id", name=op.f("pk_upload_pull")),
    )
    with op.batch_alter_table("upload_pull") as batch_op:
        batch_op.create_index(batch_op.f("ix_upload_pull_account_id"), ["account_id"])
        batch_op.create_index(batch_op.f("ix_upload_pull_next_at"), ["next_at"])

    op.create_table(
        "upload_item",
        sa.Column("id", BIG, nullable=False),
        sa.Column("upload_id", BIG, nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.Column("row", BIG, nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("errors", BIG, nullable=False),
        sa.Column("notes", BIG, nullable=False),
        sa.Column("draft", sa.Boolean(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("differences", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("state_before", sa.Text(), nullable=True),
        sa.Column("offering_id", BIG, nullable=True),
        sa.Column("applied", sa.Text(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "applied IN ('pending', 'applied', 'failed', 'undone', 'kept')", name=op.f("ck_upload_item_applied_known")
        ),
        sa.CheckConstraint(
            "outcome IN ('created', 'updated', 'unchanged', 'refused', 'absent')",
            name=op.f("ck_upload_item_outcome_known"),
        ),
        sa.ForeignKeyConstraint(
            ["offering_id"], ["offering.id"], name=op.f("fk_upload_item_offering_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["upload.id"], name=op.f("fk_upload_item_upload_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload_item")),
        sa.UniqueConstraint("upload_id", "position", name=op.f("uq_upload_item_upload_id_position")),
    )
    with op.batch_alter_table("upload_item") as batch_op:
        batch_op.create_index(batch_op.f("ix_upload_item_offering_id"), ["offering_id"])
        batch_op.create_index("ix_upload_item_reference", ["upload_id", "reference"])


def downgrade() -> None:
    for table in ("upload_item", "upload_pull", "upload", "access_token"):
        op.drop_table(table)
