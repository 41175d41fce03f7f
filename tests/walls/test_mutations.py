"""The walls are as thick as their tests: each stone that is taken out is missed, and how many were tried is printed."""

from collections import Counter

import asyncpg
import pytest
from tests.walls.attacks import Pair, taken_back
from tests.walls.mutations import Mutation, attacked, catalogued, mutations

KINDS = (
    "policy dropped",
    "policy opened",
    "force lifted",
    "row security off",
    "foreign key dropped",
    "unique key dropped",
    "unique key without tenant",
)


async def test_every_stone_that_is_taken_out_of_the_walls_is_missed(
    siege: asyncpg.Connection, pair: Pair, capsys: pytest.CaptureFixture[str]
) -> None:
    all_of_them = [mutation async for mutation in mutations(siege)]
    by_attack: Counter[str] = Counter()
    by_catalogue: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    missed_by_nobody: list[Mutation] = []

    for mutation in all_of_them:
        async with siege.transaction(), taken_back(siege):
            await siege.execute(mutation.sql)
            is_attacked = await attacked(siege, mutation, pair)
            is_catalogued = await catalogued(siege, mutation)
        tried[mutation.kind] += 1
        by_attack[mutation.kind] += is_attacked
        by_catalogue[mutation.kind] += is_catalogued
        if not is_attacked and not is_catalogued:
            missed_by_nobody.append(mutation)

    score = [f"walls: {len(all_of_them) - len(missed_by_nobody)} of {len(all_of_them)} mutations noticed"]
    score += [
        f"  {kind}: {tried[kind]} ({by_attack[kind]} by attacks, {by_catalogue[kind]} by the catalogue)"
        for kind in KINDS
    ]
    with capsys.disabled():
        print("", *score, sep="\n")  # noqa: T201 - the score is there to be read
    assert [str(mutation) for mutation in missed_by_nobody] == []
    assert set(tried) == set(KINDS)
