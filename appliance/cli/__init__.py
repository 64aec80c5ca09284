"""The words of the command line. Exit status: 0, 1 (it failed), 2 (wrong words)."""

from appliance.cli.main import main

__all__ = ["main"]
