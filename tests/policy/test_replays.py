"""The time machine over HTTP and through the worker: what flips, for how much, for whom; published with its report."""

import asyncio
import os
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest
from openpyxl import load_workbook
from tests.fixtures.api import Client, Login
from tests.fixtures.kernel import Brand
from tests.fixtures.worker import Drain
from tests.policy.samples import AIR_NAME, Json, changed, filed, line
from tests.policy.versions import published

from aftersales.kernel.access import Role
from aftersales.kernel.ids import DeliveryId, OrganisationId, new_id
from aftersales.kernel.tx import Database
from aftersales.platform import service as platform
from aftersales.platform.model import Fleet
from aftersales.policy import service as policy
from aftersales.policy.model import Subject
from aftersales.policy.replays import service as replays
from aftersales_worker.delivery import Runner
from aftersales_worker.handlers import replays as handler
from aftersales_worker.relay import Relay

SOLD = date(2025, 1, 10)
DEALER, OTHER = OrganisationId(new_id()), OrganisationId(new_id())


def shorter_battery(document: Json) -> None:
    """Batteries are covered for three months, and half of the price is credited."""
    document["returns"]["credit_percent"] = 50
    for term in document["terms"]:
        if term.get("component") == "battery":
            term["months"] = 3


async def decide_some(database: Database, brand: Brand) -> list[str]:
    """Three past decisions under the demo policy: two inside three months, one outside, which is another dealer's."""
    await published(database, brand)
    cases = [(DEALER, 30), (DEALER, 60), (OTHER, 200)]
    ids = []
    for dealer, days in cases:
        async with database.transaction(brand.id, brand.anyone) as tx:
            in_force = await policy.in_force(tx)
            facts = filed(SOLD + timedelta(days=days), line())
            decided = policy.decide(in_force, facts)
            decision_id = policy.record_decision(
                tx,
                policy=in_force,
                subject=Subject.RETURN,
                subject_id=new_id(),
                dealer_id=dealer,
                facts=facts,
                decision=decided,
            )
            ids.append(str(decision_id))
    return ids


@pytest.fixture
async def client(brand: Brand, log_in: Login) -> Client:
    """Whoever writes the brand's policy."""
    return await log_in(brand, Role.ADMINISTRATOR)


async def drafted(client: Client) -> dict[str, Any]:
    """A draft with a shorter term."""
    document = msgspec.to_builtins(changed("ebike-dealer-returns", shorter_battery), str_keys=True)
    made = await client.http.post("/v1/policies", json={"document": document})
    assert made.status_code == 201, made.text
    shown: dict[str, Any] = made.json()
    return shown


async def replayed(client: Client, drain: Drain, draft: dict[str, Any], **wanted: object) -> dict[str, Any]:
    """A finished replay of a draft."""
    begun = await client.http.post(f"/v1/policies/{draft['id']}/replays", json=wanted)
    assert begun.status_code == 202, begun.text
    await drain()
    shown: dict[str, Any] = (await client.http.get(begun.headers["location"])).json()
    return shown


async def test_a_draft_says_what_it_would_have_decided_otherwise(
    brand: Brand, client: Client, database: Database, drain: Drain
) -> None:
    ids = await decide_some(database, brand)
    draft = await drafted(client)

    shown = await replayed(client, drain, draft)

    report = shown["report"]
    job = (await client.http.get(f"/v1/jobs/{shown['job_id']}")).json()
    flips = (await client.http.get(f"/v1/policy-replays/{shown['id']}/flips")).json()["items"]
    assert (shown["state"], shown["total"], job["state"], job["done"]) == ("done", 3, "done", 3)
    assert (report["decisions"], report["lines"], report["flips"], report["against_dealer"]) == (3, 3, 1, 1)
    assert (report["credit_before"]["amount"], report["credit_after"]["amount"]) == ("354.00", "118.00")
    assert [(one["dealer_id"], one["against_dealer"]) for one in report["dealers"]] == [(str(OTHER), 1)]
    assert [(one["decision_id"], one["before"], one["after"], one["clause_before"]) for one in flips] == [
        (ids[2], "covered", "refused", "QH-1.1")
    ]


async def test_flips_are_filtered_and_come_as_a_sheet(
    brand: Brand, client: Client, database: Database, drain: Drain
) -> None:
    await decide_some(database, brand)
    shown = await replayed(client, drain, await drafted(client))
    path = f"/v1/policy-replays/{shown['id']}/flips"

    kinder = (await client.http.get(path, params={"direction": "for_dealer"})).json()["items"]
    stricter = (await client.http.get(path, params={"direction": "against_dealer", "clause": "QH-1.1"})).json()["items"]
    nobodys = (await client.http.get(path, params={"dealer_id": str(DEALER)})).json()["items"]
    sheet = load_workbook(BytesIO((await client.http.get(f"{path}.xlsx")).content)).worksheets[0]

    assert (len(kinder), len(stricter), len(nobodys)) == (0, 1, 0)
    assert "covered" not in [cell.value for cell in sheet[sheet.max_row]]
    assert "QH-1.1" in [cell.value for cell in sheet[sheet.max_row]]


async def test_a_filter_replays_only_what_was_asked_for(
    brand: Brand, client: Client, database: Database, drain: Drain
) -> None:
    await decide_some(database, brand)
    draft = await drafted(client)

    one_dealer = await replayed(client, drain, draft, dealer_id=str(DEALER))
    long_ago = await replayed(client, drain, draft, decided_before="2020-01-01T00:00:00Z")

    assert (one_dealer["report"]["decisions"], one_dealer["report"]["flips"]) == (2, 0)
    assert (long_ago["state"], long_ago["total"], long_ago["report"]["decisions"]) == ("done", 0, 0)


async def test_a_worker_that_takes_over_goes_on_behind_what_was_kept(
    brand: Brand,
    client: Client,
    database: Database,
    drain: Drain,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await decide_some(database, brand)
    draft = await drafted(client)
    whole = await replayed(client, drain, draft)
    monkeypatch.setattr(replays, "CHUNK", 1)
    begun = (await client.http.post(f"/v1/policies/{draft['id']}/replays", json={})).json()
    async with database.transaction(brand.id, brand.anyone) as tx:
        running = await replays.of_job(tx, begun["job_id"])
        terms = await replays.terms_of(tx)
        chunk = await replays.next_chunk(tx, running, None)
        assert await replays.remember(tx, running, chunk, replays.decide_chunk(running.document, terms, chunk))

    await drain()

    shown = (await client.http.get(f"/v1/policy-replays/{begun['id']}")).json()
    assert (shown["state"], shown["report"]) == ("done", whole["report"])


async def test_a_worker_that_holds_several_replays_runs_one_at_a_time(
    brand: Brand, client: Client, database: Database, relay: Relay, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    await decide_some(database, brand)
    draft = await drafted(client)
    begun = [(await client.http.post(f"/v1/policies/{draft['id']}/replays", json={})).json() for _ in range(3)]
    open_now, most, opened = 0, 0, handler.deciders

    @contextmanager
    def counted(cases: int) -> Iterator[Executor]:
        nonlocal open_now, most
        open_now += 1
        most = max(most, open_now)
        with opened(cases) as pool:
            yield pool
        open_now -= 1

    monkeypatch.setattr(handler, "deciders", counted)
    await asyncio.gather(*(runner.run(one) for one in await relay.claim(Fleet.BULK, 50)))

    shown = [(await client.http.get(f"/v1/policy-replays/{one['id']}")).json()["state"] for one in begun]
    assert (shown, most) == (["done"] * 3, 1)


async def test_a_cancelled_replay_keeps_nothing_more(
    brand: Brand, client: Client, database: Database, drain: Drain
) -> None:
    await decide_some(database, brand)
    draft = await drafted(client)
    begun = (await client.http.post(f"/v1/policies/{draft['id']}/replays", json={})).json()

    cancelled = await client.http.post(f"/v1/policy-replays/{begun['id']}/cancellation")
    await drain()
    again = await client.http.post(f"/v1/policy-replays/{begun['id']}/cancellation")

    shown = (await client.http.get(f"/v1/policy-replays/{begun['id']}")).json()
    assert (cancelled.json()["state"], shown["state"], shown["report"]["decisions"]) == ("cancelled", "cancelled", 0)
    assert (again.status_code, again.json()["code"]) == (409, "state_conflict")


async def test_a_replay_whose_work_is_given_up_has_failed_until_it_is_taken_up_again(
    brand: Brand,
    client: Client,
    database: Database,
    drain: Drain,
    relay_pool: asyncpg.Pool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await decide_some(database, brand)
    draft = await drafted(client)
    begun = (await client.http.post(f"/v1/policies/{draft['id']}/replays", json={})).json()
    place = f"/v1/policy-replays/{begun['id']}"
    await relay_pool.execute("UPDATE deliveries SET failures = 100 WHERE cause_id = $1", UUID(begun["job_id"]))
    with monkeypatch.context() as broken:
        broken.setattr(handler, "deciders", lambda _: 1 / 0)
        await drain()
    failed = (await client.http.get(place)).json()
    listed = (await client.http.get("/v1/policy-replays", params={"policy_id": draft["id"]})).json()
    job = (await client.http.get(f"/v1/jobs/{begun['job_id']}")).json()

    async with database.transaction(brand.id, brand.anyone) as tx:
        await platform.replay_delivery(tx, DeliveryId(UUID(job["error"]["delivery_id"])))
    resumed = (await client.http.get(place)).json()["state"]
    await drain()

    assert (failed["state"], [one["state"] for one in listed["items"]]) == ("failed", ["failed"])
    assert (resumed, (await client.http.get(place)).json()["state"]) == ("running", "done")


async def test_a_version_is_published_with_the_report_that_was_read(
    brand: Brand, client: Client, database: Database, drain: Drain
) -> None:
    await decide_some(database, brand)
    draft = await drafted(client)
    partly = await replayed(client, drain, draft, dealer_id=str(DEALER))
    whole = await replayed(client, drain, draft)

    answer = await client.http.post(
        f"/v1/policies/{draft['id']}/publication", json={}, headers={"If-Match": f'"{draft["version"]}"'}
    )

    assert answer.status_code == 200, answer.text
    assert answer.json()["replay_id"] == whole["id"] != partly["id"]


async def test_the_replay_of_another_document_is_no_report_for_this_one(
    brand: Brand, client: Client, database: Database, drain: Drain
) -> None:
    await decide_some(database, brand)
    draft = await drafted(client)
    other = (await client.http.post("/v1/policies", json={"template": AIR_NAME})).json()
    foreign = await replayed(client, drain, other)

    answer = await client.http.post(
        f"/v1/policies/{draft['id']}/publication",
        json={"replay_id": foreign["id"]},
        headers={"If-Match": f'"{draft["version"]}"'},
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "replay_not_of_this")
    assert answer.json()["errors"][0]["pointer"] == "/replay_id"
    assert (await client.http.get(f"/v1/policies/{draft['id']}")).json()["state"] == "draft"


async def test_what_could_not_be_published_is_not_replayed(client: Client) -> None:
    document = msgspec.to_builtins(changed("ebike-dealer-returns", lambda one: one["terms"].clear()), str_keys=True)
    document["returns"]["credit_percent"] = None
    draft = (await client.http.post("/v1/policies", json={"document": document})).json()

    answer = await client.http.post(f"/v1/policies/{draft['id']}/replays", json={})
    backwards = await client.http.post(
        f"/v1/policies/{draft['id']}/replays",
        json={"decided_from": "2026-02-01T00:00:00Z", "decided_before": "2026-01-01T00:00:00Z"},
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "policy_invalid")
    assert (backwards.status_code, backwards.json()["code"]) == (422, "replay_empty_period")
    assert (await client.http.get("/v1/policy-replays")).json()["items"] == []


async def test_a_dealer_sees_no_replay(
    brand: Brand, client: Client, database: Database, drain: Drain, log_in: Login
) -> None:
    await decide_some(database, brand)
    shown = await replayed(client, drain, await drafted(client))
    clerk = await log_in(brand, Role.DEALER_CLERK, dealer=brand.headquarters)

    read = await clerk.http.get(f"/v1/policy-replays/{shown['id']}")
    listed = await clerk.http.get("/v1/policy-replays")

    assert read.status_code == 404
    assert listed.json()["items"] == []


@pytest.mark.parametrize(("cases", "is_another_process"), [(2_000, False), (2_001, True)])
def test_many_cases_are_decided_in_processes_of_their_own(cases: int, *, is_another_process: bool) -> None:
    with handler.deciders(cases) as pool:
        answer = pool.submit(os.getpid).result()

    assert (answer != os.getpid()) is is_another_process
    with pytest.raises(RuntimeError):
        pool.submit(os.getpid)
