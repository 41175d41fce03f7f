"""What a plan refuses beyond its quotas, how that is said, and that returns under way go on."""

from datetime import timedelta

import asyncpg
import httpx
from sqlalchemy import func, select
from tests.claims.ways import Way
from tests.fixtures.api import Login
from tests.fixtures.domain import Shop
from tests.fixtures.kernel import NOW, Brand
from tests.fixtures.worker import Drain
from tests.metering.meters import event, record
from tests.metering.plans_made import line_of, on_plan

from aftersales.claims.returns.model import Move
from aftersales.claims.returns.tables import returns
from aftersales.documents.files.tables import files
from aftersales.kernel.access import Permission, Role
from aftersales.kernel.clock import SetClock
from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Database
from aftersales.metering.model import Meter
from aftersales.tenancy.entry import rules
from aftersales.tenancy.entry import service as entry
from aftersales.tenancy.tables import api_keys

ONE_RETURN = {"returns_filed": {"included": 1, "warn": [], "beyond": "refuse"}}
PHOTO = {"purpose": "photo", "name": "故障.png", "content_type": "image/png", "length": 20_000}


async def rows(database: Database, brand: Brand, table: object) -> int:
    """How many rows of a table the brand has."""
    async with database.transaction(brand.id, brand.anyone) as tx:
        return int(await tx.scalar(select(func.count()).select_from(table)))  # type: ignore[arg-type]


async def key_client(api: httpx.AsyncClient, database: Database, brand: Brand) -> httpx.AsyncClient:
    """A program with a key of the brand."""
    key = rules.new_token(entry.KEY_PREFIX)
    async with database.transaction(brand.id, brand.anyone) as tx:
        await tx.execute(
            api_keys.insert().values(
                tenant_id=brand.id,
                id=new_id(),
                name="门店系统",
                prefix=key[:12],
                key_hash=rules.digest(key),
                organisation_id=brand.headquarters,
                scopes=[Permission.USAGE_READ.value],
                created_by=brand.anyone.id,
                created_at=tx.now,
                expires_at=tx.now + timedelta(days=90),
            ),
        )
    headers = {"Authorization": f"Bearer {key}"}
    return httpx.AsyncClient(transport=api._transport, base_url="https://test", headers=headers)


async def test_filing_beyond_the_quota_is_refused_and_what_was_filed_goes_on(
    shop: Shop, database: Database, operator: httpx.AsyncClient, drain: Drain, clock: SetClock, log_in: Login
) -> None:
    await on_plan(operator, shop.brand, ONE_RETURN)
    dealer = shop.people["dealer"].http
    way = Way(shop)
    await way.file(shop.line())
    await drain()
    files_before = await rows(database, shop.brand, returns)

    refused = await dealer.post("/v1/returns", json={"lines": [shop.line("QH-1002")]}, headers={"Idempotency-Key": "q"})
    in_english = await dealer.post(
        "/v1/returns", json={"lines": [shop.line("QH-1002")]}, headers={"Accept-Language": "en"}
    )
    verdict = await dealer.post("/v1/return-verdicts", json={"lines": [shop.line("QH-1002")]})
    packed = await way.make(Move.PACK)
    clock.advance(timedelta(days=20))
    later = await log_in(shop.brand, Role.DEALER_CLERK, dealer=shop.dealer)
    in_july = await later.http.post("/v1/returns", json={"lines": [shop.line("QH-1002")]})

    assert (refused.status_code, refused.json()["code"]) == (409, "plan_quota_spent")
    assert refused.json()["detail"].startswith("本品牌 2026-06 的“退返单”套餐额度 1 已用完，暂不能提交新的退货。")
    assert in_english.json()["detail"].startswith("The brand's plan includes 1 returns filed for 2026-06")
    assert (verdict.status_code, packed.status_code) == (200, 200)
    assert files_before == 1
    assert in_july.status_code == 201, in_july.text


async def test_beyond_an_allowing_quota_filing_goes_on_and_stands_as_over(
    shop: Shop, operator: httpx.AsyncClient, drain: Drain
) -> None:
    await on_plan(operator, shop.brand, {"returns_filed": {"included": 1, "warn": [], "beyond": "allow"}})
    for serial in ("QH-1001", "QH-1002"):
        await Way(shop).file(shop.line(serial))
        await drain()

    answer = await shop.people["auditor"].http.get("/v1/usage/statement")

    line = line_of(answer.json(), "returns_filed")
    assert (line["used"], line["left"], line["over"]) == (2, 0, 1)


async def test_beyond_the_bytes_only_files_for_returns_under_way_are_taken(
    shop: Shop, database: Database, operator: httpx.AsyncClient
) -> None:
    way = Way(shop)
    await way.file(shop.line())
    await on_plan(operator, shop.brand, {"document_bytes_kept": {"included": 100, "beyond": "refuse"}})
    await record(database, shop.brand, event("a", NOW, meter=Meter.DOCUMENT_BYTES_KEPT, quantity=100))
    dealer, stranger = shop.people["dealer"].http, shop.people["other_dealer"].http

    refused = await dealer.post("/v1/files", json=PHOTO)
    foreign = await stranger.post("/v1/files", json=PHOTO | {"return_id": way.summary["id"]})
    none_kept = await rows(database, shop.brand, files)
    taken = await dealer.post("/v1/files", json=PHOTO | {"return_id": way.summary["id"]})

    assert (refused.status_code, refused.json()["code"]) == (409, "plan_quota_spent")
    assert "暂不能上传新的文件" in refused.json()["detail"]
    assert (foreign.status_code, none_kept) == (404, 0)
    assert taken.status_code == 201, taken.text


async def test_beyond_the_calls_keys_are_told_to_wait_and_people_go_on(
    brand: Brand, database: Database, operator: httpx.AsyncClient, api: httpx.AsyncClient, log_in: Login
) -> None:
    auditor = await log_in(brand, Role.AUDITOR)
    program = await key_client(api, database, brand)
    await on_plan(operator, brand, {"api_calls": {"included": 3, "warn": [50], "beyond": "refuse"}})
    before = await program.get("/v1/usage")
    await record(database, brand, event("calls", NOW, meter=Meter.API_CALLS, quantity=3, dimension="ok"))

    refused = await program.get("/v1/usage")
    person = await auditor.http.get("/v1/usage")

    assert (before.status_code, person.status_code) == (200, 200)
    assert (refused.status_code, refused.json()["code"]) == (429, "plan_calls_spent")
    assert refused.headers["Retry-After"] == "86400"
    assert "接口调用套餐额度 3 已用完" in refused.json()["detail"]


async def test_a_quota_of_nothing_is_refused_from_the_first_on(
    shop: Shop, database: Database, operator: httpx.AsyncClient, superuser: asyncpg.Connection
) -> None:
    await on_plan(operator, shop.brand, {"returns_filed": {"included": 0, "warn": [], "beyond": "refuse"}})

    answer = await shop.people["dealer"].http.post("/v1/returns", json={"lines": [shop.line()]})

    assert (answer.status_code, answer.json()["code"]) == (409, "plan_quota_spent")
    assert await rows(database, shop.brand, returns) == 0
    told = "SELECT count(*) FROM facts WHERE tenant_id = $1 AND name = 'metering.quota_reached'"
    assert await superuser.fetchval(told, shop.brand.id) == 0
