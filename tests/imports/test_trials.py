"""Trying an import: the answers of the real one, and nothing else."""

import asyncio
from datetime import date
from io import BytesIO
from typing import Any, Final

import asyncpg
import pytest
from openpyxl import load_workbook
from tests.documents.uploads import uploaded
from tests.fixtures.api import Client, Login
from tests.fixtures.domain_catalog import sell_unit, stock_shelf
from tests.fixtures.kernel import Brand
from tests.fixtures.worker import Drain
from tests.imports.handing_in import hand_in, job_of

from aftersales.documents.files.model import XLSX
from aftersales.kernel import sheets
from aftersales.kernel.access import Role
from aftersales.kernel.sheets import Value
from aftersales.kernel.tables import TENANT_TABLES
from aftersales.kernel.tx import Database
from aftersales.parts import service as parts
from aftersales.parts.imports.service import import_stock
from aftersales_api.imports.kinds import IMPORTERS

ITS_OWN: Final = frozenset({"jobs", "job_rows", "deliveries"})
"""The tables in which a trial leaves its job, the answers, and the delivery that ran it."""

Rows = list[dict[str, Value]]
SOLD: Final = date(2026, 3, 1)
FACTORY: Final[dict[str, Value]] = {"address": "示范路 1 号", "consignee": "退件仓", "phone": "13800009001"}
UNIT: Final[dict[str, Value]] = {"model_code": "QH-E1", "dealer_code": "D001", "sale_date": SOLD}

ROWS: Final[dict[str, Rows]] = {
    "dealers": [
        {"code": "D001", "name": "D001公司"},
        {"code": "D002", "name": "宁波绿行"},
        {"code": "D003", "name": "温州新行"},
        {"code": "F01", "name": "并非经销商"},
        {"code": "D004", "name": "邮箱不对", "contact_email": "no address"},
    ],
    "factories": [
        {"code": "F01", "name": "轻行一厂", **FACTORY},
        {"code": "F02", "name": "轻行二厂", **FACTORY},
        {"code": "D001", "name": "并非工厂", **FACTORY},
    ],
    "models": [
        {"code": "QH-E1", "name": "轻行 E1 二代", "factory_code": "F01"},
        {"code": "QH-E2", "name": "轻行 E2", "factory_code": "F01"},
        {"code": "QH-E3", "name": "轻行 E3", "factory_code": "F99"},
    ],
    "parts": [
        {"number": "P-001", "name": "控制器", "unit_price": 130},
        {"number": "P-100", "name": "座垫", "unit_price": 60},
        {"number": "P-101", "name": None},
    ],
    "boms": [
        {"model_code": "QH-E1", "part_number": "P-001", "quantity": 3},
        {"model_code": "QH-E1", "part_number": "P-002", "quantity": 2},
        {"model_code": "QH-E1", "part_number": "P-999", "quantity": 1},
        {"model_code": "QH-E9", "part_number": "P-001", "quantity": 1},
    ],
    "units": [
        {"serial": "SN1", "owner_name": "沈书宁", **UNIT},
        {"serial": "SN2", "owner_name": "林晓禾", **UNIT},
        {"serial": "SN3", **UNIT, "model_code": "QH-E9"},
        {"serial": "SN2", "owner_name": "林晓禾", **UNIT},
    ],
    "warehouses": [
        {"code": "W-01", "name": "总仓", "organisation_code": "F01"},
        {"code": "W-02", "name": "经销商仓", "organisation_code": "D001"},
        {"code": "W-01X", "name": "无主", "organisation_code": "X"},
    ],
    "stock": [
        {"warehouse": "W-01", "part": "P-001", "quantity": 7},
        {"warehouse": "W-01", "part": "P-002", "quantity": 5},
        {"warehouse": "W-01", "part": "P-999", "quantity": 4},
        {"warehouse": "W-99", "part": "P-001", "quantity": 1},
    ],
}
"""A sheet of each kind: rows that are new, that change something, that change nothing, and that are refused."""

OUTCOMES: Final[dict[str, dict[str, int]]] = {
    "dealers": {"unchanged": 1, "updated": 1, "created": 1, "refused": 2},
    "factories": {"updated": 1, "created": 1, "refused": 1},
    "models": {"updated": 1, "created": 1, "refused": 1},
    "parts": {"updated": 1, "created": 1, "refused": 1},
    "boms": {"updated": 1, "unchanged": 1, "created": 1, "refused": 1},
    "units": {"updated": 1, "created": 1, "refused": 2},
    "warehouses": {"updated": 1, "created": 1, "refused": 1},
    "stock": {"unchanged": 1, "created": 1, "refused": 2},
}


@pytest.fixture
async def head(brand: Brand, database: Database, log_in: Login, drain: Drain) -> Client:
    """An administrator of a brand that has some of everything."""
    shelf = await stock_shelf(database, brand)
    await sell_unit(database, brand, shelf, "SN1")
    async with database.transaction(brand.id, brand.anyone) as tx:
        await parts.open_warehouse(tx, organisation_id=shelf.factory, code="W-01", name="一号仓")
        known = [("P-001", 7), ("P-002", 3)]
        await import_stock(
            tx,
            [
                sheets.Row(n, {"warehouse": "W-01", "part": part, "quantity": many})
                for n, (part, many) in enumerate(known)
            ],
        )
    head = await log_in(brand, Role.ADMINISTRATOR)
    await drain()
    return head


async def prints(superuser: asyncpg.Connection, brand: Brand) -> dict[str, str]:
    """A fingerprint of what the tenant has in each of its tables, but for what a trial leaves behind."""
    asked = " UNION ALL ".join(
        f"SELECT '{name}', count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') "  # noqa: S608 - names from the registry
        f"FROM {name} t WHERE tenant_id = '{brand.id}'"
        for name in sorted(TENANT_TABLES.keys() - ITS_OWN)
    )
    return dict(await superuser.fetch(asked))


async def answers(client: Client, place: str) -> list[dict[str, Any]]:
    """What became of each row."""
    items: list[dict[str, Any]] = (await client.http.get(f"{place}/rows", params={"limit": 200})).json()["items"]
    return items


async def begin(client: Client, kind: str, file_id: str, *, trial: bool) -> tuple[dict[str, Any], str]:
    """A job that imports or tries an uploaded sheet, and its place."""
    accepted = await client.http.post("/v1/imports", json={"kind": kind, "file_id": file_id, "trial": trial})
    return await job_of(client, accepted), accepted.headers["location"]


@pytest.mark.parametrize("kind", sorted(IMPORTERS))
async def test_a_trial_answers_as_the_import_does_and_writes_nothing_but_its_job(
    brand: Brand, head: Client, superuser: asyncpg.Connection, drain: Drain, kind: str
) -> None:
    content = await asyncio.to_thread(sheets.write_xlsx, IMPORTERS[kind].sheet, ROWS[kind])
    file = await uploaded(head, content, name="试.xlsx", content_type=XLSX, purpose="import_sheet")
    await drain()

    before = await prints(superuser, brand)
    _, tried = await begin(head, kind, str(file["id"]), trial=True)
    await drain()
    trial, would = (await head.http.get(tried)).json(), await answers(head, tried)
    after = await prints(superuser, brand)
    _, done = await begin(head, kind, str(file["id"]), trial=False)
    await drain()
    real, did = (await head.http.get(done)).json(), await answers(head, done)

    assert after == before
    assert (trial["state"], trial["done"], trial["counts"]) == ("done", len(ROWS[kind]), OUTCOMES[kind])
    assert would == did
    assert (real["state"], real["counts"]) == ("done", OUTCOMES[kind])
    assert (trial["input"]["trial"], real["input"]["trial"]) == (True, False)
    assert await prints(superuser, brand) != before


async def test_refused_rows_name_their_column_in_both_languages(head: Client, drain: Drain) -> None:
    content = await asyncio.to_thread(sheets.write_xlsx, IMPORTERS["dealers"].sheet, ROWS["dealers"])

    tried = await hand_in(head, "dealers", content, trial=True)
    await drain()
    refused = [row["errors"][0] for row in await answers(head, tried.headers["location"]) if row["errors"]]
    taken = await head.http.get(f"{tried.headers['location']}/rows.xlsx", params={"outcome": "refused"})
    [page] = load_workbook(BytesIO(taken.content)).worksheets

    assert [(one["column"], one["column_en"], one["code"]) for one in refused] == [
        ("经销商编码", "Dealer code", "other_kind"),
        ("联系邮箱", "Contact e-mail", "not_an_email"),
    ]
    assert [[cell.value for cell in row][2:5] for row in page.iter_rows()] == [
        ["结果", "列", "英文列名"],
        ["将拒绝", "经销商编码", "Dealer code"],
        ["将拒绝", "联系邮箱", "Contact e-mail"],
    ]


async def test_a_trial_needs_the_right_of_the_import_and_leaves_no_job_without_it(
    brand: Brand, head: Client, log_in: Login
) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    content = await asyncio.to_thread(sheets.write_xlsx, IMPORTERS["dealers"].sheet, ROWS["dealers"])

    refused = await hand_in(clerk, "dealers", content, trial=True)

    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert (await head.http.get("/v1/jobs")).json()["items"] == []


async def test_a_sheet_that_cannot_be_read_fails_its_trial_in_silence(
    brand: Brand, head: Client, superuser: asyncpg.Connection, drain: Drain
) -> None:
    file = await uploaded(head, b"no such heading\nx\n", name="试.csv", content_type="text/csv", purpose="import_sheet")
    await drain()

    before = await prints(superuser, brand)
    _, tried = await begin(head, "dealers", str(file["id"]), trial=True)
    await drain()
    job = (await head.http.get(tried)).json()

    assert (job["state"], job["error"]["code"], job["counts"]) == ("failed", "heading_unknown", {})
    assert await prints(superuser, brand) == before
