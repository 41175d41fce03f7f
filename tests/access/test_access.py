"""Every operation, tried by those who must not: anonymous, strangers, operators, the suspended, lesser roles."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import asyncpg
import httpx
import pytest
from tests.access.operations import SAFE, TABLES, Call, any_id, ask, calls, ids_of, is_problem, lines_of, told, with_ids
from tests.fixtures.api import Login
from tests.fixtures.kernel import Brand
from tests.fixtures.rows import Filled

from aftersales.kernel.access import DEALER_ROLES, Permission, Role
from aftersales.kernel.ids import OrganisationId, TenantId, new_id
from aftersales.kernel.tables import TENANT_TABLES, Wall
from aftersales.kernel.tx import Database
from aftersales.tenancy.entry import rules
from aftersales.tenancy.entry import service as entry
from aftersales.tenancy.operators import service as operators
from aftersales.tenancy.tables import api_keys

EVERY_ROLE = tuple(role for role in Role if role not in DEALER_ROLES)

NEED_NO_RIGHT = {
    "change_person",
    "change_view",
    "choose_default_view",
    "create_view",
    "drop_default_view",
    "remove_view",
    "compare_file",
    "compute_rights",
    "log_out",
    "switch_brand",
    "read_all_messages",
    "read_message",
    "set_message_preferences",
    "end_delegation",
    "ask_verdict",
    "try_policy",
    "validate_policy",
    "lend_role",
    "complete_upload",
    "compute_entitlement",
    "sign_approval",
}
"""Changes that everybody may make to what is theirs alone, and questions that are asked with a body."""


@pytest.fixture
async def operator(api: httpx.AsyncClient, operator_database: Database) -> httpx.AsyncClient:
    """A client with an operator's key."""
    async with operator_database.operator_transaction(UUID(int=1)) as tx:
        key = await operators.add_operator(tx, "运营", f"{new_id().hex[-12:]}@example.com")
    return with_token(api, key)


def with_token(api: httpx.AsyncClient, token: str) -> httpx.AsyncClient:
    """A client that shows a token."""
    return httpx.AsyncClient(
        transport=api._transport,
        base_url="https://test",
        headers={"Authorization": f"Bearer {token}"},
    )


async def key_of(database: Database, brand: Brand, *, revoked: bool) -> str:
    """A program's key with every right."""
    key = rules.new_token(entry.KEY_PREFIX)
    async with database.transaction(brand.id, brand.anyone) as tx:
        await tx.execute(
            api_keys.insert().values(
                tenant_id=brand.id,
                id=new_id(),
                name="门店系统",
                prefix=key[:12],
                key_hash=rules.digest(key),
                organisation_id=brand.headquarters,
                scopes=[permission.value for permission in Permission],
                created_by=brand.anyone.id,
                created_at=tx.now,
                expires_at=tx.now + entry.SESSION_LASTS,
                revoked_at=tx.now if revoked else None,
            ),
        )
    return key


async def answers(
    those: list[Call], send: Callable[[Call], Awaitable[httpx.Response]], expected: tuple[int, str]
) -> dict[str, object]:
    """What was answered otherwise than expected, by operation: status and code."""
    strays: dict[str, object] = {}
    for call in those:
        answer = await send(call)
        got = (answer.status_code, answer.json()["code"] if is_problem(answer) else answer.text[:100])
        if got != expected:
            strays[call.id] = got
    return strays


async def test_nobody_comes_in_without_saying_who_they_are(api: httpx.AsyncClient) -> None:
    strays = await answers(
        [*calls("tenant"), *calls("operator")], lambda call: ask(api, call), (401, "unauthenticated")
    )

    assert lines_of(strays) == ""


async def test_a_token_that_was_made_up_opens_nothing(api: httpx.AsyncClient) -> None:
    forged = with_token(api, rules.new_token(entry.SESSION_PREFIX))

    strays = await answers(
        [*calls("tenant"), *calls("operator")], lambda call: ask(forged, call), (401, "unauthenticated")
    )

    assert lines_of(strays) == ""


async def test_an_operator_is_nobody_in_a_tenant(operator: httpx.AsyncClient) -> None:
    strays = await answers(list(calls("tenant")), lambda call: ask(operator, call), (401, "unauthenticated"))

    assert lines_of(strays) == ""


async def test_a_tenants_administrator_is_nobody_on_the_platform(brand: Brand, log_in: Login) -> None:
    person = await log_in(brand, *EVERY_ROLE)

    strays = await answers(list(calls("operator")), lambda call: ask(person.http, call), (401, "unauthenticated"))

    assert lines_of(strays) == ""


async def test_a_tenants_key_is_nobody_on_the_platform_and_nobody_once_revoked(
    api: httpx.AsyncClient, brand: Brand, database: Database
) -> None:
    living = with_token(api, await key_of(database, brand, revoked=False))
    revoked = with_token(api, await key_of(database, brand, revoked=True))

    on_platform = await answers(list(calls("operator")), lambda call: ask(living, call), (401, "unauthenticated"))
    after_revocation = await answers(list(calls("tenant")), lambda call: ask(revoked, call), (401, "unauthenticated"))

    assert (await living.get("/v1/returns")).status_code == 200
    assert lines_of(on_platform | after_revocation) == ""


async def test_a_suspended_tenant_is_let_in_nowhere(
    api: httpx.AsyncClient, brand: Brand, database: Database, operator_database: Database, log_in: Login
) -> None:
    person = await log_in(brand, *EVERY_ROLE)
    program = with_token(api, await key_of(database, brand, revoked=False))
    async with operator_database.operator_transaction(UUID(int=1)) as tx:
        await operators.suspend_tenant(tx, brand.id, "试")

    people = await answers(list(calls("tenant")), lambda call: ask(person.http, call), (403, "tenant_suspended"))
    programs = await answers(list(calls("tenant")), lambda call: ask(program, call), (403, "tenant_suspended"))

    assert lines_of(people | programs) == ""


async def test_what_another_tenant_has_looks_like_what_nobody_has(
    brand: Brand, log_in: Login, filled: tuple[Filled, Filled]
) -> None:
    person = await log_in(brand, *EVERY_ROLE)
    foreign = ids_of(filled[0])

    strays: dict[str, object] = {}
    for call in calls("tenant"):
        if call.ids:
            theirs = await ask(person.http, call, foreign)
            nobodys = await ask(person.http, call)
            if theirs.status_code not in {403, 404, 422} or told(theirs) != told(nobodys):
                strays[call.id] = (told(theirs), told(nobodys))

    assert lines_of(strays) == ""


async def test_a_body_that_names_what_another_tenant_has_is_answered_as_if_nobody_had_it(
    brand: Brand, log_in: Login, filled: tuple[Filled, Filled]
) -> None:
    person = await log_in(brand, *EVERY_ROLE)
    foreign = ids_of(filled[0])

    strays: dict[str, object] = {}
    tried = 0
    for call in calls("tenant"):
        theirs, nobodys = with_ids(call.example, call.id, foreign), with_ids(call.example, call.id, any_id)
        if theirs == call.example or call.method == "GET":
            continue
        tried += 1
        first = await ask(person.http, call, body=theirs)
        second = await ask(person.http, call, body=nobodys)
        if first.status_code < 400 or told(first, *ids_in(theirs)) != told(second, *ids_in(nobodys)):
            strays[call.id] = (told(first), told(second))

    assert lines_of(strays) == ""
    assert tried >= 10


def ids_in(body: object) -> list[str]:
    """Every id in a body."""
    if isinstance(body, dict):
        return [found for value in body.values() for found in ids_in(value)]
    if isinstance(body, list):
        return [found for value in body for found in ids_in(value)]
    return [body] if isinstance(body, str) and len(body) == 36 else []


async def test_a_filter_by_what_another_tenant_has_finds_nothing(
    brand: Brand, log_in: Login, filled: tuple[Filled, Filled]
) -> None:
    person = await log_in(brand, *EVERY_ROLE)
    foreign = ids_of(filled[0])

    strays: dict[str, object] = {}
    for call in calls("tenant"):
        for one in call.parameters:
            if one["in"] == "query" and one["name"] in TABLES and call.method == "GET" and not call.ids:
                theirs = await person.http.get(call.url(any_id, {one["name"]: foreign(call.id, one["name"])}))
                nobodys = await person.http.get(call.url(any_id, {one["name"]: str(new_id())}))
                if told(theirs) != told(nobodys):
                    strays[f"{call.id} {one['name']}"] = (told(theirs), told(nobodys))

    assert lines_of(strays) == ""


@pytest.fixture
async def rival(log_in: Login, shop_floor: Filled, superuser: asyncpg.Connection) -> httpx.AsyncClient:
    """Somebody of another dealer of the tenant whose first dealer has a row in every table."""
    other = OrganisationId(new_id())
    await superuser.execute(
        "INSERT INTO organisations (tenant_id, id, kind, dealer_id, code, name) VALUES ($1, $2, 'dealer', $2, $3, $3)",
        *(shop_floor.tenant, other, other.hex[-12:]),
    )
    brand = Brand(TenantId(shop_floor.tenant), "filled", OrganisationId(shop_floor.dealer))
    return (await log_in(brand, Role.DEALER_MANAGER, dealer=other)).http


def is_walled(name: str) -> bool:
    """Whether a dealer does not see what another dealer's id of this name stands for; factories are for all to see."""
    return name in TABLES and name != "factory_id" and TENANT_TABLES[TABLES[name]].wall is not Wall.SHARED


async def test_what_another_dealer_has_looks_like_what_nobody_has(rival: httpx.AsyncClient, shop_floor: Filled) -> None:
    theirs = ids_of(shop_floor)

    strays: dict[str, object] = {}
    for call in calls("tenant"):
        if call.ids and all(map(is_walled, call.ids)):
            found, nothing = await ask(rival, call, theirs), await ask(rival, call)
            if found.status_code not in {403, 404} or told(found) != told(nothing):
                strays[call.id] = (told(found), told(nothing))

    assert lines_of(strays) == ""


async def test_a_body_or_a_filter_that_names_what_another_dealer_has_is_answered_as_if_nobody_had_it(
    rival: httpx.AsyncClient, shop_floor: Filled
) -> None:
    theirs = ids_of(shop_floor)

    def rivals_id(operation: str, name: str) -> str:
        return theirs(operation, name) if is_walled(name) else any_id(operation, name)

    strays: dict[str, object] = {}
    for call in calls("tenant"):
        named, unknown = with_ids(call.example, call.id, rivals_id), with_ids(call.example, call.id, any_id)
        if named != call.example and call.method != "GET":
            first, second = await ask(rival, call, body=named), await ask(rival, call, body=unknown)
            if first.status_code < 400 or told(first, *ids_in(named)) != told(second, *ids_in(unknown)):
                strays[call.id] = (told(first), told(second))
        for one in call.parameters:
            if one["in"] == "query" and is_walled(one["name"]) and call.method == "GET" and not call.ids:
                asked = theirs(call.id, one["name"])
                found = await rival.get(call.url(any_id, {one["name"]: asked}))
                nothing = await rival.get(call.url(any_id, {one["name"]: str(new_id())}))
                if told(found) != told(nothing):
                    strays[f"{call.id} {one['name']}"] = (told(found), told(nothing))

    assert lines_of(strays) == ""


async def counts(superuser: asyncpg.Connection, tenant: UUID) -> dict[str, tuple[int, int]]:
    """How many rows a tenant has in each table."""
    sql = " UNION ALL ".join(
        f"SELECT '{name}' AS name, count(*) AS rows, coalesce(sum(hashtext(t::text)), 0) AS sum "  # noqa: S608
        f"FROM {name} t WHERE tenant_id = $1"
        for name in TENANT_TABLES
    )
    return {row["name"]: (row["rows"], row["sum"]) for row in await superuser.fetch(sql, tenant)}


@pytest.mark.parametrize("role", [Role.AUDITOR])
async def test_those_who_may_only_look_change_nothing(
    brand: Brand, log_in: Login, superuser: asyncpg.Connection, role: Role
) -> None:
    person = await log_in(brand, role)
    before = await counts(superuser, brand.id)

    strays = await answers(
        [call for call in calls("tenant") if call.method not in SAFE and call.id not in NEED_NO_RIGHT],
        lambda call: ask(person.http, call),
        (403, "forbidden"),
    )

    assert lines_of(strays) == ""
    assert await counts(superuser, brand.id) == before


async def test_somebody_without_any_right_reads_nothing_but_what_is_everybodys(
    brand: Brand, database: Database, api: httpx.AsyncClient
) -> None:
    key = rules.new_token(entry.KEY_PREFIX)
    async with database.transaction(brand.id, brand.anyone) as tx:
        await tx.execute(
            api_keys.insert().values(
                tenant_id=brand.id,
                id=new_id(),
                name="无权限",
                prefix=key[:12],
                key_hash=rules.digest(key),
                organisation_id=brand.headquarters,
                scopes=[],
                created_by=brand.anyone.id,
                created_at=tx.now,
                expires_at=tx.now + entry.SESSION_LASTS,
            ),
        )
    program = with_token(api, key)

    readable = sorted(
        [call.id for call in calls("tenant") if (await ask(program, call)).status_code < 400 and call.id != "log_out"]
    )

    assert set(readable) == EVERYBODYS


EVERYBODYS = {"list_delegations", "list_import_templates", "list_jobs", "read_session", "read_tenant"}
"""What shows only what is the asker's own, or says which brand this is."""


EMPTY = {"read_policy_in_force": 409, "read_statute": 404, "verify_fact_seal": 404}
"""Questions that a tenant without anything cannot be answered, and how they are refused."""


async def test_every_list_answers_those_who_may_read_it(brand: Brand, log_in: Login) -> None:
    person = await log_in(brand, *EVERY_ROLE)

    strays: dict[str, object] = {}
    for call in calls("tenant"):
        if call.method == "GET" and not call.ids:
            answer = await ask(person.http, call)
            if answer.status_code != EMPTY.get(call.id, 200):
                strays[call.id] = (answer.status_code, answer.text[:200])

    assert lines_of(strays) == ""
