"""The people of a count, and what they do, for the tests of counts."""

from tests.fixtures.kernel import Brand
from tests.parts.shelves import Shelves

from aftersales.kernel.access import Actor, Role
from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Database
from aftersales.parts import service as parts
from aftersales.parts.counts import service as counts
from aftersales.parts.counts.model import Count, CountPlan, CountState, Entered, SeenLine
from aftersales.parts.counts.views import service as views
from aftersales.parts.ledger import service as ledger
from aftersales.policy.model import RecountThresholds

PLAN = CountPlan(code="monthly", recount=RecountThresholds(quantity=2), approver="finance")


class People:
    """The people of one count."""

    def __init__(self, brand: Brand) -> None:
        self.keeper = brand.actor(Role.WAREHOUSE_KEEPER)
        self.counter = brand.actor(Role.FACTORY_RECEIVER)
        self.second = brand.actor(Role.FACTORY_RECEIVER)
        self.finance = brand.actor(Role.FINANCE)


async def open_count(database: Database, shelves: Shelves, plan: CountPlan = PLAN) -> Count:
    """A count of the warehouse, opened by the keeper."""
    async with database.transaction(shelves.brand.id, People(shelves.brand).keeper) as tx:
        return await counts.open_count(tx, shelves.warehouse, plan)


async def enter(database: Database, brand: Brand, actor: Actor, count: Count, *quantities: int) -> Count:
    """Enter the lines in order."""
    async with database.transaction(brand.id, actor) as tx:
        entries = [Entered(number=number, quantity=one) for number, one in enumerate(quantities, 1)]
        return await counts.enter(tx, count.id, entries)


async def submit(database: Database, brand: Brand, actor: Actor, count: Count) -> Count:
    """Submit what was entered."""
    async with database.transaction(brand.id, actor) as tx:
        return await counts.submit(tx, count.id)


async def lines_of(database: Database, brand: Brand, count: Count) -> list[SeenLine]:
    """Every line with all that was seen."""
    async with database.transaction(brand.id, brand.anyone) as tx:
        lines, _ = await views.seen_lines(tx, count.id, state=None, limit=200, cursor=None)
        return [line.seen for line in lines]


async def stock(database: Database, shelves: Shelves) -> list[int]:
    """What the serviceable zone holds of each part."""
    async with database.transaction(shelves.brand.id, shelves.brand.anyone) as tx:
        assert await ledger.imbalances(tx) == 0
        return list((await parts.available(tx, shelves.parts, shelves.warehouse)).values())


async def issue(database: Database, shelves: Shelves, quantity: int) -> None:
    """Issue so many of the first part to a customer."""
    async with database.transaction(shelves.brand.id, shelves.brand.anyone) as tx:
        await parts.issue_part(
            tx,
            part_id=shelves.parts[0],
            quantity=quantity,
            warehouse_id=shelves.warehouse,
            cause_kind="test",
            cause_id=new_id(),
        )


async def state_of(database: Database, brand: Brand, count: Count) -> CountState:
    """The state of a count now."""
    async with database.transaction(brand.id, brand.anyone) as tx:
        return (await views.count(tx, count.id)).state
