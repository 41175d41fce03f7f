"""How many statements filing, reading and listing may cost, in how many round trips, whatever the rows."""

import asyncio
from collections.abc import Iterator

import asyncpg
import pytest
from litestar.types import ASGIApp
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from tests.claims.ways import Way
from tests.documents.uploads import id_of, png, uploaded
from tests.fixtures.domain import OpenShop, Shop
from tests.policy.humane import humane, unit_of
from tests.policy.versions import published

from aftersales.kernel.tx import Database

FILING, TRIPS, READING, LISTING = 20, 8, 6, 5


class Meter:
    """What the application sent to the database since it was last asked."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self._heard: set[asyncpg.Connection] = set()

    def listen(self, connection: DBAPIConnection, *_: object) -> None:
        """Hear every statement of a connection that the application takes from its pool."""
        driver = connection.driver_connection
        if driver not in self._heard:
            self._heard.add(driver)
            driver.add_query_logger(self._note)

    def _note(self, query: asyncpg.connection.LoggedQuery) -> None:
        self.sent.append(query.query)

    def note_core(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        """Hear a statement of SQLAlchemy, which the driver executes as prepared and does not log."""
        self.sent.append(statement)

    def stop(self) -> None:
        """Hear nothing more."""
        for driver in self._heard:
            driver.remove_query_logger(self._note)

    async def taken(self) -> tuple[int, int]:
        """Statements and round trips since the last time; several statements may share a trip."""
        await asyncio.sleep(0)
        sent, self.sent = self.sent, []
        return sum(len([one for one in query.split(";") if one.strip()]) for query in sent), len(sent)


@pytest.fixture
def meter(application: tuple[ASGIApp, object]) -> Iterator[Meter]:
    """A meter on the application's pool."""
    engine = application[0]._new_call.args[0].engine.sync_engine
    meter = Meter()
    event.listen(engine, "checkout", meter.listen)
    event.listen(engine, "before_cursor_execute", meter.note_core)
    yield meter
    event.remove(engine, "checkout", meter.listen)
    event.remove(engine, "before_cursor_execute", meter.note_core)
    meter.stop()


async def warmed(shop: Shop) -> None:
    """Let the policy be compiled and every statement be prepared."""
    await Way(shop).file(shop.unregistered())
    await shop.people["dealer"].http.get("/v1/returns")


async def test_filing_costs_the_same_for_one_line_and_for_a_hundred(shop: Shop, meter: Meter) -> None:
    await warmed(shop)
    dealer, key = shop.people["dealer"].http, {"Idempotency-Key": "budget"}

    costs = []
    for lines in ([shop.line()], [shop.unregistered() for _ in range(100)]):
        await meter.taken()
        answer = await dealer.post("/v1/returns", json={"lines": lines}, headers=key)
        costs.append(await meter.taken())
        assert answer.status_code == 201, answer.text
        key = {"Idempotency-Key": "budget-2"}

    assert costs == [(8, 7), (8, 7)]
    assert costs[0][0] <= FILING
    assert costs[0][1] <= TRIPS


async def test_a_grant_is_used_up_in_the_round_trip_that_finds_the_units(
    shop: Shop, meter: Meter, database: Database
) -> None:
    await published(database, shop.brand, humane)
    await warmed(shop)
    dealer, head = shop.people["dealer"].http, shop.people["head"].http
    body = {"unit_id": await unit_of(shop), "lines": [{"part_number": "MOT-350"}], "reason": "异响"}
    pre_id = (await dealer.post("/v1/pre-authorisations", json=body)).json()["id"]
    await head.post(f"/v1/pre-authorisations/{pre_id}/grant", json={}, headers={"If-Match": '"1"'})
    await meter.taken()

    answer = await dealer.post(
        "/v1/returns",
        json={"lines": [shop.line(part="MOT-350")], "pre_authorisation_id": pre_id},
        headers={"Idempotency-Key": "budget"},
    )
    statements, trips = await meter.taken()

    assert answer.status_code == 201, answer.text
    assert statements <= FILING
    assert trips <= TRIPS


async def test_photos_and_an_approval_fit_into_the_budget(open_shop: OpenShop, meter: Meter) -> None:
    shop = await open_shop(photos=1)
    dealer = shop.people["dealer"]
    photos = [str(id_of(await uploaded(dealer, png()))) for _ in range(2)]
    await Way(shop).file(shop.line(part="MOT-350", photo_ids=photos[:1]))
    await meter.taken()

    answer = await dealer.http.post(
        "/v1/returns",
        json={"lines": [shop.line("QH-1002", "MOT-350", photo_ids=photos[1:])]},
        headers={"Idempotency-Key": "budget"},
    )
    statements, trips = await meter.taken()

    assert (answer.status_code, answer.json()["summary"]["state"]) == (201, "awaiting_approval")
    assert (statements, trips) == (9, TRIPS)
    assert statements <= FILING


async def test_reading_costs_the_same_for_one_line_and_for_a_hundred(shop: Shop, meter: Meter) -> None:
    few, many = Way(shop), Way(shop)
    await few.file(shop.line())
    await many.file(*[shop.unregistered() for _ in range(100)])
    dealer = shop.people["dealer"].http

    costs = []
    for way in (few, few, many):
        await meter.taken()
        assert (await dealer.get(f"/v1/returns/{way.summary['id']}")).status_code == 200
        costs.append(await meter.taken())

    assert costs == [(READING, 5)] * 3


async def test_listing_costs_the_same_for_one_return_and_for_fifty(shop: Shop, meter: Meter) -> None:
    dealer = shop.people["dealer"].http
    await warmed(shop)

    costs = []
    for _ in range(2):
        await meter.taken()
        listed = await dealer.get("/v1/returns", params={"limit": 50, "state": "approved"})
        costs.append(await meter.taken())
        found = len(listed.json()["items"])
        for _ in range(50):
            await Way(shop).file(shop.unregistered())

    assert found == 50
    assert costs == [(LISTING, 4)] * 2


async def test_shipping_many_costs_what_shipping_one_costs(shop: Shop, meter: Meter) -> None:
    costs = []
    for count in (1, 5):
        ways = [Way(shop) for _ in range(count)]
        for way in ways:
            await way.file(shop.unregistered())
            await way.walk("packed")
        body = {
            "returns": [{"id": way.summary["id"], "version": 2} for way in ways],
            "carrier": "德运物流",
            "waybill": f"DY{count:012}",
            "shipped_on": "2026-06-15",
        }
        await meter.taken()
        sent = await shop.people["dealer"].http.post("/v1/shipments", json=body)
        costs.append(await meter.taken())
        assert sent.status_code == 201, sent.text

    assert costs[0] == costs[1]
