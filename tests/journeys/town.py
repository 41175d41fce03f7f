"""A running platform for journeys: the real API and a worker of all fleets, and people who use them over HTTP."""

import asyncio
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Final, TypeVar

import asyncpg
import httpx
import pypdfium2
from tests.postbox import Mailbox

from aftersales_local import state
from aftersales_local.demo.client import INVITATION, PASSWORD, Person
from aftersales_local.ports import LOOPBACK, without_proxy
from aftersales_local.processes import Child, kill_group, spawn

T = TypeVar("T")
Json = Any
PATIENCE: Final = 30.0
PAUSE: Final = 0.05


def until(found: Callable[[], T | None], what: str, *, patience: float = PATIENCE) -> T:
    """Ask again, soon, until there is something."""
    deadline = time.monotonic() + patience
    while (result := found()) is None or result is False:
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {patience:.0f} s in vain for {what}")
        time.sleep(PAUSE)
    return result


@dataclass
class Town:
    """The processes of one platform, on a database and a Redis database of their own."""

    environment: dict[str, str]
    mailbox: Mailbox
    folder: Path
    port: int
    children: dict[str, Child] = field(default_factory=dict)
    visitors: list[Person] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    @property
    def url(self) -> str:
        """Where the API answers."""
        return f"http://{LOOPBACK}:{self.port}"

    def _start(self, name: str, *command: str, **changed: str) -> Child:
        child = spawn(
            name,
            [sys.executable, "-m", *command],
            log=self.folder / f"{name}.log",
            pid_file=self.folder / f"{name}.pid",
            environ=without_proxy(self.environment | {"PYTHONUNBUFFERED": "1"} | changed),
            cwd=state.ROOT,
        )
        self.children[name] = child
        return child

    def start_api(self) -> None:
        """Start the API and wait until it is whole."""
        command = (
            "granian",
            "--interface",
            "asgi",
            "--factory",
            "aftersales_api.main:create_app",
            "--http",
            "1",
            "--no-ws",
        )
        child = self._start("api", *command, "--host", LOOPBACK, "--port", str(self.port), "--workers", "1")
        until(lambda: self._is_whole() or not child.is_running(), "the API")
        assert child.is_running(), child.tail()

    def _is_whole(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health/startup", trust_env=False).status_code == 200
        except httpx.TransportError:
            return False

    def start_worker(self, name: str = "worker", *fleets: str, **changed: str) -> Child:
        """Start a worker, of every fleet unless some are named, and wait until it works."""
        begun = self.log(name).count("worker.started")
        child = self._start(name, "aftersales_worker.main", *(fleets or ("all",)), **changed)
        until(lambda: self.log(name).count("worker.started") > begun or not child.is_running(), "the worker")
        assert child.is_running(), child.tail()
        return child

    def log(self, name: str) -> str:
        """What a process has written."""
        file = self.folder / f"{name}.log"
        return file.read_text(errors="replace") if file.exists() else ""

    def end(self, name: str) -> int:
        """Ask a process to end; its exit code."""
        child = self.children.pop(name)
        child.stop(patience=20)
        return child.process.returncode

    def kill(self, name: str) -> None:
        """Kill a process without a word (kill -9)."""
        child = self.children.pop(name)
        child.process.kill()
        child.process.wait()
        kill_group(child.pid)

    def run(self, *command: str) -> str:
        """Run one of our programs to its end; what it printed."""
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", *command],
            check=True,
            capture_output=True,
            text=True,
            env=without_proxy(self.environment),
            cwd=state.ROOT,
        )
        return done.stdout

    def rows(self, query: str, *args: object) -> list[dict[str, Any]]:
        """Look into the database over the walls, as its relay does."""

        async def fetch() -> list[dict[str, Any]]:
            connection = await asyncpg.connect(self.environment["AFTERSALES_RELAY_DATABASE_URL"])
            try:
                return [dict(row) for row in await connection.fetch(query, *args)]
            finally:
                await connection.close()

        return asyncio.run(fetch())

    def operator(self, name: str) -> Person:
        """A new operator of the platform."""
        address = f"{name}@platform.example"
        added = self.run("aftersales_api.cli", "operator", "add", "--name", "平台值班", "--email", address)
        key = next(word for word in added.split() if word.startswith("aps_oper_"))
        return self.visitor(key)

    def visitor(self, token: str = "") -> Person:
        """Somebody at the API, with a token or without."""
        person = Person(self.url, token)
        self.visitors.append(person)
        return person

    def letter(self, address: str, subject: str = "") -> EmailMessage:
        """The newest letter to an address whose subject holds these words."""
        return until(
            lambda: next(
                (found for found in reversed(self.mailbox.to(address)) if subject in str(found["Subject"])), None
            ),
            f"a letter to {address} about {subject!r}",
        )

    def join(self, address: str, name: str, *, password: str = PASSWORD) -> None:
        """Accept the invitation that came by mail."""
        token = until(lambda: self._invitation(address), f"the invitation of {address}")
        self.used.add(token)
        self.visitor().post("/v1/invitations/acceptances", {"token": token, "name": name, "password": password})

    def _invitation(self, address: str) -> str | None:
        for letter in reversed(self.mailbox.to(address)):
            found = INVITATION.search(text_of(letter))
            if found and found[0] not in self.used:
                return found[0]
        return None

    def person(self, address: str, tenant_id: str) -> Person:
        """Somebody who is known, logged in to one brand."""
        body = {"email": address, "password": PASSWORD, "mode": "bearer", "tenant_id": tenant_id}
        return self.visitor(self.visitor().post("/v1/sessions", body)["token"])


def text_of(letter: EmailMessage) -> str:
    """The plain words of a letter."""
    body = letter.get_body(("plain",))
    return "" if body is None else str(body.get_content())


def words_of(paper: bytes) -> str:
    """The text of all pages of a PDF, without spaces, as a reader's eye puts it together."""
    document = pypdfium2.PdfDocument(paper)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return squeezed("".join(pages))


def squeezed(text: str) -> str:
    """A text without its spaces, which a page may break anywhere."""
    return re.sub(r"\s+", "", text)


class Receiver:
    """A dealer system that takes webhooks."""

    def __init__(self) -> None:
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self.url = ""

    def told_of(self, name: str) -> list[Json]:
        """The bodies of the messages about one kind of fact."""
        bodies = [json.loads(body) for _, body in self.taken]
        return [body for body in bodies if body["type"] == name]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver of webhooks that listens until the block ends."""
    receiver = Receiver()

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            receiver.taken.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((LOOPBACK, 0), Hook)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    receiver.url = f"http://{LOOPBACK}:{server.server_port}/hook"
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
