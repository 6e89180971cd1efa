"""Looks at bytes before anyone else does: what they really are, and whether they may go on, with a reason."""

from ogp_etl.screen.screening import screen

__all__ = ["screen"]
