"""The Arch-Stats appliance: locates, scores, keeps and shows every arrow."""

__version__ = "0.2.0"
"""By Semantic Versioning, and only here: the wheel, the API, mDNS, exports and the page take it from this line."""
