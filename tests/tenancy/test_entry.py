"""Coming in over HTTP."""

import httpx
from tests.fixtures.api import PASSWORD, Login
from tests.fixtures.kernel import Brand

from aftersales.kernel.access import Role


async def test_a_person_logs_in_and_reads_who_they_are(brand: Brand, log_in: Login) -> None:
    client = await log_in(brand, Role.AFTER_SALES_CLERK)

    answer = await client.http.get("/v1/sessions/current")

    assert answer.status_code == 200, answer.text
    assert answer.json()["roles"] == ["after_sales_clerk"]
    assert answer.json()["brands"][0]["code"] == brand.code


async def test_a_wrong_password_and_an_unknown_address_are_answered_alike(
    brand: Brand, log_in: Login, api: httpx.AsyncClient
) -> None:
    client = await log_in(brand, Role.AUDITOR)

    wrong = await api.post("/v1/sessions", json={"email": client.email, "password": PASSWORD + "x"})
    unknown = await api.post("/v1/sessions", json={"email": "nobody@example.com", "password": PASSWORD})

    assert (wrong.status_code, wrong.json()["code"]) == (401, "login_failed")
    assert (unknown.status_code, unknown.json()["code"]) == (401, "login_failed")
    assert wrong.json()["detail"] == unknown.json()["detail"]
