"""files that were sent lie in the database until they are checked; what waits to be published together; the stage"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STAGES = "stage IN ('checking_again', 'writing', 'opening', 'hiding', 'taking_back')"


def upgrade() -> None:
    op.create_table(
        "upload_chunk",
        sa.Column("upload_id", BIG, nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["upload.id"], name=op.f("fk_upload_chunk_upload_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("upload_id", "number", name=op.f("pk_upload_chunk")),
    )
    with op.batch_alter_table("upload") as batch_op:
        batch_op.add_column(sa.Column("stage", sa.Text(), nullable=True))
        batch_op.create_check_constraint(op.f("ck_upload_stage_known"), STAGES)
    op.add_column("upload_item", sa.Column("held", BIG, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("upload_item") as batch_op:
        batch_op.drop_column("held")
    with op.batch_alter_table("upload") as batch_op:
        batch_op.drop_constraint(op.f("ck_upload_stage_known"), type_="check")
        batch_op.drop_column("stage")
    op.drop_table("upload_chunk")
