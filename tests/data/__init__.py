"""Where recorded and simulated data lies."""

from pathlib import Path

ACOUSTICS = Path(__file__).parent / "acoustics"
