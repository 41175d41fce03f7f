"""The way to a mail server: what it took, what it refused, and what nobody can know."""

import asyncio
from datetime import UTC, datetime
from email.errors import MessageError
from email.utils import parseaddr
from typing import Final, Protocol

import aiosmtplib
from aiosmtplib import SMTPDataError, SMTPException, SMTPRecipientRefused, SMTPSenderRefused

from aftersales.kernel.settings import Settings
from aftersales.notifications import rules
from aftersales.notifications.model import Letter

SECONDS_EACH: Final = 10.0
"""How long one answer of the server may take."""

SECONDS: Final = 40.0
"""How long a mail may take altogether."""

TLS_PORT: Final = 465
TEMPORARY, FINAL, BEYOND = 400, 500, 600


class MailRefused(Exception):  # noqa: N818 - an outcome, not an error of ours
    """The server said no for good (5xx), or the address cannot be written at all."""


class MailDeferred(Exception):  # noqa: N818 - an outcome, not an error of ours
    """The server is away or said not now (4xx); the mail has certainly not gone out."""


class MailUncertain(Exception):  # noqa: N818 - an outcome, not an error of ours
    """The line broke while the server was taking the mail; it may have gone out."""


class Post(Protocol):
    """Whoever takes letters."""

    async def send(self, letter: Letter) -> str:
        """Hand one letter over and say what the server answered; raises one of the three outcomes above."""
        ...


class SmtpPost:
    """A mail server spoken to by SMTP, one connection for each letter."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._envelope_from = parseaddr(settings.mail_from)[1]

    async def send(self, letter: Letter) -> str:
        """Hand one letter over; what went wrong before the server began to take it leaves no doubt."""
        content = self._content(letter)
        client = self._client()
        is_handing = False
        try:
            async with asyncio.timeout(SECONDS):
                await client.connect()
                await client.mail(self._envelope_from)
                await client.rcpt(letter.to)
                is_handing = True
                taken = await client.data(content)
        except (SMTPException, OSError, ValueError) as error:
            raise _outcome(error, is_handing=is_handing) from error
        finally:
            client.close()
        return _line(f"{taken.code} {taken.message}")

    def _content(self, letter: Letter) -> bytes:
        settings = self._settings
        try:
            mail = rules.compose(
                letter,
                sender=settings.mail_from,
                public_url=settings.public_url,
                at=datetime.now(UTC),
            )
            return mail.as_bytes()
        except (MessageError, ValueError, IndexError) as error:
            raise MailRefused(f"the address cannot be written: {error}") from error

    def _client(self) -> aiosmtplib.SMTP:
        settings = self._settings
        implicit = settings.smtp_tls and settings.smtp_port == TLS_PORT
        return aiosmtplib.SMTP(
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            username=settings.smtp_user or None,
            password=settings.smtp_password or None,
            local_hostname=self._envelope_from.rpartition("@")[2] or "localhost",
            timeout=SECONDS_EACH,
            use_tls=implicit,
            start_tls=settings.smtp_tls and not implicit,
        )


def _line(text: str) -> str:
    """What a server said, as one line that a database can hold."""
    printable = (letter if letter.isprintable() else " " for letter in text)
    return " ".join("".join(printable).split())[:500]


def _outcome(error: Exception, *, is_handing: bool) -> Exception:
    why = _line(f"{type(error).__name__}: {error}")
    if isinstance(error, SMTPSenderRefused | SMTPRecipientRefused | SMTPDataError):
        if FINAL <= error.code < BEYOND:
            return MailRefused(_line(f"{error.code} {error.message}"))
        if TEMPORARY <= error.code < FINAL:
            return MailDeferred(_line(f"{error.code} {error.message}"))
    if isinstance(error, ValueError) and not is_handing:
        return MailRefused(why)
    return MailUncertain(why) if is_handing else MailDeferred(why)
