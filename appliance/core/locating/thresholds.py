"""When a position is believed: every threshold of the judge, with its meaning, unit and origin.

Chi-squared thresholds are quantiles of the distribution that clean bursts have; `tests/core/test_thresholds.py` derives
them again. The others are choices between refusing and being wrong: `python -m tests.benchmarks.constants` shows what a
smaller and a larger value of each costs, `python -m tests.benchmarks.locating --set NAME=VALUE` what one does to every
kind of burst.
"""

import math

# --- how well the channels must agree -------------------------------------------------------------------------------

GATE = {1: 15.14, 2: 27.63, 3: 30.66, 4: 33.38, 5: 35.89}
"""Chi-squared by degrees of freedom that a true impact exceeds once in 10^6; with one degree once in 10^4, because that
one check is all there is."""
PAIR_MAX_SIGMA = 6.0
"""Two channels are farther apart in time than sound needs between them when by more than this, in standard deviations
of the difference: never by chance (2 in 10^9)."""

# --- how far one explanation must lead the next ---------------------------------------------------------------------

BAD_CHANNEL_SHARE = 0.002
"""How often one of the channels is wrong, before anything is known: once in 500 arrows. A choice; ten times more or
less moves every comparison by 2.3 in log odds."""
BAD_CHANNEL_SPREAD_US = 600.0
"""A wrong channel is wrong by anything in a range as wide as this, us: 300 early or late, 10 cm of sound. A choice;
four times more or less moves every comparison by 1.4 in log odds."""
BEHIND_SHARE = 0.02
"""How often a sound comes from behind the butt, beforehand: one arrow in 50 ends in the net. A choice; by evidence the
one leads the other by 14 in log odds or more."""
TWO_ARROWS_SHARE = 0.003
"""How often a second arrow lands before the channels can be set again, beforehand. A choice; three times more refuses
one in 20 of the bursts that are mended, at the first arrows outdoors one in six."""
UNRELATED_SHARE = 0.01
"""How often a burst is a clap, a glitch or channels connected wrongly, beforehand. A choice; five times more refuses
one in 50 of the bursts that are mended with six channels at 1 us, one in 20 at 2 us."""
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
FEW_CHECKS = 2
"""With so few an error in one channel may hide; with more only where the air is unknown."""
CHANCE_SIGMA = {2: 2.0, 3: 1.5, 4: 1.5, 5: 1.5}
"""What chance adds to an error that does not show, in the place's own standard deviations in the plane, by degrees of
freedom: exceeded once in 50 with two checks, once in ten with more."""
OUTSIDE_MAX_SIGMA = 4.0
"""An impact is beside the butt when by more than this many of its own standard deviations in the plane."""

# --- how many channels it takes -------------------------------------------------------------------------------------

MIN_CHANNELS = 3
"""Fewer fix no position: x, y and time are three unknowns."""
MIN_CHANNELS_TO_REPAIR = 6
"""With five, four are left without the bad one, and their one check cannot name it."""
FIVE_MAX_DOUBT_US = 4.3
"""With five channels left: times in more doubt than this, us, agree by chance where the channels are connected wrongly.
Chosen by the benchmark."""

# --- what air may do -------------------------------------------------------------------------------------------------

KNOWN_AIR = 1.3
"""The air counts as known when its doubt makes that of one time of arrival no larger than this many times."""
GUST_MAX_SIGMA = 1.5
"""A change of wind of more than this many of its standard deviations is no gust: it moves an arrow by centimetres."""
WIND_RIVAL_MAX_SIGMA = 2.5
"""The same for one that may be, though it is not believed at once: it speaks against a channel being wrong."""
MIN_SUSPICIONS = 2
"""So many shots in a row that one channel alone spoke against, and nothing else explained: it is believed no more."""
