"""Words that nobody else says: put into every text of a tenant and of one of its dealers, and looked for everywhere."""

import io
import secrets
from collections.abc import Iterable, Iterator
from typing import Any, Final, TypeVar
from uuid import UUID

import asyncpg
import httpx
import msgspec
import pypdfium2
import redis.asyncio as redis
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Column, String, Table
from tests.claims.ways import Request, Way
from tests.fixtures.domain import Shop

from aftersales.claims.returns.model import Move
from aftersales.documents.gateway import S3Store
from aftersales.kernel.settings import Settings
from aftersales.kernel.tables import TENANT_TABLES

T = TypeVar("T")

# fmt: off
SAID: Final = frozenset({
    "reason", "note", "text", "fault_text", "name", "name_en", "zh", "en", "address", "consignee",
    "contact_name", "city", "description", "memo", "explanation", "dealer_address", "dealer_name",
    "consignor_address", "consignor_name", "packing_remarks", "remarks", "stamp", "owner_name", "fault",
})
# fmt: on
"""Fields of bodies and of policies in which people write what they like."""

# fmt: off
MACHINES: Final = frozenset({
    "category", "chain", "clause", "code", "content_type", "email", "event", "fingerprint", "handler", "key",
    "link", "number", "object_key", "pdf_sha256", "policy_version", "previous", "recipient_key", "request_id",
    "response", "root", "rule", "serial", "sha256", "signature", "time_zone", "url", "waybill",
})
# fmt: on
"""Columns of text, long enough for people, in which only machines write, or which machines must read again."""

IN_POLICIES: Final = frozenset({"zh", "en", "consignee", "address"})
"""Fields of a policy in which its editor writes freely."""

LEAST: Final = 60
"""Columns that hold less are words of ours: states, kinds, codes."""


class Words(Struct, frozen=True):
    """What one tenant says and nobody else: in its rows, on the platform's row about it, in its first dealer's rows."""

    tenant: str
    platform: str
    dealer: str

    @property
    def all(self) -> tuple[str, ...]:
        """Each of them."""
        return self.tenant, self.platform, self.dealer


def new_words() -> Words:
    """Words that were never said."""
    return Words(*(f"k{letter}{secrets.token_hex(4)}" for letter in "npd"))


def with_word(value: T, word: str, said: frozenset[str] = SAID) -> T:
    """A body or a policy, as plain data, with a word added to everything that people write."""
    if isinstance(value, dict):
        return {  # type: ignore[return-value]  # the same shape as it came
            key: f"{inner} {word}" if key in said and isinstance(inner, str) else with_word(inner, word, said)
            for key, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return type(value)(with_word(inner, word, said) for inner in value)
    return value


def policy_with_word(document: T, word: str) -> T:
    """A policy whose clauses all say a word."""
    return msgspec.convert(with_word(msgspec.to_builtins(document), word, IN_POLICIES), type(document))


class SpokenWay(Way):
    """A return on its way, with a word in everything that is written about it."""

    def __init__(self, shop: Shop, word: str) -> None:
        super().__init__(shop)
        self.word = word
        self.waybill = "-".join(["DY", *word.split(), secrets.token_hex(2)])

    def request(self, move: Move) -> Request:
        """The move, and a word with it."""
        asked = super().request(move)
        return replace(asked, body=with_word(asked.body, self.word))


def free_columns(table: Table) -> list[Column[Any]]:
    """The columns of a table in which people write."""
    return [
        column
        for column in table.columns
        if isinstance(column.type, String)
        and (column.type.length or 400) >= LEAST
        and column.name not in MACHINES
        and (table.name, column.name) != ("messages", "address")
    ]


async def plant(superuser: asyncpg.Connection, tenant: UUID, dealer: UUID, words: Words) -> dict[str, int]:
    """Add a tenant's words to every text in its rows; how many rows of each table say them now."""
    planted: dict[str, int] = {}
    async with superuser.transaction():
        await superuser.execute("SET LOCAL session_replication_role = replica")
        await superuser.execute("UPDATE tenants SET name = left(name, 100) || $2 WHERE id = $1", tenant, words.platform)
        for name, entry in TENANT_TABLES.items():
            owner = f"t.{entry.dealer_column}" if entry.dealer_column in entry.table.c else "NULL::uuid"
            word = f"' ' || $2 || CASE WHEN {owner} = $3 THEN $4 ELSE '' END"
            changes = [
                f"{column.name} = left(coalesce(t.{column.name}, ''), {(column.type.length or 999) - 30}) || {word}"  # type: ignore[attr-defined]  # of strings
                for column in free_columns(entry.table)
            ]
            if changes:
                status = await superuser.execute(
                    f"UPDATE {name} t SET {', '.join(changes)} WHERE t.tenant_id = $1 AND $3::uuid IS NOT NULL"  # noqa: S608 - names
                    " AND $4::text IS NOT NULL",
                    *(tenant, words.tenant, dealer, words.dealer),
                )
                planted[name] = int(status.split(" ")[1])
    return planted


class Heard(Struct, frozen=True):
    """One answer, and who heard it."""

    token: str
    asked: str
    said: str


class Recorder(httpx.AsyncBaseTransport):
    """Hands requests on and keeps every answer, headers and all."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self.heard: list[Heard] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Hand one on."""
        answer = await self._inner.handle_async_request(request)
        body = await answer.aread()
        said = f"{answer.status_code} {dict(answer.headers)} {body.decode('utf-8', 'replace')}"
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        self.heard.append(Heard(token, f"{request.method} {request.url.raw_path.decode()}", said))
        return httpx.Response(answer.status_code, headers=answer.headers, content=body)

    def by(self, tokens: Iterable[str]) -> Iterator[Heard]:
        """What the holders of these tokens heard."""
        those = set(tokens)
        return (one for one in self.heard if one.token in those)


def found_in(words: Iterable[str], texts: Iterable[tuple[str, str]]) -> list[str]:
    """Where any of the words is said."""
    those = tuple(words)
    return [
        f"{place}: {word} in …{text[max(text.find(word) - 80, 0) :][:200]}…"
        for place, text in texts
        for word in those
        if word in text
    ]


def text_of(content: bytes) -> str:
    """What a file says: a paper's text without its breaks, anything else as it is."""
    if not content.startswith(b"%PDF"):
        return content.decode("utf-8", "replace")
    paper = pypdfium2.PdfDocument(io.BytesIO(content))
    try:
        return "".join("".join(page.get_textpage().get_text_range().split()) for page in paper)
    finally:
        paper.close()


async def objects_of(settings: Settings, *tenants: UUID) -> tuple[list[str], dict[str, str]]:
    """Every key in the store, and what the objects of some tenants say."""
    store = S3Store(settings)
    try:
        client = store._client(settings.s3_endpoint)
        pages = client.get_paginator("list_objects_v2").paginate(Bucket=settings.s3_bucket)
        keys = [one["Key"] for page in pages for one in page.get("Contents", [])]
        theirs = [key for key in keys if any(str(tenant) in key for tenant in tenants)]
        return keys, {key: text_of(await store.get(key, most=1 << 26)) for key in theirs}
    finally:
        await store.close()


async def redis_of(settings: Settings) -> list[tuple[str, str]]:
    """Every key in Redis and what lies under it."""
    client = redis.Redis.from_url(settings.redis_url)
    try:
        keys = [key async for key in client.scan_iter(count=1000)]
        return [(key.decode("utf-8", "replace"), str(await client.dump(key))) for key in keys]
    finally:
        await client.aclose()
