"""Who may log in to the embedded server: the three roles and the owner, by the connecting system user (peer).

The superuser that made the cluster has no line in pg_hba.conf: it is used in single-user mode alone, while the server
does not run. All processes of the appliance run as one system user, who owns the cluster's files; so this protects
against statements (a wing's connection cannot become another role), not against a program that runs as this user.
"""

import hashlib
import os
import pwd
from pathlib import Path

from appliance.database.location import ROLES

SUPERUSER = "postgres"
OWNER = "arch_stats"
DATABASE = "arch_stats"
HBA, IDENT, STAMP = "pg_hba.conf", "pg_ident.conf", "roles-applied"
MAP = "appliance"
MAKE_OWNER = f"CREATE ROLE {OWNER} LOGIN;\n\nCREATE DATABASE {DATABASE} OWNER {OWNER};\n\n"


def write_access(cluster: Path, extra: str = "") -> None:
    """Write pg_hba.conf, with the `extra` lines first, and pg_ident.conf."""
    users = sorted({"root", pwd.getpwuid(os.geteuid()).pw_name})
    logins = (OWNER, *ROLES)
    (cluster / HBA).write_text(f"{extra}local all {','.join(logins)} peer map={MAP}\n")
    (cluster / IDENT).write_text("".join(f'{MAP} "{user}" "{login}"\n' for user in users for login in logins))
    for name in (HBA, IDENT):
        (cluster / name).chmod(0o644)


def has_roles(cluster: Path) -> bool:
    """Whether this cluster was made with roles that log in; in earlier ones the wings logged in as the owner."""
    return (cluster / STAMP).exists()


def are_roles_current(cluster: Path, roles_sql: bytes) -> bool:
    """Whether these statements of roles.sql were the last ones applied."""
    try:
        return (cluster / STAMP).read_text() == _digest(roles_sql)
    except OSError:
        return False


def stamp_roles(cluster: Path, roles_sql: bytes) -> None:
    """Remember that these statements of roles.sql were applied."""
    (cluster / STAMP).write_text(_digest(roles_sql))


def unstamp_roles(cluster: Path) -> None:
    """Have roles.sql applied again at the next start."""
    (cluster / STAMP).write_text("")


def _digest(roles_sql: bytes) -> str:
    return hashlib.sha256(roles_sql).hexdigest()
