"""Where the database is, as plain values: what a connection needs and nothing else."""

from dataclasses import dataclass
from typing import Any, Literal

Wing = Literal["arch_sensing", "arch_server"]


@dataclass(frozen=True, slots=True)
class DatabaseLocation:
    """Host name or socket folder, port, database, user, password."""

    host: str
    port: int
    database: str
    user: str
    password: str | None = None

    def connect_arguments(self, application_name: str, role: Wing | None = None) -> dict[str, Any]:
        """Keyword arguments for asyncpg, as `role` where one is named."""
        server_settings = {"application_name": application_name, "timezone": "UTC"}
        if role is not None:
            server_settings["role"] = role
        if role == "arch_server":
            # A list has one statement for all its filters, each `$n IS NULL OR column = $n`. Only a plan made for the
            # values at hand uses the index of the filter that is set; one made for any values reads whole tables.
            server_settings["plan_cache_mode"] = "force_custom_plan"
        return {
            "host": self.host,
            "port": self.port,
            "database": self.database,
            "user": self.user,
            "password": self.password,
            "server_settings": server_settings,
        }

    def __str__(self) -> str:
        return f"database {self.database!r} as {self.user!r} at {self.host}:{self.port}"
