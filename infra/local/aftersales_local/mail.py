"""A mail catcher: takes every message by SMTP and keeps it where a person or a test can read it."""

import argparse
import asyncio
import contextlib
import itertools
import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from aftersales_local.ports import LOOPBACK

Keep = Callable[[EmailMessage, list[str]], None]
LARGEST = 25 * 1024 * 1024


class Catcher:
    """An SMTP server on loopback that hands each parsed message to one function."""

    def __init__(self, keep: Keep) -> None:
        self._keep = keep
        self._server: asyncio.Server | None = None

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Take one message, whoever it is for."""
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        self._keep(message_from_bytes(content, _class=EmailMessage, policy=policy.default), list(envelope.rcpt_tos))
        return "250 OK"

    async def listen(self, port: int = 0) -> int:
        """Begin to listen and say on which port."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: SMTP(self, hostname="localhost", data_size_limit=LARGEST, enable_SMTPUTF8=True),
            LOOPBACK,
            port,
        )
        address: tuple[str, int] = self._server.sockets[0].getsockname()
        return address[1]

    async def close(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()


class Folder:
    """Messages as .eml files in one folder, with one line each in index.jsonl."""

    def __init__(self, path: Path) -> None:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path = path
        self._numbers = itertools.count(len(list(path.glob("*.eml"))) + 1)

    def keep(self, message: EmailMessage, recipients: list[str]) -> None:
        """Write one message and its line."""
        now = datetime.now(UTC)
        name = f"{next(self._numbers):05d}-{now:%Y%m%dT%H%M%SZ}.eml"
        (self._path / name).write_bytes(message.as_bytes())
        line = {
            "file": name,
            "at": now.isoformat(timespec="seconds"),
            "from": str(message.get("From", "")),
            "to": [address for _, address in getaddresses(recipients)],
            "subject": str(message.get("Subject", "")),
        }
        with (self._path / "index.jsonl").open("a") as index:
            index.write(json.dumps(line, ensure_ascii=False) + "\n")


async def serve(folder: Path, port: int) -> None:
    """Catch mail into a folder until told to stop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    catcher = Catcher(Folder(folder).keep)
    await catcher.listen(port)
    await stop.wait()
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(catcher.close(), 2)


def main() -> int:
    """Run the catcher as a process of its own."""
    parser = argparse.ArgumentParser(prog="aftersales_local.mail")
    parser.add_argument("folder", type=Path)
    parser.add_argument("port", type=int)
    chosen = parser.parse_args()
    os.umask(0o077)
    asyncio.run(serve(chosen.folder, chosen.port))
    return 0


if __name__ == "__main__":
    sys.exit(main())
