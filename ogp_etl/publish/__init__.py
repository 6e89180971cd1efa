"""Findings and evidence as pages, tables and a board. Judges nothing: every verdict comes in as a finding."""
