"""Imports from the upload to the answer for each row."""

import time
from datetime import date
from io import BytesIO

import msgspec
import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select
from tests.fixtures.api import Login
from tests.fixtures.domain_catalog import Shelf, add_organisation, stock_shelf
from tests.fixtures.kernel import Brand
from tests.fixtures.worker import Drain
from tests.imports.handing_in import hand_in, job_of, keys_refused, refusals, sheet

from aftersales.kernel import sheets
from aftersales.kernel.access import Role
from aftersales.kernel.tx import Database
from aftersales.units.rules import UNITS
from aftersales.units.tables import units

HEADINGS = ("序列号", "型号编码", "经销商编码", "销售日期", "用户姓名", "用户电话")


@pytest.fixture
async def shelf(brand: Brand, database: Database) -> Shelf:
    return await stock_shelf(database, brand)


def unit(serial: str, **cells: object) -> tuple[object, ...]:
    """A row of a sheet of units."""
    row = {"model": "QH-E1", "dealer": "D001", "sold": date(2026, 3, 1), "owner": "林晓禾", "phone": "13800001234"}
    return (serial, *(row | cells).values())


async def count_units(database: Database, brand: Brand) -> int:
    async with database.transaction(brand.id, brand.anyone) as tx:
        found: int = await tx.scalar(select(func.count()).select_from(units).where(units.c.tenant_id == brand.id))
    return found


async def test_a_brand_comes_on_board_sheet_by_sheet(brand: Brand, log_in: Login, drain: Drain) -> None:
    head = await log_in(brand, Role.ADMINISTRATOR)
    files = {
        "factories": sheet(
            ("工厂编码", "名称", "地址", "收件人", "电话"),
            ("F01", "轻行一厂", "江苏省示范市工业路 1 号", "退件仓", "13800009001"),
        ),
        "dealers": sheet(("经销商编码", "名称"), ("D001", "杭州悦骑"), ("D002", "宁波绿行")),
        "models": sheet(("型号编码", "型号名称", "生产工厂编码"), ("QH-E1", "轻行 E1", "F01")),
        "parts": sheet(("配件编号", "配件名称", "单价"), ("P-001", "控制器", 128), ("P-002", "电机", "399.50")),
        "boms": sheet(("型号编码", "配件编号", "数量"), ("QH-E1", "P-001", 1), ("QH-E1", "P-002", 2)),
        "units": sheet(HEADINGS, unit("SN1"), unit("SN2", dealer="D002")),
    }

    counts = {}
    for kind, content in files.items():
        accepted = await hand_in(head, kind, content)
        await drain()
        job = await job_of(head, accepted)
        counts[kind] = (job["state"], job["counts"], job["error"])

    assert counts == {
        "factories": ("done", {"created": 1}, None),
        "dealers": ("done", {"created": 2}, None),
        "models": ("done", {"created": 1}, None),
        "parts": ("done", {"created": 2}, None),
        "boms": ("done", {"created": 2}, None),
        "units": ("done", {"created": 2}, None),
    }
    listed = (await head.http.get("/v1/units")).json()["items"]
    assert [(item["serial"], item["dealer_code"], item["model_code"]) for item in listed] == [
        ("SN1", "D001", "QH-E1"),
        ("SN2", "D002", "QH-E1"),
    ]


async def test_each_refused_row_says_where_and_why_and_the_others_are_written(
    brand: Brand, shelf: Shelf, database: Database, log_in: Login, drain: Drain
) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    content = sheet(
        HEADINGS,
        unit("SN1"),
        unit("SN2", model="QH-E9"),
        unit("SN3", dealer="D999", sold=date(2027, 1, 1)),
        unit("SN1", owner="沈书宁"),
        unit("SN5", owner="=1+1"),
        unit("SN6", phone="123"),
        unit("SN7", dealer="F01"),
        (None, "QH-E1", "D001", date(2026, 3, 1)),
        unit("SN9"),
    )

    accepted = await hand_in(clerk, "units", content)
    await drain()
    job = await job_of(clerk, accepted)

    assert (job["state"], job["done"], job["total"]) == ("done", 9, 9)
    assert job["counts"] == {"created": 2, "refused": 7}
    assert await refusals(clerk, accepted) == [
        (3, "型号编码", "model_unknown"),
        (4, "经销商编码", "dealer_unknown"),
        (4, "销售日期", "date_in_future"),
        (5, "序列号", "duplicate_in_sheet"),
        (6, "用户姓名", "formula_in_cell"),
        (7, "用户电话", "not_a_phone"),
        (8, "经销商编码", "dealer_unknown"),
        (9, "序列号", "required"),
    ]
    assert await keys_refused(clerk, accepted) == ["SN2", "SN3", "SN1", "SN5", "SN6", "SN7", ""]
    assert await count_units(database, brand) == 2
    assert shelf.model.code == "QH-E1"


async def test_a_doubled_key_names_the_row_where_it_stood_first(
    brand: Brand, shelf: Shelf, log_in: Login, drain: Drain
) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)

    accepted = await hand_in(clerk, "units", sheet(HEADINGS, unit("SN1"), unit("SN2"), unit("SN1")))
    await drain()
    rows = (await clerk.http.get(f"{accepted.headers['location']}/rows", params={"outcome": "refused"})).json()

    assert [(row["row"], row["errors"][0]["zh"]) for row in rows["items"]] == [(4, "与第 2 行重复。")]
    assert shelf.model.code == "QH-E1"


async def test_handing_in_the_same_sheet_again_makes_no_doubles(
    brand: Brand, shelf: Shelf, database: Database, log_in: Login, drain: Drain
) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    first = await hand_in(clerk, "units", sheet(HEADINGS, unit("SN1"), unit("SN2", model="QH-E9")))
    await drain()

    second = await hand_in(clerk, "units", sheet(HEADINGS, unit("SN1"), unit("SN2")))
    third = await hand_in(clerk, "units", sheet(HEADINGS, unit("SN1", owner="沈书宁"), unit("SN2")))
    await drain()

    assert (await job_of(clerk, first))["counts"] == {"created": 1, "refused": 1}
    assert (await job_of(clerk, second))["counts"] == {"created": 1, "unchanged": 1}
    assert (await job_of(clerk, third))["counts"] == {"updated": 1, "unchanged": 1}
    assert await count_units(database, brand) == 2
    assert shelf.model.code == "QH-E1"


async def test_a_column_that_the_file_lacks_is_left_alone_and_an_empty_cell_empties(
    brand: Brand, shelf: Shelf, log_in: Login, drain: Drain
) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    await hand_in(clerk, "units", sheet(HEADINGS, unit("SN1"), unit("SN2")))
    await drain()

    await hand_in(clerk, "units", sheet(HEADINGS[:4], unit("SN1", sold=date(2026, 4, 1))[:4]))
    await hand_in(clerk, "units", sheet(HEADINGS, unit("SN2", owner=None)))
    await drain()
    listed = (await clerk.http.get("/v1/units")).json()["items"]

    assert [(item["serial"], item["sale_date"], item["owner_name"]) for item in listed] == [
        ("SN1", "2026-04-01", "林**"),
        ("SN2", "2026-03-01", ""),
    ]
    assert shelf.model.code == "QH-E1"


async def test_models_parts_and_bills_refuse_what_is_unknown(
    brand: Brand, shelf: Shelf, log_in: Login, drain: Drain
) -> None:
    editor = await log_in(brand, Role.POLICY_EDITOR)
    models = sheet(("型号编码", "型号名称", "生产工厂编码"), ("QH-E2", "轻行 E2", "D001"), ("QH-E3", "轻行 E3", "F01"))
    parts = sheet(("配件编号", "配件名称", "单价", "币种"), ("P-3", "灯", "1.50", "JPY"), ("P-4", "灯", -1, "CNY"))
    boms = sheet(("型号编码", "配件编号", "数量"), ("QH-E1", "P-404", 1), ("QH-E1", "P-001", 5), ("X", "P-001", 0))

    answers = [
        await hand_in(editor, kind, content) for kind, content in (("models", models), ("parts", parts), ("boms", boms))
    ]
    await drain()

    assert await refusals(editor, answers[0]) == [(2, "生产工厂编码", "factory_unknown")]
    assert await refusals(editor, answers[1]) == [(2, "单价", "price_unusable"), (3, "单价", "out_of_range")]
    assert await refusals(editor, answers[2]) == [(2, "配件编号", "part_unknown"), (4, "数量", "out_of_range")]
    bill = await editor.http.get(f"/v1/product-models/{shelf.model.id}/bom")
    assert [(line["part"]["number"], line["quantity"]) for line in bill.json()["lines"]] == [("P-001", 5), ("P-002", 2)]
    assert bill.headers["etag"] == f'"{shelf.model.version + 1}"'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (sheet(("序列号", "奇怪的列"), ("SN1", "x")), "heading_unknown"),
        (sheet(("序列号",), ("SN1",)), "heading_missing"),
        (sheet(HEADINGS), "sheet_empty"),
    ],
)
async def test_a_sheet_that_cannot_be_read_fails_as_a_whole(
    brand: Brand, shelf: Shelf, database: Database, log_in: Login, drain: Drain, content: bytes, code: str
) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    accepted = await hand_in(clerk, "units", content)
    await drain()
    job = await job_of(clerk, accepted)

    assert job["state"] == "failed"
    assert msgspec.convert(job["error"], dict[str, str])["code"] == code
    assert await count_units(database, brand) == 0
    assert shelf.model.code == "QH-E1"


async def test_a_damaged_sheet_is_refused_with_its_upload_and_begins_no_import(
    brand: Brand, shelf: Shelf, database: Database, log_in: Login, drain: Drain
) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    damaged = sheet(HEADINGS, unit("SN1"))[:-200] + b"\x00" * 200

    answer = await hand_in(clerk, "units", damaged)
    await drain()

    assert (answer.status_code, answer.json()["code"]) == (409, "file_not_ready")
    assert (await clerk.http.get("/v1/jobs")).json()["items"] == []
    assert await count_units(database, brand) == 0
    assert shelf.model.code == "QH-E1"


async def test_who_may_not_write_may_not_import(brand: Brand, shelf: Shelf, log_in: Login) -> None:
    editor = await log_in(brand, Role.POLICY_EDITOR)

    answer = await hand_in(editor, "units", sheet(HEADINGS, unit("SN1")))
    unknown = await hand_in(editor, "elephants", sheet(HEADINGS, unit("SN1")))

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert (unknown.status_code, unknown.json()["code"]) == (422, "import_kind_unknown")
    assert (await editor.http.get("/v1/jobs")).json()["items"] == []
    assert shelf.model.code == "QH-E1"


async def test_another_tenants_file_cannot_be_imported(
    brand: Brand, shelf: Shelf, log_in: Login, make_tenant: object
) -> None:
    assert callable(make_tenant)
    stranger = await log_in(await make_tenant(), Role.ADMINISTRATOR)
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    accepted = await hand_in(clerk, "units", sheet(HEADINGS, unit("SN1")))
    file_id = (await job_of(clerk, accepted))["input"]["file_id"]  # type: ignore[index]  # a JSON object

    answer = await stranger.http.post("/v1/imports", json={"kind": "units", "file_id": file_id})
    watched = await stranger.http.get(accepted.headers["location"])

    assert answer.status_code == 404
    assert watched.status_code == 404
    assert shelf.model.code == "QH-E1"


async def test_the_template_can_be_filled_in_and_imported(
    brand: Brand, shelf: Shelf, log_in: Login, drain: Drain
) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)

    kinds = (await clerk.http.get("/v1/import-templates")).json()["items"]
    template = await clerk.http.get("/v1/import-templates/units")
    book = load_workbook(BytesIO(template.content))
    page = book.worksheets[0]
    headings = [str(cell.value) for cell in page[1]]
    page.append(["SN1", "QH-E1", "D001", date(2026, 3, 1)])
    out = BytesIO()
    book.save(out)
    accepted = await hand_in(clerk, "units", out.getvalue())
    await drain()

    assert [kind["kind"] for kind in kinds] == ["units"]
    assert headings[0] == "序列号 Serial"
    assert template.headers["content-disposition"] == 'attachment; filename="units.xlsx"'
    assert (await job_of(clerk, accepted))["counts"] == {"created": 1}
    assert shelf.model.code == "QH-E1"


async def test_the_answers_come_as_a_sheet(brand: Brand, shelf: Shelf, log_in: Login, drain: Drain) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    accepted = await hand_in(clerk, "units", sheet(HEADINGS, unit("SN1"), unit("SN2", model="QH-E9", dealer="X")))
    await drain()

    answer = await clerk.http.get(f"{accepted.headers['location']}/rows.xlsx", params={"outcome": "refused"})
    rows = list(load_workbook(BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))

    assert [row[:4] for row in rows] == [
        ("行号", "标识", "结果", "列"),
        (3, "SN2", "拒绝", "型号编码"),
        (3, "SN2", "拒绝", "经销商编码"),
    ]
    assert shelf.model.code == "QH-E1"


async def test_watching_a_finished_job_ends_at_once(brand: Brand, shelf: Shelf, log_in: Login, drain: Drain) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    accepted = await hand_in(clerk, "units", sheet(HEADINGS, unit("SN1")))
    await drain()

    stream = await clerk.http.get(f"{accepted.headers['location']}/events")
    lines = stream.text.splitlines()

    assert stream.headers["content-type"].startswith("text/event-stream")
    assert [line for line in lines if line.startswith("event:")] == ["event: progress", "event: end"]
    assert '"counts":{"created":1}' in next(line for line in lines if line.startswith("data:"))
    assert shelf.model.code == "QH-E1"


async def test_another_persons_job_is_seen_by_auditors_only(
    brand: Brand, shelf: Shelf, log_in: Login, drain: Drain
) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    accepted = await hand_in(clerk, "units", sheet(HEADINGS, unit("SN1")))
    await drain()
    colleague = await log_in(brand, Role.AFTER_SALES_CLERK)
    auditor = await log_in(brand, Role.AUDITOR)
    dealer = await log_in(brand, Role.DEALER_MANAGER, dealer=shelf.dealer)
    places = [f"{accepted.headers['location']}{part}" for part in ("", "/rows", "/rows.xlsx", "/events")]

    by_colleague = [(await colleague.http.get(place)).status_code for place in places]
    by_dealer = [(await dealer.http.get(place)).status_code for place in places]
    by_auditor = [(await auditor.http.get(place)).status_code for place in places]

    assert by_colleague == by_dealer == [404, 404, 404, 404]
    assert by_auditor == [200, 200, 200, 200]


async def test_an_import_is_one_fact_however_many_rows(brand: Brand, shelf: Shelf, log_in: Login, drain: Drain) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    auditor = await log_in(brand, Role.AUDITOR)
    accepted = await hand_in(clerk, "units", sheet(HEADINGS, *(unit(f"SN{number}") for number in range(30))))
    await drain()
    job_id = (await job_of(clerk, accepted))["id"]

    story = (await auditor.http.get("/v1/facts", params={"subject_id": str(job_id)})).json()["items"]
    by_name = (await auditor.http.get("/v1/facts", params={"name": "units.unit_registered"})).json()["items"]
    later = (await auditor.http.get("/v1/facts", params={"since": "2026-06-15T02:00:01"})).json()
    page = (await auditor.http.get("/v1/facts", params={"since": "2026-01-01T00:00:00Z", "limit": 1})).json()
    refused = await clerk.http.get("/v1/facts")

    assert [fact["name"] for fact in story] == ["platform.import_started", "platform.import_finished"]
    assert story[1]["payload"]["counts"] == {"created": 30}
    assert by_name == []
    assert later["items"] == []
    assert (len(page["items"]), page["next_cursor"] is None) == (1, False)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert shelf.model.code == "QH-E1"


async def test_a_thousand_dealers_and_twenty_thousand_units(
    brand: Brand, database: Database, log_in: Login, drain: Drain, capsys: pytest.CaptureFixture[str]
) -> None:
    factory = await add_organisation(database, brand, "factory", "F01")
    head = await log_in(brand, Role.ADMINISTRATOR)
    model = {"code": "QH-E1", "name": "轻行 E1", "factory_id": str(factory)}
    await head.http.post("/v1/product-models", json=model)
    dealers = sheet(("经销商编码", "名称"), *((f"D{number:04d}", f"经销商{number}") for number in range(1000)))
    sold = sheets.write_xlsx(
        UNITS,
        (
            {
                "serial": f"QHE1{number:07d}",
                "model_code": "QH-E1",
                "dealer_code": f"D{number % 1000:04d}",
                "sale_date": date(2025, 1 + number % 12, 1 + number % 28),
                "invoice_date": date(2025, 1 + number % 12, 1 + number % 28),
                "proof": "invoice",
                "proof_number": f"{number:08d}",
                "owner_name": "林晓禾",
                "owner_phone": f"1380000{number % 10000:04d}",
            }
            for number in range(20_000)
        ),
    )

    seconds = {}
    answers = {}
    for kind, content in (("dealers", dealers), ("units", sold)):
        accepted = await hand_in(head, kind, content)
        started = time.perf_counter()
        await drain()
        seconds[kind] = time.perf_counter() - started
        answers[kind] = (await job_of(head, accepted))["counts"]

    with capsys.disabled():
        print(f"\n1,000 dealers in {seconds['dealers']:.1f} s, 20,000 units in {seconds['units']:.1f} s")  # noqa: T201 - a figure to read
    assert answers == {"dealers": {"created": 1000}, "units": {"created": 20_000}}
    assert await count_units(database, brand) == 20_000
