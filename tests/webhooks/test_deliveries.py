"""The delivery log: seen by those who may, filtered, replayed when dead."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from tests.fixtures.api import Client, Login
from tests.fixtures.kernel import Brand
from tests.fixtures.worker import Drain

from aftersales.kernel.access import Role
from aftersales.kernel.ids import OrganisationId, new_id
from aftersales.kernel.tx import Database
from aftersales.platform.deliveries import service
from aftersales.platform.imports.events import ImportStarted
from aftersales.platform.model import Delivery
from aftersales.platform.tables import deliveries
from aftersales.tenancy.tables import organisations

PATH = "/v1/deliveries"


async def work(database: Database, brand: Brand, state: str, count: int = 1) -> None:
    """Deliveries in a state."""
    async with database.transaction(brand.id, brand.anyone) as tx:
        for number in range(count):
            await tx.execute(
                deliveries.insert().values(
                    tenant_id=brand.id,
                    id=new_id(),
                    cause_id=new_id(),
                    handler=f"test.handler_{number}",
                    fleet="bulk",
                    state=state,
                    due_at=tx.now + timedelta(days=9),
                    failures=8 if state == "dead" else 0,
                    last_error="ValueError: broken" if state == "dead" else None,
                    created_at=tx.now + timedelta(hours=number),
                ),
            )


@pytest.fixture
async def client(brand: Brand, log_in: Login) -> Client:
    """The administrator of the brand."""
    return await log_in(brand, Role.ADMINISTRATOR)


async def test_the_log_shows_what_workers_did_newest_first(
    brand: Brand, client: Client, database: Database, drain: Drain
) -> None:
    async with database.transaction(brand.id, brand.anyone) as tx:
        fact = tx.emit(ImportStarted(job_id=new_id(), kind="parts", file_id=new_id()))
    await drain()

    items = (await client.http.get(PATH, params={"handler": "webhooks.fan_out"})).json()["items"]

    assert [(one["state"], one["fact_id"]) for one in items][:1] == [("done", str(fact))]


async def test_the_log_is_filtered_by_state_and_time_and_read_in_pages(
    brand: Brand, client: Client, database: Database
) -> None:
    await work(database, brand, "dead", 5)
    await work(database, brand, "cancelled", 2)

    first = (await client.http.get(PATH, params={"state": "dead", "limit": 3})).json()
    second = (await client.http.get(PATH, params={"state": "dead", "limit": 3, "cursor": first["next_cursor"]})).json()
    other = await client.http.get(PATH, params={"state": "done", "cursor": first["next_cursor"]})
    oldest = first["items"] + second["items"]
    late = await client.http.get(PATH, params={"state": "dead", "created_from": oldest[1]["created_at"]})

    assert [one["handler"] for one in oldest] == [f"test.handler_{n}" for n in (4, 3, 2, 1, 0)]
    assert second["next_cursor"] is None
    assert (other.status_code, other.json()["code"]) == (400, "cursor_unusable")
    assert [one["handler"] for one in late.json()["items"]] == ["test.handler_4", "test.handler_3"]


async def test_a_dead_delivery_is_read_with_its_error_and_replayed_once(
    brand: Brand, client: Client, database: Database
) -> None:
    await work(database, brand, "dead")
    (dead,) = (await client.http.get(PATH, params={"state": "dead"})).json()["items"]
    path = f"{PATH}/{dead['id']}"

    shown = (await client.http.get(path)).json()
    replayed = await client.http.post(f"{path}/replay")
    again = await client.http.post(f"{path}/replay")

    assert (shown["last_error"], shown["failures"]) == ("ValueError: broken", 8)
    assert (replayed.status_code, replayed.json()["state"], replayed.json()["failures"]) == (202, "waiting", 0)
    assert (again.status_code, again.json()["code"]) == (409, "delivery_not_replayable")
    async with database.transaction(brand.id, brand.anyone) as tx:
        await tx.execute(deliveries.update().where(deliveries.c.tenant_id == brand.id).values(state="cancelled"))


async def test_only_those_who_may_read_and_replay_and_never_a_dealer(
    brand: Brand, database: Database, log_in: Login
) -> None:
    dealer = OrganisationId(new_id())
    async with database.transaction(brand.id, brand.anyone) as tx:
        await tx.execute(
            organisations.insert().values(
                tenant_id=brand.id, id=dealer, dealer_id=dealer, kind="dealer", code="D1", name="一号店"
            ),
        )
    await work(database, brand, "dead")
    auditor = await log_in(brand, Role.AUDITOR)
    finance = await log_in(brand, Role.FINANCE)
    theirs = await log_in(brand, Role.DEALER_MANAGER, dealer=dealer)
    (dead,) = (await auditor.http.get(PATH, params={"state": "dead"})).json()["items"]

    refused = [
        await finance.http.get(PATH),
        await theirs.http.get(PATH),
        await theirs.http.get(f"{PATH}/{dead['id']}"),
        await auditor.http.post(f"{PATH}/{dead['id']}/replay"),
    ]
    unknown = await auditor.http.get(f"{PATH}/{UUID(int=1)}")

    assert [one.status_code for one in refused] == [403, 403, 403, 403]
    assert unknown.status_code == 404
    assert (await auditor.http.get(f"{PATH}/{dead['id']}")).json() == dead


async def test_many_timers_are_one_statement_and_the_same_cause_keeps_its_own(brand: Brand, database: Database) -> None:
    causes = [(new_id(), service.Wanted(handler=str(number))) for number in range(3)]
    async with database.transaction(brand.id, brand.anyone) as tx:
        due = tx.now + timedelta(days=9)
        await service.set_timers(tx, "test.timer", causes, due_at=due)
        await service.set_timers(tx, "test.timer", causes, due_at=due)
        await service.set_timers(tx, "test.timer", [], due_at=due)
        statements = tx.statements
        kept = await tx.all(select(deliveries).where(deliveries.c.tenant_id == brand.id), Delivery)

    assert statements == 2
    assert len(kept) == 3
