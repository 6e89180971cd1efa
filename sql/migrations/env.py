"""Alembic's entry: runs on the connection that ``ogp_etl.register.store.migrate`` hands in."""

from alembic import context

from ogp_etl.register.store import VERSION_TABLE
from ogp_etl.register.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
