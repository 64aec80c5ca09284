"""Decides which caller may do what, and pairs phones."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
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
from appliance.models.base_db import Source, Streaming, run_in_transaction
from appliance.models.errors import DBNotFound, DBUnavailable
from appliance.schema.access import PairingCodeCreate, PairingCreate, PairingGrant, StoredPairing

log = logging.getLogger(__name__)

PRESSED_WITHIN = timedelta(seconds=30)
QUIET_BEFORE_PRESS_S = 60.0
NOTED_EVERY_S = 3600.0
READ_AGAIN_S = 1.0


class PairingRefused(ArchStatsError):
    """A PIN, code or press of the button that pairs no phone; the message says what to do."""


class TooManyAttempts(Unavailable):
    """Too many attempts at guessing; another is allowed after `wait_whole_s` seconds."""

    def __init__(self, wait_s: float) -> None:
        self.wait_whole_s = ceil(wait_s)
        super().__init__(refusal("body", "too_many_attempts", seconds=self.wait_whole_s))


class AccessControl:
    """Authenticates callers by the pairings, all of which are in memory: unknown tokens cost no query."""

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
        self._source = source
        self._clock_s = clock_s
        self._attempts = Attempts()
        self._asked_for_button_at_s: float | None = None
        self._by_digest: dict[str, StoredPairing] | None = None
        self._is_stale = True
        self._reading = asyncio.Lock()
        self._noted_at_s: dict[UUID, float] = {}
        self._changed = asyncio.Event()
        self._watched: dict[UUID, set[Callable[[], None]]] = {}

    def on_notice(self, notice: Notice | Resync) -> None:
        """Handle a notice of the database; called by the listener on the event loop."""
        if isinstance(notice, Resync) or notice.table == "pairings":
            self._look_again()
        elif notice.table == "button_presses":
            self._on_press()

    def label_pin(self) -> str | None:
        """The PIN as printed on the label; None where no PIN can be read. Reads a file."""
        pin = self._pin_or_none()
        return None if pin is None else shown_pin(pin)

    @property
    def cookie_name(self) -> str:
        """The name of this appliance's cookie, different for each: browsers share cookies between ports, and several
        boxes may have had the same host name."""
        known = self._appliance_id()
        return f"arch_stats_{'' if known is None else known.hex[:12]}"

    def unpaired(self, is_here: bool) -> Caller:
        """The rights of a client that is not paired."""
        if is_here and self.rules.trusts_loopback:
            return HERE
        if self.rules.changing == "open":
            return ANYBODY_AS_KEEPER
        return WATCHER if self.rules.watching == "open" else NOBODY

    async def caller(self, token: str | None, is_here: bool) -> Caller:
        """The caller with this token. Raises DBUnavailable if the pairings were never read."""
        anybody = self.unpaired(is_here)
        paired = None if token is None else await self._paired(token)
        if paired is None:
            return anybody
        if anybody.may("keeper"):
            return replace(anybody, pairing_id=paired.id, archer_id=paired.archer_id, name=paired.name)
        return Caller(paired.role, "pairing", paired.id, paired.archer_id, paired.name)

    async def pair(self, asked: PairingCreate, address: str, before: UUID | None) -> tuple[str, Caller]:
        """Pair a phone: its token and what it may do now; its earlier pairing `before` ends.

        In one transaction: a code or press of the button is used up only if it pairs the phone. Raises PairingRefused,
        TooManyAttempts, DBException, DBUnavailable.
        """
        await self._check_attempt(asked, address)
        token = new_token()

        async def change(connection: Streaming) -> Caller:
            granted = await _used(asked, connection)
            role, archer_id = (asked.role, asked.archer_id) if granted is None else (granted.role, granted.archer_id)
            pairings = PairingsDB(connection)
            if before is not None:
                with suppress(DBNotFound):  # withdrawn by a keeper meanwhile
                    await pairings.withdraw_one(before)
            pairing_id = await pairings.insert_one(asked.name, role, archer_id, digest_of(token))
            return Caller(role, "pairing", pairing_id, archer_id, asked.name)

        caller = await run_in_transaction(self._source, change)
        if asked.by_button:
            self._asked_for_button_at_s = None
            self._attempts.forgive(address, self._clock_s())
        self._look_again()
        self._on_paired()
        log.info("a phone of %s was paired as %s", address, caller.role)
        return token, caller

    async def make_code(self, asked: PairingCodeCreate) -> tuple[str, PairingGrant]:
        """A new code that pairs one phone, and the rights it grants. Raises DBException, DBUnavailable."""
        code = new_code()
        return code, await self._codes.insert_one(digest_of(code), asked)

    async def withdraw(self, pairing_id: UUID) -> None:
        """End a pairing. Raises DBNotFound, DBUnavailable."""
        await self._pairings.withdraw_one(pairing_id)
        self._look_again()

    @contextmanager
    def while_paired(self, pairing_id: UUID | None, on_withdrawn: Callable[[], None]) -> Iterator[None]:
        """Call `on_withdrawn` once the pairing has ended while the body runs; None: not paired, so never."""
        if pairing_id is None:
            yield
            return
        watching = self._watched.setdefault(pairing_id, set())
        watching.add(on_withdrawn)
        if self._is_stale or not self._holds(pairing_id):
            self._changed.set()
        try:
            yield
        finally:
            watching.discard(on_withdrawn)
            if not watching:
                self._watched.pop(pairing_id, None)

    async def watch(self) -> None:
        """Notify connections whose pairing has ended, until cancelled."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            if not self._watched:
                continue
            try:
                await self._read()
            except DBUnavailable:
                await asyncio.sleep(READ_AGAIN_S)
                self._changed.set()
                continue
            for pairing_id in [one for one in self._watched if not self._holds(one)]:
                for on_withdrawn in tuple(self._watched[pairing_id]):
                    on_withdrawn()

    def _holds(self, pairing_id: UUID) -> bool:
        return any(one.id == pairing_id for one in (self._by_digest or {}).values())

    def _look_again(self) -> None:
        self._is_stale = True
        self._changed.set()

    async def note_use(self, caller: Caller) -> bool:
        """Record that a pairing is in use, at most once an hour; whether a record was due. Never raises."""
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
        # an unknown token may be in the read that is under way
        if self._is_stale or (self._reading.locked() and digest not in (self._by_digest or {})):
            await self._read()
        return (self._by_digest or {}).get(digest)

    async def _read(self) -> None:
        async with self._reading:
            if not self._is_stale:
                return
            # a change during this read makes it stale again
            self._is_stale = False
            try:
                self._by_digest = {one.token_digest: one for one in await self._pairings.find_stored()}
            except BaseException as error:
                self._is_stale = True
                if not isinstance(error, DBUnavailable) or self._by_digest is None:
                    raise
            known = {one.id for one in self._by_digest.values()}
            self._noted_at_s = {one: at_s for one, at_s in self._noted_at_s.items() if one in known}

    async def _check_attempt(self, asked: PairingCreate, address: str) -> None:
        """Count an attempt to pair and check its PIN or button. Raises PairingRefused, TooManyAttempts."""
        if asked.code is not None:
            # codes are too long to guess, so guesses by others must not block one
            return
        wait_s = self._attempts.wait_s(address, self._clock_s())
        if wait_s > 0:
            raise TooManyAttempts(wait_s)
        if asked.by_button:
            self._check_button(address)
        else:
            await self._by_pin(asked.pin or "", address)

    async def _by_pin(self, given: str, address: str) -> None:
        # counted before the first await, so that attempts in parallel count singly
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

    def _check_button(self, address: str) -> None:
        """Raise PairingRefused where this phone may not be paired by a press now.

        A phone that asks continually, to be there at the moment of the press, pairs nobody: a request is refused if any
        other came in the minute before the press.
        """
        if not self.rules.has_button:
            raise PairingRefused(refusal("body.by_button", "no_button_here"))
        now_s, before_s = self._clock_s(), self._asked_for_button_at_s
        self._asked_for_button_at_s = now_s
        self._attempts.fail(address, now_s)
        # the press may be up to PRESSED_WITHIN old, and the quiet minute is before it
        quiet_since_s = now_s - QUIET_BEFORE_PRESS_S - PRESSED_WITHIN.total_seconds()
        if before_s is not None and before_s > quiet_since_s:
            raise PairingRefused(refusal("body.by_button", "button_asked_before", seconds=ceil(QUIET_BEFORE_PRESS_S)))


async def _used(asked: PairingCreate, connection: Streaming) -> PairingGrant | None:
    """The rights that the code grants, or None where the phone may choose; uses up code or press. Raises
    PairingRefused."""
    if asked.code is not None:
        granted = await PairingCodesDB(connection).use(digest_of(asked.code))
        if granted is None:
            raise PairingRefused(refusal("body.code", "code_used_or_old"))
        return granted
    if asked.by_button and not await ButtonPressesDB(connection).use(PRESSED_WITHIN):
        raise PairingRefused(refusal("body.by_button", "button_not_pressed"))
    return None
