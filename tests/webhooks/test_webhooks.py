"""Webhooks from a tenant's fact to its receiver: signed, retried, disabled, replayed."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
from tests.fixtures.api import Client, Login
from tests.fixtures.kernel import Brand, MakeTenant
from tests.fixtures.worker import Drain
from tests.postbox import Mailbox
from tests.webhooks.receiver import Receiver, answer, listening

from aftersales.kernel.access import Role
from aftersales.kernel.clock import SetClock
from aftersales.kernel.ids import FactId, OrganisationId, new_id
from aftersales.kernel.tx import Database
from aftersales.platform.imports.events import ImportStarted
from aftersales.platform.model import Fleet
from aftersales.platform.webhooks import service, service_sending
from aftersales.platform.webhooks.errors import UrlRefused
from aftersales.platform.webhooks.gateway import HttpReceivers
from aftersales.platform.webhooks.model import MOST_TRIES, WAITS, Answer
from aftersales.platform.webhooks.rules import Vault
from aftersales.platform.webhooks.tables import webhook_endpoints
from aftersales.tenancy.tables import organisations
from aftersales_worker.delivery import Runner
from aftersales_worker.handlers import webhooks
from aftersales_worker.relay import Relay

EVENTS = ["platform.import_started"]


async def add(client: Client, url: str, *events: str) -> tuple[dict[str, object], str]:
    """An endpoint and its secret."""
    made = await client.http.post("/v1/webhook-endpoints", json={"url": url, "events": list(events) or EVENTS})
    assert made.status_code == 201, made.text
    return made.json()["endpoint"], made.json()["secret"]


async def happen(database: Database, brand: Brand, job_id: UUID | None = None) -> FactId:
    """One fact about a job."""
    async with database.transaction(brand.id, brand.anyone) as tx:
        return tx.emit(ImportStarted(job_id=job_id or new_id(), kind="parts", file_id=new_id()))


async def log_of(client: Client, endpoint: Mapping[str, object], what: str) -> list[dict[str, object]]:
    """The messages or attempts of an endpoint."""
    items: list[dict[str, object]] = (await client.http.get(f"/v1/webhook-endpoints/{endpoint['id']}/{what}")).json()[
        "items"
    ]
    return items


async def read(client: Client, endpoint: Mapping[str, object]) -> dict[str, object]:
    """An endpoint as it stands."""
    shown: dict[str, object] = (await client.http.get(f"/v1/webhook-endpoints/{endpoint['id']}")).json()
    return shown


@pytest.fixture
async def client(brand: Brand, log_in: Login) -> Client:
    """The administrator of the brand."""
    return await log_in(brand, Role.ADMINISTRATOR)


async def test_a_fact_reaches_the_endpoint_that_asked_for_it_signed_as_the_reference_library_expects(
    brand: Brand, client: Client, database: Database, drain: Drain, receiver: Receiver
) -> None:
    endpoint, secret = await add(client, receiver.url)
    async with listening() as other:
        await add(client, other.url, "claims.*")
        job = new_id()
        facts = [await happen(database, brand, job), await happen(database, brand, job)]

        await drain()

    told = sorted(
        (Webhook(secret).verify(taken.body, taken.headers) for taken in receiver.taken),
        key=lambda one: int(one["sequence"]),  # receivers order by it: messages may overtake each other
    )
    assert [one["sequence"] for one in told] == [1, 2]
    assert [one["id"] for one in told] == [str(fact) for fact in facts]
    assert told[0]["type"] == "platform.import_started"
    assert told[0]["tenant"] == str(brand.id)
    assert told[0]["subject"] == {"kind": "job", "id": str(job)}
    assert told[0]["data"]["kind"] == "parts"
    assert other.connections == 0
    assert [(one["state"], one["attempts"]) for one in await log_of(client, endpoint, "messages")] == [
        ("delivered", 1),
        ("delivered", 1),
    ]


async def test_telling_a_fact_again_makes_no_second_message(
    brand: Brand, client: Client, database: Database, drain: Drain, receiver: Receiver
) -> None:
    endpoint, _ = await add(client, receiver.url)
    await happen(database, brand)
    await drain()

    async with database.transaction(brand.id, brand.anyone) as tx:
        await tx.execute(text("UPDATE deliveries SET state = 'waiting' WHERE handler LIKE 'webhooks.%'"))
    await drain()

    assert len(receiver.taken) == 1
    assert len(await log_of(client, endpoint, "attempts")) == 1


async def test_a_worker_lost_after_the_answer_sends_the_same_message_under_the_same_id(
    brand: Brand,
    client: Client,
    database: Database,
    drain: Drain,
    clock: SetClock,
    receiver: Receiver,
    receivers: HttpReceivers,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Lost:
        async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
            await receivers.post(url, headers, body)
            raise RuntimeError("lost")

    endpoint, secret = await add(client, receiver.url)
    await happen(database, brand)

    monkeypatch.setattr(webhooks.World, "receivers", Lost())
    await drain()
    monkeypatch.setattr(webhooks.World, "receivers", receivers)
    clock.advance(timedelta(minutes=1))
    await drain()

    first, second = receiver.taken
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    Webhook(secret).verify(second.body, second.headers)
    assert [one["state"] for one in await log_of(client, endpoint, "messages")] == ["delivered"]


async def test_a_receiver_that_fails_for_days_is_tried_twelve_times_then_disabled_and_the_administrators_are_told(
    brand: Brand,
    client: Client,
    database: Database,
    drain: Drain,
    relay: Relay,
    runner: Runner,
    clock: SetClock,
    receiver: Receiver,
    mailbox: Mailbox,
) -> None:
    receiver.answers = [answer(500, b"broken")]
    endpoint, _ = await add(client, receiver.url)
    await happen(database, brand)

    await drain()
    for wait in WAITS:
        clock.advance(wait * 1.1 + timedelta(seconds=2))
        for claimed in await relay.claim(Fleet.INTERACTIVE, 50):
            await runner.run(claimed)
    await drain()
    clock.at = datetime.now(UTC)

    attempts = await log_of(client, endpoint, "attempts")
    assert [one["number"] for one in attempts] == list(range(MOST_TRIES, 0, -1))
    assert {(one["status"], one["response"], one["error"]) for one in attempts} == {(500, "broken", None)}
    assert {taken.headers["webhook-id"] for taken in receiver.taken} == {receiver.taken[0].headers["webhook-id"]}
    assert [one["state"] for one in await log_of(client, endpoint, "messages")] == ["failed"]
    assert (await read(client, endpoint))["disabled_reason"] == "failing"
    assert [str(mail["Subject"]) for mail in mailbox.to(client.email)] == ["回调地址已停用"]
    assert (await client.http.get("/v1/messages")).json()["items"][0]["template"] == "webhook_disabled"


async def test_gone_disables_at_once_and_what_still_waits_is_skipped(
    brand: Brand, client: Client, database: Database, drain: Drain, receiver: Receiver, mailbox: Mailbox
) -> None:
    receiver.answers = [answer(410)]
    endpoint, _ = await add(client, receiver.url)
    await happen(database, brand)
    await happen(database, brand)

    await drain()
    await happen(database, brand)
    await drain()

    assert receiver.connections == 1
    assert (await read(client, endpoint))["disabled_reason"] == "gone"
    assert sorted(str(one["state"]) for one in await log_of(client, endpoint, "messages")) == ["failed", "skipped"]
    assert len(mailbox.to(client.email)) == 1


async def test_after_a_rotation_both_secrets_sign_for_a_day_and_then_only_the_new_one(
    brand: Brand, client: Client, database: Database, drain: Drain, clock: SetClock, receiver: Receiver
) -> None:
    endpoint, former = await add(client, receiver.url)
    rotated = await client.http.post(f"/v1/webhook-endpoints/{endpoint['id']}/secret-rotation")
    current = rotated.json()["secret"]

    await happen(database, brand)
    await drain()
    for secret in (former, current):
        Webhook(secret).verify(receiver.taken[0].body, receiver.taken[0].headers)
    clock.advance(timedelta(hours=24))
    await happen(database, brand)
    await drain()

    assert rotated.status_code == 200
    assert receiver.taken[0].headers["webhook-signature"].count("v1,") == 2
    assert receiver.taken[1].headers["webhook-signature"].count("v1,") == 1
    later = dict(receiver.taken[1].headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(former).verify(receiver.taken[1].body, later)


async def test_what_failed_is_replayed_singly_or_since_an_instant_under_the_same_id(
    brand: Brand, client: Client, database: Database, drain: Drain, clock: SetClock, receiver: Receiver
) -> None:
    began = clock.now()
    receiver.answers = [answer(410)]
    endpoint, _ = await add(client, receiver.url)
    for _ in range(3):
        await happen(database, brand)
    await drain()
    path = f"/v1/webhook-endpoints/{endpoint['id']}"
    messages = await log_of(client, endpoint, "messages")

    disabled = await client.http.post(f"{path}/messages/{messages[0]['id']}/replay")
    activated = await client.http.post(f"{path}/activation")
    receiver.answers = [answer(200)]
    one = await client.http.post(f"{path}/messages/{messages[0]['id']}/replay")
    again = await client.http.post(f"{path}/messages/{messages[0]['id']}/replay")
    rest = await client.http.post(f"{path}/replays", json={"since": began.isoformat()})
    await drain()

    assert (disabled.status_code, disabled.json()["code"]) == (409, "webhook_endpoint_disabled")
    assert (activated.status_code, activated.json()["state"]) == (200, "active")
    assert (one.status_code, one.json()["state"], one.json()["round"]) == (202, "waiting", 2)
    assert (again.status_code, again.json()["code"]) == (409, "webhook_message_not_replayable")
    assert (rest.status_code, rest.json()) == (202, {"count": 2})
    assert {one["state"] for one in await log_of(client, endpoint, "messages")} == {"delivered"}
    ids = [taken.headers["webhook-id"] for taken in receiver.taken]
    assert len(ids) == 4
    assert len(set(ids)) == 3


async def test_a_ping_reaches_its_endpoint_alone_whatever_it_asked_for(
    client: Client, drain: Drain, receiver: Receiver
) -> None:
    endpoint, secret = await add(client, receiver.url, "claims.*")
    async with listening() as other:
        await add(client, other.url, "*")
        await drain()
        heard = other.connections

        pinged = await client.http.post(f"/v1/webhook-endpoints/{endpoint['id']}/ping")
        await drain()

    assert pinged.status_code == 202
    assert [Webhook(secret).verify(t.body, t.headers)["type"] for t in receiver.taken] == ["platform.webhook_pinged"]
    assert other.connections == heard


async def test_another_tenants_fact_is_never_told(
    make_tenant: MakeTenant, client: Client, database: Database, drain: Drain, receiver: Receiver
) -> None:
    await add(client, receiver.url, "*")
    await drain()
    receiver.taken.clear()
    stranger = await make_tenant()

    await happen(database, stranger)
    await drain()

    assert receiver.taken == []


async def test_a_tenant_without_endpoints_pays_one_look_for_each_fact(brand: Brand, database: Database) -> None:
    async with database.transaction(brand.id, brand.anyone) as tx:
        tx.delivery_id = new_id()  # type: ignore[assignment]  # any delivery
        told = await service_sending.fan_out(tx, ImportStarted(job_id=new_id(), kind="parts", file_id=new_id()))

        assert (told, tx.statements) == (0, 1)


async def test_a_secret_is_shown_when_it_is_made_and_rests_encrypted(
    brand: Brand, client: Client, database: Database
) -> None:
    endpoint, secret = await add(client, "https://hooks.example.com/a")

    listed = await client.http.get("/v1/webhook-endpoints")
    shown = await client.http.get(f"/v1/webhook-endpoints/{endpoint['id']}")
    async with database.transaction(brand.id, brand.anyone) as tx:
        stored = await tx.scalar(select(webhook_endpoints.c.secret))

    assert secret.startswith("whsec_")
    assert secret not in listed.text + shown.text
    assert secret.encode() not in stored
    assert shown.headers["etag"] == '"1"'


async def test_an_endpoint_is_changed_under_its_version_and_a_refusal_changes_nothing(client: Client) -> None:
    endpoint, _ = await add(client, "https://hooks.example.com/a")
    path = f"/v1/webhook-endpoints/{endpoint['id']}"

    blind = await client.http.patch(path, json={"description": "x"})
    stale = await client.http.patch(path, json={"description": "x"}, headers={"If-Match": '"9"'})
    unknown = await client.http.patch(path, json={"events": ["nothing.at_all"]}, headers={"If-Match": '"1"'})
    unchanged = await read(client, endpoint)
    changed = await client.http.patch(path, json={"events": ["claims.*"]}, headers={"If-Match": '"1"'})
    removed = await client.http.delete(path, headers={"If-Match": '"2"'})
    gone = await client.http.get(path)

    assert [one.status_code for one in (blind, stale, unknown)] == [428, 412, 422]
    assert unknown.json()["errors"][0]["pointer"] == "/events/0"
    assert unchanged == endpoint
    assert (changed.status_code, changed.json()["events"], changed.headers["etag"]) == (200, ["claims.*"], '"2"')
    assert (removed.status_code, gone.status_code) == (204, 404)


async def test_only_the_manufacturers_administrators_manage_endpoints(
    brand: Brand, log_in: Login, database: Database
) -> None:
    dealer = OrganisationId(new_id())
    async with database.transaction(brand.id, brand.anyone) as tx:
        await tx.execute(
            organisations.insert().values(
                tenant_id=brand.id, id=dealer, dealer_id=dealer, kind="dealer", code="D1", name="一号店"
            ),
        )
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    theirs = await log_in(brand, Role.DEALER_MANAGER, dealer=dealer)
    wanted = {"url": "https://hooks.example.com/a", "events": ["*"]}

    answers = [await who.http.post("/v1/webhook-endpoints", json=wanted) for who in (clerk, theirs)]
    async with database.transaction(brand.id, brand.anyone) as tx:
        kept = await service.endpoints(tx)

    assert [one.status_code for one in answers] == [403, 403]
    assert kept == []


async def test_a_twenty_first_endpoint_is_refused(client: Client) -> None:
    for number in range(20):
        await add(client, f"https://hooks.example.com/{number}")

    more = await client.http.post("/v1/webhook-endpoints", json={"url": "https://hooks.example.com/x", "events": ["*"]})

    assert (more.status_code, more.json()["code"]) == (409, "webhook_endpoints_exhausted")
    assert len((await client.http.get("/v1/webhook-endpoints")).json()["items"]) == 20


async def test_an_inside_address_is_refused_when_the_endpoint_is_made(brand: Brand, database: Database) -> None:
    async with database.transaction(brand.id, brand.anyone) as tx:
        with pytest.raises(UrlRefused):
            await service.add_endpoint(
                tx,
                Vault(b"k" * 32),
                url="https://169.254.169.254/latest",
                description="",
                events=["*"],
                allow_private=False,
            )

        assert await service.endpoints(tx) == []
        assert tx.emitted == []


async def test_every_event_can_be_asked_for_by_name(client: Client) -> None:
    names = (await client.http.get("/v1/webhook-events")).json()["items"]

    assert "claims.return_filed" in names
    assert names == sorted(names)


async def test_an_unknown_field_a_long_url_and_a_wrong_type_are_refused_with_their_place(client: Client) -> None:
    bad = [
        {"url": "https://hooks.example.com/a", "events": ["*"], "secret": "mine"},
        {"url": "https://hooks.example.com/" + "a" * 2000, "events": ["*"]},
        {"url": "https://hooks.example.com/a", "events": []},
        {"url": 7, "events": ["*"]},
    ]

    answers = [await client.http.post("/v1/webhook-endpoints", json=body) for body in bad]

    assert [one.status_code for one in answers] == [400, 400, 400, 400]
    assert [one.json()["errors"][0]["pointer"] for one in answers] == ["/secret", "/url", "/events", "/url"]
