"""Settings from a TOML file and the environment, which takes precedence; read once at the start."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, ValidationInfo

from appliance.core import limits
from appliance.core.message import message, message_of
from appliance.core.ports import NodeProtocol, ReaderProtocol
from appliance.errors import InvalidValue
from appliance.messages.values import of_value
from appliance.schema.access import Openness
from appliance.schema.base import Plain, within
from appliance.schema.device import time_zones

PREFIX = "ARCH_STATS_"
CONFIG = "ARCH_STATS_CONFIG"
SHARED_NAMES = (
    "POSTGRES_HOST",
    "POSTGRES_PORT",
    "POSTGRES_DB",
    "POSTGRES_USER",
    "POSTGRES_PASSWORD",
    "POSTGRES_SENSING_PASSWORD",
    "POSTGRES_SERVER_PASSWORD",
    "POSTGRES_ARCHIVE_PASSWORD",
    "POSTGRES_SOCKET_DIR",
    "PG_POOL_MIN",
    "PG_POOL_MAX",
)
BCM_PINS = 28
EVERYWHERE = ("*", "::", "0.0.0.0")  # noqa: S104  (phones on the range Wi-Fi must reach it)
"""Hosts that mean all addresses of this machine, of both families or of IPv4 alone."""
WITHOUT_A_NUMBER = 80
"""The default port of HTTP, which a URL leaves out."""

HTTPS_ABOVE = 443
LAST_PORT = 65535

Port = Annotated[int, Field(ge=1, le=65535)]


class SettingsError(InvalidValue):
    """A setting with a name or value that is wrong; the text says which, and what would be right."""


def _pins(value: object) -> object:
    if isinstance(value, str):
        return [part for part in value.replace(" ", "").split(",") if part]
    return value


def _names(value: object) -> object:
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def _channel(value: str) -> str:
    if not value.isidentifier() or len(value) > 63:
        raise ValueError(message("setting_plain_name"))
    return value


def _host_name(value: str) -> str:
    if not value or len(value) > 40 or not value.replace("-", "").isalnum() or not value.isascii():
        raise ValueError(message("setting_host_name"))
    return value


def _watching(value: Openness, info: ValidationInfo) -> Openness:
    if value == "paired" and info.data.get("access") == "open":
        raise ValueError(message("setting_watching"))
    return value


def _time_zone(value: str) -> str:
    if value not in time_zones():
        raise ValueError(message("setting_time_zone"))
    return value


def default_data_dir() -> Path:
    """The platform's folder for data: /var/lib for root, else the user's own."""
    if os.geteuid() == 0:
        return Path("/var/lib/arch-stats")
    import platformdirs  # noqa: PLC0415  (only if no folder is set)

    return Path(platformdirs.user_data_dir("arch-stats", appauthor=False))


Pin = Annotated[int, Field(ge=0, lt=BCM_PINS)]
Link = Annotated[str, Plain(limits.NODE_URL)]
# a host name as in the header Host, without the port
HostName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*$", max_length=253)]


class Settings(BaseModel):
    """Every setting with its default; names as in the environment, in lower case without the prefix."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    postgres_host: str | None = None
    postgres_port: Port = 5432
    postgres_db: str | None = None
    postgres_user: str | None = None
    postgres_password: str | None = None
    postgres_sensing_password: str | None = None
    postgres_server_password: str | None = None
    postgres_archive_password: str | None = None
    postgres_socket_dir: Path | None = None
    pg_pool_min: Annotated[int, Field(ge=1, le=100)] = 1
    pg_pool_max: Annotated[int, Field(ge=1, le=100)] = 10
    data_dir: Path = Field(default_factory=default_data_dir)
    journal_dir: Path | None = None
    server_host: str = "*"
    server_port: Annotated[int, Field(ge=0, le=65535)] = 8000
    access_point: bool = False
    https: bool = True
    https_port: Annotated[int, Field(ge=0, le=65535)] | None = None
    allowed_hosts: Annotated[tuple[HostName, ...], BeforeValidator(_names)] = ()
    migrate: bool = True
    announce: bool = True
    access: Openness = "paired"
    watching: Annotated[Openness, AfterValidator(_watching)] = "open"
    trust_loopback: bool = True
    ws_channel: Annotated[str, AfterValidator(_channel)] = "archy"
    dev_mode: bool = False
    node_url: str | None = None
    node_protocol: NodeProtocol = "auto"
    node_baud: Annotated[int, within(limits.BAUD)] = 115200
    board_name: Annotated[str, Plain(limits.BOARD_NAME)] | None = None
    survey: Path | None = None
    impact_pins: Annotated[tuple[Pin, ...], BeforeValidator(_pins)] = ()
    believe_without_pulse: bool = True
    chirps: bool = True
    lamp_pin: Pin | None = None
    button_pin: Pin | None = None
    timer_red_pin: Pin | None = None
    timer_amber_pin: Pin | None = None
    timer_green_pin: Pin | None = None
    horn_pin: Pin | None = None
    reader_url: str | None = None
    reader_protocol: ReaderProtocol = "lines"
    reader_baud: Annotated[int, within(limits.BAUD)] | None = None
    bow_urls: Annotated[tuple[Link, ...], BeforeValidator(_names), Field(max_length=8)] = ()
    bow_baud: Annotated[int, within(limits.BAUD)] = 115200
    mdns: bool = True
    time_zone: Annotated[str, AfterValidator(_time_zone)] | None = None
    name: Annotated[str, AfterValidator(_host_name)] = "archstats"

    @property
    def own_host(self) -> str:
        """The host by which this machine reaches its own server, as written in a URL."""
        return "127.0.0.1" if self.server_host in EVERYWHERE else in_address(self.server_host)

    @property
    def https_at(self) -> int:
        """The port of HTTPS: where none is set, that of HTTP plus HTTPS_ABOVE (minus, if too large); 0, a free one,
        with 0."""
        if self.https_port is not None or self.server_port == 0:
            return self.https_port or 0
        beside = self.server_port + HTTPS_ABOVE
        return beside if beside <= LAST_PORT else self.server_port - HTTPS_ABOVE

    @property
    def journal(self) -> Path:
        """The folder of the sensing wing's journal."""
        return self.journal_dir or self.data_dir / "journal"

    @property
    def uses_embedded_database(self) -> bool:
        """Whether the appliance runs a PostgreSQL of its own, since no server is configured."""
        return not (self.postgres_host or self.postgres_socket_dir or self.postgres_db or self.postgres_user)


def in_address(host: str) -> str:
    """A host as written in a URL: IPv6 in brackets."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read all settings. Raises SettingsError for an unknown name or a bad value."""
    values: dict[str, object] = {}
    config = environment.get(CONFIG)
    if config:
        values |= _from_file(Path(config))
    for name, value in environment.items():
        if name == CONFIG:
            continue
        if name.startswith(PREFIX) or name in SHARED_NAMES:
            values[_field(name)] = value
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = str(first["loc"][0]) if first["loc"] else ""
        given = repr(first["input"])
        raise SettingsError(
            message("setting_value", setting=setting_name(field), given=given, why=of_value(first))
        ) from error


def setting_name(field: str) -> str:
    """The environment variable of a field."""
    upper = field.upper()
    return upper if upper in SHARED_NAMES else PREFIX + upper


def _from_file(path: Path) -> dict[str, object]:
    import tomllib  # noqa: PLC0415  (only if there is a file)

    try:
        with path.open("rb") as file:
            content = tomllib.load(file)
    except OSError as error:
        why = message_of(error)
        raise SettingsError(message("setting_file_unreadable", setting=CONFIG, file=str(path), why=why)) from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(message("setting_file_not_toml", setting=CONFIG, file=str(path), why=str(error))) from error
    return {_field(name, path): value for name, value in content.items()}


def _field(name: str, file: Path | None = None) -> str:
    field = name.removeprefix(PREFIX).lower()
    is_known = field in Settings.model_fields and setting_name(field) == name
    if not is_known:
        known = ", ".join(setting_name(f) for f in Settings.model_fields)
        if file is None:
            raise SettingsError(message("setting_unknown_here", setting=name, known=known))
        raise SettingsError(message("setting_unknown", setting=name, file=str(file), known=known))
    return field
