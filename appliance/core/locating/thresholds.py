"""When a position is believed: every threshold of the judge, with its meaning, unit and origin.

Chi-squared thresholds are quantiles of the distribution that clean bursts have; `tests/core/test_thresholds.py` derives
them again. The others are choices between refusing and being wrong: `python -m tests.benchmarks.locating --set
NAME=VALUE` shows what another value costs and saves.
"""

import math

# --- how well the channels must agree -------------------------------------------------------------------------------

GATE = {1: 15.14, 2: 27.63, 3: 30.66, 4: 33.38, 5: 35.89}
"""Chi-squared by degrees of freedom that a true impact exceeds once in 10^6; with one degree once in 10^4, because that
one check is all there is."""
REPAIR_GATE = {1: 15.14, 2: 18.42, 3: 21.11, 4: 28.47, 5: 30.86}
"""The same for a position that rests on leaving a channel out: once in 10^4, with seven channels and more in 10^5."""
EARLY_GATE = {1: 8.81, 2: 11.62, 3: 13.93, 4: 28.47, 5: 30.86}
"""The same where the channel left out was early, as the second of two arrows is heard: three in 10^3, then 10^5."""
OTHER_AIR_GATE = 14.0
"""The same with a channel left out in air that is not known, of eight channels: seven in 10^3 with four degrees."""
REPAIR_WINDOW_US = {1: 3.0, 2: 4.3, 3: 8.0, 4: 15.0, 5: 18.0}
"""Root sum of squares of the residuals, us, that a burst with a channel left out may have, however wide the noise.
Unrelated sounds agree as often as this window is wide: past some microseconds a burst that could be mended is better
refused than believed. Chosen by the benchmark."""
REPAIR_GATE_MIN = 1.0
"""Chi-squared: where the window asks for less than this the noise is too wide for anything to be mended."""
PAIR_MAX_SIGMA = 6.0
"""Two channels are farther apart in time than sound needs between them when by more than this, in standard deviations
of the difference: never by chance (2 in 10^9)."""

# --- how far one explanation must lead the next ---------------------------------------------------------------------

BAD_CHANNEL_SHARE = 0.002
"""How often one of the channels is wrong, before anything is known: once in 500 arrows. A choice; ten times more or
less moves every comparison by 2.3 in log odds."""
BAD_CHANNEL_SPREAD_US = 600.0
"""A wrong channel is wrong by anything in a range as wide as this, us: two arrays of 100 mm or half the way across a
butt. A choice."""
LOG_ODDS_MIN = math.log(100)
"""How much more probable the best explanation must be than one that puts the arrow elsewhere: a hundred times."""
LOG_ODDS_FAR_MIN = math.log(1000)
"""The same where they are more than ELSEWHERE_MM apart, so that a mistake would move the arrow by rings."""
SAME_PLACE_MM = 2.0
"""Explanations as near as this, and twice the best one's doubt, name the same place."""
ELSEWHERE_MM = 10.0
"""From there on a place is another place: half of FAR_OFF_MM, half of the narrowest ring (20 mm) of the 40 cm face."""
INNOCENT_SHARE = 0.9
"""A channel without which more than this share of the misfit is left is not the bad one, once another is found. Only
saves time: it is 1.0 for a channel that has nothing to do with it."""
DISTINCT_ROOT_MM = 15.0
"""Minima of the likelihood nearer than this are one minimum, reached from two sides: two true roots are hundreds of
millimetres apart (a board of 230 mm: 350)."""

# --- how bad the geometry may be ------------------------------------------------------------------------------------

FAR_OFF_MM = 20.0
"""The alert limit: an arrow farther off than this without its own ellipse saying so is confidently wrong."""
SIGMA_MAX_MM = 4.0
"""One standard deviation in the plane; above this and above DILUTION_MAX the place is open: FAR_OFF_MM would be within
five of them, what chance does."""
DILUTION_MAX = 2.0
"""Millimetres in the plane for a millimetre of range; four corners have 1.0 in the middle and 1.3 at the border."""
UNLIKELY_CHI2 = 4.0
"""Of one channel: chi-squared that it alone is to blame for. One clean channel in 22 has more; it matters only where
what that channel says moves the place by more than ELSEWHERE_MM."""
SLOPE_MAX = 3.0
"""Millimetres that the place moves for a millimetre that the residuals show, at most, where two checks or more are
left: only saves the time of working it out exactly."""
UNSEEN_SIGMA = 6.0
"""An error in one channel that may still pass a gate, in standard deviations of its check: the gate's own 3.9 (once in
10^4), and 2.1 more that chance may take off it (one time in 50). For four channels, and for a burst that is mended."""
OUTSIDE_MAX_SIGMA = 4.0
"""An impact is beside the butt when by more than this many of its own standard deviations in the plane."""

# --- how many channels it takes -------------------------------------------------------------------------------------

MIN_CHANNELS = 3
"""Fewer fix no position: x, y and time are three unknowns."""
MIN_CHANNELS_TO_REPAIR = 6
"""With five, four are left without the bad one, and their one check cannot name it."""
MIN_CHANNELS_IN_UNKNOWN_AIR = 7
"""The same in air that is not known: speed and wind are three unknowns more, so seven channels have one check left."""
BAD_CHANNEL_MAX_US = 400.0
"""With five channels left: one that is farther off, us, heard something else, and the rest may have too."""

# --- what air may do -------------------------------------------------------------------------------------------------

KNOWN_AIR = 1.3
"""The air counts as known when its doubt makes that of one time of arrival no larger than this many times."""
GUST_MAX_SIGMA = 1.5
"""A change of wind of more than this many of its standard deviations is no gust: it moves an arrow by centimetres."""
WIND_RIVAL_MAX_SIGMA = 2.5
"""The same for one that may be, though it is not believed at once: it speaks against a channel being wrong."""
MIN_SUSPICIONS = 2
"""So many shots in a row that one channel alone spoke against, and nothing else explained: it is believed no more."""

# --- sounds from behind ----------------------------------------------------------------------------------------------

REAR_MARGIN = 12.0
"""Chi-squared above the gate up to which a source behind the butt still explains a burst that was to be mended."""
