"""Findings and evidence as tables, JSON and a catalogue, for programs."""
