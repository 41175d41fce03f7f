"""A transaction that somebody forgot: it is cut, and until then claiming stays cheap."""

import json
from datetime import UTC, datetime
from typing import Final

import asyncpg
from tests.faults.book import Book, Fault
from tests.faults.site import Site
from tests.faults.wounds import EFFECT

from aftersales_worker.relay import CLAIM

IDLE: Final = Fault(
    zh="有人忘了结束事务（持有旧快照），其间完成许多投递",
    en="somebody forgets a transaction (and its snapshot) while many deliveries are done",
    seen_zh="数据库 60 秒后切断空闲事务；其间认领只走索引，每千条已完成投递多读不到 100 页；之后恢复如初",
    seen_en="the database cuts idle transactions after 60 s; until then claims use the index alone and read less than "
    "100 pages more for each thousand done; afterwards they cost what they did",
    short=2_000,
    full=24_000,
)
A_THOUSAND: Final = 1000
PAGES: Final = 100
"""More pages that a claim may read for each thousand deliveries done meanwhile."""

ROLES: Final = ("aftersales_owner", "aftersales_app", "aftersales_relay", "aftersales_operator", "postgres")


async def test_a_forgotten_transaction_is_cut_and_until_then_claims_stay_cheap(site: Site, book: Book) -> None:
    await site.add_work(EFFECT)
    before, _ = await _claim(site)
    idle = await asyncpg.connect(site.superuser)
    await idle.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1 FROM deliveries LIMIT 1")

    for _ in range(IDLE.times // A_THOUSAND):
        await site.add_work(EFFECT, A_THOUSAND)
        for state in ("queued", "running", "done"):
            await site.move(EFFECT, state)
    await site.add_work(EFFECT)
    meanwhile, nodes = await _claim(site)
    await idle.close()
    async with site.connection() as connection:
        await connection.execute("VACUUM deliveries")
        limits = {role: await _limit_of(site, role) for role in ROLES}
    await site.add_work(EFFECT)
    after, _ = await _claim(site)

    assert limits == dict.fromkeys(ROLES, "1min")
    assert "Seq Scan on deliveries" not in nodes
    assert meanwhile - before < PAGES * IDLE.times / A_THOUSAND
    assert after - before < 2 * PAGES
    await site.clear_away()
    book.enter(IDLE, f"每次认领的页数 · pages a claim: {before} → {meanwhile} → {after}")


async def _claim(site: Site) -> tuple[int, str]:
    """The pages that a claim reads and its plan; what it claims is let go of again."""
    async with site.connection() as connection:
        transaction = connection.transaction()
        await transaction.start()
        explained = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {CLAIM}"
        [(answer,)] = await connection.fetch(explained, "money", 8, datetime.now(UTC))
        await transaction.rollback()
    [plan] = json.loads(answer)
    pages = plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"]
    return pages, _text_of(plan["Plan"])


def _text_of(node: dict[str, object]) -> str:
    """Every node of a plan and what it reads."""
    below = node.get("Plans", [])
    assert isinstance(below, list)
    return "\n".join([f"{node['Node Type']} on {node.get('Relation Name')}", *map(_text_of, below)])


async def _limit_of(site: Site, role: str) -> str:
    """How long a role's transaction may be idle."""
    other = await asyncpg.connect(site.address_of(role))
    try:
        return str(await other.fetchval("SHOW idle_in_transaction_session_timeout"))
    finally:
        await other.close()
