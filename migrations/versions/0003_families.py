"""families: consent for a dependant, invitations of guardians, codes for taking over a record"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("consent") as batch_op:
        batch_op.add_column(sa.Column("learner_id", NUMBER, nullable=True))
        batch_op.drop_constraint("uq_consent_account_id_purpose_given_at", type_="unique")
        batch_op.create_index("ix_consent_learner_id", ["learner_id"])
        batch_op.create_foreign_key("fk_consent_learner_id", "learner", ["learner_id"], ["id"], ondelete="CASCADE")
    op.create_table(
        "guardian_invitation",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("learner_id", NUMBER, nullable=False),
        sa.Column("invited_by", NUMBER, nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_guardian_invitation_learner_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["invited_by"], ["account.id"], name=op.f("fk_guardian_invitation_invited_by"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardian_invitation")),
        sa.UniqueConstraint("handle", name=op.f("uq_guardian_invitation_handle")),
    )
    with op.batch_alter_table("guardian_invitation") as batch_op:
        for column in ("learner_id", "invited_by", "expires_at"):
            batch_op.create_index(f"ix_guardian_invitation_{column}", [column])
    op.create_table(
        "record_claim",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("learner_id", NUMBER, nullable=False),
        sa.Column("made_by", NUMBER, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_record_claim_learner_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_record_claim_made_by"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_claim")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_record_claim_code_hash")),
    )
    with op.batch_alter_table("record_claim") as batch_op:
        for column in ("learner_id", "expires_at"):
            batch_op.create_index(f"ix_record_claim_{column}", [column])


def downgrade() -> None:
    op.drop_table("record_claim")
    op.drop_table("guardian_invitation")
    with op.batch_alter_table("consent") as batch_op:
        batch_op.drop_constraint("fk_consent_learner_id", type_="foreignkey")
        batch_op.drop_index("ix_consent_learner_id")
        batch_op.drop_column("learner_id")
        batch_op.create_unique_constraint(
            "uq_consent_account_id_purpose_given_at", ["account_id", "purpose", "given_at"]
        )
