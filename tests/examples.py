"""Which random examples property tests look at: at the gate the same at each run, however busy the machine is.

`--hypothesis-profile=chance` looks at others each time, and `--hypothesis-seed=NUMBER` then says which.
"""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, settings

AT_ANY_SPEED: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow], "print_blob": True}


def choose_examples() -> None:
    """From now on, in this process; before the tests are read, which take what holds then."""
    settings.register_profile("gate", derandomize=True, database=None, **AT_ANY_SPEED)
    settings.register_profile("chance", derandomize=False, **AT_ANY_SPEED)
    settings.load_profile("gate")
