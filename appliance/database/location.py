"""The database's address and logins as plain values, from which connections are made."""

from dataclasses import dataclass
from typing import Any, Literal, get_args

from appliance.core.message import Message, message

Wing = Literal["arch_sensing", "arch_server"]
Role = Literal["arch_sensing", "arch_server", "arch_archive"]
"""Roles that log in beside the owner: the two wings, and the archive, which exports, imports and relocates."""
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True, slots=True)
class DatabaseLocation:
    """Host name or socket folder, port, database and its owner; passwords where the server requires them."""

    host: str
    port: int
    database: str
    user: str
    password: str | None = None
    sensing_password: str | None = None
    server_password: str | None = None
    archive_password: str | None = None

    def connect_arguments(self, application_name: str, role: Role | None = None) -> dict[str, Any]:
        """Keyword arguments for asyncpg, to log in as `role`; without one as the owner, who makes the schema."""
        server_settings = {
            "application_name": application_name,
            "timezone": "UTC",
            # overrides server, database and role, so that what is reported as recorded is on the disk
            "synchronous_commit": "on",
            "search_path": "public",
        }
        if role == "arch_server":
            # A list has one statement for all its filters, each `$n IS NULL OR column = $n`. Only a plan made for the
            # values at hand uses the index of the filter that is set; one made for any values reads whole tables.
            server_settings["plan_cache_mode"] = "force_custom_plan"
        return {
            "host": self.host,
            "port": self.port,
            "database": self.database,
            "user": self.user if role is None else role,
            "password": self._password_of(role),
            "server_settings": server_settings,
        }

    def _password_of(self, role: Role | None) -> str | None:
        match role:
            case None:
                return self.password
            case "arch_sensing":
                return self.sensing_password
            case "arch_server":
                return self.server_password
            case "arch_archive":
                return self.archive_password

    def __str__(self) -> str:
        return f"{self.user}@{self.host}:{self.port}/{self.database}"

    @property
    def description(self) -> Message:
        """The database by its name, its owner and its address."""
        return message("database_at", database=self.database, user=self.user, address=f"{self.host}:{self.port}")
