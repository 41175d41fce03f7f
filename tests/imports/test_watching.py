"""Watching a job while it runs."""

import asyncio
from datetime import date

import httpx
import pytest
from tests.fixtures.api import Client, Login
from tests.fixtures.domain_catalog import stock_shelf
from tests.fixtures.kernel import Brand
from tests.fixtures.worker import Drain
from tests.imports.handing_in import hand_in, sheet

from aftersales.kernel.access import Role
from aftersales.kernel.tx import Database

HEADINGS = ("序列号", "型号编码", "经销商编码", "销售日期")


async def begin(database: Database, brand: Brand, client: Client, rows: int) -> str:
    """The place of a job that waits."""
    await stock_shelf(database, brand)
    units = ((f"SN{number}", "QH-E1", "D001", date(2026, 3, 1)) for number in range(rows))
    accepted = await hand_in(client, "units", sheet(HEADINGS, *units))
    place: str = accepted.headers["location"]
    return place


async def test_the_stream_tells_each_step_and_ends_with_the_job(
    brand: Brand, database: Database, log_in: Login, drain: Drain
) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    place = await begin(database, brand, clerk, 10)

    watching = asyncio.create_task(clerk.http.get(f"{place}/events"))
    await asyncio.sleep(0.2)
    await drain()
    stream = await asyncio.wait_for(watching, 10)
    data = [line for line in stream.text.splitlines() if line.startswith("data:")]

    assert [line for line in stream.text.splitlines() if line.startswith("event:")] == [
        "event: progress",
        "event: progress",
        "event: end",
    ]
    assert '"state":"waiting"' in data[0]
    assert '"state":"done"' in data[2]


async def test_a_watcher_who_leaves_ends_the_stream_and_holds_no_connection(
    brand: Brand, database: Database, log_in: Login, api: httpx.AsyncClient
) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    place = await begin(database, brand, clerk, 1)
    sent: list[dict[str, object]] = []
    left = asyncio.Event()

    async def receive() -> dict[str, object]:
        if sent:
            await left.wait()
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, object]) -> None:
        sent.append(message)
        if len(sent) > 1:
            left.set()

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "path": f"{place}/events",
        "raw_path": f"{place}/events".encode(),
        "root_path": "",
        "scheme": "https",
        "query_string": b"",
        "headers": [(b"host", b"test"), (b"authorization", f"Bearer {clerk.token}".encode())],
        "client": ("127.0.0.1", 1),
        "server": ("test", 443),
    }
    app = api._transport.app  # type: ignore[attr-defined]  # the application under the client
    await asyncio.wait_for(app(scope, receive, send), 10)

    assert sent[0]["status"] == 200
    assert b"event: progress" in bytes(str(sent[1]["body"]), "utf-8")
    assert (await clerk.http.get(place)).json()["state"] == "waiting"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/product-models"),
        ("POST", "/v1/product-models"),
        ("GET", "/v1/parts"),
        ("POST", "/v1/parts"),
        ("GET", "/v1/units"),
        ("POST", "/v1/units"),
        ("POST", "/v1/imports"),
        ("GET", "/v1/import-templates"),
        ("GET", "/v1/import-templates/units"),
        ("GET", "/v1/jobs"),
        ("GET", "/v1/jobs/00000000-0000-7000-8000-000000000000"),
        ("GET", "/v1/jobs/00000000-0000-7000-8000-000000000000/events"),
        ("GET", "/v1/jobs/00000000-0000-7000-8000-000000000000/rows.xlsx"),
        ("GET", "/v1/facts"),
    ],
)
async def test_nobody_unknown_comes_in(api: httpx.AsyncClient, method: str, path: str) -> None:
    bodies = {
        "/v1/product-models": {"code": "X", "name": "X", "factory_id": "00000000-0000-7000-8000-000000000000"},
        "/v1/parts": {"number": "X", "name": "X"},
        "/v1/imports": {"kind": "units", "file_id": "00000000-0000-7000-8000-000000000000"},
        "/v1/units": {
            "serial": "X",
            "model_id": "00000000-0000-7000-8000-000000000000",
            "dealer_id": "00000000-0000-7000-8000-000000000000",
            "sale_date": "2026-01-01",
        },
    }

    answer = await api.request(method, path, json=bodies.get(path) if method == "POST" else None)

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


async def test_bodies_are_taken_literally_and_changes_name_a_version(
    brand: Brand, database: Database, log_in: Login
) -> None:
    shelf = await stock_shelf(database, brand)
    editor = await log_in(brand, Role.POLICY_EDITOR)
    place = f"/v1/parts/{shelf.motor.id}"

    unknown_field = await editor.http.post("/v1/parts", json={"number": "X", "name": "X", "colour": "red"})
    wrong_type = await editor.http.post("/v1/parts", json={"number": 7, "name": "X"})
    no_version = await editor.http.put(place, json={"name": "X"})
    bad_version = await editor.http.put(place, json={"name": "X"}, headers={"If-Match": "W/1"})
    bad_id = await editor.http.get("/v1/parts/not-an-id")

    assert (unknown_field.status_code, unknown_field.json()["errors"][0]["pointer"]) == (400, "/colour")
    assert (wrong_type.status_code, wrong_type.json()["errors"][0]["pointer"]) == (400, "/number")
    assert (no_version.status_code, bad_version.status_code, bad_id.status_code) == (428, 400, 404)
    assert (await editor.http.get(place)).json()["name"] == "电机"


async def test_the_same_key_hands_a_sheet_in_once(brand: Brand, database: Database, log_in: Login) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    place = await begin(database, brand, clerk, 1)
    file_id = (await clerk.http.get(place)).json()["input"]["file_id"]
    clerk.http.headers["Idempotency-Key"] = "import-1"

    first = await clerk.http.post("/v1/imports", json={"kind": "units", "file_id": file_id})
    again = await clerk.http.post("/v1/imports", json={"kind": "units", "file_id": file_id})

    assert first.status_code == again.status_code == 202
    assert first.json() == again.json()
    assert first.headers["location"] == again.headers["location"] != place
