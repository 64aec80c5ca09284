"""Bounds of times, numbers and texts that may be stored, in one place for models and database.

Within them nothing overflows, underflows or cannot be sent: Python, PostgreSQL, JSON, CSV and HTML all hold every
value, and differences and squares of two values stay within a double.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from appliance.core.message import Message, message

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
"""First instant that may be stored: a computer without a clock starts here, and must be able to record."""
BEFORE = datetime(2200, 1, 1, tzinfo=UTC)


def nearest_instant(instant: datetime) -> datetime:
    """`instant`, or the nearest that may be stored."""
    return min(max(instant, EARLIEST), BEFORE - timedelta(microseconds=1))


@dataclass(frozen=True, slots=True)
class Numbers:
    """Finite numbers greater than `above` (or from `least`) and less than `below`, which are zero or at least
    `nearest_zero` away from it."""

    below: float
    above: float | None = None
    least: float | None = None
    nearest_zero: float = 0.0

    def holds(self, value: float) -> bool:
        """Whether `value` may be stored; false for NaN."""
        if not value < self.below or 0 < abs(value) < self.nearest_zero:
            return False
        return (self.above is None or value > self.above) and (self.least is None or value >= self.least)

    def rounded(self, value: float) -> float:
        """`value`, or zero if it is closer to zero than `nearest_zero`."""
        return 0.0 if abs(value) < self.nearest_zero else value


TINY = 1e-6
POSITIVE = Numbers(least=TINY, below=1e6)
"""A length (mm, cm), a mass (g), a spine."""
COORDINATE = Numbers(above=-1e6, below=1e6, nearest_zero=TINY)
"""A coordinate in the butt's frame, mm."""
FINITE = Numbers(above=-1e19, below=1e19)
"""A measured or derived value, in any unit: any result of a finite computation."""
NOT_NEGATIVE = Numbers(least=0.0, below=1e19)
FINITE_POSITIVE = Numbers(above=0.0, below=1e19)


@dataclass(frozen=True, slots=True)
class Integers:
    """Whole numbers, both ends included."""

    least: int
    most: int

    def holds(self, value: int) -> bool:
        """Whether `value` may be stored."""
        return self.least <= value <= self.most


INT4 = Integers(-(2**31), 2**31 - 1)
INT8 = Integers(-(2**63), 2**63 - 1)
DISTANCE = Integers(1, 300)
ARROWS_PER_END = Integers(1, 12)
END_NUMBER = Integers(1, 10**9)
"""Number of an end as counted: a long day at one butt has thousands."""
GIVEN_END_NUMBER = Integers(1, 1000)
"""Number of an end as a person enters it."""
ROUND_ARROWS = Integers(1, 1000)
"""Arrows of one archer in a round; the longest round has 144."""
POINTS = Integers(0, 21)
GOAL_ARROWS = Integers(1, 100_000)
"""Arrows that an archer aims to shoot in a day, a week or a month."""
ADVICE_ARROWS = Integers(1, 200)
"""Number of newest arrows on whose group advice is given."""
WALK_STEP = Integers(1, 20)
SHOOTING_ORDER = Integers(1, 8)
"""Archers at a butt: in competition four (World Archery) or six (Archery GB); a club with one butt has two details."""
DETAIL = Integers(1, 3)
RUN_UP_S = Integers(0, 60)
SHOOTING_S = Integers(5, 600)
WARNING_S = Integers(0, 600)
TIMER_TURNS = Integers(1, 3)
TIMER_ARROWS = Integers(1, 12)
TIMER_PERIOD = Integers(0, TIMER_TURNS.most * TIMER_ARROWS.most - 1)
TIMER_FOLLOWED = Integers(0, TIMER_PERIOD.most + 1)
SEED = Integers(1, 32)
MATCH_RESULT = Integers(0, 24 * POINTS.most)
"""Points or set points of a side: a team shoots 24 arrows before a shoot-off."""
TICK_BITS = Integers(8, 64)
BAUD = Integers(300, 4_000_000)
MAX_FACES = 24
MAX_ZONES = 24
MAX_LATER_ARROWS = ARROWS_PER_END.most - 1
CORNERS = Integers(3, 64)
"""Corners of a zone's outline: fewer than 3 enclose nothing, and 64 draw a curve to 0.12 % of its radius."""
MAX_CHANNELS = 64
"""Most channels, or pins, of a measurement."""


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts of `least` to `most` characters; line breaks and tabs only where `is_multiline`."""

    most: int
    least: int = 0
    is_multiline: bool = False

    def problem(self, text: str) -> Message | None:
        """The refusal of a character in `text`; None if all are allowed. The length is not checked."""
        found = (_NOT_IN_LINES if self.is_multiline else _NOT_IN_A_LINE).search(text)
        return None if found is None else message("control_character", character=f"U+{ord(found[0]):04X}")

    def holds(self, text: str) -> bool:
        """Whether `text` may be stored."""
        return self.least <= len(text) <= self.most and self.problem(text) is None

    def plain(self, text: str) -> str:
        """`text` as it may be stored: forbidden characters replaced by U+FFFD, and cut to `most` characters."""
        return (_NOT_IN_LINES if self.is_multiline else _NOT_IN_A_LINE).sub("\N{REPLACEMENT CHARACTER}", text)[
            : self.most
        ]


# Control characters (C0, DEL, C1) have no meaning in a name and break lines, terminals and XML; lone surrogates and the
# noncharacters U+FFFE, U+FFFF cannot be sent as UTF-8 or XML. Directional marks are allowed: names in Arabic or Hebrew
# need them, and the page isolates texts that people entered.
CONTROLS = r"\u0000-\u0008\u000b-\u001f\u007f-\u009f"
LINE_CONTROLS = r"\t\n"
NONCHARACTERS = r"\ufffe\uffff"
UNSENDABLE = r"\ud800-\udfff" + NONCHARACTERS
_NOT_IN_LINES = re.compile(f"[{CONTROLS}{UNSENDABLE}]")
_NOT_IN_A_LINE = re.compile(f"[{CONTROLS}{LINE_CONTROLS}{UNSENDABLE}]")

LOCATION = Texts(255, least=1)
NOTES = Texts(2000, is_multiline=True)
ROUND_NAME = Texts(100, least=1)
ARROW_NAME = Texts(10, least=1)
ARCHER_NAME = Texts(60, least=1)
MADE_BY = Texts(60, least=1)
"""Who made a change: an archer's id, or a short word."""
BOW_STYLE = Texts(40, least=1)
BOW_NAME = Texts(60, least=1)
"""Name of a bow, or of a set of arrows."""
BOW_SENSOR = Texts(16, least=16)
FACE_NAME = Texts(100, least=1)
SHOT_NOTE = Texts(500, least=1, is_multiline=True)
SENSOR_NAME = Texts(40, least=1)
NODE_NAME = Texts(100)
TAG_CODE = Texts(64, least=1)
TIME_ZONE = Texts(64, least=1)
TARGET_NUMBER = Texts(6, least=1)
SSID = Texts(32, least=1)
"""Name of a Wi-Fi network; the standard counts octets, here of UTF-8."""
WIFI_PASSWORD = Texts(64, least=8)
"""WPA passphrase of 8 to 63 characters, or key of 64 hexadecimal digits."""
NODE_URL = Texts(200, least=1)
BOARD_NAME = Texts(32, least=1)
WORD = Texts(64, least=1)
"""An identifier that the computer assigns: of a boot, of a build."""
PASSPHRASE = Texts(100, least=10)
PHONE_NAME = Texts(60, least=1)
GIVEN_PIN = Texts(32, least=1)
"""A PIN as a person types it, perhaps with spaces."""
PAIRING_CODE = Texts(64, least=1)
CODE_MINUTES = Integers(1, 24 * 60)
"""Validity of a pairing code, minutes: at most a training day."""
SENTENCE = Texts(1000, is_multiline=True)
"""A reason or a detail that the appliance gives."""
JOURNAL_ENTRY = Texts(100_000, is_multiline=True)
ANSWER = Texts(4096, is_multiline=True)
"""To what makes something: an id or a few fields."""
PATH = Texts(200, least=1)
"""Of an address of the API."""
SOUGHT = Texts(2000, is_multiline=True)
"""Text that a list is searched for."""
MAX_JSON_BYTES = 1_000_000
MAX_JSON_DEPTH = 16
