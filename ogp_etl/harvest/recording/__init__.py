"""Keeping what was received: bodies in the spool, exchanges in WARC files."""
