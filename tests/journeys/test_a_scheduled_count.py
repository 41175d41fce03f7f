"""A count that the policy's schedule opens: entered blind, counted again, explained, approved, posted."""

import asyncio
from typing import Final

import asyncpg
from tests.journeys.house import STOCKED, House
from tests.journeys.town import Json, Town, until

from aftersales_local.demo.client import Person

MISSING: Final = 7
"""How many of the first part are gone, which is beyond the policy's threshold."""


def bring_forward(town: Town, house: House) -> None:
    """Let the month's end be now, for this brand's schedules of counts."""

    async def change() -> None:
        connection = await asyncpg.connect(town.environment["AFTERSALES_RELAY_DATABASE_URL"])
        try:
            await connection.execute(
                "UPDATE schedules SET next_due_at = now() WHERE tenant_id = $1::uuid AND handler = 'parts.open_count'",
                house.tenant_id,
            )
        finally:
            await connection.close()

    until(
        lambda: (
            town.rows(
                "SELECT id FROM schedules WHERE tenant_id = $1::uuid AND handler = 'parts.open_count'", house.tenant_id
            )
            or None
        ),
        "the policy's schedule of counts",
    )
    asyncio.run(change())


def lines_of(counter: Person, place: str) -> list[Json]:
    """What a counter has before them."""
    items: list[Json] = counter.get(f"{place}/lines-to-count", limit="200")["items"]
    return items


def change(person: Person, place: str, act: str, body: Json = None) -> Json:
    """Move a count on from the version it has now."""
    version = person.get(place)["version"]
    return person.post(f"{place}/{act}", body, version=version)


def test_a_schedule_opens_a_blind_count_whose_loss_is_posted_when_approved(town: Town, house: House) -> None:
    factory = house.brand.factories[0].code
    keeper, counter, finance = house.people["keeper"], house.people[f"receiver-{factory}"], house.people["finance"]
    warehouse = next(
        one for one in keeper.get("/v1/warehouses", limit="200")["items"] if one["code"] == f"WH-{factory}"
    )

    bring_forward(town, house)
    opened = until(
        lambda: next(iter(keeper.get("/v1/stock-counts", warehouse_id=warehouse["id"])["items"]), None),
        "the count of the slot",
    )
    place = f"/v1/stock-counts/{opened['id']}"
    before = _stock(finance, warehouse)
    sheet = lines_of(counter, place)
    seen = {line["number"]: before[line["part_number"], line["zone"]] for line in sheet}
    seen[1] -= MISSING
    entries = [{"number": number, "quantity": quantity} for number, quantity in seen.items()]
    counter.post(f"{place}/entries", {"lines": entries})
    again = change(counter, place, "submission")
    keeper.post(f"{place}/entries", {"lines": entries[:1]})
    submitted = change(keeper, place, "submission")
    early = finance.http.post(f"{place}/approval", json={}, headers={"If-Match": f'"{submitted["version"]}"'})
    why = {"lines": [{"number": 1, "text": "上月漏记出库"}]}
    keeper.http.put(f"{place}/explanations", json=why).raise_for_status()
    posted = change(finance, place, "approval", {"note": "同意"})
    after = _stock(finance, warehouse)

    missing = (sheet[0]["part_number"], sheet[0]["zone"])
    assert "expected_quantity" not in str(sheet)
    assert str(STOCKED) not in {str(value) for line in sheet for value in line.values()}
    assert (again["state"], submitted["state"]) == ("recount", "awaiting_approval")
    assert (early.status_code, early.json()["code"]) == (409, "explanation_missing")
    assert posted["state"] == "posted"
    assert {place: before[place] - left for place, left in after.items() if left != before[place]} == {missing: MISSING}


def _stock(person: Person, warehouse: Json) -> dict[tuple[str, str], int]:
    """What lies in each zone of a warehouse, by the books."""
    items = person.get("/v1/stock", warehouse_id=warehouse["id"], limit="200")["items"]
    return {(row["part_number"], row["zone"]): row["quantity"] for row in items}
