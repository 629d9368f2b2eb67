"""How hard the properties are tried: some examples each, or with `HYPOTHESIS_PROFILE=deep` many."""

import os

from hypothesis import HealthCheck, settings

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("quick", max_examples=25, derandomize=True, deadline=None, suppress_health_check=SLOW)
settings.register_profile("deep", parent=settings.get_profile("quick"), max_examples=2000, derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

pytest_plugins = ["tests.databases", "tests.postgres"]
