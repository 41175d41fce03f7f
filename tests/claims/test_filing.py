"""Filing a return over HTTP: what the policy says, and what filing refuses."""

from sqlalchemy import func, select
from tests.fixtures.domain import Shop

from aftersales.claims.returns.tables import open_units, returns
from aftersales.kernel.tx import Database


async def count(database: Database, shop: Shop, table: object = returns) -> int:
    """How many rows of a table the brand has."""
    async with database.transaction(shop.brand.id, shop.brand.anyone) as tx:
        return int(await tx.scalar(select(func.count()).select_from(table)))  # type: ignore[arg-type]


async def test_a_verdict_names_the_clause_and_files_nothing(shop: Shop, database: Database) -> None:
    answer = await shop.people["dealer"].http.post("/v1/return-verdicts", json={"lines": [shop.line()]})

    assert answer.status_code == 200, answer.text
    (line,) = answer.json()["lines"]
    assert (line["outcome"], line["clause"]) == ("covered", "QH-1.1")
    assert await count(database, shop) == 0


async def test_a_covered_return_below_the_limit_is_approved_in_the_act(shop: Shop) -> None:
    answer = await shop.people["dealer"].http.post("/v1/returns", json={"lines": [shop.line()]})

    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert body["summary"]["state"] == "approved"
    assert body["summary"]["amount"] == {"amount": "399.00", "currency": "CNY"}
    assert body["summary"]["route"]["factory"] == "QH-WX"
    assert answer.headers["ETag"] == '"1"'
    assert answer.headers["Location"] == f"/v1/returns/{body['summary']['id']}"


async def test_expired_and_human_damaged_parts_are_refused_by_clause(shop: Shop, database: Database) -> None:
    lines = [shop.line("QH-1003"), shop.line("QH-1002", human_damage=True)]

    answer = await shop.people["dealer"].http.post("/v1/returns", json={"lines": lines})

    assert (answer.status_code, answer.json()["code"]) == (422, "lines_refused")
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [
        ("/lines/0", "QH-2.1"),
        ("/lines/1", "QH-2.2"),
    ]
    assert await count(database, shop) == 0


async def test_another_dealers_unit_and_a_foreign_part_are_refused_together(shop: Shop, database: Database) -> None:
    lines = [shop.line("QH-2001"), shop.line("QH-1001", "TYRE-16"), shop.line("QH-1002", "NONE-1")]

    answer = await shop.people["dealer"].http.post("/v1/returns", json={"lines": lines})

    assert (answer.status_code, answer.json()["code"]) == (422, "lines_unusable")
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [
        ("/lines/0/serial", "unit_unknown"),
        ("/lines/1/part_number", "part_not_of_model"),
        ("/lines/2/part_number", "part_unknown"),
    ]
    assert await count(database, shop) == 0


async def test_a_unit_under_an_open_return_cannot_be_filed_again(shop: Shop, database: Database) -> None:
    dealer = shop.people["dealer"].http
    await dealer.post("/v1/returns", json={"lines": [shop.line()]})

    again = await dealer.post("/v1/returns", json={"lines": [shop.line("QH-1002"), shop.line()]})

    assert (again.status_code, again.json()["code"]) == (409, "unit_under_return")
    assert "QH-1001" in again.json()["detail"]
    assert await count(database, shop) == 1
    assert await count(database, shop, open_units) == 1


async def test_the_same_idempotency_key_files_once(shop: Shop, database: Database) -> None:
    dealer = shop.people["dealer"].http
    body = {"lines": [shop.line()]}

    first = await dealer.post("/v1/returns", json=body, headers={"Idempotency-Key": "k-1"})
    second = await dealer.post("/v1/returns", json=body, headers={"Idempotency-Key": "k-1"})
    other = await dealer.post("/v1/returns", json={"lines": [shop.line("QH-1002")]}, headers={"Idempotency-Key": "k-1"})

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json() == first.json()
    assert second.headers["Idempotency-Replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert await count(database, shop) == 1


async def test_a_list_names_its_next_page_in_body_and_header(shop: Shop) -> None:
    dealer = shop.people["dealer"].http
    for serial in ("QH-1001", "QH-1002"):
        await dealer.post("/v1/returns", json={"lines": [shop.line(serial)]})

    first = await dealer.get("/v1/returns", params={"limit": 1, "state": "approved"})
    second = await dealer.get(first.links["next"]["url"])

    assert first.links["next"]["url"].startswith("/v1/returns?limit=1&state=approved&cursor=")
    assert len(second.json()["items"]) == 1
    assert second.json()["items"][0]["id"] != first.json()["items"][0]["id"]
    assert "next" not in second.links
