"""Kept views over HTTP: one's own, shared in one's organisation, and walled from everybody else."""

from typing import Any, Final

import httpx
import pytest
from tests.fixtures.api import Client, Login
from tests.fixtures.kernel import Brand, MakeTenant
from tests.tenancy.network import code_of

from aftersales.kernel.access import Role
from aftersales.kernel.ids import OrganisationId, new_id
from aftersales.kernel.tx import Database
from aftersales.platform.views.model import MOST_VIEWS
from aftersales.tenancy.tables import organisations

VIEWS = "/v1/views"
Json = dict[str, Any]


def at(version: int) -> dict[str, str]:
    """The header that says which version is meant."""
    return {"If-Match": f'"{version}"'}


async def keep(who: Client, name: str, **more: object) -> Json:
    """A kept view."""
    body = {"page": "returns", "name": name, "query": "state=approved", "columns": ["number", "state"], **more}
    answer = await who.http.post(VIEWS, json=body)
    assert answer.status_code == 201, answer.text
    view: Json = answer.json()
    return view


async def names(who: Client, page: str = "returns") -> list[str]:
    """The names of the views that somebody sees of a page."""
    items = (await who.http.get(VIEWS, params={"page": page})).json()["items"]
    return [one["name"] for one in items]


@pytest.fixture
async def dealers(brand: Brand, database: Database) -> tuple[OrganisationId, OrganisationId]:
    """Two dealers of the brand."""
    made = (OrganisationId(new_id()), OrganisationId(new_id()))
    async with database.transaction(brand.id, brand.anyone) as tx:
        for dealer in made:
            values = {"id": dealer, "kind": "dealer", "dealer_id": dealer, "code": dealer.hex[-12:], "name": "门店"}
            await tx.execute(organisations.insert().values(tenant_id=brand.id, **values))
    return made


async def test_a_view_is_kept_changed_chosen_and_removed(brand: Brand, log_in: Login) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)

    made = await keep(clerk, " 已批准 ", is_default=True)
    address = f"{VIEWS}/{made['id']}"
    other = await keep(clerk, "全部", query="")
    changed = (await clerk.http.patch(address, json={"name": "批准了的", "columns": []}, headers=at(1))).json()
    chosen = (await clerk.http.post(f"{VIEWS}/{other['id']}/default")).json()
    before = (await clerk.http.get(address)).json()
    dropped = (await clerk.http.delete(f"{VIEWS}/{other['id']}/default")).json()
    removed = await clerk.http.delete(address, headers=at(2))

    assert (made["name"], made["is_own"], made["is_shared"], made["is_default"]) == ("已批准", True, False, True)
    assert (changed["name"], changed["query"], changed["columns"], changed["version"]) == (
        "批准了的",
        "state=approved",
        [],
        2,
    )
    assert (chosen["is_default"], before["is_default"], dropped["is_default"]) == (True, False, False)
    assert removed.status_code == 204
    assert await names(clerk) == ["全部"]


async def test_a_kept_view_is_kept_once_however_often_it_is_sent(brand: Brand, log_in: Login) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    body, headers = {"page": "units", "name": "在用"}, {"Idempotency-Key": str(new_id())}

    first = await clerk.http.post(VIEWS, json=body, headers=headers)
    again = await clerk.http.post(VIEWS, json=body, headers=headers)

    assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())
    assert await names(clerk, "units") == ["在用"]


async def test_a_shared_view_is_everybodys_of_the_organisation_and_a_private_one_nobody_elses(
    brand: Brand, log_in: Login
) -> None:
    head, clerk = await log_in(brand, Role.AFTER_SALES_HEAD), await log_in(brand, Role.AFTER_SALES_CLERK)
    shared, private = await keep(head, "本周", is_shared=True), await keep(head, "私人")
    address = f"{VIEWS}/{shared['id']}"

    seen = (await clerk.http.get(address)).json()
    chosen = (await clerk.http.post(f"{address}/default")).json()
    refused = [
        await clerk.http.patch(address, json={"name": "改了"}, headers=at(1)),
        await clerk.http.delete(address, headers=at(1)),
        await clerk.http.post(VIEWS, json={"page": "returns", "name": "我也共用", "is_shared": True}),
    ]
    hidden = await clerk.http.get(f"{VIEWS}/{private['id']}")

    assert await names(clerk) == ["本周"]
    assert (seen["is_own"], seen["may_change"], seen["is_default"]) == (False, False, False)
    assert chosen["is_default"] is True
    assert [code_of(one) for one in refused] == [(403, "forbidden")] * 3
    assert hidden.status_code == 404
    assert (await head.http.get(address)).json() == shared


async def test_whoever_shares_keeps_what_their_organisation_shares_and_an_owner_takes_it_back(
    brand: Brand, log_in: Login
) -> None:
    head, manager = await log_in(brand, Role.AFTER_SALES_HEAD), await log_in(brand, Role.GENERAL_MANAGER)
    shared = await keep(head, "本周", is_shared=True)
    address = f"{VIEWS}/{shared['id']}"
    await manager.http.post(f"{address}/default")

    renamed = await manager.http.patch(address, json={"name": "本周的"}, headers=at(1))
    back = await head.http.patch(address, json={"is_shared": False}, headers=at(2))

    assert (renamed.status_code, renamed.json()["owner_name"]) == (200, shared["owner_name"])
    assert (back.status_code, back.json()["is_own"]) == (200, True)
    assert await names(manager) == []
    assert await names(head) == ["本周的"]


async def test_a_dealers_shared_view_is_seen_by_its_own_people_alone(
    brand: Brand, log_in: Login, dealers: tuple[OrganisationId, OrganisationId]
) -> None:
    manager = await log_in(brand, Role.DEALER_MANAGER, dealer=dealers[0])
    clerk = await log_in(brand, Role.DEALER_CLERK, dealer=dealers[0])
    rival = await log_in(brand, Role.DEALER_MANAGER, dealer=dealers[1])
    head = await log_in(brand, Role.AFTER_SALES_HEAD)
    theirs, brands = await keep(manager, "门店的", is_shared=True), await keep(head, "厂家的", is_shared=True)

    seen = {who: await names(client) for who, client in {"clerk": clerk, "rival": rival, "head": head}.items()}
    looked = [
        (await rival.http.get(f"{VIEWS}/{theirs['id']}")).status_code,
        (await rival.http.post(f"{VIEWS}/{theirs['id']}/default")).status_code,
        (await rival.http.delete(f"{VIEWS}/{theirs['id']}", headers=at(1))).status_code,
        (await rival.http.patch(f"{VIEWS}/{brands['id']}", json={"name": "x"}, headers=at(1))).status_code,
        (await head.http.get(f"{VIEWS}/{theirs['id']}")).status_code,
    ]

    assert seen == {"clerk": ["门店的"], "rival": [], "head": ["厂家的"]}
    assert looked == [404] * 5
    assert (await manager.http.get(f"{VIEWS}/{theirs['id']}")).json() == theirs


async def test_the_database_itself_shows_a_dealer_no_view_of_anybody_else(
    brand: Brand, database: Database, log_in: Login, dealers: tuple[OrganisationId, OrganisationId]
) -> None:
    for dealer in dealers:
        await keep(await log_in(brand, Role.DEALER_MANAGER, dealer=dealer), "门店的", is_shared=True, is_default=True)
    await keep(await log_in(brand, Role.AFTER_SALES_HEAD), "厂家的", is_shared=True, is_default=True)

    async with database.transaction(brand.id, brand.actor(Role.DEALER_CLERK, dealer=dealers[0])) as tx:
        views = await tx.fetch("SELECT dealer_id FROM saved_views WHERE tenant_id = $1", brand.id)
        defaults = await tx.fetch("SELECT dealer_id FROM saved_view_defaults WHERE tenant_id = $1", brand.id)

    assert [row["dealer_id"] for row in views] == [dealers[0]]
    assert [row["dealer_id"] for row in defaults] == [dealers[0]]


async def test_another_brand_knows_nothing_of_a_view(brand: Brand, make_tenant: MakeTenant, log_in: Login) -> None:
    head, stranger = await log_in(brand, Role.AFTER_SALES_HEAD), await log_in(await make_tenant(), Role.ADMINISTRATOR)
    shared = await keep(head, "本周", is_shared=True)

    looked = await stranger.http.get(f"{VIEWS}/{shared['id']}")

    assert (looked.status_code, await names(stranger)) == (404, [])


REFUSED: Final[dict[str, tuple[Json, int, str]]] = {
    "no name": ({"name": "  "}, 400, "malformed"),
    "too long a name": ({"name": "长" * 61}, 400, "malformed"),
    "no page's name": ({"page": "Returns!"}, 400, "malformed"),
    "too long a query": ({"query": "x" * 2001}, 400, "malformed"),
    "a line break in the query": ({"query": "a=1\nb=2"}, 400, "malformed"),
    "too many columns": ({"columns": ["one"] * 41}, 400, "malformed"),
    "no column's key": ({"columns": ["<b>"]}, 400, "malformed"),
    "a name that is there": ({"name": "已有"}, 409, "view_name_taken"),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_what_cannot_be_kept_is_refused_and_nothing_is(brand: Brand, log_in: Login, case: str) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    await keep(clerk, "已有")
    changed, status, code = REFUSED[case]

    answer = await clerk.http.post(VIEWS, json={"page": "returns", "name": "新的"} | changed)

    assert code_of(answer) == (status, code)
    assert await names(clerk) == ["已有"]


async def test_a_page_has_so_many_views_and_no_more(brand: Brand, log_in: Login) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    for number in range(MOST_VIEWS):
        await keep(clerk, f"视图 {number:02}")

    over = await clerk.http.post(VIEWS, json={"page": "returns", "name": "再一个"})
    elsewhere = await clerk.http.post(VIEWS, json={"page": "units", "name": "再一个"})

    assert code_of(over) == (422, "too_many_views")
    assert elsewhere.status_code == 201
    assert len(await names(clerk)) == MOST_VIEWS


async def test_an_old_version_and_a_name_that_is_there_change_nothing(brand: Brand, log_in: Login) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    first = await keep(clerk, "甲")
    await keep(clerk, "乙")
    address = f"{VIEWS}/{first['id']}"

    answers: list[httpx.Response] = [
        await clerk.http.patch(address, json={"name": "丙"}, headers=at(7)),
        await clerk.http.patch(address, json={"name": "丙"}),
        await clerk.http.patch(address, json={"name": "乙"}, headers=at(1)),
        await clerk.http.delete(address, headers=at(7)),
    ]

    assert [code_of(one) for one in answers] == [
        (412, "stale_version"),
        (428, "version_required"),
        (409, "view_name_taken"),
        (412, "stale_version"),
    ]
    assert (await clerk.http.get(address)).json() == first
