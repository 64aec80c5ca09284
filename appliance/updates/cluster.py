"""The appliance's own PostgreSQL, for updates: copies of the database, made with PostgreSQL's own commands."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from appliance.disk import BACKUPS_LEAVE_BYTES, require_room
from appliance.updates.commands import require_done, run
from appliance.updates.steps import run_as

SUPERUSER = "postgres"
SOCKET = ".s.PGSQL.5432"
NO_SEARCH_PATH = "SELECT pg_catalog.set_config('search_path', '', false);"
"""A line at the top of a dump. The dump names every schema, but our functions, which check rows, rely on the path."""
WITHOUT_IT = ["sed", f"0,/^{NO_SEARCH_PATH}$/{{/^{NO_SEARCH_PATH}$/d}}"]
OWNER = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = :'name';"
# each in one command, for nobody has the database meanwhile
KEEP_BEFORE = r"""
    SELECT pg_get_userbyid(datdba) AS owner FROM pg_database WHERE datname = :'database' \gset
    DROP DATABASE IF EXISTS :"before";
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :'database' AND pid <> pg_backend_pid();
    CREATE DATABASE :"before" TEMPLATE :"database" OWNER :"owner";
"""
PUT_BACK_BEFORE = r"""
    SELECT
        EXISTS (SELECT 1 FROM pg_database WHERE datname = :'before') AS is_kept,
        EXISTS (SELECT 1 FROM pg_database WHERE datname = :'database') AS is_there \gset
\if :is_kept
    \if :is_there
        DROP DATABASE IF EXISTS :"after";
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :'database' AND pid <> pg_backend_pid();
        ALTER DATABASE :"database" RENAME TO :"after";
    \endif
    ALTER DATABASE :"before" RENAME TO :"database";
\endif
"""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A database cluster: programs, socket, files, name of the database, and the script for its roles.

    `user` runs PostgreSQL's commands; None: the current user. The database's contents are read and written as its
    owner, who made the functions in it: whoever reads or restores rows may run them.
    """

    binaries: Path
    socket_dir: Path
    data: Path
    database: str
    roles_sql: Path
    user: str | None = SUPERUSER

    @property
    def is_there(self) -> bool:
        """Whether the server runs, and has the database with a migrated schema."""
        return (self.socket_dir / SOCKET).exists() and self.has(self.database) and self.schema(self.database) > 0

    @property
    def copy(self) -> str:
        """The name of the copy on which another version is tried."""
        return f"{self.database}-copy"

    @property
    def before(self) -> str:
        """The name of the copy from before another version took over."""
        return f"{self.database}-before"

    @property
    def after(self) -> str:
        """The name of the database of a version that was rolled back."""
        return f"{self.database}-after"

    def require_room_for_copies(self) -> None:
        """Raise DiskFull if there is no room for two copies of the database."""
        size = int(self.sql("SELECT pg_database_size(:'database');"))
        require_room(self.data, 2 * size, BACKUPS_LEAVE_BYTES)

    def make_copy(self) -> None:
        """Copy the database while it is in use, as of one instant. Raises UpdateRefused."""
        self.forget(self.copy)
        owner = self.owner_of(self.database)
        self.sql('CREATE DATABASE :"copy" OWNER :"owner" TEMPLATE template0;', owner=owner, copy=self.copy)
        dump = [str(self.binaries / "pg_dump"), *self._login(owner), self.database]
        into = [*self._psql(self.copy, owner), "--single-transaction"]
        piped = " | ".join(map(shlex.join, (dump, WITHOUT_IT, into)))
        self._output(["bash", "-o", "pipefail", "-c", piped], command="pg_dump | psql")
        # a dump does not restore rights on objects that PostgreSQL itself provides, and its owner may not set them
        self._printed(self._psql(self.copy, SUPERUSER), self.roles_sql.read_text("utf-8"))

    def keep_before(self) -> None:
        """Disconnect everybody and copy the database as `before`."""
        self.sql(KEEP_BEFORE, before=self.before)

    def put_back_before(self) -> None:
        """Rename the copy `before` back to the database, and the database to `after`; idempotent."""
        self.sql(PUT_BACK_BEFORE, before=self.before, after=self.after)

    def forget(self, name: str) -> None:
        """Delete a database, if it exists."""
        self.sql('DROP DATABASE IF EXISTS :"name";', name=name)

    def has(self, name: str) -> bool:
        """Whether a database exists."""
        return self.sql("SELECT 1 FROM pg_database WHERE datname = :'name';", name=name) == "1"

    def schema(self, name: str) -> int:
        """The number of the newest migration of a database; 0 where it has none."""
        if self._inside(name, "SELECT to_regclass('schema_migrations') IS NOT NULL;") != "t":
            return 0
        return int(self._inside(name, "SELECT coalesce(max(version), 0) FROM schema_migrations;"))

    def owner_of(self, name: str) -> str:
        """The role that owns a database and everything in it."""
        return self.sql(OWNER, name=name)

    def sql(self, script: str, **values: str) -> str:
        """Run a script about whole databases and return its output; `:'name'` and `:"name"` in it are replaced by
        values.

        Raises UpdateRefused.
        """
        named = {"database": self.database, **values}
        settings = [word for name, value in named.items() for word in ("--set", f"{name}={value}")]
        return self._printed([*self._psql(SUPERUSER, SUPERUSER), *settings], script)

    def _inside(self, name: str, script: str) -> str:
        return self._printed(self._psql(name, self.owner_of(name)), script)

    def _printed(self, psql: list[str], script: str) -> str:
        return self._output([*psql, "--tuples-only", "--no-align"], script).strip()

    def _output(self, words: Sequence[str], given: str = "", command: str | None = None) -> str:
        """Run a command of PostgreSQL's and return its output. Raises UpdateRefused."""
        user = self.user
        result = run(words, given) if user is None else run_as(user, words, "database", given=given)
        return require_done(result, command)

    def _login(self, role: str) -> list[str]:
        return ["--host", str(self.socket_dir), "--username", role]

    def _psql(self, database: str, role: str) -> list[str]:
        psql = [str(self.binaries / "psql"), *self._login(role), "--dbname", database]
        return [*psql, "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1"]
