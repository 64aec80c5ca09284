"""Wires HTTPS: the certificate follows names, addresses and time, and the listener uses the newest."""

import asyncio
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from appliance.core.message import Message, message, message_of
from appliance.https.where import Where
from appliance.runtime.addresses import LOOPBACK, address_changes, own_addresses
from appliance.runtime.discovery import host_name
from appliance.runtime.identity_file import Identity
from appliance.runtime.listening import listening_sockets
from appliance.runtime.supervise import Part
from appliance.secure_listening import SecureListener, tls_context
from appliance.serving import Runner
from appliance.settings import Settings
from appliance.wifi.own import OWN_ADDRESS

if TYPE_CHECKING:
    from appliance.https.files import CertificateFiles

FIRST_START_S = 20.0
"""Longest wait of a new appliance for the database, s, which has its id."""
LOOK_EVERY_S = 300.0
"""Interval of checking the certificate, s, for the clock may have been set, or its last month begun."""
SETTLE_S = 1.0
"""Delay after a change of addresses, s, of which there are several notices."""


class Https:
    """The part that serves the page by HTTPS. `sockets`: those held by systemd; without any, it opens its own."""

    def __init__(
        self,
        runner: Runner,
        settings: Settings,
        identity: Identity,
        where: Where,
        sockets: Sequence[socket.socket],
    ) -> None:
        self._runner, self._settings, self._where = runner, settings, where
        self._identity = identity
        self._sockets = list(sockets)
        self._context = tls_context()
        self._trouble: Message | None = None

    async def run(self) -> None:
        """Serve until cancelled. Raises OSError if no certificate can be stored, StartError for a port in use."""
        files = await asyncio.to_thread(_certificate_files, self._settings.data_dir)
        with suppress(TimeoutError):
            # a certificate with the host name of the id need not be replaced later
            await asyncio.wait_for(self._identity.wait(), FIRST_START_S)
        async with address_changes() as changed:
            await self._renew(files)
            if not self._sockets:
                self._sockets = listening_sockets(self._settings.server_host, self._settings.https_at)
            self._where.secure_port = int(self._sockets[0].getsockname()[1])
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(SecureListener(self._runner, self._context, self._sockets).run())
                    group.create_task(self._follow(files, changed))
            finally:
                self._where.secure_port = None

    def waits_for(self) -> Message | None:
        """Why the certificate cannot be renewed; None: it can."""
        return self._trouble

    def close(self) -> None:
        """Close the sockets, after the part has ended."""
        for each in self._sockets:
            each.close()

    async def _follow(self, files: "CertificateFiles", changed: asyncio.Event) -> None:
        while True:
            try:
                async with asyncio.timeout(LOOK_EVERY_S):
                    await changed.wait()
                    await asyncio.sleep(SETTLE_S)
            except TimeoutError:
                pass
            changed.clear()
            try:
                await self._renew(files)
                self._trouble = None
            except OSError as error:
                # the present certificate is better than none
                self._trouble = message("certificate_not_renewed", why=message_of(error))

    async def _renew(self, files: "CertificateFiles") -> None:
        """Renew the certificate if that is due, and use it from then on."""
        addresses = await asyncio.to_thread(own_addresses)
        shown = await asyncio.to_thread(
            files.renew,
            f"Arch-Stats {self._settings.name}",
            self._settings.name,
            self._names(),
            [LOOPBACK, *([OWN_ADDRESS] if self._settings.access_point else []), *addresses.ipv4],
            datetime.now(UTC),
        )
        if self._where.shown is None or shown.fingerprint != self._where.shown.fingerprint:
            await asyncio.to_thread(files.load_into, self._context)
            self._where.shown = shown

    def _names(self) -> list[str]:
        name, appliance_id = self._settings.name, self._identity.known()
        names = [f"{name}.local", name, "localhost", *self._settings.allowed_hosts]
        return names if appliance_id is None else [*names, host_name(name, appliance_id).rstrip(".")]


@contextmanager
def https_part(
    runner: Runner, settings: Settings, identity: Identity, where: Where, sockets: Sequence[socket.socket]
) -> Iterator[Part]:
    """The part, whose sockets are closed after the body; it must have ended by then."""
    https = Https(runner, settings, identity, where, sockets)
    try:
        yield Part("HTTPS", https.run, waits_for=https.waits_for)
    finally:
        https.close()


def _certificate_files(data_dir: Path) -> "CertificateFiles":
    # takes a tenth of a second to import, for which the page without TLS need not wait
    from appliance.https.files import CertificateFiles  # noqa: PLC0415

    return CertificateFiles(data_dir)
