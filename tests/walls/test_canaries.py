"""What one tenant or one dealer says never turns up with another: not in answers, papers, mails, webhooks or keys."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from email.message import EmailMessage
from typing import Final
from uuid import UUID

import asyncpg
import httpx
import pytest
from litestar import Litestar
from msgspec import Struct
from msgspec.structs import replace
from structlog.testing import capture_logs
from tests.access.operations import TABLES, Call, any_id, ask, calls, with_ids
from tests.access.test_access import EVERY_ROLE
from tests.claims.ways import Way
from tests.fixtures import domain
from tests.fixtures.api import Client, Login
from tests.fixtures.domain import OpenShop, Shop
from tests.fixtures.kernel import MakeTenant
from tests.fixtures.worker import Drain
from tests.postbox import Mailbox
from tests.walls.canaries import (
    Recorder,
    SpokenWay,
    Words,
    found_in,
    new_words,
    objects_of,
    plant,
    policy_with_word,
    redis_of,
    with_word,
)
from tests.webhooks.receiver import Receiver, listening

from aftersales.kernel.ids import new_id
from aftersales.kernel.settings import Settings
from aftersales.kernel.tables import TENANT_TABLES
from aftersales.platform.webhooks.gateway import HttpReceivers
from aftersales.policy.rules import template
from aftersales_worker.handlers import webhooks

NOT_SENT: Final = {"log_out", "switch_brand", "start_tenant_export", "watch_job"}
"""What would end the walk, or never ends."""


class House(Struct):
    """One tenant of the walk."""

    shop: Shop
    words: Words
    admin: Client
    receiver: Receiver

    @property
    def tokens(self) -> list[str]:
        """Everybody of the tenant."""
        return [self.admin.token, *(one.token for one in self.shop.people.values())]

    @property
    def mail_addresses(self) -> set[str]:
        """Where mail of the tenant may go."""
        return {self.admin.email, *(one.email for one in self.shop.people.values())}


Build = Callable[..., Awaitable[House]]


@pytest.fixture
async def receivers_open(
    application: tuple[object, object], settings: Settings, relay_pool: object, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[list[Receiver]]:
    """Two receivers of webhooks on this machine, to which API and worker may go."""
    assert relay_pool is not None
    inner = application[0]
    while not isinstance(inner, Litestar):
        inner = inner._app  # type: ignore[attr-defined]  # one wraps the other
    monkeypatch.setitem(inner.state, "settings", replace(settings, webhook_allow_private=True))
    monkeypatch.setattr(webhooks.World, "receivers", HttpReceivers(allow_private=True, seconds=3))
    async with listening() as first, listening() as second:
        yield [first, second]


@pytest.fixture
def recorder(api: httpx.AsyncClient) -> Recorder:
    """Keeps every answer that anybody gets from now on."""
    recorder = Recorder(api._transport)
    api._transport = recorder
    return recorder


@pytest.fixture
def build(
    open_shop: OpenShop,
    make_tenant: MakeTenant,
    log_in: Login,
    superuser: asyncpg.Connection,
    receivers_open: list[Receiver],
    monkeypatch: pytest.MonkeyPatch,
) -> Build:
    """A function that makes a tenant that says its own words in all its rows."""

    async def make() -> House:
        words = new_words()
        monkeypatch.setattr(domain, "template", lambda name: policy_with_word(template(name), words.tenant))
        shop = await open_shop(of=await make_tenant())
        admin = await log_in(shop.brand, *EVERY_ROLE)
        await plant(superuser, shop.brand.id, shop.dealer, words)
        house = House(shop, words, admin, receivers_open.pop())
        answer = await admin.http.post(
            "/v1/webhook-endpoints",
            json={"url": house.receiver.url, "events": ["claims.*", "documents.*"], "description": words.tenant},
        )
        assert answer.status_code == 201, answer.text
        return house

    return make


async def walk(house: House, drain: Drain) -> None:
    """One return to its end and one that is credited, every word of them the dealer's or the tenant's."""
    shop, words = house.shop, house.words
    word = f"{words.tenant} {words.dealer}"
    for disposition, serial in (("replace", "QH-1001"), ("credit", "QH-1002")):
        way: Way = SpokenWay(shop, word)
        await way.file(shop.line(serial=serial, fault_text=f"无法充电 {word}"))
        await way.walk("inspected")
        await way.go("inspector", "disposition", {"lines": [{"line": 1, "disposition": disposition}]})
        await way.go("finance", "settlement")
        assert way.summary["state"] == "settled"
    sent_back: Way = SpokenWay(shop, word)
    await sent_back.reach("sent_back", shop.unregistered(part="MOT-350", fault_text=word))
    await drain()


async def ids_of(superuser: asyncpg.Connection, tenant: UUID) -> Callable[[str, str], str]:
    """The ids of a tenant's own rows: one of each table."""
    found: dict[str, str] = {}
    for table in set(TABLES.values()):
        if "id" in TENANT_TABLES[table].table.c:
            sql = f"SELECT id FROM {table} WHERE tenant_id = $1 ORDER BY id DESC LIMIT 1"  # noqa: S608 - names
            found[table] = str(await superuser.fetchval(sql, tenant) or new_id())

    def name_id(_: str, name: str) -> str:
        return found.get(TABLES.get(name, ""), str(new_id()))

    return name_id


def words_of(mail: EmailMessage) -> str:
    """All that a mail says, its headers too."""
    parts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*(f"{name}: {value}" for name, value in mail.items()), *parts])


def asked(*methods: str) -> list[Call]:
    """What a tenant's people may ask."""
    return [call for call in calls("tenant") if call.method in methods and call.id not in NOT_SENT]


async def test_no_word_of_one_tenant_or_dealer_turns_up_with_another(
    build: Build,
    recorder: Recorder,
    superuser: asyncpg.Connection,
    drain: Drain,
    operator: httpx.AsyncClient,
    mailbox: Mailbox,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    with capture_logs() as logged:
        first, second = await build(), await build()
        for house in (first, second):
            await walk(house, drain)
            own = await ids_of(superuser, house.shop.brand.id)
            for call in asked("POST"):
                body = with_word(with_ids(call.example, call.id, own), house.words.tenant)
                await ask(house.admin.http, call, any_id, body=body)
            await drain()
            await plant(superuser, house.shop.brand.id, house.shop.dealer, house.words)
        for house, other in ((first, second), (second, first)):
            own, foreign = [await ids_of(superuser, one.shop.brand.id) for one in (house, other)]
            people = house.shop.people
            for person in (house.admin, people["dealer"], people["other_dealer"], people["auditor"]):
                for call in asked("GET"):
                    await ask(person.http, call, own)
                    if call.ids and person is not people["auditor"]:
                        await ask(person.http, call, foreign)
        for call in calls("operator"):
            if call.method == "GET":
                await ask(operator, call, lambda _, __: str(first.shop.brand.id))
        metrics = (await operator.get("/metrics")).text
    everywhere = [*first.words.all, *second.words.all]
    keys, objects = await objects_of(settings, first.shop.brand.id, second.shop.brand.id)

    for house, other in ((first, second), (second, first)):
        strangers = other.words.all
        heard = [(one.asked, one.said) for one in recorder.by(house.tokens)]
        assert found_in(strangers, heard) == []
        assert found_in([house.words.tenant, house.words.dealer], heard) != []
        others = [house.shop.people["other_dealer"].token]
        assert found_in([house.words.dealer], [(one.asked, one.said) for one in recorder.by(others)]) == []
        taken = [(one.path, one.body.decode()) for one in house.receiver.taken]
        assert found_in(strangers, taken) == []
        assert found_in([house.words.dealer], taken) != []
        theirs = [(key, text) for key, text in objects.items() if str(house.shop.brand.id) in key]
        assert found_in(strangers, theirs) == []
        assert found_in([house.words.dealer], theirs) != []
        letters = [(to, words_of(mail)) for to in house.mail_addresses for mail in mailbox.to(to)]
        assert found_in(strangers, letters) == []
        assert found_in([house.words.tenant], letters) != []
    operators = [one for words in (first.words, second.words) for one in (words.tenant, words.dealer)]
    told = recorder.by([str(operator.headers["authorization"]).removeprefix("Bearer ")])
    assert found_in(operators, [(one.asked, one.said) for one in told]) == []
    assert found_in(everywhere, [("metrics", metrics)]) == []
    assert found_in(everywhere, [("logs", str(one)) for one in [*logged, *caplog.messages]]) == []
    assert found_in(everywhere, [("redis", f"{key} {value}") for key, value in await redis_of(settings)]) == []
    assert found_in(everywhere, [("object key", key) for key in keys]) == []
