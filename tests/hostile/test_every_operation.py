"""Every operation, asked by everybody for whatever its schema allows and does not: nothing fails or surprises."""

import os
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from http import HTTPStatus
from typing import Any, Final, TypeAlias

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from msgspec import Struct, field
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.access.operations import calls, document
from tests.access.test_access import EVERY_ROLE, key_of
from tests.claims.ways import Way
from tests.fixtures.api import Client, Login
from tests.fixtures.domain import OpenShop, Shop
from tests.fixtures.kernel import MakeTenant
from tests.fixtures.worker import Drain
from tests.hostile.townspeople import Ids, People, ids_of

from aftersales.kernel.access import Role
from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Database
from aftersales.tenancy.operators import service as operators

IN_FULL: Final = os.environ.get("AFTERSALES_FAULTS") == "full"
EXAMPLES: Final = 60 if IN_FULL else 4
SEED: Final = int(os.environ.get("AFTERSALES_SEED", "20260615"))
CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
Operation: TypeAlias = APIOperation[Any, Any, Any, Any]
STATES: Final = ("awaiting_approval", "approved", "shipped", "inspected", "closed")


class Ground(Struct):
    """A platform with something of everything, and who calls it."""

    http: httpx.AsyncClient
    people: People
    ids: Ids
    renew: Callable[[], Awaitable[Client]]
    statuses: Counter[int] = field(default_factory=Counter)


async def operators_key(database: Database) -> str:
    async with database.operator_transaction(new_id()) as tx:
        return await operators.add_operator(tx, "值班员", f"{new_id().hex[-12:]}@example.com")


async def busy_brand(open_shop: OpenShop, drain: Drain) -> Shop:
    """A brand with a return in every stage, its papers made and its messages sent."""
    shop = await open_shop()
    for number, state in enumerate(STATES):
        way = Way(shop)
        way.waybill = f"DY{number:012}"
        await way.reach(state, shop.unregistered(part="MOT-350"))
    await drain()
    return shop


@pytest.fixture
async def ground(
    api: httpx.AsyncClient,
    open_shop: OpenShop,
    log_in: Login,
    make_tenant: MakeTenant,
    database: Database,
    operator_database: Database,
    drain: Drain,
) -> Ground:
    """Everything that a call may be about, and everybody who may make one."""
    shop = await busy_brand(open_shop, drain)
    renew = partial(log_in, shop.brand, *EVERY_ROLE)
    head = await renew()
    stranger = await log_in(await make_tenant(), *EVERY_ROLE)
    others = {name: client.token for name, client in shop.people.items()}
    for role in (Role.WAREHOUSE_KEEPER, Role.POLICY_EDITOR):
        others[role] = (await log_in(shop.brand, role)).token
    others |= {"a stranger": stranger.token, "a program": await key_of(database, shop.brand, revoked=False)}
    ids = await ids_of(head.http)
    ids.learn("tenant_id", [str((await make_tenant()).id) for _ in range(2)])
    return Ground(api, People(head.token, await operators_key(operator_database), others), ids, renew)


def operations() -> Iterator[Operation]:
    for found in schemathesis.openapi.from_dict(document()).get_all_operations():
        yield found.ok()


def cases_of(ground: Ground, operation: Operation, audience: str) -> list[tuple[Case, str]]:
    """Calls of an operation, good and bad, each with the token of who makes it."""
    either = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode))
    made: list[tuple[Case, str]] = []

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=either, chance=st.randoms(use_true_random=False))
    def make(case: Case, chance: random.Random) -> None:
        for parameter in case.path_parameters or {}:
            known = ground.ids.one(parameter, chance)
            if known is not None and chance.random() < 0.8:
                case.path_parameters[parameter] = known
        if isinstance(case.body, dict):
            case.body = ground.ids.put_into(case.body, chance)
        made.append((case, ground.people.for_call(audience, chance)))

    make()
    return made


async def wrong_with(ground: Ground, case: Case, token: str) -> str | None:
    """What an operation did wrong, with the command that repeats it; None when nothing."""
    asked = case.as_transport_kwargs(base_url="https://test")
    headers = {str(name): str(value) for name, value in (asked.get("headers") or {}).items()}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    if asked.get("cookies"):
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in asked["cookies"].items())
    answer = await ground.http.request(
        asked["method"],
        asked["url"],
        params=asked.get("params"),
        json=asked.get("json"),
        content=asked.get("data"),
        headers=headers,
    )
    ground.statuses[answer.status_code] += 1
    if answer.status_code == HTTPStatus.UNAUTHORIZED and token == ground.people.everything:
        ground.people.everything = (await ground.renew()).token  # a call before this one ended the session
    try:
        case.validate_response(answer, checks=CHECKS)
    except FailureGroup as failures:
        return str(failures)
    return None


async def test_no_operation_fails_or_answers_what_its_document_does_not_say(ground: Ground) -> None:
    audiences = {(call.method, call.path): call.audience for call in calls()}
    wrong: dict[str, str] = {}

    for operation in operations():
        name = (operation.method.upper(), operation.path)
        for case, token in cases_of(ground, operation, audiences[name]):
            said = await wrong_with(ground, case, token)
            if said is not None:
                wrong[" ".join(name)] = said

    if wrong:
        pytest.fail("\n\n".join(f"{name}\n{said}" for name, said in wrong.items()))
    assert len(audiences) > 150
    assert sum(count for status, count in ground.statuses.items() if status < 300) > len(audiences), ground.statuses
