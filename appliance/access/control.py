"""Decides who may do what, and pairs phones."""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from math import ceil
from uuid import UUID

from appliance.access.attempts import Attempts
from appliance.access.pin_file import PinFile
from appliance.access.roles import ANYBODY_AS_KEEPER, HERE, NOBODY, WATCHER, AccessRules, Caller
from appliance.access.secret_values import (
    MOST_TOKEN_CHARACTERS,
    digest_of,
    is_same_pin,
    new_code,
    new_token,
    shown_pin,
)
from appliance.core.message import message_of, refusal
from appliance.database.channels import Notice, Resync
from appliance.errors import ArchStatsError, Unavailable
from appliance.models.access_db import ButtonPressesDB, PairingCodesDB, PairingsDB
from appliance.models.base_db import Source
from appliance.models.errors import DBNotFound, DBUnavailable
from appliance.schema.access import PairingCodeCreate, PairingCreate, PairingGrant, StoredPairing

log = logging.getLogger(__name__)

PRESSED_WITHIN = timedelta(seconds=30)
QUIET_BEFORE_PRESS_S = 60.0
NOTED_EVERY_S = 3600.0


class PairingRefused(ArchStatsError):
    """The PIN, the code or the button does not pair; the message says what to do."""


class TooManyAttempts(Unavailable):
    """Too much was guessed; the same may be tried after `wait_whole_s`."""

    def __init__(self, wait_s: float) -> None:
        self.wait_whole_s = ceil(wait_s)
        super().__init__(refusal("body", "too_many_attempts", seconds=self.wait_whole_s))


class AccessControl:
    """Knows all pairings: a token that is none of them is refused without asking the database."""

    def __init__(
        self,
        source: Source,
        rules: AccessRules,
        pin: PinFile,
        appliance_id: Callable[[], UUID | None],
        *,
        on_press: Callable[[], None] = lambda: None,
        on_paired: Callable[[], None] = lambda: None,
        clock_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self.rules = rules
        self.pin = pin
        self._appliance_id = appliance_id
        self._on_press, self._on_paired = on_press, on_paired
        self._pairings = PairingsDB(source)
        self._codes = PairingCodesDB(source)
        self._presses = ButtonPressesDB(source)
        self._clock_s = clock_s
        self._attempts = Attempts()
        self._asked_for_button_at_s: float | None = None
        self._by_digest: dict[str, StoredPairing] | None = None
        self._is_stale = True
        self._reading = asyncio.Lock()
        self._noted_at_s: dict[UUID, float] = {}

    def on_notice(self, notice: Notice | Resync) -> None:
        """Take a notice of the database; called by the listener, on the loop."""
        if isinstance(notice, Resync) or notice.table == "pairings":
            self._is_stale = True
        elif notice.table == "button_presses":
            self._on_press()

    def label_pin(self) -> str | None:
        """The PIN as it stands on the label; None where there is none that can be read. Reads a file."""
        pin = self._pin_or_none()
        return None if pin is None else shown_pin(pin)

    @property
    def cookie_name(self) -> str:
        """Of this appliance alone: cookies know no port, and several boxes may have stood behind one name."""
        known = self._appliance_id()
        return f"arch_stats_{'' if known is None else known.hex[:12]}"

    def unpaired(self, is_here: bool) -> Caller:
        """What anybody may do who is there, and is not paired."""
        if is_here and self.rules.trusts_loopback:
            return HERE
        if self.rules.changing == "open":
            return ANYBODY_AS_KEEPER
        return WATCHER if self.rules.watching == "open" else NOBODY

    async def caller(self, token: str | None, is_here: bool) -> Caller:
        """Who asks. Raises DBUnavailable where that cannot be known, since the pairings were never read."""
        anybody = self.unpaired(is_here)
        paired = None if token is None else await self._paired(token)
        if paired is None:
            return anybody
        if anybody.may("keeper"):
            return replace(anybody, pairing_id=paired.id, archer_id=paired.archer_id, name=paired.name)
        return Caller(paired.role, "pairing", paired.id, paired.archer_id, paired.name)

    async def pair(self, asked: PairingCreate, address: str, before: UUID | None) -> tuple[str, Caller]:
        """A token for this phone, and what it may do now; its pairing of `before` ends.

        Raises PairingRefused, TooManyAttempts, DBException, DBUnavailable.
        """
        granted = await self._granted(asked, address)
        token = new_token()
        role, archer_id = (asked.role, asked.archer_id) if granted is None else (granted.role, granted.archer_id)
        pairing_id = await self._pairings.insert_one(asked.name, role, archer_id, digest_of(token))
        if before is not None:
            with suppress(DBNotFound):  # a keeper was quicker
                await self._pairings.withdraw_one(before)
        self._is_stale = True
        self._on_paired()
        log.info("a phone of %s was paired as %s", address, role)
        return token, Caller(role, "pairing", pairing_id, archer_id, asked.name)

    async def make_code(self, asked: PairingCodeCreate) -> tuple[str, PairingGrant]:
        """A code that pairs one phone, and what it grants. Raises DBException, DBUnavailable."""
        code = new_code()
        return code, await self._codes.insert_one(digest_of(code), asked)

    async def withdraw(self, pairing_id: UUID) -> None:
        """End a pairing. Raises DBNotFound, DBUnavailable."""
        await self._pairings.withdraw_one(pairing_id)
        self._is_stale = True

    async def note_use(self, caller: Caller) -> bool:
        """Keep that a pairing is used, at most once an hour; whether it was time to. Never fails."""
        now_s = self._clock_s()
        if caller.pairing_id is None or now_s - self._noted_at_s.get(caller.pairing_id, -NOTED_EVERY_S) < NOTED_EVERY_S:
            return False
        self._noted_at_s[caller.pairing_id] = now_s
        try:
            await self._pairings.note_use(caller.pairing_id)
        except ArchStatsError as error:
            log.debug("the use of a pairing was not kept: %s", message_of(error))
        return True

    async def _paired(self, token: str) -> StoredPairing | None:
        if len(token) > MOST_TOKEN_CHARACTERS:
            return None
        digest = digest_of(token)
        # one that is not known may be among what is being read just now
        if self._is_stale or (self._reading.locked() and digest not in (self._by_digest or {})):
            await self._read()
        return (self._by_digest or {}).get(digest)

    async def _read(self) -> None:
        async with self._reading:
            if not self._is_stale:
                return
            # what changes while this is read makes it stale again
            self._is_stale = False
            try:
                self._by_digest = {one.token_digest: one for one in await self._pairings.find_stored()}
            except BaseException as error:
                self._is_stale = True
                if not isinstance(error, DBUnavailable) or self._by_digest is None:
                    raise
            known = {one.id for one in self._by_digest.values()}
            self._noted_at_s = {one: at_s for one, at_s in self._noted_at_s.items() if one in known}

    async def _granted(self, asked: PairingCreate, address: str) -> PairingGrant | None:
        """What the code grants; None where the phone may choose. Raises PairingRefused, TooManyAttempts."""
        if asked.code is not None:
            # no guess can hit one, so guesses of others keep nobody from using it
            granted = await self._codes.use(digest_of(asked.code))
            if granted is None:
                raise PairingRefused(refusal("body.code", "code_used_or_old"))
            return granted
        wait_s = self._attempts.wait_s(address, self._clock_s())
        if wait_s > 0:
            raise TooManyAttempts(wait_s)
        if asked.by_button:
            await self._by_button(address)
        else:
            await self._by_pin(asked.pin or "", address)
        return None

    async def _by_pin(self, given: str, address: str) -> None:
        # counted before anything is waited for, so that many at once are not one
        now_s = self._clock_s()
        self._attempts.fail(address, now_s)
        pin = await asyncio.to_thread(self._pin_or_none)
        if pin is None:
            raise PairingRefused(refusal("body.pin", "no_pin_here"))
        if not is_same_pin(given, pin):
            log.warning("a wrong PIN came from %s", address)
            raise PairingRefused(refusal("body.pin", "wrong_pin"))
        self._attempts.forgive(address, now_s)

    def _pin_or_none(self) -> str | None:
        try:
            return self.pin.read()
        except OSError as error:
            log.warning("%s cannot be read (%s)", self.pin.path, error.strerror or error)
            return None

    async def _by_button(self, address: str) -> None:
        """Raises PairingRefused unless the button was pressed just now.

        Whoever asks again and again, to be there at the moment of the press, keeps it from pairing anybody, himself
        included: nobody may have asked in the minute before.
        """
        if not self.rules.has_button:
            raise PairingRefused(refusal("body.by_button", "no_button_here"))
        now_s, before_s = self._clock_s(), self._asked_for_button_at_s
        self._asked_for_button_at_s = now_s
        self._attempts.fail(address, now_s)
        # the press may be as old as that, and the quiet is before it
        quiet_since_s = now_s - QUIET_BEFORE_PRESS_S - PRESSED_WITHIN.total_seconds()
        if before_s is not None and before_s > quiet_since_s:
            raise PairingRefused(refusal("body.by_button", "button_asked_before", seconds=ceil(QUIET_BEFORE_PRESS_S)))
        if not await self._presses.use(PRESSED_WITHIN):
            raise PairingRefused(refusal("body.by_button", "button_not_pressed"))
        self._asked_for_button_at_s = None
        self._attempts.forgive(address, now_s)
