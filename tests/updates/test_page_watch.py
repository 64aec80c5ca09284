"""A trial learns from the time of a file whether the page answers; whoever asks the page cannot make it read more."""

import http.server
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from appliance.updates import page_watch as module
from appliance.updates.page_watch import RECENTLY_S, is_answered_recently, is_healthy, watch_page

READY = b'{"data": {"database": "ready"}}'


@contextmanager
def served(body: bytes, status: int = 200) -> Iterator[int]:
    """A page's server with this answer; its port."""

    class Answering(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("body", "status", "is_well"),
    [
        (READY, 200, True),
        (READY, 503, False),
        (b'{"data": {"database": "starting"}}', 200, False),
        (b'{"data": null}', 200, False),
        (b"[]", 200, False),
        (b"not JSON", 200, False),
    ],
)
def test_a_page_is_well_with_its_database(body: bytes, status: int, is_well: bool) -> None:
    with served(body, status) as port:
        assert is_healthy(port) is is_well


def test_a_page_that_is_not_there_is_not_well() -> None:
    with served(READY) as port:
        pass
    assert not is_healthy(port)


def test_each_good_answer_is_marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answered = tmp_path / "answered"
    answers = iter((False, True))
    seen: list[bool] = []

    class Enough(BaseException):
        pass

    def wait(_: float) -> None:
        seen.append(is_answered_recently(answered))
        if len(seen) == 2:
            raise Enough

    monkeypatch.setattr(module, "is_healthy", lambda _: next(answers))
    monkeypatch.setattr("time.sleep", wait)
    with pytest.raises(Enough):
        watch_page(8000, answered)
    assert seen == [False, True]


@pytest.mark.parametrize(("ago_s", "is_recent"), [(0, True), (RECENTLY_S + 2, False), (-RECENTLY_S - 2, False)])
def test_an_answer_counts_for_a_moment_whatever_the_clock(tmp_path: Path, ago_s: float, is_recent: bool) -> None:
    answered = tmp_path / "answered"
    answered.touch()
    os.utime(answered, (time.time() - ago_s,) * 2)
    assert is_answered_recently(answered) is is_recent


def test_only_a_plain_file_is_an_answer(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to("file")
    os.mkfifo(tmp_path / "pipe")
    assert not any(is_answered_recently(tmp_path / name) for name in ("link", "pipe", "missing", "."))
