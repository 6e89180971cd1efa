"""The stages done for real: register, door, archive and pages put together. Called by ``pipeline`` alone."""
