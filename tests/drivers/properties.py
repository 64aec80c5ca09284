"""How property tests run here: the same examples each time, however loaded the machine is."""

from hypothesis import HealthCheck, settings

steady = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
