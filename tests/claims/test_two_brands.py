"""The same return under two policies: accepted by one, refused by the other, each by its clause."""

from typing import Any

import pytest
from tests.claims.ways import Way
from tests.fixtures.domain import OpenShop
from tests.fixtures.kernel import MakeTenant


@pytest.mark.parametrize(
    ("line", "ebike", "air_conditioner"),
    [
        ({"serial": "QH-1003"}, (422, ["QH-2.1"]), (201, ["LC-A2"])),
        ({"serial": "QH-1001", "human_damage": True}, (422, ["QH-2.2"]), (201, ["LC-B2"])),
        ({"serial": "QH-1001", "proof": "none"}, (422, ["QH-2.3"]), (201, ["LC-B1"])),
        ({"serial": "QH-1001"}, (201, ["QH-1.1"]), (201, ["LC-A2"])),
    ],
)
async def test_each_brand_answers_by_its_own_clause(
    line: dict[str, Any],
    ebike: tuple[int, list[str]],
    air_conditioner: tuple[int, list[str]],
    open_shop: OpenShop,
    make_tenant: MakeTenant,
) -> None:
    shops = [
        await open_shop(),
        await open_shop(policy_name="air-conditioner-dealer-returns", of=await make_tenant()),
    ]

    answers = [await Way(shop).file(shop.line(**line)) for shop in shops]

    found = [
        (
            answer.status_code,
            [error["code"] for error in answer.json()["errors"]]
            if answer.status_code == 422
            else [one["clause"] for one in answer.json()["lines"]],
        )
        for answer in answers
    ]
    assert found == [ebike, air_conditioner]


async def test_what_is_one_return_under_one_policy_is_two_under_the_other(
    open_shop: OpenShop, make_tenant: MakeTenant
) -> None:
    ebike = await open_shop()
    other = await open_shop(policy_name="air-conditioner-dealer-returns", of=await make_tenant())

    accepted = await Way(ebike).file(*[ebike.unregistered() for _ in range(51)])
    refused = await Way(other).file(*[other.unregistered() for _ in range(51)])

    assert accepted.status_code == 201
    assert (refused.status_code, refused.json()["detail"]) == (422, "依据条款 LC-D1，一张退货单最多 50 行。")


async def test_a_unit_whose_start_nobody_knows_is_asked_for_by_name(open_shop: OpenShop) -> None:
    shop = await open_shop(policy_name="air-conditioner-dealer-returns")

    refused = await Way(shop).file(shop.unregistered())

    assert (refused.status_code, refused.json()["code"]) == (422, "lines_incomplete")
    assert [(error["pointer"], error["code"]) for error in refused.json()["errors"]] == [
        ("/lines/0/serial", "unit_lacks_installed_on")
    ]
