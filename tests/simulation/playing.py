"""Playing one seed from its beginning to its end."""

import traceback

from structlog.testing import capture_logs
from tests.simulation.checks import now_wrong, wrong_at_the_end
from tests.simulation.simulator import Simulator
from tests.simulation.world import World, seeded_ids


async def play(world: World, seed: int, steps: int, *, look_every: int = 25) -> tuple[Simulator, list[str]]:
    """What was played, and all that was wrong; the first wrong thing ends it."""
    with seeded_ids(seed) as fresh, capture_logs():
        run = Simulator(world, seed, fresh)
        try:
            wrong = await _played(run, steps, look_every)
        except Exception as error:  # noqa: BLE001 - whatever breaks is wrong, and is told with the seed
            wrong = [f"{type(error).__name__}: {error}", *traceback.format_tb(error.__traceback__)[-4:]]
        finally:
            await run.let_go()
            await world.put_away()
    return run, wrong


async def _played(run: Simulator, steps: int, look_every: int) -> list[str]:
    await run.begin()
    while run.played < steps:
        await run.step()
        if run.played % look_every == 0 and (wrong := await now_wrong(run)):
            return wrong
    await run.finish()
    return await wrong_at_the_end(run)


def story(run: Simulator, wrong: list[str], steps: int) -> str:
    """The end of what was played, what was wrong with it, and how to see it again."""
    said = f"AFTERSALES_SEED={run.seed} AFTERSALES_STEPS={steps}"
    again = f"To play it again: {said} .venv/bin/python -m pytest tests/simulation/test_simulator.py"
    return "\n".join([*run.trace[-40:], "", *wrong[:20], "", again])
