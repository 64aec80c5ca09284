"""Wires access control: the settings, the PIN of the label, and the button with the lamp that shows a press."""

import asyncio
import logging

from appliance.access.control import PRESSED_WITHIN, AccessControl
from appliance.access.pin_file import PinFile
from appliance.access.roles import AccessRules
from appliance.models.base_db import Source
from appliance.runtime.identity_file import Identity
from appliance.settings import Settings
from appliance.wiring.lamp import Lamp

log = logging.getLogger(__name__)


async def access_control(settings: Settings, source: Source, identity: Identity, lamp: Lamp) -> AccessControl:
    """The access control; makes the PIN of the label at the first start."""
    pin = PinFile(settings.data_dir)
    try:
        await asyncio.to_thread(pin.read_or_make)
    except OSError as error:
        log.warning("%s cannot be written (%s): no phone can be paired by PIN", pin.path, error.strerror or error)
    rules = AccessRules(
        changing=settings.access,
        watching=settings.watching,
        trusts_loopback=settings.trust_loopback,
        has_button=settings.button_pin is not None,
    )
    return AccessControl(
        source,
        rules,
        pin,
        identity.known,
        on_press=lambda: lamp.await_pairing(PRESSED_WITHIN.total_seconds()),
        on_paired=lamp.end_pairing,
    )
