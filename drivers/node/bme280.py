"""Air temperature, humidity and pressure from a BME280, by the formulas of its data sheet (BST-BME280-DS002, 4.2.3)."""

import struct

from drivers.node.ports import Bus
from drivers.wire import fields
from drivers.wire.fields import NO_HUMIDITY, NO_PRESSURE, NO_TEMPERATURE

ADDRESSES = (0x76, 0x77)
CHIP_ID = 0x60
UNKNOWN_AIR = (NO_TEMPERATURE, NO_HUMIDITY, NO_PRESSURE)
_ID, _CALIBRATION, _CALIBRATION_H, _CTRL_HUM, _CTRL_MEAS, _DATA = 0xD0, 0x88, 0xE1, 0xF2, 0xF4, 0xF7
_ONCE_EACH = 0x25
"""One measurement of each quantity in forced mode: the sensor sleeps in between, and does not warm itself."""


class Bme280:
    """`measure` returns the air in wire units, and begins the next measurement."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._address = 0
        self._was_there = False
        self._t: tuple[int, ...] = ()
        self._p: tuple[int, ...] = ()
        self._h: tuple[int, ...] = ()

    @property
    def is_lost(self) -> bool:
        """Whether the sensor answered in this boot and no longer does; a board may have none."""
        return self._was_there and not self._address

    def measure(self) -> fields.Climate:
        """The measurement begun last time; UNKNOWN_AIR where the sensor does not answer."""
        try:
            if not self._address and not self._find():
                return UNKNOWN_AIR
            data = self._bus.readfrom_mem(self._address, _DATA, 8)
            self._begin()
        except OSError:
            self._address = 0
            return UNKNOWN_AIR
        return self.compensated(data)

    def compensated(self, data: bytes) -> fields.Climate:
        """The air in wire units from the eight raw bytes of a measurement."""
        raw_p = data[0] << 12 | data[1] << 4 | data[2] >> 4
        raw_t = data[3] << 12 | data[4] << 4 | data[5] >> 4
        raw_h = data[6] << 8 | data[7]
        if raw_t == 0x80000:
            return UNKNOWN_AIR  # nothing was measured yet
        fine = self._fine(raw_t)
        temp = (fine * 5 + 128) >> 8
        return temp, self._humidity(raw_h, fine), self._pressure(raw_p, fine)

    def _find(self) -> bool:
        for address in ADDRESSES:
            try:
                if self._bus.readfrom_mem(address, _ID, 1)[0] == CHIP_ID:
                    self._was_there = True
                    self.calibrate(
                        self._bus.readfrom_mem(address, _CALIBRATION, 26),
                        self._bus.readfrom_mem(address, _CALIBRATION_H, 7),
                    )
                    # last: without all its constants no measurement can be computed
                    self._address = address
                    return True
            except OSError:
                continue  # not at this address
        return False

    def _begin(self) -> None:
        self._bus.writeto_mem(self._address, _CTRL_HUM, b"\x01")
        self._bus.writeto_mem(self._address, _CTRL_MEAS, bytes([_ONCE_EACH]))

    def calibrate(self, first: bytes, second: bytes) -> None:
        """Read the calibration constants of this chip from its registers' bytes."""
        self._t = struct.unpack_from("<Hhh", first)
        self._p = struct.unpack_from("<Hhhhhhhhh", first, 6)
        h2, h3, upper4, both, upper5, h6 = struct.unpack_from("<hBbBbb", second)
        self._h = (first[25], h2, h3, upper4 << 4 | both & 0x0F, upper5 << 4 | both >> 4, h6)

    def _fine(self, raw: int) -> int:
        t1, t2, t3 = self._t
        linear = (((raw >> 3) - (t1 << 1)) * t2) >> 11
        off = (raw >> 4) - t1
        return linear + ((((off * off) >> 12) * t3) >> 14)

    def _pressure(self, raw: int, fine: int) -> int:
        p1, p2, p3, p4, p5, p6, p7, p8, p9 = self._p
        a = fine - 128000
        b = a * a * p6 + ((a * p5) << 17) + (p4 << 35)
        a = ((a * a * p3) >> 8) + ((a * p2) << 12)
        a = (((1 << 47) + a) * p1) >> 33
        if a == 0:
            return NO_PRESSURE
        p = (((1048576 - raw) << 31) - b) * 3125 // a
        high = (p9 * (p >> 13) * (p >> 13)) >> 25
        low = (p8 * p) >> 19
        return (((p + high + low) >> 8) + (p7 << 4)) >> 8

    def _humidity(self, raw: int, fine: int) -> int:
        h1, h2, h3, h4, h5, h6 = self._h
        v = fine - 76800
        wet = ((raw << 14) - (h4 << 20) - h5 * v + 16384) >> 15
        dry = (((((v * h6) >> 10) * (((v * h3) >> 11) + 32768)) >> 10) + 2097152) * h2 + 8192
        v = wet * (dry >> 14)
        v = v - (((((v >> 15) * (v >> 15)) >> 7) * h1) >> 4)
        v = max(0, min(v, 419430400))
        return (v >> 12) * 100 // 1024
