"""Keeps processes alive: starts them, starts them again when they end, stops them together."""

import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

from aftersales_local.processes import Child, kill_group, resident
from aftersales_local.screen import say
from aftersales_local.trouble import Trouble

TICK_SECONDS = 0.2
STEADY_SECONDS = 60.0
MEMORY = 2 << 30
"""Bytes that a process may keep before it is started again; ours need a tenth of that."""

SOON = 6.0
"""Seconds in which a process that has outgrown its memory may give back what it has in hand."""

LONGEST_WAIT = 30.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """A person or the system asked the platform to stop."""


@dataclass(slots=True)
class Part:
    """One process that must run, and how often it has failed lately."""

    name: str
    launch: Callable[[], Child]
    child: Child | None = None
    most_bytes: int = MEMORY
    failures: int = 0
    not_before: float = 0.0

    def tend(self) -> None:
        """Start the process again if it ended, later each time it ends soon."""
        now = time.monotonic()
        if self.child is not None:
            if (kept := resident(self.child.pid)) > self.most_bytes:
                say(f"{self.name} 占用内存 {kept >> 20} MB,重新启动", "outgrew its memory, starting again")
                self.child.stop(SOON)
            code = self.child.process.poll()
            if code is None:
                return
            steady = now - self.child.started_at > STEADY_SECONDS
            kill_group(self.child.pid)
            self._failed(f"rc {code}", 0 if steady else self.failures)
        elif now >= self.not_before:
            try:
                self.child = self.launch()
            except Trouble as trouble:
                self._failed(trouble.en.splitlines()[0], self.failures)
            else:
                say(f"{self.name} 已重新启动", "started again")

    def _failed(self, reason: str, failures: int) -> None:
        self.child = None
        self.failures = failures + 1
        wait = min(2.0 ** (self.failures - 1), LONGEST_WAIT)
        self.not_before = time.monotonic() + wait
        say(f"{self.name} 已退出({reason}),{wait:.0f} 秒后重启", f"ended, starting again in {wait:.0f} s")


@dataclass(slots=True)
class Supervisor:
    """The parts that run, in the order of their start."""

    parts: list[Part] = field(default_factory=list)

    def adopt(
        self, name: str, launch: Callable[[], Child], child: Child | None = None, *, most_bytes: int = MEMORY
    ) -> Child:
        """Start a process, unless it runs already, and keep it alive and within its memory from now on."""
        running = child or launch()
        self.parts.append(Part(name, launch, running, most_bytes))
        return running

    def tend(self) -> None:
        """Look after every part once."""
        for part in self.parts:
            part.tend()

    def tend_until(self, condition: Callable[[], bool], patience: float = float("inf")) -> bool:
        """Look after the parts until a condition holds; whether it came to hold in time."""
        deadline = time.monotonic() + patience
        while not condition():
            if time.monotonic() > deadline:
                return False
            self.tend()
            time.sleep(TICK_SECONDS)
        return True

    def stop(self, groups: Sequence[Sequence[str]], patience: float = 15.0) -> None:
        """Stop the parts, group after group; those of one group together."""
        for names in groups:
            children = [part.child for part in self.parts if part.name in names and part.child is not None]
            stop_together(children, patience)


def stop_together(children: Sequence[Child], patience: float) -> None:
    """Ask all of them to end at once, then wait for each."""
    for child in children:
        if child.is_running():
            child.process.send_signal(child.stop_signal)
    deadline = time.monotonic() + patience
    for child in children:
        child.stop(max(0.0, deadline - time.monotonic()))


def stop_on_signals() -> None:
    """Let the usual signals end the platform in order."""
    for number in STOP_SIGNALS:
        signal.signal(number, _raise_stopped)


def finish_undisturbed() -> None:
    """Let no further signal disturb the stopping."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _raise_stopped(_number: int, _frame: FrameType | None) -> None:
    finish_undisturbed()
    raise Stopped
