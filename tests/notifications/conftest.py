"""People of several kinds, and a mail server that does what it is told."""

import asyncio
from collections.abc import AsyncIterator, Callable
from urllib.parse import urlsplit

import msgspec
import pytest
from tests.fixtures.kernel import Brand

from aftersales.kernel.ids import OrganisationId, new_id
from aftersales.kernel.settings import Settings
from aftersales.kernel.tx import Database
from aftersales.notifications.gateway import SmtpPost
from aftersales.tenancy.tables import organisations
from aftersales_local.ports import LOOPBACK
from aftersales_local.postgres import Databases
from aftersales_worker.handlers import notifications

SpeakEnglish = Callable[[str], None]


class Surly:
    """A mail server of few words: for each command the answer it was told, or the end of the line."""

    def __init__(self) -> None:
        self.answers = {"EHLO": "250 hello", "MAIL": "250 ok", "RCPT": "250 ok", "DATA": "354 go", ".": "250 taken"}
        self.mails: list[bytes] = []
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hold one conversation."""
        try:
            await self._say(writer, "220 here")
            while command := (await reader.readline()).decode().strip():
                verb = command.split(" ")[0].upper()
                if not await self._say(writer, self.answers.get(verb, "250 ok")):
                    return
                if verb == "DATA" and self.answers["DATA"].startswith("354"):
                    self.mails.append(await reader.readuntil(b"\r\n.\r\n"))
                    if not await self._say(writer, self.answers["."]):
                        return
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    @staticmethod
    async def _say(writer: asyncio.StreamWriter, answer: str) -> bool:
        if answer:
            writer.write(answer.encode("latin-1") + b"\r\n")
            await writer.drain()
        return bool(answer)


@pytest.fixture
async def surly(
    settings: Settings,
    relay_pool: object,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Surly]:
    """The worker's mail server for this test: one that does what it is told."""
    assert relay_pool is not None
    surly = Surly()
    server = await asyncio.start_server(surly.serve, LOOPBACK, 0)
    surly.port = server.sockets[0].getsockname()[1]
    pointed = msgspec.structs.replace(settings, smtp_host=LOOPBACK, smtp_port=surly.port)
    monkeypatch.setattr(notifications.World, "post", SmtpPost(pointed))
    yield surly
    server.close()
    await server.wait_closed()


@pytest.fixture
def speak_english(databases: Databases, settings: Settings) -> SpeakEnglish:
    """A function that makes English a person's language."""

    def switch(email: str) -> None:
        name = urlsplit(settings.database_url).path.removeprefix("/")
        databases.run(f"UPDATE people SET locale = 'en' WHERE email = '{email}'", name)  # noqa: S608 - an address of ours

    return switch


@pytest.fixture
async def dealer(brand: Brand, database: Database) -> OrganisationId:
    """A dealer of the brand."""
    dealer = OrganisationId(new_id())
    async with database.transaction(brand.id, brand.anyone) as tx:
        await tx.execute(
            organisations.insert().values(
                tenant_id=brand.id,
                id=dealer,
                dealer_id=dealer,
                kind="dealer",
                code="D1",
                name="一号店",
            ),
        )
    return dealer
