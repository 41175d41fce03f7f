"""Facts measured by the worker: each once, at the instant at which it happened."""

from datetime import date, timedelta
from uuid import UUID

from tests.fixtures.kernel import NOW, Brand
from tests.fixtures.worker import Drain

from aftersales.claims.events import ReturnFiled
from aftersales.claims.returns.model import ReturnId
from aftersales.documents.events import DocumentRendered
from aftersales.documents.files.events import FileStored
from aftersales.documents.files.model import FileId, Purpose
from aftersales.documents.model import DocumentKind
from aftersales.documents.rendering.model import DocumentId
from aftersales.kernel.access import WORKER, Role
from aftersales.kernel.clock import SetClock
from aftersales.kernel.facts import Fact
from aftersales.kernel.ids import OrganisationId, new_id
from aftersales.kernel.money import Money
from aftersales.kernel.tx import Database
from aftersales.metering import service
from aftersales.metering.model import CauseKind, Grain, Meter
from aftersales.notifications.events import MessageSent
from aftersales.notifications.model import Channel, MessageId


def facts() -> list[Fact]:
    """One fact of each kind that is measured."""
    dealer = OrganisationId(new_id())
    return [
        ReturnFiled(
            return_id=ReturnId(new_id()),
            number="R1",
            dealer_id=dealer,
            lines=100,
            amount=Money.of_minor(0, "CNY"),
            policy_version_id=new_id(),
            needs_approval=False,
        ),
        DocumentRendered(
            document_id=DocumentId(new_id()),
            kind=DocumentKind.PACKING_LIST,
            number="D1",
            subject_kind="return",
            on_subject_id=new_id(),
            dealer_id=dealer,
            bytes=40_000,
            pages=1,
            sha256="",
        ),
        FileStored(
            file_id=FileId(new_id()),
            purpose=next(iter(Purpose)),
            content_type="image/jpeg",
            bytes=2_000,
            sha256="",
            dealer_id=dealer,
        ),
        MessageSent(
            message_id=MessageId(new_id()),
            channel=Channel.MAIL,
            template="returns.filed",
            person_id=None,
            dealer_id=dealer,
        ),
    ]


async def announce(database: Database, brand: Brand, *announced: Fact) -> list[UUID]:
    async with database.transaction(brand.id, brand.anyone) as tx:
        return [tx.emit(fact) for fact in announced]


async def test_each_fact_is_measured_when_it_happened_however_late_the_worker_is(
    brand: Brand, database: Database, drain: Drain, clock: SetClock
) -> None:
    await announce(database, brand, *facts())
    clock.advance(timedelta(hours=7))

    await drain()

    async with database.transaction(brand.id, brand.actor(Role.AUDITOR)) as tx:
        found = await service.usage(tx, since=date(2026, 6, 15), until=date(2026, 6, 16), grain=Grain.HOUR)
    assert [(r.meter, r.starts_at, r.quantity, r.by) for r in found.readings] == [
        (Meter.DOCUMENT_BYTES_KEPT, NOW, 42_000, {}),
        (Meter.DOCUMENTS_RENDERED, NOW, 1, {"packing_list": 1}),
        (Meter.MESSAGES_SENT, NOW, 1, {"mail": 1}),
        (Meter.RETURNS_FILED, NOW, 1, {}),
    ]


async def test_an_event_leads_back_to_its_fact_and_a_second_run_adds_nothing(
    brand: Brand, database: Database, drain: Drain
) -> None:
    (fact_id,) = await announce(database, brand, facts()[0])
    await drain()
    async with database.transaction(brand.id, WORKER) as tx:
        await tx.fetch("UPDATE deliveries SET state = 'waiting' WHERE fact_id = $1", fact_id)

    await drain()

    async with database.transaction(brand.id, brand.actor(Role.AUDITOR)) as tx:
        events, _ = await service.events(tx, Meter.RETURNS_FILED, hour=NOW, month=None, limit=10, cursor=None)
    assert [(one.cause_kind, one.cause_id, one.quantity) for one in events] == [(CauseKind.FACT, fact_id, 1)]
