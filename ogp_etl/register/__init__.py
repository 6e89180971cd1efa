"""The register: what was tried, seen, held, deposited, attested and found. The only package that runs SQL."""

from ogp_etl.register.register import Register

__all__ = ["Register"]
