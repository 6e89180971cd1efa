"""The sample country: a small invented plan, the web sites and the drop folder in which its evidence appears, and their life.

Nothing here is about a real government, person or place. What a site shows on a day is a pure description (``life``);
``server`` puts it on loopback, ``drops`` fills the drop folder, ``days`` names the days on which the demo looks.
"""

from pathlib import Path

PLANS = Path(__file__).parent / "plans"
"""Folder with the sample's plan, to be named in OGP_PLANS."""
PLAN = "sample-2025"
"""Id of the plan."""
