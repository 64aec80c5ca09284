"""The Arch-Stats appliance: locates, scores, keeps and shows every arrow."""

__version__ = "0.1.0"
