"""Our programs as they are started to be hurt: forked from a process that has imported them, so that starts are cheap.

Each runs the same `main` as in production, in a process group of its own, and dies when the tests do.
"""

import ctypes
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Final

import boto3  # noqa: F401 - imported once here, so that no process that is forked has to
import pytest
import pytest_socket
from granian.constants import Interfaces, Loops
from granian.server import Server
from litestar.types import ASGIApp
from tests.faults.wounds import SOUND, Mortal, Wound

from aftersales_api.main import create_app
from aftersales_local.processes import PR_SET_PDEATHSIG, kill_group
from aftersales_worker import main as worker

FORK: Final = multiprocessing.get_context("forkserver")
ROOT: Final = Path(__file__).resolve().parents[2]


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)


def _become(environ: Mapping[str, str], log: str) -> None:
    os.setsid()
    _die_with_parent()
    os.close(forkserver._forkserver._forkserver_alive_fd)  # type: ignore[attr-defined]  # else we keep our parent alive
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(output, sys.stdout.fileno())
    os.dup2(output, sys.stderr.fileno())
    os.environ.clear()
    os.environ.update(environ)


def work(environ: Mapping[str, str], log: str, wound: Wound, fleets: Sequence[str]) -> None:
    """A worker of these fleets."""
    _become(environ, log)
    wound.inflict()
    wound.forget()
    sys.argv = ["aftersales-worker", *fleets]
    worker.main()


def serve(environ: Mapping[str, str], log: str, wound: Wound, port: int) -> None:
    """The API under its server, as `make up` starts it."""
    _become(environ, log)
    multiprocessing.set_start_method("fork", force=True)  # the server's own process has what this one was given
    wound.inflict()
    Server(
        "tests.faults.programs:mortal",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        websockets=False,
        factory=True,
        workers_kill_timeout=20,
    ).serve()


def mortal() -> ASGIApp:
    """The API, open to death by request."""
    _die_with_parent()
    return Mortal(create_app())


@dataclass
class Running:
    """One forked program."""

    process: ForkServerProcess
    log: Path

    @property
    def pid(self) -> int:
        """Its number."""
        return self.process.pid or 0

    def is_alive(self) -> bool:
        """Whether it runs."""
        return self.process.is_alive()

    def said(self, word: str) -> int:
        """How often it, and those before it under its name, have written a word."""
        return self.said_in(self.log, word)

    @staticmethod
    def said_in(log: Path, word: str) -> int:
        """How often a word stands in a log."""
        return log.read_text(errors="replace").count(word) if log.exists() else 0

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill -9, and all that it has started."""
        self.process.kill()
        self.process.join()
        kill_group(self.pid)

    def end(self, patience: float = 30.0) -> int | None:
        """Ask it to end; its exit code."""
        if self.is_alive():
            self.signal(signal.SIGTERM)
        self.process.join(patience)
        code = self.process.exitcode
        self.kill()
        return code

    def died(self, patience: float = 30.0) -> int:
        """Wait for its death; how it died."""
        self.process.join(patience)
        assert self.process.exitcode is not None, f"{self.log.name} lives: {self.log.read_text()[-3000:]}"
        kill_group(self.pid)
        return self.process.exitcode


class Handle:
    """A forked program as a supervisor wants to hold it."""

    def __init__(self, running: Running) -> None:
        self._process = running.process
        self.pid = running.pid
        self.kill = running.process.kill

    def poll(self) -> int | None:
        """How it ended, if it has."""
        return self._process.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    def wait(self, patience: float | None = None) -> int | None:
        """Wait for its end."""
        self._process.join(patience)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("", patience or 0)
        return self._process.exitcode


def start(
    log: Path, program: Callable[..., None], environ: Mapping[str, str], *args: object, wound: Wound = SOUND
) -> Running:
    """Fork a program; the first call starts the process that is forked."""
    FORK.set_forkserver_preload([__name__])
    process = FORK.Process(target=program, args=(dict(environ), str(log), wound, *args))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT), prepend=os.pathsep)
        patch.chdir(ROOT)
        patch.setattr(socket.socket, "connect", pytest_socket._true_connect)  # a path in the file system, no address
        process.start()
    return Running(process, log)
