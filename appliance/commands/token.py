"""arch-stats token: pairs programs and phones, lists and withdraws pairings, and prints the PIN of the label."""

import argparse
import asyncio
import os
from collections.abc import Awaitable, Callable
from uuid import UUID

from appliance.access.pin_file import PinFile
from appliance.access.secret_values import digest_of, new_code, new_token, shown_pin
from appliance.commands.qr_code import qr_code
from appliance.commands.serve import page_address
from appliance.commands.terminal import print_message
from appliance.core.message import Message, message, message_of
from appliance.database.pool import Pool
from appliance.errors import StartError
from appliance.models.access_db import PairingCodesDB, PairingsDB
from appliance.models.archers_db import ArchersDB
from appliance.models.errors import DBNotFound
from appliance.schema.access import PairingCodeCreate, PairingRead, Role
from appliance.schema.archers import ArcherFilters
from appliance.settings import read_settings
from appliance.wiring.archive import opened_archive


def token(arguments: argparse.Namespace) -> int:
    """Run the subcommand of `token`."""
    match arguments.what:
        case "make":
            return make(arguments.name, arguments.role, arguments.archer)
        case "code":
            return code(arguments.role, arguments.archer, arguments.minutes)
        case "withdraw":
            return withdraw(arguments.id)
        case "pin":
            return pin(arguments.new)
    return list_all()


def make(name: str, role: Role, archer: str | None) -> int:
    """Print a token for a program, for the header Authorization: Bearer; it is shown only once."""

    async def work(pool: Pool) -> None:
        new = new_token()
        archer_id = await _archer_for(pool, role, archer)
        await PairingsDB(pool).insert_one(name, role, archer_id, digest_of(new))
        print(new)

    return _run(work)


def code(role: Role, archer: str | None, minutes: int) -> int:
    """Print a code that pairs one phone, once."""
    settings = read_settings(os.environ)

    async def work(pool: Pool) -> None:
        new = new_code()
        asked = PairingCodeCreate(role=role, archer_id=await _archer_for(pool, role, archer), valid_minutes=minutes)
        await PairingCodesDB(pool).insert_one(digest_of(new), asked)
        address = f"{page_address(settings, settings.server_port)}pair#{new}"
        print(f"{qr_code(address)}\n\n{address}")

    return _run(work)


def list_all() -> int:
    """List all pairings, newest first."""

    async def work(pool: Pool) -> None:
        found = await PairingsDB(pool).find()
        for line in map(_line, found) if found else [message("nothing_paired")]:
            print_message(line)

    return _run(work)


def withdraw(pairing_id: UUID) -> int:
    """End a pairing; the appliance is notified at once. Raises StartError."""

    async def work(pool: Pool) -> None:
        try:
            await PairingsDB(pool).withdraw_one(pairing_id)
        except DBNotFound:
            raise StartError(message("not_paired_so", id=str(pairing_id))) from None
        print_message(message("pairing_withdrawn"))

    return _run(work)


def pin(is_new: bool) -> int:
    """Print the PIN of the label, or a new one; pairings stay. Raises StartError."""
    file = PinFile(read_settings(os.environ).data_dir)
    try:
        print(shown_pin(file.renew() if is_new else file.read_or_make()))
    except OSError as error:
        raise StartError(message("pin_unusable", file=str(file.path), why=message_of(error))) from error
    return 0


def _run(work: Callable[[Pool], Awaitable[None]]) -> int:
    async def run() -> None:
        async with opened_archive(read_settings(os.environ)) as pool:
            await work(pool)

    asyncio.run(run())
    return 0


async def _archer_for(pool: Pool, role: Role, archer: str | None) -> UUID | None:
    """The id of the archer with this name or id; None for a role that needs none. Raises StartError."""
    if archer is None:
        if role == "archer":
            raise StartError(message("say_whose_phone"))
        return None
    found = [one.id for one in (await ArchersDB(pool).find(ArcherFilters(name=archer))).rows]
    if len(found) != 1:
        try:
            found = [(await ArchersDB(pool).get_one_by_id(UUID(archer))).id]
        except (ValueError, DBNotFound):
            raise StartError(message("no_such_archer_here", archer=archer)) from None
    return found[0]


def _line(pairing: PairingRead) -> Message:
    known = {"id": str(pairing.id), "name": pairing.name}
    role = message("role_name", role=pairing.role)
    if pairing.used_at is None:
        return message("pairing_never_used", role=role, **known)
    return message("pairing_used", role=role, used=f"{pairing.used_at:%Y-%m-%d %H:%M}", **known)
