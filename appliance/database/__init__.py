"""PostgreSQL: the embedded server, connections, migrations, notices."""
