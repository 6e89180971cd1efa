"""The rows of evidence as they were last judged, for the figures in SQL."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "fact",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("commitment", sa.Text()),
        sa.Column("milestone", sa.Text()),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language", sa.Text()),
        sa.Column("event_date", sa.Date()),
        sa.Column("published", sa.Date()),
        sa.Column("published_from", sa.Date()),
        sa.Column("published_by", sa.Date()),
        sa.Column("public_until", sa.Date()),
        sa.Column("substantive", sa.Boolean(), nullable=False),
        sa.Column("primary", sa.Boolean()),
        sa.Column("public", sa.Boolean()),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("fact_of_plan", "fact", ["plan", "commitment", "kind"], unique=False)
    op.create_table(
        "fact_edition",
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("plan"),
    )
