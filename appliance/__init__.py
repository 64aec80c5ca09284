"""The Arch-Stats appliance: locates, scores, keeps and shows every arrow."""

__version__ = "0.2.0"
"""By Semantic Versioning, and only here: the wheel, the API, mDNS, exports and the page take it from this line."""
MADE_ON = "2026-11-26"
"""The day on which this version was made, which no computer's clock can have wrong; set with each release."""
