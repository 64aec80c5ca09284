"""Thresholds for accepting a position, each with its meaning, unit and origin.

Chi-squared thresholds are quantiles of the distribution of clean bursts; `tests/core/test_thresholds.py` derives them
again. The others are choices between refusing and being wrong: `python -m tests.benchmarks.constants` shows what a
smaller and a larger value of each costs, `python -m tests.benchmarks.locating --set NAME=VALUE` the effect of one value
on every kind of burst.
"""

import math

# --- how well the channels must agree -------------------------------------------------------------------------------

GATE = {1: 15.14, 2: 27.63, 3: 30.66, 4: 33.38, 5: 35.89}
"""Largest chi-squared of an accepted burst, by degrees of freedom: a true impact exceeds it once in 10^6; with one
degree once in 10^4, because there is no other check."""
PAIR_MAX_SIGMA = 6.0
"""Excess of a time difference over the travel time between two sensors, in standard deviations of the difference,
beyond which one sound cannot have reached both: never by chance (2 in 10^9)."""

# --- how far one explanation must lead the next ---------------------------------------------------------------------

BAD_CHANNEL_SHARE = 0.002
"""Prior probability that one of the channels is wrong: once in 500 arrows. A choice; ten times more or less moves every
comparison by 2.3 in log odds."""
BAD_CHANNEL_SPREAD_US = 600.0
"""Width of the uniform distribution of a wrong channel's error: 300 us early or late, 10 cm of sound. A choice; four
times more or less moves every comparison by 1.4 in log odds."""
BEHIND_SHARE = 0.02
"""Prior probability of a sound from behind the butt: one arrow in 50 ends in the net. A choice; the evidence separates
the two by 14 in log odds or more."""
TWO_ARROWS_SHARE = 0.003
"""Prior probability that a second arrow lands before the channels are armed again. A choice; three times more refuses
one in 20 of the bursts that are placed without a bad channel, and one in six at the first arrows outdoors."""
UNRELATED_SHARE = 0.01
"""Prior probability of a clap, a glitch or wrongly connected channels. A choice; five times more refuses one in 50 of
the bursts of six channels that are placed without a bad channel at 1 us, one in 20 at 2 us."""
LOG_ODDS_MIN = math.log(100)
"""How much more probable the best explanation must be than one that puts the arrow elsewhere: a hundred times."""
LOG_ODDS_FAR_MIN = math.log(1000)
"""The same where they are more than ELSEWHERE_MM apart, so that a mistake would move the arrow by rings."""
SAME_PLACE_MM = 2.0
"""Distance, besides two standard deviations of the best explanation, up to which two explanations are the same
place."""
ELSEWHERE_MM = 10.0
"""Distance beyond which a place is elsewhere: half of FAR_OFF_MM, half of the narrowest ring (20 mm) of the 40 cm
face."""
INNOCENT_SHARE = 0.9
"""A channel without which more than this share of the misfit remains is not tried as the bad one once another is found.
Only saves time: the share is 1.0 for a channel that has no part in the misfit."""
DISTINCT_ROOT_MM = 15.0
"""Minima of chi-squared closer than this are one minimum, reached from two sides: two true roots are hundreds of
millimetres apart (a board of 230 mm: 350)."""

# --- how bad the geometry may be ------------------------------------------------------------------------------------

FAR_OFF_MM = 20.0
"""The alert limit: an arrow placed farther off than this, with an ellipse that is smaller, is confidently wrong."""
SIGMA_MAX_MM = 4.0
"""Largest standard deviation in the plane where the dilution exceeds DILUTION_MAX; beyond both the place is open, for
FAR_OFF_MM would be within five standard deviations, which chance reaches."""
DILUTION_MAX = 2.0
"""Dilution, mm in the plane for a mm of range, beyond which SIGMA_MAX_MM applies; four corners have 1.0 in the middle
and 1.3 at the border."""
UNLIKELY_CHI2 = 4.0
"""Chi-squared of a single channel beyond which it is unlikely to be clean. One clean channel in 22 exceeds it; it
matters only where the channel moves the place by more than ELSEWHERE_MM."""
SLOPE_MAX = 3.0
"""Largest movement of the place for a millimetre of residuals, mm, with two checks or more: only saves the time of
computing it exactly."""
UNSEEN_SIGMA = 6.0
"""Largest error in one channel that may still pass a single check (four channels), in standard deviations of the check:
3.9 of the gate (once in 10^4), and 2.1 more that chance may compensate (one time in 50)."""
FEW_CHECKS = 2
"""Number of checks up to which an error in one channel may stay undetected; with more only where the air is unknown."""
CHANCE_SIGMA = {2: 2.0, 3: 1.5, 4: 1.5, 5: 1.5}
"""Error by chance that is added to an undetected error, in the place's standard deviations in the plane, by degrees of
freedom: exceeded once in 50 with two checks, once in ten with more."""
OUTSIDE_MAX_SIGMA = 4.0
"""Distance beside the butt, in the place's own standard deviations in the plane, beyond which an impact is outside."""

# --- how many channels it takes -------------------------------------------------------------------------------------

MIN_CHANNELS = 3
"""Minimum number of channels of a position: x, y and time are three unknowns."""
MIN_CHANNELS_TO_REPAIR = 6
"""Minimum number of channels of which one may be left out: of five, four remain, whose one check cannot name it."""
FIVE_MAX_DOUBT_US = 4.3
"""Largest standard deviation of a time where one channel is left out and five remain: less certain times agree by
chance where channels are connected wrongly. Chosen by the benchmark."""

# --- what air may do -------------------------------------------------------------------------------------------------

KNOWN_AIR = 1.3
"""The air counts as known if it raises the standard deviation of one time of arrival by no more than this factor."""
GUST_MAX_SIGMA = 1.5
"""Largest change of the wind that is accepted as a gust, in its standard deviations: a larger one moves an arrow by
centimetres."""
WIND_RIVAL_MAX_SIGMA = 2.5
"""Largest change of the wind that is possible, though not accepted: up to it a rival contests that a channel is bad."""
MIN_SUSPICIONS = 2
"""Number of shots in a row that one channel alone contradicted, after which it is treated as silent."""
