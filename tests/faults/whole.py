"""What must hold after every fault: nothing acknowledged is lost, nothing was done twice, and the books agree."""

import hashlib
from collections import Counter
from typing import Final
from uuid import UUID

import asyncpg
from tests.faults.outside import Outside
from tests.faults.site import Site

from aftersales.documents.gateway import ObjectMissing, S3Store
from aftersales.kernel.settings import load
from aftersales_worker import handlers
from aftersales_worker.subscriptions import BY_FACT

assert handlers.MODULES, "without handlers nothing is expected of facts"

RETURNS: Final = """
SELECT r.id, count(f.id) AS told FROM returns r
LEFT JOIN facts f ON f.tenant_id = r.tenant_id AND f.subject_id = r.id AND f.name = 'claims.return_filed'
WHERE r.tenant_id = $1 GROUP BY r.id
"""
UNENDED: Final = """
SELECT handler, state FROM deliveries
WHERE tenant_id = $1 AND attempt > 0 AND NOT (state IN ('done', 'cancelled', 'dead') AND finished_at IS NOT NULL
                                             AND lease_until IS NULL)
"""
CAUSED: Final = "SELECT fact_id, handler FROM deliveries WHERE tenant_id = $1 AND fact_id IS NOT NULL"
FACTS: Final = "SELECT id, name FROM facts WHERE tenant_id = $1"
LEDGERS: Final = """
SELECT 'stock' FROM stock_entries WHERE tenant_id = $1 GROUP BY transaction_id, part_id HAVING sum(quantity) <> 0
UNION ALL
SELECT 'balance' FROM stock_balances b
LEFT JOIN (SELECT location_id, part_id, sum(quantity) AS moved FROM stock_entries WHERE tenant_id = $1 GROUP BY 1, 2) e
  USING (location_id, part_id) WHERE b.tenant_id = $1 AND b.quantity <> coalesce(e.moved, 0)
UNION ALL
SELECT 'money' FROM ledger_entries WHERE tenant_id = $1 GROUP BY transaction_id, currency HAVING sum(amount_minor) <> 0
"""
USAGE: Final = """
SELECT meter, sum(quantity)::bigint AS quantity FROM usage_events
WHERE tenant_id = $1 AND meter IN ('returns_filed', 'documents_rendered', 'document_bytes_kept', 'messages_sent')
GROUP BY meter
"""
ORACLE: Final = """
SELECT meter, sum(quantity)::bigint AS quantity FROM (
  SELECT 'returns_filed' AS meter, 1 AS quantity FROM returns WHERE tenant_id = $1
  UNION ALL SELECT 'documents_rendered', 1 FROM documents WHERE tenant_id = $1 AND object_key IS NOT NULL
  UNION ALL SELECT 'document_bytes_kept', length FROM documents WHERE tenant_id = $1 AND object_key IS NOT NULL
  UNION ALL SELECT 'document_bytes_kept', length FROM files WHERE tenant_id = $1 AND state = 'ready'
  UNION ALL SELECT 'messages_sent', 1 FROM messages
            WHERE tenant_id = $1 AND channel = 'mail' AND state = 'sent'
) AS counted GROUP BY meter
"""
ROLLED_UP: Final = """
SELECT meter, dimension, rolled.quantity AS rolled, single.quantity AS single
FROM (SELECT meter, dimension, sum(quantity) AS quantity FROM {table}
      WHERE tenant_id = $1 AND meter <> 'active_users' GROUP BY 1, 2) AS rolled
FULL JOIN (SELECT meter, dimension, sum(quantity) AS quantity FROM usage_events
           WHERE tenant_id = $1 GROUP BY 1, 2) AS single USING (meter, dimension)
WHERE rolled.quantity IS DISTINCT FROM single.quantity
"""
KEPT: Final = """
SELECT object_key AS key, length, pdf_sha256 AS sha256 FROM documents WHERE tenant_id = $1 AND object_key IS NOT NULL
UNION ALL SELECT tenant_id || '/uploads/' || id, length, sha256 FROM files WHERE tenant_id = $1 AND state = 'ready'
"""
HALF: Final = "SELECT kind, state FROM documents WHERE tenant_id = $1 AND state IN ('requested', 'failed')"
MAILS: Final = "SELECT id, state FROM messages WHERE tenant_id = $1 AND channel = 'mail'"


async def see_all_whole(site: Site, outside: Outside, *, dead: int = 0) -> None:
    """Every law at once; `dead` deliveries are expected among the dead letters."""
    async with site.connection() as connection:
        await _see_what_was_acknowledged(site, connection)
        await _see_every_delivery_ended(connection, site.tenant, dead)
        assert await connection.fetch(LEDGERS, site.tenant) == []
        await _see_usage(connection, site.tenant)
        await _see_objects(site, connection)
        await _see_mails(connection, site.tenant, outside)


async def _see_what_was_acknowledged(site: Site, connection: asyncpg.Connection) -> None:
    """Each acknowledged return is there, told once; and there is none that nobody was told of."""
    there = {row["id"]: row["told"] for row in await connection.fetch(RETURNS, site.tenant)}
    assert there == dict.fromkeys(site.filed.values(), 1)


async def _see_every_delivery_ended(connection: asyncpg.Connection, tenant: UUID, dead: int) -> None:
    """One delivery for each fact and subscribed handler, each in one end state; nothing waits to be routed."""
    assert await connection.fetch(UNENDED, tenant) == []
    assert await connection.fetch("SELECT 1 FROM fact_outbox") == []
    letters = await connection.fetch("SELECT handler, last_error FROM deliveries WHERE state = 'dead'")
    assert len(letters) == dead, letters
    wanted = {
        (fact["id"], handler.name)
        for fact in await connection.fetch(FACTS, tenant)
        for handler in BY_FACT.get(fact["name"], [])
    }
    caused = Counter((row["fact_id"], row["handler"]) for row in await connection.fetch(CAUSED, tenant))
    assert wanted - set(caused) == set()
    assert [cause for cause, times in caused.items() if times > 1] == []


async def _see_usage(connection: asyncpg.Connection, tenant: UUID) -> None:
    """What was metered is what is there to be counted, by event, by hour and by month."""
    assert dict(await connection.fetch(USAGE, tenant)) == dict(await connection.fetch(ORACLE, tenant))
    for table in ("usage_hours", "usage_months"):
        assert [dict(row) for row in await connection.fetch(ROLLED_UP.format(table=table), tenant)] == []


async def _see_objects(site: Site, connection: asyncpg.Connection) -> None:
    """Whatever is on record as kept lies in the store, byte for byte; no paper was left half made."""
    assert await connection.fetch(HALF, site.tenant) == []
    store = S3Store(load(site.environ | {"AFTERSALES_S3_ENDPOINT": site.environ["AFTERSALES_S3_PUBLIC_ENDPOINT"]}))
    dangling = []
    for row in await connection.fetch(KEPT, site.tenant):
        if row["key"] in site.seen_objects:
            continue
        try:
            content = await store.get(row["key"], most=row["length"])
        except ObjectMissing:
            content = b""
        if hashlib.sha256(content).hexdigest() != row["sha256"]:
            dangling.append(row["key"])
        site.seen_objects.add(row["key"])
    await store.close()
    assert dangling == []


async def _see_mails(connection: asyncpg.Connection, tenant: UUID, outside: Outside) -> None:
    """No mail went out twice; one that is on record as sent went out; nothing hangs in the middle."""
    copies = outside.post.copies()
    mails = {str(row["id"]): row["state"] for row in await connection.fetch(MAILS, tenant)}
    assert {letter: times for letter, times in copies.items() if times > 1} == {}
    assert [letter for letter, state in mails.items() if state == "sent" and letter not in copies] == []
    assert set(mails.values()) <= {"sent", "failed", "uncertain"}
