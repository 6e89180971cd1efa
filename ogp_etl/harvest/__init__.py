"""The way in: one HTTP door, drop folders, and a collector for each family of sources."""
