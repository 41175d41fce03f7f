"""The end of a tenant takes two operators and its day; then nothing of it is left, and nothing else is touched."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import cast
from uuid import UUID

import asyncpg
import httpx
import pytest
from redis.asyncio import Redis
from tests.fixtures.api import Login
from tests.fixtures.kernel import NOW, Brand, MakeTenant
from tests.fixtures.rows import Filled
from tests.fixtures.worker import Drain
from tests.keeping.test_archives import hashes
from tests.tenancy.network import code_of

from aftersales.kernel.access import Role
from aftersales.kernel.clock import SetClock
from aftersales.kernel.ids import TenantId, new_id
from aftersales.kernel.settings import Settings
from aftersales.kernel.tables import TENANT_TABLES
from aftersales.kernel.tx import Database
from aftersales.tenancy.deletion.model import DeletionId, Told
from aftersales_api.keeping import terminal
from aftersales_api.keeping.terminal import Here
from aftersales_worker.handlers import archives
from aftersales_worker.subscriptions import Work


async def asked(operator: httpx.AsyncClient, tenant: TenantId, code: str, **more: object) -> str:
    """The address of a deletion that was asked for."""
    body = {"code": code, "reason": "合同终止", **more}
    answer = await operator.post(f"/v1/operator/tenants/{tenant}/deletions", json=body)
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"]


async def rows_left(superuser: asyncpg.Connection, tenant: TenantId) -> dict[str, int]:
    """How many rows of a tenant each table holds, where it holds any."""
    found = {}
    for table in TENANT_TABLES:
        count = await superuser.fetchval(f"SELECT count(*) FROM {table} WHERE tenant_id = $1", tenant)  # noqa: S608 - names
        if count:
            found[table] = count
    return found


async def test_nothing_is_left_of_a_deleted_tenant_and_others_are_as_they_were(
    shop_floor: Filled,
    brand: Brand,
    log_in: Login,
    first: httpx.AsyncClient,
    second: httpx.AsyncClient,
    drain: Drain,
    clock: SetClock,
    superuser: asyncpg.Connection,
    settings: Settings,
    place: Here,
    tmp_path: Path,
) -> None:
    doomed, code = TenantId(shop_floor.tenant), f"t-{shop_floor.tenant.hex[-12:]}"
    await log_in(brand, Role.ADMINISTRATOR)
    await place.objects.put(f"{doomed}/uploads/a", b"a", "image/png")
    await place.objects.put(f"{doomed}/exports/b.zip", b"b", "application/zip")
    await place.objects.put(f"{brand.id}/uploads/c", b"c", "image/png")
    async with Redis.from_url(settings.redis_url) as redis:
        await redis.set(f"limit:tenant:{doomed}", 1)
        await redis.set(f"limit:caller:{doomed}:x", 1)
        await redis.set(f"limit:tenant:{brand.id}", 1)
    had = await rows_left(superuser, doomed)
    before = await terminal.export(place, brand.id, brand.code, tmp_path / "before.zip")

    address = await asked(first, doomed, code, delay_days=30)
    await second.post(f"{address}/confirmation")
    clock.advance(timedelta(days=29, hours=23))
    await drain()
    too_early = (await first.get(address)).json()["state"]
    clock.advance(timedelta(hours=2))
    await drain()
    done = (await first.get(address)).json()
    after = await terminal.export(place, brand.id, brand.code, tmp_path / "after.zip")

    assert set(had) == set(TENANT_TABLES)
    assert too_early == "confirmed"
    assert (done["state"], done["is_signature_ours"]) == ("done", True)
    assert await rows_left(superuser, doomed) == {}
    assert await superuser.fetchval("SELECT count(*) FROM tenants WHERE id = $1", doomed) == 0
    assert await place.objects.keys(f"{doomed}/") == []
    async with Redis.from_url(settings.redis_url) as redis:
        left = {key async for key in redis.scan_iter(match="limit:*")}
    assert {f"limit:tenant:{doomed}".encode(), f"limit:caller:{doomed}:x".encode()} & left == set()
    assert f"limit:tenant:{brand.id}".encode() in left
    assert hashes(after) == hashes(before)
    assert {name: count for name, count in done["erased"].items() if name in TENANT_TABLES and name not in TOLD} == {
        name: count for name, count in had.items() if name not in TOLD
    }
    assert (done["erased"]["objects"], done["erased"]["keys"]) == (2, 2)


TOLD = {"facts", "fact_outbox", "deliveries"}
"""Tables that grow by the telling of the deletion itself."""


async def test_a_tenant_goes_and_comes_back_from_its_archive_with_equal_hashes(
    brand: Brand,
    log_in: Login,
    first: httpx.AsyncClient,
    second: httpx.AsyncClient,
    drain: Drain,
    place: Here,
    elsewhere: Here,
    tmp_path: Path,
) -> None:
    admin = await log_in(brand, Role.ADMINISTRATOR)
    taken = await terminal.export(place, brand.id, brand.code, tmp_path / "there.zip")
    await terminal.bring_in(elsewhere, tmp_path / "there.zip")
    address = await asked(first, brand.id, brand.code, delay_days=0)
    await second.post(f"{address}/confirmation")
    await drain()
    moved = await terminal.export(elsewhere, brand.id, brand.code, tmp_path / "back.zip")

    await terminal.bring_in(place, tmp_path / "back.zip")
    again = await terminal.export(place, brand.id, brand.code, tmp_path / "again.zip")

    assert (await first.get(address)).json()["erased"]["people"] == 1
    assert hashes(moved) == hashes(again) == hashes(taken)
    session = await admin.http.get("/v1/tenant")
    assert code_of(session) == (401, "unauthenticated")


async def test_a_person_of_two_tenants_stays_for_the_other(
    brand: Brand,
    make_tenant: MakeTenant,
    log_in: Login,
    first: httpx.AsyncClient,
    second: httpx.AsyncClient,
    drain: Drain,
) -> None:
    other = await make_tenant()
    email = f"{new_id().hex}@example.com"
    await log_in(brand, Role.ADMINISTRATOR, email=email)
    stays = await log_in(other, Role.ADMINISTRATOR, email=email)

    address = await asked(first, brand.id, brand.code, delay_days=0)
    await second.post(f"{address}/confirmation")
    await drain()
    answer = await stays.http.get("/v1/tenant")

    assert (await first.get(address)).json()["erased"]["people"] == 0
    assert (answer.status_code, answer.json()["code"]) == (200, other.code)


async def test_whoever_asked_cannot_confirm_and_nothing_happens_without_another(
    brand: Brand, first: httpx.AsyncClient, drain: Drain
) -> None:
    address = await asked(first, brand.id, brand.code, delay_days=0)

    alone = await first.post(f"{address}/confirmation")
    await drain()
    still = (await first.get(address)).json()
    tenant = (await first.get(f"/v1/operator/tenants/{brand.id}")).json()

    assert code_of(alone) == (403, "deletion_needs_another")
    assert (still["state"], still["due_at"], tenant["state"]) == ("asked", None, "active")


async def test_the_database_itself_wants_two_people_and_the_day(
    brand: Brand, first: httpx.AsyncClient, second: httpx.AsyncClient, operator_database: Database
) -> None:
    address = await asked(first, brand.id, brand.code, delay_days=365)
    deletion = address.rsplit("/", 1)[-1]
    await second.post(f"{address}/confirmation")
    confirmed = "UPDATE tenant_deletions SET confirmed_by = asked_by WHERE id = $1"

    with pytest.raises(asyncpg.CheckViolationError):
        async with operator_database.operator_transaction(new_id()) as tx:
            await tx.fetch(confirmed, deletion)
    async with operator_database.operator_transaction(new_id()) as tx:
        await tx.fetch("UPDATE tenant_deletions SET state = 'erasing' WHERE id = $1", deletion)
    for function in ("erase_rows($1, 'facts', 10)", "erase_tenant($1)"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with operator_database.operator_transaction(new_id()) as tx:
                await tx.fetch(f"SELECT {function}", deletion)

    assert (await first.get(address)).json()["erased"] == {}


async def test_a_confirmed_deletion_shuts_the_door_and_can_be_cancelled(
    brand: Brand, log_in: Login, first: httpx.AsyncClient, second: httpx.AsyncClient, drain: Drain
) -> None:
    admin = await log_in(brand, Role.ADMINISTRATOR)
    address = await asked(first, brand.id, brand.code, delay_days=0)

    confirmed = await second.post(f"{address}/confirmation")
    shut = await admin.http.get("/v1/tenant")
    not_yet = await first.delete(f"/v1/operator/tenants/{brand.id}/suspension")
    cancelled = await first.post(f"{address}/cancellation", json={"reason": "客户续约"})
    twice = await first.post(f"{address}/cancellation", json={"reason": "客户续约"})
    await drain()
    back = await first.delete(f"/v1/operator/tenants/{brand.id}/suspension")
    facts = await admin.http.get("/v1/facts", params={"subject_id": str(brand.id)})

    assert confirmed.json()["due_at"] == NOW.isoformat().replace("+00:00", "Z")
    assert code_of(shut) == (403, "tenant_suspended")
    assert code_of(not_yet) == (409, "deletion_is_open")
    assert cancelled.json()["state"] == "cancelled"
    assert code_of(twice) == (409, "state_conflict")
    assert back.json()["state"] == "active"
    assert {fact["name"] for fact in facts.json()["items"]} >= {
        "tenancy.tenant_deletion_confirmed",
        "tenancy.tenant_deletion_cancelled",
    }


async def test_the_code_is_typed_again_and_one_deletion_is_open_at_a_time(
    brand: Brand, first: httpx.AsyncClient, second: httpx.AsyncClient
) -> None:
    path = f"/v1/operator/tenants/{brand.id}/deletions"

    wrong = await first.post(path, json={"code": "another", "reason": "x"})
    address = await asked(first, brand.id, brand.code)
    again = await second.post(path, json={"code": brand.code, "reason": "x"})
    too_long = await second.post(path, json={"code": brand.code, "reason": "x", "delay_days": 366})
    unknown = await second.post(f"/v1/operator/deletions/{new_id()}/confirmation")

    assert code_of(wrong) == (422, "deletion_code_wrong")
    assert code_of(again) == (409, "deletion_is_open")
    assert too_long.status_code == 400
    assert code_of(unknown) == (404, "not_found")
    assert (await first.get(address)).json()["delay_days"] == 30


async def test_deletions_come_page_by_page_and_every_act_is_on_record(
    brand: Brand, make_tenant: MakeTenant, first: httpx.AsyncClient, second: httpx.AsyncClient
) -> None:
    other = await make_tenant()
    one = await asked(first, brand.id, brand.code)
    two = await asked(first, other.id, other.code)
    await second.post(f"{one}/confirmation")

    page = (await first.get("/v1/operator/deletions", params={"limit": 1})).json()
    following = (await first.get("/v1/operator/deletions", params={"limit": 1, "cursor": page["next_cursor"]})).json()
    acts = (await first.get("/v1/operator/acts", params={"tenant_id": str(brand.id)})).json()["items"]

    assert [item["id"] for item in (*page["items"], *following["items"])] == [two[-36:], one[-36:]]
    named = [(item["asked_by_name"], item["confirmed_by_name"]) for item in (*page["items"], *following["items"])]
    assert named == [("甲", None), ("甲", "乙")]
    assert [act["act"] for act in acts] == ["deletion.confirmed", "deletion.asked"]


async def test_two_workers_that_erase_at_once_leave_nothing_and_count_each_row_once(
    shop_floor: Filled,
    first: httpx.AsyncClient,
    second: httpx.AsyncClient,
    superuser: asyncpg.Connection,
    relay_pool: asyncpg.Pool,
) -> None:
    assert relay_pool  # the handlers' world has begun
    doomed, code = TenantId(shop_floor.tenant), f"t-{shop_floor.tenant.hex[-12:]}"
    had = await rows_left(superuser, doomed)
    address = await asked(first, doomed, code, delay_days=0)
    await second.post(f"{address}/confirmation")
    told = Told(DeletionId(UUID(address[-36:])))

    erasing = [archives.erase_tenant(cast("Work", None), told) for _ in range(2)]
    await asyncio.gather(*erasing, return_exceptions=True)
    done = (await first.get(address)).json()

    assert done["state"] == "done"
    assert await rows_left(superuser, doomed) == {}
    assert {done["erased"][name] - had[name] for name in had if name not in TOLD} == {0}
