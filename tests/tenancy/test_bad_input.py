"""Bad input at the doors of tenancy: a refusal with its place, never a 500, nothing half done."""

import httpx
import pytest
from tests.fixtures.api import Login
from tests.fixtures.kernel import Brand
from tests.tenancy.network import code_of

from aftersales.kernel.access import Role

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    "body",
    [
        b'{"kind": "dealer", "code": "D1", "name": "a\\u0000b"}',
        b'{"kind": "dealer", "code": "D1", "name": "a\\ud800b"}',
        b'{"kind": "dealer", "code": "D1", "name": "\xff"}',
        b'{"kind": "dealer", "code": "D1\\n", "name": "x"}',
        b'{"kind": "dealer", "code": "D1", "name": 7}',
        b'{"kind": "dealer", "code": "D1"}',
        b"[]",
        b"{",
        b"",
        b"[" * 100_000,
    ],
)
async def test_a_body_that_cannot_be_kept_is_refused(body: bytes, brand: Brand, log_in: Login) -> None:
    admin = await log_in(brand, Role.ADMINISTRATOR)

    refused = await admin.http.post("/v1/organisations", content=body, headers=JSON)
    listed = await admin.http.get("/v1/organisations")

    assert refused.status_code in {400, 422}, refused.text
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert [item["code"] for item in listed.json()["items"]] == ["HQ"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/organisations?q=a%00b", 400),
        ("/v1/organisations?limit=0", 400),
        ("/v1/organisations?limit=99999999999999999999", 400),
        ("/v1/organisations?kind=planet", 400),
        ("/v1/organisations?cursor=AAAA", 400),
        ("/v1/organisations?cursor=%F0%9F%92%A9", 400),
        ("/v1/members?organisation_id=1%27--", 400),
        ("/v1/members/not-a-uuid", 404),
        ("/v1/invitations/..%2f..%2fetc%2fpasswd", 404),
        ("/v1/keys/00000000-0000-0000-0000-000000000000", 404),
    ],
)
async def test_a_question_that_makes_no_sense_is_refused(path: str, status: int, brand: Brand, log_in: Login) -> None:
    admin = await log_in(brand, Role.ADMINISTRATOR)

    refused = await admin.http.get(path)

    assert refused.status_code == status, refused.text
    assert refused.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "headers",
    [
        {"If-Match": "1"},
        {"If-Match": 'W/"1"'},
        {"If-Match": "*"},
        {"If-Match": '"99999999999999"'},
        {"If-Match": '"-1"'},
    ],
)
async def test_a_version_that_is_none_is_refused(headers: dict[str, str], brand: Brand, log_in: Login) -> None:
    admin = await log_in(brand, Role.ADMINISTRATOR)

    refused = await admin.http.put("/v1/tenant", json={"name": "新名"}, headers=headers)
    tenant = await admin.http.get("/v1/tenant")

    assert code_of(refused) == (400, "malformed")
    assert refused.json()["errors"][0]["pointer"] == "/headers/if-match"
    assert tenant.json()["version"] == 1


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "Basic abc",
        "Bearer",
        "Bearer aps_sess_" + "0" * 38,
        "Bearer aps_live_" + "é" * 38,
        "Bearer " + "x" * 9000,
    ],
)
async def test_a_token_that_is_none_is_answered_like_no_token(token: str, api: httpx.AsyncClient) -> None:
    refused = await api.get("/v1/tenant", headers={"Authorization": token.encode("latin-1")})  # type: ignore[dict-item]  # bytes are what the wire has

    assert code_of(refused) == (401, "unauthenticated")


@pytest.mark.parametrize("email", ["x", "a@b", "a b@example.com", "a@example.com\u0000", "@".join(["a" * 250, "b.cn"])])
async def test_an_address_that_is_none_is_refused_at_the_doors(email: str, api: httpx.AsyncClient) -> None:
    answers = [
        await api.post("/v1/sessions", json={"email": email, "password": "x"}),
        await api.post("/v1/password-resets", json={"email": email}),
    ]

    assert [answer.status_code for answer in answers] == [400, 400]
