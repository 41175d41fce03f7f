"""Mail leaves here, each once; and people who come in get the links they asked for."""

from math import ceil

from aftersales.kernel import traces
from aftersales.kernel.ids import derived_id
from aftersales.kernel.settings import Settings
from aftersales.kernel.tx import Tx
from aftersales.notifications import service
from aftersales.notifications.model import Address, Channel, MessageState
from aftersales.notifications.service import MailDeferred, MailRefused, MailUncertain, Post, SendMail, SmtpPost
from aftersales.platform.model import Fleet
from aftersales.tenancy.events import PasswordResetRequested, PersonInvited
from aftersales.tenancy.people import service as people
from aftersales_worker.delivery import RetryLater
from aftersales_worker.subscriptions import Retries, Work, on, timer_staged


class World:
    """The way out for mail, opened when the worker begins."""

    post: Post


async def begin(settings: Settings) -> None:
    """Find the mail server."""
    World.post = SmtpPost(settings)


@timer_staged(service.SEND_MAIL, SendMail, fleet=Fleet.INTERACTIVE, retries=Retries(most=40))
async def send_mail(work: Work, payload: SendMail) -> None:
    """Hand one mail over, at most once: that it is about to leave is committed before the first byte does."""
    async with work.step() as tx:
        letter = await service.begin_handover(tx, payload.message_id)
    if letter is None:
        return
    try:
        with traces.span("smtp send", traces.CLIENT):
            state, answer = MessageState.SENT, await World.post.send(letter)
    except MailRefused as why:
        state, answer = MessageState.FAILED, str(why)
    except MailUncertain as why:
        state, answer = MessageState.UNCERTAIN, str(why)
    except MailDeferred as why:
        await _put_off(work, payload, str(why))
        return
    async with work.last_step() as tx:
        await service.end_handover(tx, payload.message_id, state, answer)


async def _put_off(work: Work, payload: SendMail, why: str) -> None:
    async with work.step() as tx:
        wait = await service.put_off(tx, payload.message_id, why)
    if wait is not None:
        raise RetryLater(wait, why)


@on(PersonInvited, name="notifications.send_invitation")
async def send_invitation(tx: Tx, fact: PersonInvited) -> None:
    """Mail an invitation; one that was renewed or withdrawn meanwhile is not sent."""
    letter = await people.invitation_letter(tx, fact)
    if letter is None:
        return
    chinese = letter.locale.startswith("zh")
    await service.notify(
        tx,
        template="invitation",
        audience=Address(letter.email, letter.name, letter.locale),
        params={
            "brand": letter.tenant_name if chinese else letter.tenant_name_en,
            "organisation": letter.organisation_name,
            "hours": ceil((letter.expires_at - tx.now).total_seconds() / 3600),
        },
        cause_id=derived_id("invitation", fact.invitation_id, fact.issue),
        channels={Channel.MAIL},
        subject_link=f"/invitations/{letter.token}",
    )


@on(PasswordResetRequested, name="notifications.send_password_reset")
async def send_password_reset(tx: Tx, fact: PasswordResetRequested) -> None:
    """Mail the link for a new password; one that has expired meanwhile is not sent."""
    letter = await people.reset_letter(tx, fact)
    if letter is None:
        return
    await service.notify(
        tx,
        template="password_reset",
        audience=Address(letter.email, letter.name, letter.locale),
        params={"minutes": ceil((letter.expires_at - tx.now).total_seconds() / 60)},
        cause_id=fact.reset_id,
        channels={Channel.MAIL},
        subject_link=f"/password-resets/{letter.token}",
    )
