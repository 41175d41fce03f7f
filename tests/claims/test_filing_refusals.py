"""What filing refuses: each place by name, with nothing kept."""

from datetime import timedelta

import pytest
from tests.claims.ways import Way, snapshot, wrong_places
from tests.fixtures.domain import Shop
from tests.fixtures.kernel import NOW

from aftersales.catalog import service as catalog
from aftersales.catalog.model import BomEntry, ModelFields
from aftersales.kernel.clock import SetClock
from aftersales.kernel.tx import Database
from aftersales.units import service as units
from aftersales.units.model import UnitState


async def test_without_a_serial_model_day_and_proof_are_stated(shop: Shop, database: Database) -> None:
    way = Way(shop)
    before = await snapshot(database, shop)
    nothing, model_only = shop.unregistered(model_code=None, sold_on=None, proof=None), shop.unregistered()
    del model_only["sold_on"], model_only["proof"]

    refused = await way.file(nothing, model_only, shop.unregistered(model_code="QH-X9", sold_on="2026-06-16"))

    assert (refused.status_code, refused.json()["code"]) == (422, "lines_unusable")
    assert wrong_places(refused) == [
        ("/lines/0/model_code", "unit_or_model_required"),
        ("/lines/0/sold_on", "required"),
        ("/lines/0/proof", "required"),
        ("/lines/1/sold_on", "required"),
        ("/lines/1/proof", "required"),
        ("/lines/2/model_code", "model_unknown"),
        ("/lines/2/sold_on", "day_in_future"),
    ]
    assert await snapshot(database, shop) == before


async def test_a_unit_outside_the_register_is_filed_by_model_day_and_proof(shop: Shop) -> None:
    way = Way(shop)

    filed = await way.file(shop.unregistered())

    assert filed.status_code == 201, filed.text
    (line,) = way.lines
    assert (line["serial"], line["model_code"], line["sold_on"]) == (None, "QH-E1", "2026-03-17")
    assert (line["clause"], line["covered_until"]) == ("QH-1.1", "2027-03-17")


async def test_the_same_part_of_one_unit_is_named_once(shop: Shop, database: Database) -> None:
    before = await snapshot(database, shop)

    refused = await Way(shop).file(shop.line(), shop.line(part="MOT-350"), shop.line())

    assert (refused.status_code, wrong_places(refused)) == (422, [("/lines/2/part_number", "line_repeated")])
    assert await snapshot(database, shop) == before


async def test_a_model_that_is_not_the_units_is_refused(shop: Shop, database: Database) -> None:
    before = await snapshot(database, shop)

    refused = await Way(shop).file(shop.line(model_code="QH-E9"))

    assert wrong_places(refused) == [("/lines/0/model_code", "model_mismatch")]
    assert await snapshot(database, shop) == before


async def test_a_unit_that_is_no_longer_in_use_is_refused(shop: Shop, database: Database) -> None:
    async with database.transaction(shop.brand.id, shop.brand.anyone) as tx:
        unit = await units.unit_by_serial(tx, "QH-1001")
        assert unit is not None
        await units.move_unit(tx, unit.id, UnitState.EXCHANGED)
    before = await snapshot(database, shop)

    refused = await Way(shop).file(shop.line())

    assert wrong_places(refused) == [("/lines/0/serial", "unit_not_in_use")]
    assert "exchanged" in refused.json()["errors"][0]["detail"]
    assert await snapshot(database, shop) == before


@pytest.mark.parametrize("field", ["fault_code", "fault_text", "human_damage"])
async def test_every_field_that_the_policy_requires_is_named(field: str, shop: Shop, database: Database) -> None:
    before = await snapshot(database, shop)

    refused = await Way(shop).file(shop.line(), shop.line("QH-1002", **{field: None}))

    assert (refused.status_code, refused.json()["code"]) == (422, "lines_incomplete")
    assert wrong_places(refused) == [(f"/lines/1/{field}", "required")]
    assert await snapshot(database, shop) == before


async def test_a_blank_fault_is_a_missing_one(shop: Shop) -> None:
    refused = await Way(shop).file(shop.line(fault_text="  "))

    assert wrong_places(refused) == [("/lines/0/fault_text", "required")]


async def test_a_hundred_lines_are_one_return(shop: Shop) -> None:
    way = Way(shop)

    filed = await way.file(*[shop.unregistered() for _ in range(100)])

    assert filed.status_code == 201, filed.text
    assert (way.summary["line_count"], len(way.lines)) == (100, 100)
    assert way.summary["amount"] == {"amount": "39900.00", "currency": "CNY"}
    assert [line["line"] for line in way.lines] == list(range(1, 101))


async def test_one_line_more_is_refused_by_clause(shop: Shop, database: Database) -> None:
    before = await snapshot(database, shop)

    refused = await Way(shop).file(*[shop.unregistered() for _ in range(101)])

    assert (refused.status_code, refused.json()["code"]) == (422, "too_many_lines")
    assert refused.json()["detail"] == "依据条款 QH-4.1，一张退货单最多 100 行。"
    assert await snapshot(database, shop) == before


async def test_lines_of_two_factories_are_two_returns(shop: Shop, database: Database) -> None:
    async with database.transaction(shop.brand.id, shop.brand.anyone) as tx:
        fields = ModelFields(name="青禾二号", name_en="E2", category="e_bicycle", factory_id=shop.other_factory)
        model = await catalog.create_model(tx, "QH-E2", fields)
        bill = [BomEntry(part_id=shop.battery, quantity=1)]
        await catalog.replace_bom(tx, model.id, bill, expected_version=model.version)
    before = await snapshot(database, shop)

    refused = await Way(shop).file(shop.unregistered(), shop.unregistered(model_code="QH-E2"))
    alone = await Way(shop).file(shop.unregistered(model_code="QH-E2"))

    assert (refused.status_code, refused.json()["code"]) == (422, "one_factory_only")
    assert "QH-TJ, QH-WX" in refused.json()["detail"]
    assert alone.json()["summary"]["route"]["factory"] == "QH-TJ"
    assert alone.json()["summary"]["factory_id"] == str(shop.other_factory)
    assert len((await snapshot(database, shop))["returns"]) == len(before["returns"]) + 1


async def test_a_factory_without_an_address_takes_nothing_back(shop: Shop, database: Database) -> None:
    async with database.transaction(shop.brand.id, shop.brand.anyone) as tx:
        await tx.fetch("UPDATE organisations SET code = 'QH-CQ' WHERE id = $1", shop.factory)
    before = await snapshot(database, shop)

    refused = await Way(shop).file(shop.line())

    assert (refused.status_code, refused.json()["code"]) == (422, "no_return_address")
    assert wrong_places(refused) == [("/lines/0/part_number", "QH-3.1")]
    assert await snapshot(database, shop) == before


async def test_refused_lines_can_be_kept_beside_those_that_stand(shop: Shop) -> None:
    way = Way(shop)

    filed = await way.file(shop.line(), shop.line("QH-1003"), refused_lines="keep")

    assert filed.status_code == 201, filed.text
    assert (way.summary["state"], way.summary["amount"]["amount"]) == ("approved", "399.00")
    assert [(line["outcome"], line["accepted"], line["clause"]) for line in way.lines] == [
        ("covered", True, "QH-1.1"),
        ("refused", False, "QH-2.1"),
    ]
    assert way.lines[1]["refusal"] == {
        "zh": "超过三包期限的零件不予退返。",
        "en": "Parts past their term are not taken back.",
    }


async def test_a_return_of_refused_lines_alone_is_refused_and_holds_no_unit(shop: Shop, database: Database) -> None:
    way = Way(shop)

    filed = await way.file(shop.line("QH-1003"), refused_lines="keep")
    again = await Way(shop).file(shop.line("QH-1003"), refused_lines="keep")

    assert (filed.status_code, again.status_code) == (201, 201)
    assert (way.summary["state"], way.summary["amount"]["amount"]) == ("refused", "0.00")
    assert (await snapshot(database, shop))["return_open_units"] == []


async def test_what_was_filed_reads_as_it_was_answered(shop: Shop) -> None:
    way = Way(shop)
    filed = await way.file(shop.line(), shop.line("QH-1003"), shop.unregistered(), refused_lines="keep")

    read = await shop.people["colleague"].http.get(f"/v1/returns/{way.summary['id']}")

    assert read.json() == filed.json()
    assert read.headers["ETag"] == filed.headers["ETag"]


async def test_the_manufacturers_people_file_nothing(shop: Shop, database: Database) -> None:
    before = await snapshot(database, shop)

    answers = [
        await shop.people[who].http.post(path, json={"lines": [shop.line()]})
        for who in ("clerk", "head", "finance", "auditor")
        for path in ("/v1/returns", "/v1/return-verdicts")
    ]

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(403, "forbidden")}
    assert await snapshot(database, shop) == before


async def test_without_a_policy_nothing_can_be_filed(shop: Shop, clock: SetClock, database: Database) -> None:
    clock.at = NOW - timedelta(minutes=1)
    before = await snapshot(database, shop)

    refused = await Way(shop).file(shop.line())

    assert (refused.status_code, refused.json()["code"]) == (409, "no_policy_in_force")
    assert await snapshot(database, shop) == before
