"""Backups from the page: made, listed, taken away, brought back, deleted; encrypted when they leave the box."""

import gzip
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest

from appliance.archive.sealing import FILE_NAME, SEAL
from appliance.archive.stick import put_stick
from appliance.core.message import message
from appliance.messages.translation import described
from appliance.routers.endpoint import API
from appliance.schema.backups import StickRecord
from tests.archive.helpers import fill
from tests.models.helpers import Tables
from tests.routers.conftest import Phone

SEALED_WITH = "ciervo & flecha ñ"
ONE = [
    ("GET", ""),
    ("DELETE", ""),
    ("GET", "/contents"),
    ("POST", "/restore"),
]


def body_of(method: str) -> dict[str, bool] | None:
    return {"replace": False} if method == "POST" else None


async def downloaded(phone: Phone, path: str) -> tuple[bytes, str, str]:
    response = await phone.client.get(f"{API}{path}")
    assert response.status == 200
    return await response.read(), response.content_type, response.headers["Content-Disposition"]


async def test_made_listed_taken_away_brought_back_and_deleted(phone: Phone, tables: Tables) -> None:
    assert (await phone.call("POST", "/backup"))[:2] == (409, None)
    await fill(tables)
    code, number, _ = await phone.call("POST", "/backup")
    assert (code, number) == (201, "1")
    code, data, _ = await phone.call("GET", "/backup")
    (one,) = data["backups"]
    assert (one["number"], one["reason"], one["verified_at"], one["problem"]) == (1, "asked", None, None)
    assert (data["is_encrypting"], data["is_working"], data["stick"]) == (False, False, None)
    content, media_type, name = await downloaded(phone, "/backup/1")
    assert (len(content), media_type) == (one["size_bytes"], "application/gzip")
    assert gzip.decompress(content).startswith(b'{"kind":"header"')
    assert name.endswith('rows.ndjson.gz"')
    code, data, _ = await phone.call("GET", "/backup/1/contents")
    assert (code, "4 shots" in data["in_backup"]) == (200, True)
    await tables.admin.execute("DELETE FROM sessions WHERE NOT is_opened")
    assert (await phone.call("POST", "/backup/1/restore", {"replace": False}))[:2] == (200, "1 sessions, 1 shots")
    code, data, _ = await phone.call("POST", "/backup/1/restore", {"replace": True})
    assert (code, "2 sessions" in data) == (200, True)
    listed = (await phone.call("GET", "/backup"))[1]["backups"]
    assert [(row["number"], row["reason"]) for row in listed] == [(2, "before_replacing"), (1, "asked")]
    assert (await phone.call("DELETE", "/backup/2"))[0] == 204
    assert (await phone.call("DELETE", "/backup/2"))[0] == 404
    assert [row["number"] for row in (await phone.call("GET", "/backup"))[1]["backups"]] == [1]


@pytest.mark.parametrize(("method", "path"), ONE)
@pytest.mark.parametrize(
    ("number", "code", "sentence"),
    [
        ("7", 404, "there is no backup 7"),
        ("x", 422, "path.number"),
        ("-1", 422, "path.number"),
        ("9" * 40, 422, "path"),
    ],
)
async def test_what_is_not_there_and_what_cannot_be(
    phone: Phone, method: str, path: str, number: str, code: int, sentence: str
) -> None:
    answered, _, errors = await phone.call(method, f"/backup/{number}{path}", body_of(method))
    assert (answered, sentence in errors[0]) == (code, True)


async def test_one_that_cannot_be_read_is_reported(phone: Phone, tables: Tables, tmp_path: Path) -> None:
    await tables.arrow()
    await phone.call("POST", "/backup")
    (path,) = (tmp_path / "backups").glob("*.gz")
    path.write_bytes(path.read_bytes()[:-20])
    for method, word in ONE[2:]:
        code, _, errors = await phone.call(method, f"/backup/1{word}", body_of(method))
        assert (code, "was cut off" in errors[0]) == (422, True)


async def test_what_leaves_is_encrypted_and_comes_back(phone: Phone, tables: Tables, tmp_path: Path) -> None:
    await fill(tables)
    await phone.call("POST", "/backup")
    assert (await phone.call("PUT", "/backup/passphrase", {"passphrase": SEALED_WITH}))[0] == 200
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o777 == 0o600
    assert (await phone.call("GET", "/backup"))[1]["is_encrypting"]
    for path in ("/backup/1", "/export"):
        content, media_type, name = await downloaded(phone, path)
        assert content.startswith(SEAL)
        assert (media_type, name.endswith('.ndjson.gz.age"')) == ("application/octet-stream", True)
    assert (await phone.call("POST", "/backup/1/restore", {"replace": False}))[:2] == (200, "nothing")
    # elsewhere, where another passphrase is set, or none
    for elsewhere in ("another long one", None):
        if elsewhere is None:
            assert (await phone.call("DELETE", "/backup/passphrase"))[0] == 204
        else:
            await phone.call("PUT", "/backup/passphrase", {"passphrase": elsewhere})
        for given, sentence in ((None, "encrypted"), ("not the right one", "another passphrase"), (SEALED_WITH, None)):
            headers = {"Content-Type": "application/gzip"}
            headers |= {} if given is None else {"X-Passphrase": quote(given)}
            code, _, errors = await phone.call("POST", "/import", data=content, headers=headers)
            assert (code, sentence is None or sentence in errors[0]) == (201 if sentence is None else 422, True)
    assert list((tmp_path / "archive").iterdir()) == []


async def test_a_passphrase_of_no_length_or_of_too_much_is_refused(phone: Phone) -> None:
    for text in ("", "short", "x" * 101, "with\na line break"):
        code, _, errors = await phone.call("PUT", "/backup/passphrase", {"passphrase": text})
        assert (code, errors[0].startswith("body.passphrase")) == (422, True)
    headers = {"Content-Type": "application/gzip", "X-Passphrase": quote("x" * 2000)}
    code, _, errors = await phone.call("POST", "/import", data=b"", headers=headers)
    assert (code, errors[0].startswith("header.X-Passphrase")) == (422, True)


async def test_the_recovery_sheet_has_what_is_needed_and_is_there_with_a_passphrase_alone(phone: Phone) -> None:
    assert (await phone.call("GET", "/backup/recovery-sheet"))[0] == 404
    await phone.call("PUT", "/backup/passphrase", {"passphrase": SEALED_WITH})
    assert (await phone.call("GET", "/backup/recovery-sheet?language=xx"))[0] == 422
    for language, word in (("en", "Recovery sheet of test"), ("es", "Hoja de recuperación"), ("fr", "Feuille de")):
        response = await phone.client.get(f"{API}/backup/recovery-sheet?language={language}")
        text = await response.text()
        assert (response.status, response.content_type) == (200, "text/html")
        assert word in text
        assert SEALED_WITH.replace("&", "&amp;") in text
        assert "<svg" in text


async def test_what_became_of_a_stick_is_reported_in_the_language_of_the_request(phone: Phone, tmp_path: Path) -> None:
    since = datetime(2026, 11, 24, tzinfo=UTC)
    put_stick(tmp_path, StickRecord(state="failed", since=since, message=described(message("stick_read_only"))))
    data = (await phone.call("GET", "/backup", headers={"Accept-Language": "es"}))[1]
    assert data["stick"]["state"] == "failed"
    assert "memoria" in data["stick"]["message"]
    (tmp_path / "stick.json").write_text("{")
    assert (await phone.call("GET", "/backup"))[1]["stick"] is None
