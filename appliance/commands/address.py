"""arch-stats address: prints the address of the page, for a person with a phone."""

import os

from appliance.access.pin_file import PinFile
from appliance.access.secret_values import shown_pin
from appliance.commands.qr_code import qr_code
from appliance.commands.serve import page_address
from appliance.commands.terminal import in_terminal_language
from appliance.core.message import message
from appliance.https.where import HttpsFacts
from appliance.settings import Settings, read_settings


def address(port: int | None) -> int:
    """Print the address of the page, at `port` or the configured one, and as a code to scan."""
    settings = read_settings(os.environ)
    print(addresses_text(settings, port or settings.server_port))
    return 0


def addresses_text(settings: Settings, port: int) -> str:
    """Text with the numeric address of the page, also as a code; its name if that is announced; HTTPS fingerprints; the
    PIN."""
    by_number = page_address(settings, port)
    translate = in_terminal_language()
    lines = [qr_code(by_number), "", by_number]
    if settings.mdns:
        named = settings.model_copy(update={"server_host": f"{settings.name}.local"})
        lines.append(translate(message("address_by_name", address=page_address(named, port))))
    shown = _https_here(settings)
    if shown is not None:
        lines.append(translate(message("address_by_https", fingerprint=shown.fingerprint)))
        lines.append(translate(message("address_authority", fingerprint=shown.authority_fingerprint)))
    pin = known_pin(settings)
    if pin is not None:
        lines.append(translate(message("address_pin", pin=pin)))
    return "\n".join(lines)


def _https_here(settings: Settings) -> HttpsFacts | None:
    """The certificate of the appliance; None where there is none, or the caller may not read it."""
    from appliance.https.files import CertificateFiles  # noqa: PLC0415  (imports a large library)

    return CertificateFiles(settings.data_dir).read() if settings.https else None


def known_pin(settings: Settings) -> str | None:
    """The PIN of the label; None where the caller may not read it, or there is none."""
    try:
        pin = PinFile(settings.data_dir).read()
    except OSError:
        return None
    return None if pin is None else shown_pin(pin)
