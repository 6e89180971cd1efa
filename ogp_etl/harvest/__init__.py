"""The way in: one HTTP door (``web``, made of ``door``), drop folders, and a collector for each family of sources, which reads
what ``reading`` knows of it."""
