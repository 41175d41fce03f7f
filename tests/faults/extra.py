"""Handlers of a platform that is to be hurt: one whose effect can be counted, and those that misbehave."""

import os
import time

from msgspec import Struct
from tests.faults.wounds import BLOCK, EFFECT, SWELL

from aftersales.kernel.tx import Tx
from aftersales.platform.model import Fleet
from aftersales_worker.subscriptions import timer


class Nothing(Struct, frozen=True):
    """These handlers are told nothing."""

    slot: str = ""


async def _leave(tx: Tx, handler: str) -> None:
    await tx.fetch("INSERT INTO faults.effects VALUES ($1, $2)", tx.delivery_id, handler)


@timer(EFFECT, Nothing, fleet=Fleet.MONEY)
async def effect(tx: Tx, _: Nothing) -> None:
    """Leave one effect."""
    await _leave(tx, EFFECT)


@timer(BLOCK, Nothing, fleet=Fleet.MONEY)
async def block(tx: Tx, _: Nothing) -> None:
    """Leave an effect and, where there is a gate, hold the whole process up until it is gone."""
    await _leave(tx, BLOCK)
    gate = os.environ.get("FAULTS_GATE", "")
    while gate and os.path.exists(gate):  # noqa: ASYNC240, PTH110 - the loop is blocked anyhow
        time.sleep(0.02)  # noqa: ASYNC251 - that is the fault


@timer(SWELL, Nothing, fleet=Fleet.MONEY)
async def swell(tx: Tx, _: Nothing) -> None:
    """Leave an effect and, where it is told to, take memory without end."""
    await _leave(tx, SWELL)
    kept = []
    while os.environ.get("FAULTS_SWELLS"):
        kept.append(bytearray(8 << 20))
        time.sleep(0.01)  # noqa: ASYNC251 - that is the fault
