"""An operator and a brand's administrator, and what passes between them about access."""

from contextlib import AsyncExitStack
from typing import Any

import httpx
from msgspec import Struct
from tests.fixtures.api import Client
from tests.fixtures.kernel import Brand

REQUESTS = "/v1/operator/access-requests"
GRANTS = "/v1/access-grants"
FIRST = {"If-Match": '"1"'}
SECOND = {"If-Match": '"2"'}
Json = dict[str, Any]


class Desk(Struct):
    """An operator, an administrator of a brand, and whoever shows a token at its door."""

    operator: httpx.AsyncClient
    admin: Client
    brand: Brand
    doors: AsyncExitStack

    async def asked(self, hours: int = 8) -> Json:
        """A request of the operator to the brand."""
        body = {"tenant_id": str(self.brand.id), "reason": "客户报障 4711", "hours": hours}
        answer = await self.operator.post(REQUESTS, json=body)
        assert answer.status_code == 201, answer.text
        request: Json = answer.json()
        return request

    async def granted(self, hours: int | None = None) -> str:
        """The identity of a request that the administrator granted."""
        access_id: str = (await self.asked())["id"]
        answer = await self.admin.http.post(f"{GRANTS}/{access_id}/grant", json={"hours": hours}, headers=FIRST)
        assert answer.status_code == 200, answer.text
        return access_id

    async def opened(self, access_id: str) -> httpx.AsyncClient:
        """Whoever holds the pass of a granted request."""
        answer = await self.operator.post(f"{REQUESTS}/{access_id}/passes")
        assert answer.status_code == 201, answer.text
        headers = {"Authorization": f"Bearer {answer.json()['token']}"}
        door = httpx.AsyncClient(transport=self.operator._transport, base_url="https://test", headers=headers)
        return await self.doors.enter_async_context(door)

    async def looks(self, access_id: str) -> list[tuple[str, str]]:
        """What the tenant sees was looked at, oldest first."""
        items = (await self.admin.http.get(f"{GRANTS}/{access_id}/looks")).json()["items"]
        return [(one["method"], one["address"]) for one in reversed(items)]
