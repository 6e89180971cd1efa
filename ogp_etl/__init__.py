"""Evidence of Open Government action plans: harvest, screen, archive, check, publish."""

__version__ = "0.1.0"
