"""What a phone takes from the device and brings back."""

import gzip
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from appliance.archive import Archive
from appliance.recent_log import recent_log
from tests.builders import a_session, an_arrow
from tests.routers.conftest import API, Phone


@asynccontextmanager
async def nobody() -> AsyncIterator[Any]:
    yield None


async def test_everything_comes_in_one_file_and_goes_back(phone: Phone) -> None:
    session_id = await phone.create("/session", a_session(is_opened=False, end_time="2026-11-23T11:00:00Z"))
    await phone.create("/arrow", an_arrow())
    response = await phone.client.get(f"{API}/export")
    assert (response.status, response.content_type) == (200, "application/gzip")
    assert ".ndjson.gz" in response.headers["Content-Disposition"]
    whole = await response.read()
    kinds = [json.loads(line)["kind"] for line in gzip.decompress(whole).splitlines()]
    assert kinds[0] == "header"
    assert kinds[-1] == "end"
    assert (await phone.call("DELETE", f"/session/{session_id}"))[0] == 204
    headers = {"Content-Type": "application/gzip"}
    code, new, _ = await phone.call("POST", "/import", data=whole, headers=headers)
    assert (code, new) == (201, "1 sessions")
    assert (await phone.call("GET", f"/session/{session_id}"))[0] == 200
    assert (await phone.call("POST", "/import", data=whole, headers=headers))[1] == "nothing"


async def test_an_appliance_becomes_equal_to_a_file_and_keeps_what_it_was(phone: Phone, tmp_path: Path) -> None:
    arrow_id = await phone.create("/arrow", an_arrow())
    before = await (await phone.client.get(f"{API}/export")).read()
    await phone.create("/session", a_session())
    headers = {"Content-Type": "application/gzip"}
    code, _, errors = await phone.call("POST", "/import?replace=perhaps", data=before, headers=headers)
    assert (code, errors[0].split(":")[0]) == (422, "query.replace")
    # a bad file is refused before anything is replaced
    assert (await phone.call("POST", "/import?replace=true", data=b"no", headers=headers))[0] == 422
    assert len((await phone.call("GET", "/session"))[1]) == 1
    code, new, _ = await phone.call("POST", "/import?replace=true", data=before, headers=headers)
    assert (code, new) == (201, "1 arrows")
    assert (await phone.call("GET", "/session"))[1] == []
    assert [arrow["id"] for arrow in (await phone.call("GET", "/arrow"))[1]] == [arrow_id]
    (kept,) = (tmp_path / "backups").iterdir()
    assert (await phone.call("POST", "/import", data=kept.read_bytes(), headers=headers))[1] == "1 sessions"
    assert list((tmp_path / "archive").iterdir()) == []


async def test_what_cannot_be_kept_is_not_replaced(phone: Phone, tmp_path: Path) -> None:
    whole = await (await phone.client.get(f"{API}/export")).read()
    await phone.create("/arrow", an_arrow())
    (tmp_path / "backups").write_text("a file where the folder would be")
    code, _, errors = await phone.call(
        "POST", "/import?replace=true", data=whole, headers={"Content-Type": "application/gzip"}
    )
    assert code == 422
    assert "nothing was replaced" in errors[0]
    assert len((await phone.call("GET", "/arrow"))[1]) == 1


async def test_a_bad_file_changes_nothing_and_is_told_without_paths(phone: Phone) -> None:
    headers = {"Content-Type": "application/gzip"}
    for bad in (b"", b"not gzip", gzip.compress(b'{"kind":"nonsense"}\n'), gzip.compress(b"")):
        code, _, errors = await phone.call("POST", "/import", data=bad, headers=headers)
        assert code == 422
        assert errors[0].startswith("body")
        assert "/tmp" not in errors[0]  # noqa: S108  (where the file was is nobody's business)
    code, _, errors = await phone.call("POST", "/import", {"a": 1})
    assert (code, errors) == (415, ["body: must be application/gzip, not application/json"])


async def test_the_log_is_text(phone: Phone) -> None:
    response = await phone.client.get(f"{API}/log")
    assert (response.status, response.content_type) == (200, "text/plain")


def test_the_newest_lines_are_kept() -> None:
    log = logging.getLogger("test.recent")
    with recent_log() as recent:
        for number in range(2100):
            log.warning("line %d", number)
    log.warning("after")
    lines = recent.text().splitlines()
    assert len(lines) == 2000
    assert lines[-1].endswith("WARNING test.recent: line 2099")


def test_what_a_power_cut_left_is_taken_away(tmp_path: Path) -> None:
    archive = Archive(nobody, tmp_path / "archive", tmp_path / "backups")
    archive.clean()
    left = archive.new_file()
    assert left.exists()
    archive.clean()
    assert list((tmp_path / "archive").iterdir()) == []
