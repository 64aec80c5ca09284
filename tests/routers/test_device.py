"""What a phone takes from the device and brings back."""

import asyncio
import gzip
import json
import logging
import socket
from pathlib import Path
from typing import Any

import pytest

from appliance.archive.backups import replaced_dir
from appliance.archive.lines import UPLOADED
from appliance.archive.service import MOST_UPLOADS, Archive
from appliance.database.location import DatabaseLocation
from appliance.routers import files, keys
from appliance.runtime.recent_log import recent_log
from tests.builders import a_session, an_arrow
from tests.routers.conftest import API, Phone

GZIP = {"Content-Type": "application/gzip"}
WAIT_S = 20


async def test_everything_comes_in_one_file_and_goes_back(phone: Phone, tmp_path: Path) -> None:
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
    code, new, _ = await phone.call("POST", "/import", data=whole, headers=GZIP)
    assert (code, new) == (201, "1 sessions")
    assert (await phone.call("GET", f"/session/{session_id}"))[0] == 200
    assert (await phone.call("POST", "/import", data=whole, headers=GZIP))[1] == "nothing"
    assert list((tmp_path / "archive").iterdir()) == []


async def test_an_appliance_becomes_equal_to_a_file_and_keeps_what_it_was(phone: Phone, tmp_path: Path) -> None:
    arrow_id = await phone.create("/arrow", an_arrow())
    before = await (await phone.client.get(f"{API}/export")).read()
    await phone.create("/session", a_session())
    code, _, errors = await phone.call("POST", "/import?replace=perhaps", data=before, headers=GZIP)
    assert (code, errors[0].split(":")[0]) == (422, "query.replace")
    # a bad file is refused before anything is replaced
    assert (await phone.call("POST", "/import?replace=true", data=b"no", headers=GZIP))[0] == 422
    assert len((await phone.call("GET", "/session"))[1]) == 1
    code, new, _ = await phone.call("POST", "/import?replace=true", data=before, headers=GZIP)
    assert (code, new) == (201, "1 arrows")
    assert (await phone.call("GET", "/session"))[1] == []
    assert [arrow["id"] for arrow in (await phone.call("GET", "/arrow"))[1]] == [arrow_id]
    (kept,) = replaced_dir(tmp_path / "backups").glob("*.gz")
    assert (await phone.call("POST", "/import", data=kept.read_bytes(), headers=GZIP))[1] == "1 sessions"
    assert list((tmp_path / "archive").iterdir()) == []


async def test_what_cannot_be_kept_is_not_replaced(phone: Phone, tmp_path: Path) -> None:
    whole = await (await phone.client.get(f"{API}/export")).read()
    await phone.create("/arrow", an_arrow())
    (tmp_path / "backups").write_text("a file where the folder would be")
    code, _, errors = await phone.call("POST", "/import?replace=true", data=whole, headers=GZIP)
    assert code == 422
    assert "nothing was replaced" in errors[0]
    assert len((await phone.call("GET", "/arrow"))[1]) == 1


async def test_a_bad_file_changes_nothing_and_is_reported_without_paths(phone: Phone) -> None:
    for bad in (b"", b"not gzip", gzip.compress(b'{"kind":"nonsense"}\n'), gzip.compress(b"")):
        code, _, errors = await phone.call("POST", "/import", data=bad, headers=GZIP)
        assert code == 422
        assert errors[0].startswith("body")
        assert "/tmp" not in errors[0]  # noqa: S108  (where the file was is nobody's business)
    code, _, errors = await phone.call("POST", "/import", {"a": 1})
    assert (code, errors) == (415, ["body: must be application/gzip, not application/json"])


async def head(phone: Phone, length: int, sent: bytes = b"") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """An upload that has begun."""
    reader, writer = await asyncio.open_connection("127.0.0.1", phone.client.port)
    writer.write(
        b"POST /api/v0/import HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/gzip\r\n"
        b"Content-Length: %d\r\n\r\n%s" % (length, sent)
    )
    await writer.drain()
    return reader, writer


async def until(phone: Phone, uploads: int) -> None:
    archive = phone.client.app[keys.ARCHIVE]
    async with asyncio.timeout(WAIT_S):
        while archive.uploads.in_use != uploads:
            # a request to the same loop, and back: no time is waited for
            await phone.client.get(f"{API}/log")


async def answer(reader: asyncio.StreamReader) -> tuple[int, Any]:
    status = int((await asyncio.wait_for(reader.readline(), WAIT_S)).split()[1])
    text = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), WAIT_S)).decode()
    length = next(int(line.split(":")[1]) for line in text.splitlines() if line.lower().startswith("content-length"))
    return status, json.loads(await asyncio.wait_for(reader.readexactly(length), WAIT_S))["errors"]


async def test_a_file_that_is_too_large_is_refused_at_its_first_byte(phone: Phone, tmp_path: Path) -> None:
    reader, writer = await head(phone, UPLOADED.file_bytes + 1)
    assert await answer(reader) == (413, [f"body: is larger than {UPLOADED.file_bytes} bytes"])
    writer.close()
    assert list((tmp_path / "archive").iterdir()) == []


async def test_a_full_card_takes_no_upload_and_makes_no_download(
    phone: Phone, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whole = await (await phone.client.get(f"{API}/export")).read()
    monkeypatch.setattr("appliance.disk.free_bytes", lambda folder: 600 * 2**20)
    assert (await phone.call("POST", "/import", data=whole, headers=GZIP))[0] == 201
    reader, writer = await head(phone, 100 * 2**20)
    code, errors = await answer(reader)
    assert code == 507
    assert errors[0].startswith("request: the card is too full: 600 MB are free, this needs 100 MB and 512 MB")
    writer.close()
    assert list((tmp_path / "archive").iterdir()) == []


async def test_a_card_that_fills_up_meanwhile_stops_the_upload(
    phone: Phone, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    free = iter([600 * 2**20, 600 * 2**20])
    monkeypatch.setattr("appliance.disk.free_bytes", lambda folder: next(free, 0))
    reader, writer = await head(phone, 2**20, bytes(2**20))
    assert (await answer(reader))[0] == 507
    writer.close()
    assert list((tmp_path / "archive").iterdir()) == []


async def test_a_body_that_never_ends_is_ended(phone: Phone, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(files, "UPLOAD_WITHIN_S", 0.2)
    reader, writer = await head(phone, 1000, b"slow")
    code, errors = await answer(reader)
    assert (code, errors[0].startswith("body: 4 bytes came within 0 s, and no end")) == (408, True)
    writer.close()
    assert list((tmp_path / "archive").iterdir()) == []


async def test_a_few_uploads_at_once_and_no_more(phone: Phone) -> None:
    begun = [await head(phone, 1000, b"half") for _ in range(MOST_UPLOADS)]
    await until(phone, uploads=MOST_UPLOADS)
    code, _, errors = await phone.call("POST", "/import", data=b"x", headers=GZIP)
    assert (code, errors) == (409, ["request: another file is being sent; try again when it is done"])
    for _, writer in begun:
        writer.close()
    await until(phone, uploads=0)
    assert (await phone.call("POST", "/import", data=b"x", headers=GZIP))[0] == 422


async def test_the_import_ends_when_its_client_leaves(
    phone: Phone, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    began, ended = asyncio.Event(), asyncio.Event()

    async def endless(self: Archive, path: Path, **_: object) -> str:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        return ""

    monkeypatch.setattr(Archive, "import_file", endless)
    _, writer = await head(phone, 1, b"x")
    await asyncio.wait_for(began.wait(), WAIT_S)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    writer.close()
    await asyncio.wait_for(ended.wait(), WAIT_S)
    await until(phone, uploads=0)
    assert list((tmp_path / "archive").iterdir()) == []


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
    archive = Archive(DatabaseLocation("", 1, "", ""), tmp_path / "archive", tmp_path / "backups")
    archive.clean()
    left = archive.new_file()
    assert left.exists()
    archive.clean()
    assert list((tmp_path / "archive").iterdir()) == []
