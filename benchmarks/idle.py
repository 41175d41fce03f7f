"""A worker as it is in production, which also knows two handlers that do nothing: one of timers, one of facts."""

from typing import ClassVar, Final
from uuid import UUID

from msgspec import Struct

from aftersales.kernel.facts import Fact, announced
from aftersales.kernel.tx import Tx
from aftersales.platform.model import Fleet
from aftersales_worker.main import main
from aftersales_worker.subscriptions import on, timer

TIMER: Final = "benchmark.rest"
SUBSCRIBER: Final = "benchmark.notice"


class Nothing(Struct, frozen=True):
    """The payload of a timer that does nothing."""


@announced
class Stirred(Fact, frozen=True, kw_only=True):
    """Something happened."""

    NAME: ClassVar = "benchmark.stirred"
    SUBJECT: ClassVar = ("benchmark", "thing_id")

    thing_id: UUID


@timer(TIMER, Nothing, fleet=Fleet.INTERACTIVE)
async def rest(_: Tx, __: Nothing) -> None:
    """Do nothing; that it was done commits like any effect."""


@on(Stirred, name=SUBSCRIBER, fleet=Fleet.INTERACTIVE)
async def notice(_: Tx, __: Stirred) -> None:
    """Do nothing about a fact."""


if __name__ == "__main__":
    main()
