"""Drops implausible values from a node's messages, by the ranges of ranges.py."""

from drivers.wire.messages import Chirp, Climate, Hello, Shot, Status
from drivers.wire.ranges import RANGES, Quantity, Refusals


def believed_climate(climate: Climate, supply_mv: int, refusals: Refusals) -> Climate:
    """The air without implausible values; an implausible supply voltage is only noted."""
    refusals.believed("supply", supply_mv / 1000)
    return Climate(
        refusals.believed("temperature", climate.temp_c),
        refusals.believed("humidity", climate.rh_pct),
        refusals.believed("pressure", climate.pressure_pa),
    )


def believed_hello(hello: Hello, refusals: Refusals) -> bool:
    """Whether the node's description of its counter is plausible: used whole or not at all."""
    values: tuple[tuple[Quantity, int], ...] = (
        ("tick rate", hello.tick_hz),
        ("counter bits", hello.tick_bits),
        ("channels", hello.channels),
    )
    believed = [refusals.believed(quantity, value) for quantity, value in values]
    return None not in believed


def believed_counter(shot: Shot, refusals: Refusals) -> tuple[float, int] | None:
    """Rate and width of the counter of a shot; None when either is implausible."""
    tick_hz = refusals.believed("tick rate", shot.tick_hz)
    tick_bits = refusals.believed("counter bits", shot.tick_bits)
    if tick_hz is None or tick_bits is None:
        return None
    for channel in shot.channels:
        if channel.tick is not None and channel.tick >> shot.tick_bits:
            refusals.refuse("counter", channel.tick, "counter_too_small", bits=shot.tick_bits)
    return float(tick_hz), shot.tick_bits


def believed_chirp(chirp: Chirp, refusals: Refusals) -> tuple[float | None, ...] | None:
    """Time from the emitter's trigger to the arrival at each channel, us; None if clock or counter is implausible."""
    tick_hz = refusals.believed("tick rate", chirp.tick_hz)
    bits = refusals.believed_count("counter bits", chirp.tick_bits)
    if tick_hz is None or bits is None:
        return None
    if not RANGES["clock"].holds(chirp.sent_us):
        refusals.refuse("clock", chirp.sent_us)
        return None
    if chirp.driven_us > chirp.sent_us:
        refusals.refuse("clock", chirp.driven_us, "felt_after_sent")
        return None
    heard: list[float | None] = []
    for tick in (chirp.driven_tick, *(channel.tick for channel in chirp.channels)):
        if tick is not None and tick >> bits:
            refusals.refuse("counter", tick, "counter_too_small", bits=bits)
            return None
        after = None if tick is None else (tick - chirp.driven_tick) % (1 << bits) / tick_hz * 1e6
        heard.append(refusals.believed("chirp delay", after))
    return tuple(heard[1:])


def believed_clock(message: Hello | Shot | Status, refusals: Refusals) -> bool:
    """Whether the time of sending is plausible; a shot whose impact is later than that is only noted."""
    if not RANGES["clock"].holds(message.sent_us):
        refusals.refuse("clock", message.sent_us)
        return False
    if isinstance(message, Shot) and message.impact_us > message.sent_us:
        refusals.refuse("clock", message.impact_us, "felt_after_sent")
    return True
