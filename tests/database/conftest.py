"""A folder for a database server of a test's own, and a database without any table."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.database.location import DatabaseLocation
from appliance.database.login import DATABASE
from tests.postgres import Cluster


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """Where another user, as which the server runs, gets in, and near enough for the path of a socket."""
    folder = Path(tempfile.mkdtemp(prefix="arch-stats-embedded-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def empty(cluster: Cluster) -> Iterator[DatabaseLocation]:
    with cluster.database(template=DATABASE) as fresh:
        yield fresh
