"""The Arch-Stats appliance: locates, scores, stores and shows every arrow."""

__version__ = "0.2.0"
"""The version, by Semantic Versioning; the only place: the wheel, API, mDNS, exports and page take it from here."""
MADE_ON = "2026-11-26"
"""The day on which this version was made, independent of the computer's clock; set with each release."""
