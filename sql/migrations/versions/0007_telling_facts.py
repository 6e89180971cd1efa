"""Which of the rows that were judged tell as much as all, and how many others there are."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("fact", sa.Column("recorded", sa.Text()))
    op.add_column("fact", sa.Column("covers", sa.Text()))
    op.add_column("fact", sa.Column("answers", sa.Text()))
    op.add_column("fact", sa.Column("telling", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("fact_edition", sa.Column("basis", sa.Text(), nullable=False, server_default=""))
    op.create_index("fact_of_kind", "fact", ["plan", "kind"], unique=False)
    op.create_index(
        "fact_telling",
        "fact",
        ["plan", "seq"],
        unique=False,
        sqlite_where=sa.text("telling"),
        postgresql_where=sa.text("telling"),
    )
    op.create_table(
        "fact_left",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("commitment", sa.Text()),
        sa.Column("part", sa.Text()),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("fact_left_of_plan", "fact_left", ["plan"], unique=False)
