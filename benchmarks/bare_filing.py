"""The floors under filing: the same work straight on asyncpg, statement by statement, and behind a bare Litestar route.

What is written is what the product wrote once (a sample), with fresh identities in it; nothing is decided here.
"""

import hashlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Final, TypeAlias
from uuid import UUID

import asyncpg
import msgspec
from litestar import Litestar, get, post
from litestar.datastructures import State
from litestar.exceptions import NotAuthorizedException
from msgspec import Struct

from aftersales.claims.returns import store_filing
from aftersales.kernel.ids import new_id
from benchmarks.bare import POOL, WHO, AnyRequest

Connection: TypeAlias = asyncpg.Connection

TAKE_KEY: Final = """
INSERT INTO idempotency_keys (tenant_id, caller_id, key, dealer_id, request_hash, created_at)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
"""
KEEP: Final = """
UPDATE idempotency_keys SET status = 201, headers = '{}', body = $4
WHERE tenant_id = $1 AND caller_id = $2 AND key = $3
"""
POLICY: Final = """
SELECT id FROM policy_versions WHERE tenant_id = $1 AND state = 'published' AND effective_at <= $2
ORDER BY effective_at DESC, number DESC LIMIT 1
"""
UNIT: Final = "SELECT * FROM units WHERE tenant_id = $1 AND serial = $2"
MODEL: Final = """
SELECT m.*, o.code AS factory FROM product_models m
JOIN organisations o ON o.tenant_id = m.tenant_id AND o.id = m.factory_id WHERE m.tenant_id = $1 AND m.id = $2
"""
PART: Final = """
SELECT p.* FROM catalog_parts p JOIN bom_lines b ON b.tenant_id = p.tenant_id AND b.part_id = p.id
WHERE p.tenant_id = $1 AND p.number = $2 AND b.model_id = $3
"""
DECIDED: Final = """
INSERT INTO policy_decisions SELECT * FROM jsonb_populate_record(null::policy_decisions, $1::jsonb)
"""
FILED: Final = "INSERT INTO returns SELECT * FROM jsonb_populate_record(null::returns, $1::jsonb)"
LINED: Final = "INSERT INTO return_lines SELECT * FROM jsonb_populate_record(null::return_lines, $1::jsonb)"
HELD: Final = "INSERT INTO return_open_units (tenant_id, unit_id, return_id, dealer_id) VALUES ($1, $2, $3, $4)"
SAID: Final = "INSERT INTO facts SELECT * FROM jsonb_populate_recordset(null::facts, $1::jsonb)"
OUTBOX: Final = "INSERT INTO fact_outbox (tenant_id, fact_id) SELECT $1, f FROM unnest($2::uuid[]) AS f"
SAMPLE: Final = """
SELECT r.id AS return_id, r.number, l.unit_id, l.serial, d.id AS decision_id, to_jsonb(r)::text AS return,
       to_jsonb(l)::text AS line, to_jsonb(d)::text AS decision,
       (SELECT jsonb_agg(f ORDER BY f.id)::text FROM facts f WHERE f.tenant_id = $1 AND f.subject_id = r.id) AS facts,
       (SELECT array_agg(f.id ORDER BY f.id) FROM facts f WHERE f.tenant_id = $1 AND f.subject_id = r.id) AS fact_ids
FROM returns r JOIN return_lines l ON l.tenant_id = r.tenant_id AND l.return_id = r.id
JOIN policy_decisions d ON d.tenant_id = r.tenant_id AND d.id = r.decision_id
WHERE r.tenant_id = $1 ORDER BY r.id LIMIT 1
"""


class Sample(Struct, frozen=True, kw_only=True):
    """What one filing wrote."""

    return_id: UUID
    number: str
    unit_id: UUID
    serial: str
    decision_id: UUID
    texts: tuple[str, str, str, str]
    fact_ids: tuple[UUID, ...]


class Fresh(Struct, frozen=True, kw_only=True):
    """The same with other identities."""

    return_id: UUID
    decision: str
    filed: str
    line: str
    facts: str
    fact_ids: list[UUID]


class Who(Struct, frozen=True, kw_only=True):
    """Who files, in which tenant."""

    tenant: UUID
    dealer: UUID
    person: UUID


async def sample_of(connection: Connection, tenant: UUID) -> Sample:
    """The first return that was filed, as rows."""
    row = await connection.fetchrow(SAMPLE, tenant)
    return Sample(
        return_id=row["return_id"],
        number=row["number"],
        unit_id=row["unit_id"],
        serial=row["serial"],
        decision_id=row["decision_id"],
        texts=(row["decision"], row["return"], row["line"], row["facts"]),
        fact_ids=tuple(row["fact_ids"]),
    )


def fresh(sample: Sample, unit_id: UUID, serial: str) -> Fresh:
    """The sample's rows for another return of another unit."""
    return_id, decision_id = new_id(), new_id()
    fact_ids = [new_id() for _ in sample.fact_ids]
    changes = [
        (str(sample.return_id), str(return_id)),
        (sample.number, f"RT{return_id.hex[-12:]}"),
        (str(sample.decision_id), str(decision_id)),
        (str(sample.unit_id), str(unit_id)),
        (sample.serial, serial),
        *((str(old), str(new)) for old, new in zip(sample.fact_ids, fact_ids, strict=True)),
    ]
    texts = list(sample.texts)
    for old, new in changes:
        texts = [text.replace(old, new) for text in texts]
    decision, filed, line, facts = texts
    return Fresh(return_id=return_id, decision=decision, filed=filed, line=line, facts=facts, fact_ids=fact_ids)


async def enter(connection: Connection, token: str) -> Who:
    """Recognise the caller and begin a transaction behind both walls."""
    row = await connection.fetchrow(WHO, hashlib.sha256(token.encode()).digest(), datetime.now(UTC))
    if row is None:
        raise NotAuthorizedException
    who = Who(tenant=row["tenant_id"], dealer=row["dealer_id"], person=row["person_id"])
    await connection.execute(
        f"BEGIN; SELECT set_config('app.tenant_id', '{who.tenant}', true), "
        f"set_config('app.dealer_id', '{who.dealer}', true)",
    )
    return who


async def file_plainly(connection: Connection, sample: Sample, token: str, serial: str, key: str) -> None:
    """The floor: a return of one line, one statement after the other."""
    who, now = await enter(connection, token), datetime.now(UTC)
    await connection.execute(TAKE_KEY, who.tenant, who.person, key, who.dealer, b"x" * 32, now)
    await connection.fetchval(POLICY, who.tenant, now)
    unit = await connection.fetchrow(UNIT, who.tenant, serial)
    await connection.fetchrow(MODEL, who.tenant, unit["model_id"])
    await connection.fetchrow(PART, who.tenant, "BAT-48", unit["model_id"])
    rows = fresh(sample, unit["id"], serial)
    await connection.execute(DECIDED, rows.decision)
    await connection.execute(FILED, rows.filed)
    await connection.execute(LINED, rows.line)
    await connection.execute(HELD, who.tenant, unit["id"], rows.return_id, who.dealer)
    await connection.execute(SAID, rows.facts)
    await connection.execute(OUTBOX, who.tenant, rows.fact_ids)
    await connection.execute(KEEP, who.tenant, who.person, key, rows.filed.encode())
    await connection.execute("COMMIT")


FILE: Final = f"WITH d AS ({DECIDED}), r AS ({FILED.replace('$1', '$2')}), l AS ({LINED.replace('$1', '$3')}) " + (
    HELD.replace("$4", "$7").replace("$3", "$6").replace("$2", "$5").replace("$1", "$4") + " RETURNING unit_id"
)
LAST: Final = f"WITH s AS ({SAID}), o AS ({OUTBOX.replace('$2', '$3').replace('$1', '$2')}) " + (
    KEEP.replace("$4", "$6").replace("$3", "$5").replace("$2", "$4").replace("$1", "$2")
)


class Line(Struct):
    """What a request says of a line, as far as it matters here."""

    serial: str
    part_number: str


class Filing(Struct):
    """A request to file."""

    lines: list[Line]


async def file_as_we_do(connection: Connection, sample: Sample, token: str, key: str, asked: Filing) -> bytes:
    """The product's own statements, in the product's round trips."""
    who, now = await enter(connection, token), datetime.now(UTC)
    await connection.execute(TAKE_KEY, who.tenant, who.person, key, who.dealer, b"x" * 32, now)
    serial, part = asked.lines[0].serial, asked.lines[0].part_number
    (known,) = await connection.fetch(store_filing.KNOWN, who.tenant, who.dealer, now, [serial], [], [part])
    unit = msgspec.json.decode(known["known"])["units"][0]
    rows = fresh(sample, UUID(unit["id"]), serial)
    await connection.fetch(
        FILE, rows.decision, rows.filed, rows.line, who.tenant, UUID(unit["id"]), rows.return_id, who.dealer
    )
    answer = f'{{"summary":{rows.filed},"lines":[{rows.line}]}}'.encode()
    await connection.execute(LAST, rows.facts, who.tenant, rows.fact_ids, who.person, key, answer)
    await connection.execute("COMMIT")
    return answer


@asynccontextmanager
async def _lifespan(app: Litestar) -> AsyncIterator[None]:
    async with asyncpg.create_pool(os.environ["AFTERSALES_DATABASE_URL"], min_size=POOL, max_size=POOL) as pool:
        app.state.pool = pool
        yield


@post("/returns", media_type="application/json")
async def file_return(request: AnyRequest) -> bytes:
    """File a return."""
    token, state = request.headers["authorization"].removeprefix("Bearer "), request.app.state
    asked = msgspec.json.decode(await request.body(), type=Filing)
    async with state.pool.acquire() as connection:
        sample = state.get("sample")
        if sample is None:
            who = await enter(connection, token)
            sample = state["sample"] = await sample_of(connection, who.tenant)
            await connection.execute("ROLLBACK")
        return await file_as_we_do(connection, sample, token, request.headers["idempotency-key"], asked)


@get("/health")
async def health() -> str:
    """That it stands."""
    return "ok"


def create_app() -> Litestar:
    """The application that the server runs."""
    return Litestar([file_return, health], lifespan=[_lifespan], openapi_config=None, state=State({}))
