"""invitations to act for a provider, details of providers that wait for the office, what providers were reminded of, reports"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "provider_invitation",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("provider_id", BIG, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("invited_by", BIG, nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.CheckConstraint("role IN ('owner', 'editor', 'instructor')", name=op.f("ck_provider_invitation_role_known")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_provider_invitation_provider_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["invited_by"], ["account.id"], name=op.f("fk_provider_invitation_invited_by"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_invitation")),
        sa.UniqueConstraint("handle", name=op.f("uq_provider_invitation_handle")),
        sa.UniqueConstraint("public_id", name=op.f("uq_provider_invitation_public_id")),
    )
    for column in ("provider_id", "invited_by", "expires_at"):
        op.create_index(op.f(f"ix_provider_invitation_{column}"), "provider_invitation", [column])
    op.create_table(
        "provider_change",
        sa.Column("provider_id", BIG, nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_provider_change_provider_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("provider_id", name=op.f("pk_provider_change")),
    )
    op.create_table(
        "listing_reminder",
        sa.Column("offering_id", BIG, nullable=False),
        sa.Column("said_at", MOMENT, nullable=False),
        sa.Column("step", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["offering_id"], ["offering.id"], name=op.f("fk_listing_reminder_offering_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("offering_id", name=op.f("pk_listing_reminder")),
    )
    op.create_table(
        "report",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("offering_id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answer_words", sa.Text(), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "reason IN ('dates', 'place', 'price', 'gone', 'access', 'misleading', 'other')",
            name=op.f("ck_report_reason_known"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'with_provider', 'resolved', 'rejected')", name=op.f("ck_report_state_known")
        ),
        sa.CheckConstraint("answer IN ('mended', 'right')", name=op.f("ck_report_answer_known")),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_report_answered_has_a_date")),
        sa.CheckConstraint(
            "(state IN ('resolved', 'rejected')) = (decided_at IS NOT NULL)", name=op.f("ck_report_decided_has_a_date")
        ),
        sa.ForeignKeyConstraint(
            ["offering_id"], ["offering.id"], name=op.f("fk_report_offering_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_report_account_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("public_id", name=op.f("uq_report_public_id")),
    )
    for column in ("offering_id", "account_id"):
        op.create_index(op.f(f"ix_report_{column}"), "report", [column])
    op.create_index("ix_report_state", "report", ["state", "created_at"])


def downgrade() -> None:
    op.drop_table("report")
    op.drop_table("listing_reminder")
    op.drop_table("provider_change")
    op.drop_table("provider_invitation")
