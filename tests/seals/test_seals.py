"""The log of facts is sealed every night, and a later change shows."""

import hashlib
from datetime import date, timedelta

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.api import Login
from tests.fixtures.kernel import NOW, Brand
from tests.fixtures.worker import Drain

from aftersales.documents import keyring
from aftersales.kernel.access import Role
from aftersales.kernel.clock import SetClock
from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Database
from aftersales.platform.seals import rules, service
from aftersales.platform.seals.errors import DayNotOver
from aftersales.tenancy.events import PersonJoined
from aftersales.tenancy.model import InvitationId

SIGNER = service.Signer(sign=keyring.sign, is_ours=keyring.is_ours)


def naive_root(leaves: list[bytes]) -> bytes:
    """RFC 6962's own recursive definition."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + naive_root(leaves[:split]) + naive_root(leaves[split:])).digest()


@given(leaves=st.lists(st.binary(min_size=32, max_size=32), max_size=40))
def test_the_root_is_that_of_the_rfc(leaves: list[bytes]) -> None:
    assert rules.root(leaves) == naive_root(leaves)


@pytest.fixture
async def sealed(brand: Brand, log_in: Login, database: Database, clock: SetClock, drain: Drain) -> date:
    """A day with facts that the night has sealed."""
    member = await log_in(brand, Role.AUDITOR)
    async with database.transaction(brand.id, brand.anyone) as tx:
        for _ in range(3):
            tx.emit(
                PersonJoined(
                    person_id=member.person_id,
                    invitation_id=InvitationId(new_id()),
                    email=member.email,
                    name="王小明",
                    organisation_id=brand.headquarters,
                    roles=(Role.AUDITOR,),
                    dealer_id=None,
                ),
            )
    await drain()
    clock.advance(timedelta(days=1))
    await drain()
    return NOW.date()


async def test_a_night_seals_the_day_before_it(sealed: date, brand: Brand, database: Database) -> None:
    async with database.transaction(brand.id, brand.anyone) as tx:
        checked = await service.check(tx, sealed, SIGNER)

        assert checked.holds
        assert checked.facts_now == checked.seal.facts >= 3


async def test_a_fact_that_is_changed_afterwards_shows(
    sealed: date, brand: Brand, database: Database, environment: dict[str, str]
) -> None:
    superuser = await asyncpg.connect(environment["AFTERSALES_OWNER_DATABASE_URL"])
    try:
        await superuser.execute("ALTER TABLE facts NO FORCE ROW LEVEL SECURITY")
        await superuser.execute("UPDATE facts SET actor_name = '别人' WHERE tenant_id = $1", brand.id)
    finally:
        await superuser.execute("ALTER TABLE facts FORCE ROW LEVEL SECURITY")
        await superuser.close()

    async with database.transaction(brand.id, brand.anyone) as tx:
        checked = await service.check(tx, sealed, SIGNER)

        assert not checked.holds
        assert checked.is_signature_ours


async def test_a_day_that_is_not_over_is_not_sealed(brand: Brand, database: Database) -> None:
    async with database.transaction(brand.id, brand.anyone) as tx:
        with pytest.raises(DayNotOver):
            await service.seal(tx, NOW.date(), SIGNER)

        assert await service.listed(tx, limit=10, cursor=None) == ([], None)
