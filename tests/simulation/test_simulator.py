"""Random facts, deliveries, requests and usage under faults, beside a model of what ought to come of them.

`AFTERSALES_FAULTS=full` plays a thousand seeds of 300 steps; `AFTERSALES_SEED` plays one, looking after every step.
"""

import os
from typing import Final

import pytest
from tests.simulation.playing import play, story
from tests.simulation.world import World

IS_FULL: Final = os.environ.get("AFTERSALES_FAULTS") == "full"
SEED: Final = os.environ.get("AFTERSALES_SEED")
STEPS: Final = int(os.environ.get("AFTERSALES_STEPS") or (300 if IS_FULL else 100))
SEEDS: Final = [int(SEED)] if SEED else list(range(1000 if IS_FULL else 20))
AT_ONCE: Final = 50
"""Seeds in one test."""
LOOK_EVERY: Final = 1 if SEED else 25
"""Steps between two looks at everything."""


@pytest.mark.parametrize("first", range(0, len(SEEDS), AT_ONCE))
async def test_whatever_happens_each_delivery_ends_once_and_all_sums_agree(world: World, first: int) -> None:
    for seed in SEEDS[first : first + AT_ONCE]:
        run, wrong = await play(world, seed, STEPS, look_every=LOOK_EVERY)

        assert wrong == [], story(run, wrong, STEPS)
