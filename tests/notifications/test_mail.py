"""Mail leaves once: whatever a mail server answers and wherever a worker is lost."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.fixtures.api import PASSWORD, Login
from tests.fixtures.kernel import Brand
from tests.fixtures.worker import Drain
from tests.notifications.conftest import Surly
from tests.postbox import Mailbox

from aftersales.kernel.access import Role
from aftersales.kernel.clock import SetClock
from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Database
from aftersales.notifications import service
from aftersales.notifications.model import MOST_TRIES, Address, Channel, Letter, LogFilter, LoggedMessage
from aftersales.platform.model import Fleet
from aftersales.tenancy.entry import service as entry
from aftersales_worker.delivery import Runner
from aftersales_worker.handlers import notifications
from aftersales_worker.relay import Relay

TO = "reader@example.com"


@pytest.fixture
def clock() -> SetClock:
    """A clock at the present, since waits are counted by the database's."""
    return SetClock(datetime.now(UTC))


async def queue(database: Database, brand: Brand, to: str = TO) -> None:
    """One mail to an address."""
    async with database.transaction(brand.id, brand.anyone) as tx:
        await service.notify(
            tx,
            template="return_inspected",
            audience=Address(to, "读者"),
            params={"number": "R-1"},
            cause_id=new_id(),
            channels={Channel.MAIL},
        )


async def logged(database: Database, brand: Brand) -> LoggedMessage:
    """The brand's one message."""
    async with database.transaction(brand.id, brand.anyone) as tx:
        (message,), _ = await service.log(tx, LogFilter(), limit=10, cursor=None)
        return message


async def test_a_mail_arrives_once_under_a_name_made_from_its_message(
    brand: Brand, database: Database, drain: Drain, mailbox: Mailbox
) -> None:
    await queue(database, brand)

    await drain()
    await drain()

    (mail,) = mailbox.to(TO)
    message = await logged(database, brand)
    assert message.id.hex in str(mail["Message-ID"])
    assert (message.state, message.tries, message.answer) == ("sent", 1, "250 OK")
    text = mail.get_body(("plain",))
    assert text is not None
    assert "读者，您好：" in text.get_content()


async def test_a_final_refusal_fails_the_mail_and_is_not_tried_again(
    brand: Brand, database: Database, drain: Drain, surly: Surly, clock: SetClock
) -> None:
    surly.answers["RCPT"] = "550 5.1.1 no such user"
    await queue(database, brand)

    await drain()
    clock.advance(timedelta(days=1))
    await drain()

    message = await logged(database, brand)
    assert (message.state, message.tries, message.answer) == ("failed", 1, "550 5.1.1 no such user")
    assert surly.mails == []


async def test_whatever_bytes_a_server_answers_with_are_kept_as_a_line(
    brand: Brand, database: Database, drain: Drain, surly: Surly
) -> None:
    surly.answers["RCPT"] = "550 caf\xe9 \x00 \x1b[2J"
    await queue(database, brand)

    await drain()

    message = await logged(database, brand)
    assert (message.state, message.answer) == ("failed", "550 caf [2J")


@pytest.mark.parametrize(("command", "says"), [("RCPT", "451 greylisted"), ("DATA", "421 busy"), (".", "452 full")])
async def test_a_mail_that_is_put_off_waits_and_then_arrives_once(
    command: str, says: str, brand: Brand, database: Database, drain: Drain, surly: Surly, clock: SetClock
) -> None:
    good = surly.answers[command]
    surly.answers[command] = says
    await queue(database, brand)

    await drain()
    waiting = await logged(database, brand)
    surly.answers[command] = good
    surly.mails.clear()
    clock.advance(timedelta(minutes=1))
    await drain()

    message = await logged(database, brand)
    assert (waiting.state, waiting.answer) == ("queued", says)
    assert (message.state, message.tries) == ("sent", 2)
    assert len(surly.mails) == 1


async def test_a_server_that_is_away_is_tried_ten_times_and_then_the_mail_has_failed(
    brand: Brand, database: Database, relay: Relay, runner: Runner, surly: Surly, clock: SetClock
) -> None:
    surly.answers["EHLO"] = ""
    await queue(database, brand)

    for _ in range(MOST_TRIES + 2):
        for claimed in await relay.claim(Fleet.INTERACTIVE, 50):
            await runner.run(claimed)
        clock.advance(timedelta(hours=13))

    message = await logged(database, brand)
    assert (message.state, message.tries) == ("failed", MOST_TRIES)
    assert surly.mails == []


async def test_a_line_that_breaks_while_the_mail_is_taken_leaves_it_uncertain_and_nothing_is_sent_again(
    brand: Brand, database: Database, drain: Drain, surly: Surly, clock: SetClock
) -> None:
    surly.answers["."] = ""
    await queue(database, brand)

    await drain()
    clock.advance(timedelta(days=1))
    await drain()

    assert (await logged(database, brand)).state == "uncertain"
    assert len(surly.mails) == 1


@pytest.mark.parametrize("sends", [True, False])
async def test_a_worker_lost_while_handing_over_leaves_the_mail_uncertain_whether_or_not_it_went_out(
    sends: bool,  # noqa: FBT001 - a parameter of the test
    brand: Brand,
    database: Database,
    drain: Drain,
    mailbox: Mailbox,
    clock: SetClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    post = notifications.World.post

    class Lost:
        async def send(self, letter: Letter) -> str:
            if sends:
                await post.send(letter)
            raise RuntimeError("lost")

    await queue(database, brand)

    monkeypatch.setattr(notifications.World, "post", Lost())
    await drain()
    monkeypatch.setattr(notifications.World, "post", post)
    clock.advance(timedelta(days=1))
    await drain()

    assert (await logged(database, brand)).state == "uncertain"
    assert len(mailbox.to(TO)) == int(sends)


async def test_an_address_that_no_header_can_hold_fails_without_a_word_to_the_server(
    brand: Brand, database: Database, drain: Drain, surly: Surly
) -> None:
    await queue(database, brand, "a@b@c.example")

    await drain()

    assert (await logged(database, brand)).state == "failed"
    assert surly.mails == []


async def test_an_uncertain_mail_is_replayed_by_hand_under_the_same_name(
    brand: Brand, database: Database, drain: Drain, log_in: Login, surly: Surly
) -> None:
    wang = await log_in(brand, Role.ADMINISTRATOR)
    surly.answers["."] = ""
    await queue(database, brand)
    await drain()
    uncertain = await logged(database, brand)
    path = f"/v1/message-log/{uncertain.id}/replay"

    surly.answers["."] = "250 taken"
    replayed = await wang.http.post(path)
    await drain()
    again = await wang.http.post(path)

    assert (replayed.status_code, replayed.json()["state"], replayed.json()["round"]) == (202, "queued", 2)
    assert (again.status_code, again.json()["code"]) == (409, "message_not_replayable")
    names = [line for mail in surly.mails for line in mail.split(b"\r\n") if line.startswith(b"Message-ID")]
    assert len(names) == 2
    assert len(set(names)) == 1
    assert (await logged(database, brand)).state == "sent"


async def test_an_invitation_arrives_with_its_link_and_is_then_forgotten(
    brand: Brand, database: Database, drain: Drain, mailbox: Mailbox, log_in: Login
) -> None:
    wang = await log_in(brand, Role.ADMINISTRATOR)
    invited = await wang.http.post(
        "/v1/invitations",
        json={
            "email": "new@example.com",
            "name": "新同事",
            "organisation_id": str(brand.headquarters),
            "roles": ["auditor"],
        },
    )
    assert invited.status_code == 201, invited.text

    await drain()

    (mail,) = mailbox.to("new@example.com")
    text = mail.get_body(("plain",))
    assert text is not None
    link = next(line for line in text.get_content().splitlines() if "/invitations/" in line)
    async with database.anteroom() as room:
        joined = await entry.accept_invitation(room, link.rsplit("/", 1)[-1], "新同事", PASSWORD)
    assert joined.email == "new@example.com"
    (shown,) = (await wang.http.get("/v1/message-log", params={"template": "invitation"})).json()["items"]
    assert (shown["state"], shown["body"], shown["is_confidential"]) == ("sent", None, True)
    assert link.rsplit("/", 1)[-1] not in str(shown)


async def test_a_new_password_is_set_by_the_link_in_the_mail(
    brand: Brand, database: Database, drain: Drain, mailbox: Mailbox, log_in: Login
) -> None:
    wang = await log_in(brand, Role.AUDITOR)
    async with database.anteroom() as room:
        await entry.start_password_reset(room, wang.email)

    await drain()

    (mail,) = mailbox.to(wang.email)
    text = mail.get_body(("plain",))
    assert text is not None
    token = next(line for line in text.get_content().splitlines() if "/password-resets/" in line).rsplit("/", 1)[-1]
    async with database.anteroom() as room:
        await entry.finish_password_reset(room, token, "another-long-password")
        opened = await entry.log_in(room, wang.email, "another-long-password", by_cookie=False)
    assert opened.person_id == wang.person_id
