"""Guards that are always on, and a real PostgreSQL."""

import asyncio
import gc
import logging
import os
import tempfile
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from aiohttp import web_app

from appliance.database.location import DatabaseLocation
from appliance.database.pool import Pool, open_pool
from appliance.models.unreadable import UNREADABLE
from tests.order import dealt
from tests.postgres import Cluster

IDLE_THREADS = ("asyncio_", "ThreadPoolExecutor", "waitpid-")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "sampled: a rate or a figure over many simulated shots; --quick leaves it out")


@pytest.fixture(autouse=True)
def _log_lines_fit_their_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    def handle_error(handler: logging.Handler, record: logging.LogRecord) -> None:
        raise AssertionError(f"a log line does not fit its arguments: {record.msg!r} {record.args!r}")

    monkeypatch.setattr(logging.Handler, "handleError", handle_error)


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = [t for t in threading.enumerate() if t not in before and not t.name.startswith(IDLE_THREADS)]
    for thread in left:
        thread.join(2.0)
    assert not [t for t in left if t.is_alive()], f"left-over threads: {left}"


@pytest.fixture(autouse=True)
async def _no_task_is_left() -> AsyncIterator[None]:
    before = asyncio.all_tasks()
    yield
    left = [t for t in asyncio.all_tasks() if t not in before and t is not asyncio.current_task() and not t.done()]
    for task in left:
        task.cancel()
    assert not left, f"left-over tasks: {left}"


@pytest.fixture(autouse=True)
def _no_unreadable_row_is_left() -> Iterator[None]:
    yield
    UNREADABLE.clear()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """One throw-away PostgreSQL for the whole run."""
    with Cluster(in_memory=True) as running:
        yield running


@pytest.fixture
def location(cluster: Cluster) -> Iterator[DatabaseLocation]:
    """A migrated database of this test's own."""
    with cluster.database() as fresh:
        yield fresh


@pytest.fixture
def memory_path(cluster: Cluster) -> Iterator[Path]:
    """A folder where nothing waits for a disk, if the computer has room in memory: for what is written all the time."""
    with tempfile.TemporaryDirectory(prefix="arch-stats-tests-", dir=cluster.folder.parent) as name:
        yield Path(name)


@pytest.fixture
async def server_pool(location: DatabaseLocation) -> AsyncIterator[Pool]:
    """Connections of the server wing."""
    async with open_pool(location, "arch_server", max_size=4) as pool:
        yield pool


@pytest.fixture
async def sensing_pool(location: DatabaseLocation) -> AsyncIterator[Pool]:
    """Connections of the sensor wing."""
    async with open_pool(location, "arch_sensing", max_size=4) as pool:
        yield pool


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The same with every worker, as it must be."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if workers > 1:
        items[:] = dealt(items, [item.nodeid for item in items], workers)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What the modules hold stays for good: the collection after every test need not look at it."""
    del session
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """What is alive between two tests, as a catalogue that was read late, stays for good too."""
    gc.collect()
    gc.freeze()


def pytest_runtest_teardown(item: pytest.Item) -> None:
    """What was never awaited or closed warns when it is collected: collect it within its own test."""
    del item
    # it keeps a thousand applications with all that they have, and every collection looks at all of it
    web_app._cached_build_middleware.cache_clear()
    gc.collect()


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Bytes in a test's name, some of the time of day, would give every worker other names."""
    del config
    return argname if isinstance(val, bytes) else None
