"""The day from which a page will no longer be public, as the page itself announces it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("capture", sa.Column("until", sa.Text(), nullable=True))
