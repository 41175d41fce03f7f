"""Returns that only facts know, and what their stopwatches show."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from tests.fixtures.kernel import Brand

from aftersales.claims import events
from aftersales.claims.returns.model import ReturnId
from aftersales.kernel.facts import Fact
from aftersales.kernel.ids import OrganisationId, new_id
from aftersales.kernel.tx import Database
from aftersales.platform import service as platform
from aftersales.platform.model import FactRow
from aftersales.policy.stopwatches import service
from aftersales.policy.stopwatches.model import StopwatchShown, Wanted

HOUR = timedelta(hours=1)
CALL_DUE = datetime.fromisoformat("2026-06-15T15:30+08:00")
"""Four office hours after ten o'clock: two until the lunch break, two after it."""

INSPECT_DUE = datetime.fromisoformat("2026-06-25T17:30+08:00")
"""The close of the seventh working day after the 15th; the 19th is the Dragon Boat festival."""


class Case:
    """One return that only facts know."""

    def __init__(self, database: Database, brand: Brand) -> None:
        self.database, self.brand = database, brand
        self.id, self.dealer = ReturnId(new_id()), OrganisationId(new_id())
        self.about = events.About(return_id=self.id, number="TH-1", dealer_id=self.dealer)

    async def tell(self, *facts: Fact) -> None:
        """Let facts happen in one transaction."""
        async with self.database.transaction(self.brand.id, self.brand.anyone) as tx:
            for fact in facts:
                tx.emit(fact)

    @property
    def received(self) -> Fact:
        """The parts arrived."""
        return events.ReturnReceived(**self.about, discrepancies=0, received_quantity=1)

    @property
    def called(self) -> Fact:
        """The dealer was phoned."""
        return events.DealerCalled(**self.about, task_id=new_id(), note="已通知")

    async def stopwatches(self) -> dict[str, StopwatchShown]:
        """What the return's stopwatches show now, by code; of two with one code the one started last."""
        async with self.database.transaction(self.brand.id, self.brand.anyone) as tx:
            found, _ = await service.listed(tx, Wanted(subject_id=self.id), limit=50, cursor=None)
        return {one.code: one for one in reversed(found)}

    async def told(self, name: str = "policy.stopwatch") -> list[FactRow]:
        """The facts that stopwatches of the return announced."""
        async with self.database.transaction(self.brand.id, self.brand.anyone) as tx:
            return [one for one in await platform.facts_of(tx, self.id) if one.name.startswith(name)]


def names(told: Sequence[FactRow]) -> list[tuple[str, object]]:
    """What was told, and of which stopwatch."""
    return [(one.name.removeprefix("policy.stopwatch_"), one.payload["code"]) for one in told]
