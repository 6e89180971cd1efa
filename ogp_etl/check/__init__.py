"""Judging: evidence rows in, findings out (docs/judging.md). Pure but for reading tables and rule files."""
