"""Every operation and the one right it wants: refused to whoever lacks just that, open to whoever has it."""

import re
from collections.abc import Iterable
from typing import Final

import httpx
import pytest
from tests.access.operations import Call, ask, calls, lines_of
from tests.access.test_access import with_token
from tests.fixtures.api import Login
from tests.fixtures.kernel import Brand

from aftersales.kernel.access import DEALER_ROLES, ROLE_PERMISSIONS, Permission, Role
from aftersales.kernel.ids import OrganisationId, new_id
from aftersales.kernel.tx import Database
from aftersales.tenancy.entry import rules
from aftersales.tenancy.entry import service as entry
from aftersales.tenancy.tables import api_keys, organisations

NAMED: Final = re.compile("您没有此项权限：(.+)。")

WANTS_NO_RIGHT: Final = {
    # what is the asker's own: session, person, jobs, uploads
    "change_person",
    "complete_upload",
    "download_job_rows",
    "list_import_templates",
    "list_job_rows",
    "list_jobs",
    "log_out",
    "read_file",
    "read_job",
    "read_session",
    "read_tenant",
    "switch_brand",
    "watch_job",
    # views of pages: everybody's own
    "change_view",
    "choose_default_view",
    "create_view",
    "drop_default_view",
    "list_views",
    "read_view",
    "remove_view",
    # what hangs on a role or on whose turn it is, and not on a right
    "end_delegation",
    "lend_role",
    "list_delegations",
    "sign_approval",
}
"""Operations that ask for no right; a further one is a decision."""

Rights = frozenset[Permission]
"""Rights of which any one is enough."""

COUNTERS: Final = frozenset({Permission.COUNTS_ENTER, Permission.COUNTS_MANAGE, Permission.COUNTS_APPROVE})
ENOUGH_TOO: Final = dict.fromkeys(
    ("list_count_variances", "list_counted_lines", "list_stock_counts", "read_stock_count", "read_variance_sheet"),
    COUNTERS,
)
"""Rights that are enough as well, though a refusal does not name them."""

KNOWN: Final[dict[str, tuple[Call, Rights]]] = {}
"""Every operation and the rights that it wants, once they were asked."""


async def key_with(
    database: Database, brand: Brand, api: httpx.AsyncClient, those: Iterable[Permission]
) -> httpx.AsyncClient:
    """A program with these rights and no other."""
    key = rules.new_token(entry.KEY_PREFIX)
    async with database.transaction(brand.id, brand.anyone) as tx:
        await tx.execute(
            api_keys.insert().values(
                tenant_id=brand.id,
                id=new_id(),
                name="程序",
                prefix=key[:12],
                key_hash=rules.digest(key),
                organisation_id=brand.headquarters,
                scopes=[permission.value for permission in those],
                created_by=brand.anyone.id,
                created_at=tx.now,
                expires_at=tx.now + entry.SESSION_LASTS,
            ),
        )
    return with_token(api, key)


def missing(answer: httpx.Response) -> Rights:
    """The rights of which an answer says that any one is missing."""
    named = NAMED.fullmatch(answer.json()["detail"]) if answer.status_code == 403 else None
    words = named[1].split(" / ") if named else []
    return frozenset(map(Permission, words)) if set(words) <= {*Permission} else frozenset()


@pytest.fixture
async def wanted(brand: Brand, database: Database, api: httpx.AsyncClient) -> dict[str, tuple[Call, Rights]]:
    """What each operation says that somebody without any right lacks; asked once."""
    if not KNOWN:
        program = await key_with(database, brand, api, ())
        for call in calls("tenant"):
            KNOWN[call.id] = (call, frozenset() if call.id == "log_out" else missing(await ask(program, call)))
    return KNOWN


async def test_each_operation_wants_a_right_or_is_known_to_want_none(wanted: dict[str, tuple[Call, Rights]]) -> None:
    assert {name for name, (_, rights) in wanted.items() if not rights} == WANTS_NO_RIGHT


async def test_whoever_lacks_just_what_it_wants_is_refused_and_whoever_has_just_that_is_not(
    wanted: dict[str, tuple[Call, Rights]], brand: Brand, database: Database, api: httpx.AsyncClient
) -> None:
    different = {rights for _, rights in wanted.values() if rights}
    enough = different | {wanted[name][1] | also for name, also in ENOUGH_TOO.items()}
    without = {rights: await key_with(database, brand, api, set(Permission) - rights) for rights in enough}
    alone = {rights: await key_with(database, brand, api, sorted(rights)[-1:]) for rights in different}

    strays: dict[str, object] = {}
    for name, (call, rights) in wanted.items():
        if rights:
            refused = await ask(without[rights | ENOUGH_TOO.get(name, frozenset())], call)
            let_in = await ask(alone[rights], call)
            if missing(refused) != rights:
                strays[f"{name} without {sorted(rights)}"] = refused.text[:200]
            if missing(let_in) == rights:
                strays[f"{name} with {max(rights)}"] = let_in.text[:200]

    assert lines_of(strays) == ""


@pytest.mark.parametrize("role", list(Role))
async def test_a_role_opens_what_its_rights_open_and_nothing_else(
    wanted: dict[str, tuple[Call, Rights]], brand: Brand, database: Database, log_in: Login, role: Role
) -> None:
    first_of = {rights: call for call, rights in reversed(wanted.values()) if rights}
    person = await log_in(brand, role, dealer=await a_dealer(database, brand) if role in DEALER_ROLES else None)

    open_to = {rights for rights, call in first_of.items() if missing(await ask(person.http, call)) != rights}

    assert open_to == {rights for rights in first_of if rights & ROLE_PERMISSIONS[role]}


async def a_dealer(database: Database, brand: Brand) -> OrganisationId:
    """A dealer of the brand."""
    dealer = OrganisationId(new_id())
    async with database.transaction(brand.id, brand.anyone) as tx:
        await tx.execute(
            organisations.insert().values(
                tenant_id=brand.id, id=dealer, kind="dealer", dealer_id=dealer, code=dealer.hex[-12:], name="门店"
            )
        )
    return dealer
