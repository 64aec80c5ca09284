"""/update: which version runs, and signed files; what is not believed is refused before root sees it."""

from pathlib import Path

import pytest

from appliance.core.message import message
from appliance.schema.updates import OfferRecord
from appliance.updates.handing_over import INBOX, READY, Inbox
from appliance.updates.offering import OFFERED, Offers
from appliance.updates.outcome import write_outcome
from appliance.updates.versions import Versions
from tests.routers.conftest import Phone
from tests.updates.conftest import NEW, OLD, make_version, whole
from tests.updates.test_package import CONTENTS, KEY, WHEEL, archive, changed, good, manifest, public, signed

HEADERS = {"Content-Type": "application/x-tar"}
UNSIGNED = archive(changed("manifest.sig", bytes(64))(good())).getvalue()
DAMAGED = archive(changed(WHEEL, b"A wheel")(good())).getvalue()
OF_A_MUSEUM = manifest(CONTENTS).model_copy(update={"machines": ["pdp11"]}).model_dump_json().encode()
UNFITTING = archive([*signed(OF_A_MUSEUM), *good()[2:]]).getvalue()


@pytest.fixture
def installed(tmp_path: Path) -> Versions:
    """A box on which one version ran, and another one runs."""
    versions = Versions(tmp_path / "programs")
    for name in (OLD, NEW):
        make_version(versions, name)
        versions.make_current(whole(versions, name))
    return versions


async def test_a_checkout_has_no_version_and_takes_none(phone: Phone) -> None:
    _, state, _ = await phone.call("GET", "/update")
    assert (state["running"], state["previous"], state["outcome"], state["is_under_way"]) == (None, None, None, False)
    code, _, errors = await phone.call("POST", "/update", data=archive(good()).getvalue(), headers=HEADERS)
    assert (code, len(errors)) == (404, 1)


async def test_what_runs_and_what_came_of_the_last(phone: Phone, installed: Versions) -> None:
    write_outcome(installed.home, "rolled_back", NEW, "0.3.0-0123abcd", message("version_crashes"))
    _, state, _ = await phone.call("GET", "/update", headers={"Accept-Language": "es"})
    assert (state["running"], state["previous"], state["takes_updates"]) == (NEW, OLD, True)
    outcome = state["outcome"]
    assert (outcome["status"], outcome["new"]) == ("rolled_back", "0.3.0-0123abcd")
    assert outcome["reason"] == "se paró sola una y otra vez"


async def test_a_signed_file_is_handed_over_whole(phone: Phone, installed: Versions, tmp_path: Path) -> None:
    content = archive(good()).getvalue()
    code, version, _ = await phone.call("POST", "/update", data=content, headers=HEADERS)
    assert (code, version) == (202, "0.3.0-0123abcd")
    assert (tmp_path / INBOX / READY).read_bytes() == content
    assert [path.name for path in (tmp_path / INBOX).iterdir()] == [READY]
    assert (await phone.call("GET", "/update"))[1]["is_under_way"] is True
    # one at a time
    assert (await phone.call("POST", "/update", data=content, headers=HEADERS))[0] == 409


@pytest.mark.parametrize("content", [b"", b"no archive", UNSIGNED, DAMAGED, UNFITTING])
async def test_what_is_not_signed_or_whole_or_fits_not_is_refused_and_gone(
    phone: Phone, installed: Versions, tmp_path: Path, content: bytes
) -> None:
    code, _, errors = await phone.call("POST", "/update", data=content, headers=HEADERS)
    assert (code, len(errors)) == (422, 1)
    assert not list((tmp_path / INBOX).iterdir())


async def offered(installed: Versions, tmp_path: Path, content: bytes) -> OfferRecord | None:
    """What becomes of a stick with a file of this content."""
    stick = tmp_path / "stick"
    stick.mkdir(exist_ok=True)
    (stick / "arch-stats-0.3.0.tar").write_bytes(content)
    return Offers(Inbox(tmp_path, installed.home, [public(KEY)])).look_through(stick)


async def test_what_a_stick_brought_waits_until_a_keeper_agrees(
    phone: Phone, installed: Versions, tmp_path: Path
) -> None:
    content = archive(good()).getvalue()
    assert (await phone.call("POST", "/update/offered"))[0] == 404
    await offered(installed, tmp_path, content)
    assert not (tmp_path / INBOX / READY).exists()
    assert (await phone.call("GET", "/update"))[1]["offer"]["version"] == "0.3.0-0123abcd"
    assert (await phone.call("POST", "/update/offered"))[:2] == (202, "0.3.0-0123abcd")
    assert (tmp_path / INBOX / READY).read_bytes() == content
    assert (await phone.call("GET", "/update"))[1]["offer"] is None
    assert (await phone.call("POST", "/update/offered"))[0] == 409


async def test_what_a_stick_brought_is_declined(phone: Phone, installed: Versions, tmp_path: Path) -> None:
    await offered(installed, tmp_path, archive(good()).getvalue())
    assert (await phone.call("DELETE", "/update/offered"))[0] == 204
    assert (await phone.call("GET", "/update"))[1]["offer"] is None
    code, _, errors = await phone.call("DELETE", "/update/offered")
    assert (code, len(errors)) == (404, 1)


async def test_why_a_stick_was_refused_is_reported_in_the_language_of_the_request(
    phone: Phone, installed: Versions, tmp_path: Path
) -> None:
    await offered(installed, tmp_path, UNFITTING)
    offer = (await phone.call("GET", "/update", headers={"Accept-Language": "es"}))[1]["offer"]
    assert offer["version"] is None
    assert "pdp11" in offer["reason"]
    assert "este aparato" in offer["reason"]


async def test_what_no_longer_fits_is_not_taken(phone: Phone, installed: Versions, tmp_path: Path) -> None:
    await offered(installed, tmp_path, archive(good()).getvalue())
    (tmp_path / INBOX / OFFERED).write_bytes(DAMAGED)
    code, _, errors = await phone.call("POST", "/update/offered")
    assert (code, len(errors)) == (422, 1)
    assert not (tmp_path / INBOX / READY).exists()


async def test_another_type_and_too_much_are_refused(
    phone: Phone, installed: Versions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await phone.call("POST", "/update", data=b"x", headers={"Content-Type": "application/gzip"}))[0] == 415
    monkeypatch.setattr("appliance.routers.updates_router.MAX_FILE_BYTES", 1000)
    assert (await phone.call("POST", "/update", data=bytes(1001), headers=HEADERS))[0] == 413
    assert not list((tmp_path / INBOX).iterdir())
