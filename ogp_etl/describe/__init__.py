"""What a body says: its substance, for telling change from noise, and a description by ordered small rules."""

from ogp_etl.describe.description import describe

__all__ = ["describe"]
