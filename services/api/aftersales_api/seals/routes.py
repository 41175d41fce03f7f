"""Seals over the audit trail: list them, recompute one."""

from datetime import date
from typing import Final

from litestar import Router, get
from litestar.params import FromPath
from msgspec import Struct

from aftersales.documents import keyring
from aftersales.platform.seals import service
from aftersales.platform.seals.model import Seal
from aftersales_api.deps import Cursor, InTx, Limit, Page

SIGNER: Final = service.Signer(sign=keyring.sign, is_ours=keyring.is_ours)


class SealChecked(Struct, frozen=True, kw_only=True):
    """A seal beside what the log says now; `holds` if nothing was changed since."""

    holds: bool
    seal: Seal
    root_now: str
    facts_now: int
    is_signature_ours: bool


@get("/fact-seals", operation_id="list_fact_seals")
async def list_seals(tx: InTx, limit: Limit = 50, cursor: Cursor = None) -> Page[Seal]:
    """List the seals over the audit trail, newest day first."""
    items, following = await service.listed(tx, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


@get("/fact-seals/{day:date}/verification", operation_id="verify_fact_seal")
async def verify_seal(tx: InTx, day: FromPath[date]) -> SealChecked:
    """Recompute a day of the audit trail and compare it with its seal."""
    checked = await service.check(tx, day, SIGNER)
    return SealChecked(
        holds=checked.holds,
        seal=checked.seal,
        root_now=checked.root_now,
        facts_now=checked.facts_now,
        is_signature_ours=checked.is_signature_ours,
    )


router = Router("/v1", route_handlers=[list_seals, verify_seal], tags=["audit"])
