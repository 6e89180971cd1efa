"""What a check expected and what it found outstanding, so that every published figure can be asked of the register."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def _seq() -> sa.Column[int]:
    return sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False)


def upgrade() -> None:
    op.create_table(
        "fact_matrix",
        _seq(),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("part", sa.Text()),
        sa.Column("language", sa.Text()),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("half_from", sa.Date()),
        sa.Column("due", sa.Date()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("fact_matrix_of_plan", "fact_matrix", ["plan"], unique=False)
    op.create_table(
        "fact_outstanding",
        _seq(),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("part", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due", sa.Date()),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("fact_outstanding_of_plan", "fact_outstanding", ["plan"], unique=False)
