"""The command line. Exit status: 0, 1 (the command failed), 2 (wrong arguments)."""

from appliance.cli.main import main

__all__ = ["main"]
