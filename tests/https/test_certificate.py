"""Certificates: for whom, for how long, by whatever clock; kept whole."""

import ipaddress
import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.https.authority import Signed, fingerprint_of, make_authority, may_certify_address, may_certify_name
from appliance.https.certificate import (
    MOST_ADDRESSES,
    RENEW_BEFORE_END,
    VALID,
    Subjects,
    allowed_subjects,
    is_due,
    make_certificate,
    subjects_of,
)
from appliance.https.files import AUTHORITY, CERTIFICATE, FOLDER, CertificateFiles

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
NO_CLOCK = datetime(1970, 1, 1, 0, 0, 20, tzinfo=UTC)
BROWSERS_ACCEPT = timedelta(days=398)
NAMES = ("archstats.local", "archstats", "archstats-0d9c3a52.local", "localhost")
WANTED = Subjects(NAMES, ("127.0.0.1", "10.77.0.1"))


@pytest.fixture(scope="module")
def authority() -> Signed:
    return make_authority("Arch-Stats archstats", "archstats")


def test_a_certificate_is_what_browsers_accept(authority: Signed) -> None:
    certificate = make_certificate(authority, WANTED, NOW).certificate
    assert certificate.not_valid_before_utc < NOW < certificate.not_valid_after_utc
    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc <= BROWSERS_ACCEPT
    key = certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert key.curve.name == "secp256r1"
    assert subjects_of(certificate) == WANTED
    certificate.verify_directly_issued_by(authority.certificate)
    pairs = fingerprint_of(certificate).split(":")
    assert (len(pairs), {len(pair) for pair in pairs}) == (32, {2})


def test_the_authority_can_certify_local_networks_alone(authority: Signed) -> None:
    constraints = authority.certificate.extensions.get_extension_for_class(x509.NameConstraints)
    assert constraints.critical
    names = {"archstats": True, "butt.local": True, "club.example.org": False, "local.example": False}
    for name, is_local in names.items():
        assert may_certify_name(authority, name) is is_local
    for address, is_local in {"10.42.0.1": True, "192.168.1.7": True, "8.8.8.8": False, "172.32.0.1": False}.items():
        assert may_certify_address(address) is is_local
    wanted = allowed_subjects(
        authority, ["Archstats.local", "club.example.org", "archstats.local"], ["8.8.8.8", "10.0.0.7"]
    )
    assert wanted == Subjects(("archstats.local",), ("10.0.0.7",))


def test_it_is_renewed_in_its_last_month_and_not_before(authority: Signed) -> None:
    certificate = make_certificate(authority, WANTED, NOW).certificate
    last_month = certificate.not_valid_after_utc - RENEW_BEFORE_END
    assert not is_due(certificate, WANTED, authority, NOW)
    assert not is_due(certificate, WANTED, authority, last_month - timedelta(seconds=1))
    assert is_due(certificate, WANTED, authority, last_month + timedelta(seconds=1))


def test_what_is_made_before_the_clock_is_set_holds_for_every_phone_until_it_is(authority: Signed) -> None:
    made = make_certificate(authority, WANTED, NO_CLOCK).certificate
    assert made.not_valid_before_utc < NOW < made.not_valid_after_utc
    assert not is_due(made, WANTED, authority, NO_CLOCK + timedelta(days=3))
    assert is_due(made, WANTED, authority, NOW)
    # and one that was made by the right time is kept when a start does not know it
    assert not is_due(make_certificate(authority, WANTED, NOW).certificate, WANTED, authority, NO_CLOCK)


def test_a_new_name_or_address_needs_a_new_one_and_a_lost_one_does_not(authority: Signed) -> None:
    certificate = make_certificate(authority, WANTED, NOW).certificate
    assert is_due(certificate, Subjects(NAMES, ("10.77.0.9",)), authority, NOW)
    assert is_due(certificate, Subjects((*NAMES, "range.local"), ()), authority, NOW)
    assert not is_due(certificate, Subjects(NAMES[:1], ("127.0.0.1",)), authority, NOW)
    other = make_authority("Arch-Stats archstats", "archstats")
    assert is_due(certificate, WANTED, other, NOW)


def test_a_clock_that_was_ahead_is_noticed(authority: Signed) -> None:
    ahead = make_certificate(authority, WANTED, NOW + timedelta(days=365)).certificate
    assert is_due(ahead, WANTED, authority, NOW)


ADDRESSES = st.lists(
    st.integers(0, 2**24 - 1).map(lambda k: str(ipaddress.IPv4Address(0x0A000000 + k))), max_size=4, unique=True
)
INSTANTS = st.datetimes(datetime(1970, 1, 1), datetime(2049, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@settings(deadline=None)  # keys are made in the first call
@given(st.lists(st.tuples(INSTANTS, ADDRESSES), min_size=1, max_size=6))
def test_after_any_history_it_is_good_for_what_is_here_now(history: list[tuple[datetime, list[str]]]) -> None:
    authority = make_authority("Arch-Stats", "archstats")
    current: Signed | None = None
    for now, addresses in history:
        wanted = Subjects(NAMES, tuple(addresses))
        if current is None or is_due(current.certificate, wanted, authority, now):
            before = None if current is None else subjects_of(current.certificate)
            current = make_certificate(authority, wanted, now, before)
        assert not is_due(current.certificate, wanted, authority, now)
        good = subjects_of(current.certificate)
        assert good.includes(wanted)
        assert len(good.addresses) <= MOST_ADDRESSES
        span = current.certificate.not_valid_after_utc - current.certificate.not_valid_before_utc
        assert now.year < 2026 or (span <= VALID and now < current.certificate.not_valid_after_utc)


def renewed(files: CertificateFiles, *addresses: str, now: datetime = NOW) -> str:
    return files.renew("Arch-Stats archstats", "archstats", NAMES, ["127.0.0.1", *addresses], now).fingerprint


def test_files_are_for_the_appliance_alone_and_are_not_written_again(tmp_path: Path) -> None:
    files = CertificateFiles(tmp_path)
    first = renewed(files)
    folder = tmp_path / FOLDER
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700

    def written() -> dict[str, tuple[int, int, int]]:
        found = {path.name: path.stat() for path in folder.iterdir()}
        return {name: (stat.S_IMODE(one.st_mode), one.st_ino, one.st_mtime_ns) for name, one in found.items()}

    before = written()
    assert {name: mode for name, (mode, *_) in before.items()} == {AUTHORITY: 0o600, CERTIFICATE: 0o600}
    assert renewed(CertificateFiles(tmp_path)) == first
    assert written() == before
    assert renewed(files, "10.77.0.9") != first


@pytest.mark.parametrize("name", [AUTHORITY, CERTIFICATE])
@pytest.mark.parametrize("left", [0, 200, 700])
def test_a_torn_file_is_made_anew(tmp_path: Path, name: str, left: int) -> None:
    files = CertificateFiles(tmp_path)
    first = renewed(files)
    with (tmp_path / FOLDER / name).open("r+b") as file:
        file.truncate(left)
    assert renewed(files) != first
    assert renewed(files) == renewed(files)
    files.load_into(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))


def test_what_was_half_written_before_is_no_obstacle(tmp_path: Path) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir()
    (folder / AUTHORITY).with_suffix(".new").write_text("half")
    assert renewed(CertificateFiles(tmp_path))
    assert {AUTHORITY, CERTIFICATE} <= {path.name for path in folder.iterdir()}


def test_where_nothing_can_be_kept_the_reason_is_reported(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("a file where the folder should be")
    with pytest.raises(OSError, match=FOLDER):
        renewed(CertificateFiles(tmp_path))
