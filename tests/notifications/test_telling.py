"""Telling people: once per cause, in their language, by the channels that are left to them."""

from uuid import UUID

import pytest
from sqlalchemy import select
from tests.fixtures.api import Login
from tests.fixtures.kernel import Brand
from tests.fixtures.worker import Drain
from tests.notifications.conftest import SpeakEnglish
from tests.postbox import Mailbox

from aftersales.claims import events as claims
from aftersales.claims.returns.model import ReturnId
from aftersales.kernel.access import Role
from aftersales.kernel.ids import OrganisationId, new_id
from aftersales.kernel.tx import Database
from aftersales.notifications import service
from aftersales.notifications.model import Address, Audience, Channel, LoggedMessage, People, Roles
from aftersales.notifications.tables import messages
from aftersales.notifications.templates.registry import TEMPLATES
from aftersales.platform.imports.events import ImportFinished
from aftersales.platform.webhooks.events import WebhookEndpointDisabled
from aftersales.platform.webhooks.model import DisabledReason, EndpointId
from aftersales.policy.model import FACTS, Bystander, Language, NotificationRule
from aftersales.policy.model import Channel as PolicyChannel
from aftersales_worker.telling import LINES, Telling, tellings

BOTH = frozenset({Channel.INBOX, Channel.MAIL})


async def tell(
    database: Database,
    brand: Brand,
    audience: Audience,
    *,
    cause: UUID | None = None,
    channels: frozenset[Channel] = BOTH,
    languages: tuple[str, ...] = (),
) -> int:
    """Tell an audience that a return was inspected."""
    async with database.transaction(brand.id, brand.anyone) as tx:
        return await service.notify(
            tx,
            template="return_inspected",
            audience=audience,
            params={"number": "R-1"},
            cause_id=cause or new_id(),
            channels=channels,
            subject_link="/returns/1",
            languages=languages,
        )


async def told(database: Database, brand: Brand) -> list[tuple[str, str, str]]:
    """Every message: who, by which channel, in which language."""
    async with database.transaction(brand.id, brand.anyone) as tx:
        rows = await tx.all(select(messages).where(messages.c.tenant_id == brand.id), LoggedMessage)
        return sorted((row.address, row.channel.value, row.locale) for row in rows)


async def test_everybody_with_a_role_is_told_in_their_own_language(
    brand: Brand, log_in: Login, database: Database, drain: Drain, mailbox: Mailbox, speak_english: SpeakEnglish
) -> None:
    wang, ann = await log_in(brand, Role.FINANCE), await log_in(brand, Role.FINANCE)
    other = await log_in(brand, Role.AUDITOR)
    speak_english(ann.email)

    count = await tell(database, brand, Roles((Role.FINANCE,)))
    await drain()

    assert count == 4
    assert [str(mail["Subject"]) for mail in mailbox.to(wang.email)] == ["退货单 R-1 鉴定完成"]
    assert [str(mail["Subject"]) for mail in mailbox.to(ann.email)] == ["Return R-1 is inspected"]
    assert mailbox.to(other.email) == []


async def test_the_same_cause_told_again_tells_nobody_twice(
    brand: Brand, log_in: Login, database: Database, drain: Drain, mailbox: Mailbox
) -> None:
    wang = await log_in(brand, Role.FINANCE, Role.AUDITOR)
    cause = new_id()

    counts = [
        await tell(database, brand, audience, cause=cause)
        for audience in (Roles((Role.FINANCE,)), Roles((Role.FINANCE, Role.AUDITOR)), People((wang.person_id,)))
    ]
    await drain()

    assert counts == [2, 0, 0]
    assert len(mailbox.to(wang.email)) == 1


async def test_a_dealers_people_alone_are_told_of_their_own_affairs(
    brand: Brand, log_in: Login, database: Database, dealer: OrganisationId
) -> None:
    theirs = await log_in(brand, Role.DEALER_MANAGER, dealer=dealer)
    await log_in(brand, Role.AFTER_SALES_CLERK)

    await tell(database, brand, Roles((Role.DEALER_CLERK, Role.DEALER_MANAGER), dealer))

    assert await told(database, brand) == [(theirs.email, "inbox", "zh"), (theirs.email, "mail", "zh")]


async def test_mail_that_a_person_switched_off_stays_in_the_inbox_only(
    brand: Brand, log_in: Login, database: Database
) -> None:
    wang = await log_in(brand, Role.FINANCE)
    chosen = await wang.http.put(
        "/v1/message-preferences", json={"items": [{"template": "return_inspected", "mail": False}]}
    )

    await tell(database, brand, Roles((Role.FINANCE,)))

    assert chosen.status_code == 200, chosen.text
    assert await told(database, brand) == [(wang.email, "inbox", "zh")]


async def test_what_is_for_the_phone_only_is_never_mailed_and_the_inbox_says_so(
    brand: Brand, log_in: Login, database: Database, drain: Drain, mailbox: Mailbox
) -> None:
    wang = await log_in(brand, Role.FINANCE)

    await tell(database, brand, Roles((Role.FINANCE,)), channels=frozenset({Channel.PHONE}))
    await drain()

    (shown,) = (await wang.http.get("/v1/messages")).json()["items"]
    assert shown["by_phone"] is True
    assert "以电话沟通为准" in shown["body"]
    assert mailbox.to(wang.email) == []


async def test_an_address_without_a_person_gets_mail_and_no_inbox(
    brand: Brand, database: Database, drain: Drain, mailbox: Mailbox
) -> None:
    await tell(database, brand, Address("new@example.com", "新人", "en"))
    await drain()

    assert await told(database, brand) == [("new@example.com", "mail", "en")]
    assert len(mailbox.to("new@example.com")) == 1


async def test_a_tenant_that_writes_one_language_writes_it_to_everybody(
    brand: Brand, log_in: Login, database: Database, speak_english: SpeakEnglish
) -> None:
    ann = await log_in(brand, Role.FINANCE)
    speak_english(ann.email)

    await tell(database, brand, Roles((Role.FINANCE,)), channels=frozenset({Channel.INBOX}), languages=("zh",))

    assert await told(database, brand) == [(ann.email, "inbox", "zh")]


async def test_nobody_to_tell_is_no_error(brand: Brand, database: Database) -> None:
    assert await tell(database, brand, Roles((Role.GENERAL_MANAGER,))) == 0
    assert await tell(database, brand, People(())) == 0


async def test_a_telling_costs_the_same_statements_however_many_are_told(
    brand: Brand, log_in: Login, database: Database
) -> None:
    statements = []
    for _ in range(2):
        await log_in(brand, Role.FINANCE)
        async with database.transaction(brand.id, brand.anyone) as tx:
            await service.notify(
                tx,
                template="return_inspected",
                audience=Roles((Role.FINANCE,)),
                params={"number": "R-1"},
                cause_id=new_id(),
            )
            statements.append(tx.statements)

    assert statements == [5, 5]


async def test_an_import_that_ended_is_told_to_whoever_started_it(
    brand: Brand, log_in: Login, database: Database, drain: Drain, mailbox: Mailbox
) -> None:
    wang = await log_in(brand, Role.ADMINISTRATOR)
    async with database.transaction(brand.id, brand.anyone) as tx:
        tx.emit(
            ImportFinished(
                job_id=new_id(),
                kind="dealers",
                rows=12,
                counts={"created": 10, "refused": 2},
                started_by=wang.person_id,
            ),
        )

    await drain()

    (shown,) = (await wang.http.get("/v1/messages")).json()["items"]
    assert shown["subject"] == "导入完成：经销商"
    assert "新增 10 行，更新 0 行，未通过 2 行" in shown["body"]
    assert mailbox.to(wang.email) == []


@pytest.mark.parametrize(("reason", "count"), [(DisabledReason.GONE, 1), (DisabledReason.BY_HAND, 0)])
async def test_an_endpoint_that_was_disabled_by_itself_is_told_to_administrators(
    reason: DisabledReason, count: int, brand: Brand, log_in: Login, database: Database, drain: Drain, mailbox: Mailbox
) -> None:
    wang = await log_in(brand, Role.ADMINISTRATOR)
    async with database.transaction(brand.id, brand.anyone) as tx:
        tx.emit(WebhookEndpointDisabled(endpoint_id=EndpointId(new_id()), url="https://h.example.com", reason=reason))

    await drain()

    assert len(mailbox.to(wang.email)) == count


APPROVED = claims.ReturnApproved(
    return_id=ReturnId(new_id()), number="R-1", dealer_id=OrganisationId(new_id()), automatic=True
)


def test_without_a_rule_a_line_tells_whom_it_names() -> None:
    (line,) = LINES["claims.return_approved"]

    assert tellings(line, APPROVED, ()) == [Telling(who=Bystander.DEALER, channels=(Channel.INBOX, Channel.MAIL))]


def test_a_policys_rules_decide_whom_and_how_and_what_they_forbid_is_never_used() -> None:
    (line,) = LINES["claims.return_approved"]
    rule = NotificationRule(
        event="claims.return_approved",
        audience=("dealer", "finance"),
        channels=(PolicyChannel.PHONE, PolicyChannel.INBOX, PolicyChannel.MAIL, PolicyChannel.SMS),
        forbidden=(PolicyChannel.MAIL,),
        languages=(Language.EN,),
    )

    channels = (Channel.INBOX, Channel.PHONE)
    assert tellings(line, APPROVED, (rule,)) == [
        Telling(who=Bystander.DEALER, channels=channels, languages=("en",)),
        Telling(who=Role.FINANCE, channels=channels, languages=("en",)),
    ]


def test_every_fact_that_a_policy_may_name_has_words_that_the_policy_routes() -> None:
    routed = {name for name, lines in LINES.items() if any(not line.is_fixed for line in lines)}

    assert routed >= FACTS


def test_every_line_names_a_template_that_exists() -> None:
    assert {line.template for lines in LINES.values() for line in lines} <= set(TEMPLATES)
