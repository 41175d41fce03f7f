"""How a test hands in a sheet and reads what became of it."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any, TypeAlias

import httpx
from openpyxl import Workbook
from tests.documents.uploads import uploaded
from tests.fixtures.api import Client

from aftersales.documents.files.model import XLSX

Cell: TypeAlias = str | int | float | date | None


def sheet(*rows: Sequence[Cell]) -> bytes:
    """A workbook as a spreadsheet program writes it, headings first."""
    book = Workbook(write_only=True)
    page = book.create_sheet()
    for row in rows:
        page.append(list(row))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


async def hand_in(
    client: Client, kind: str, content: bytes, content_type: str = XLSX, *, trial: bool = False
) -> httpx.Response:
    """Upload a sheet and have it imported, or only tried; the answer to the request."""
    file = await uploaded(client, content, name="导入.xlsx", content_type=content_type, purpose="import_sheet")
    return await client.http.post("/v1/imports", json={"kind": kind, "file_id": file["id"], "trial": trial})


async def job_of(client: Client, accepted: httpx.Response) -> dict[str, Any]:
    """The job that an accepted import began, as it stands now."""
    assert accepted.status_code == 202, accepted.text
    job: dict[str, Any] = (await client.http.get(accepted.headers["location"])).json()
    return job


async def refusals(client: Client, accepted: httpx.Response) -> list[tuple[int, str, str]]:
    """Row, column and code of everything that was refused."""
    answer = await client.http.get(f"{accepted.headers['location']}/rows", params={"outcome": "refused", "limit": 200})
    return [
        (item["row"], error["column"], error["code"]) for item in answer.json()["items"] for error in item["errors"]
    ]


async def keys_refused(client: Client, accepted: httpx.Response) -> list[str]:
    """The keys of the rows that were refused, as they stand in the sheet."""
    answer = await client.http.get(f"{accepted.headers['location']}/rows", params={"outcome": "refused", "limit": 200})
    return [row["key"] for row in answer.json()["items"]]
