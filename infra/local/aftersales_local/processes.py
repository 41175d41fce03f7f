"""Child processes that never outlive the one that started them."""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

LINUX: bool = sys.platform.startswith("linux")  # elsewhere no signal of our death, and no /proc
NOBODY = 65534
PR_SET_PDEATHSIG = 1
POLL_SECONDS = 0.02
TAIL_CHARACTERS = 1500


@dataclass(slots=True)
class Child:
    """One running child, the way it likes to be stopped, and where it writes."""

    name: str
    process: subprocess.Popen[bytes]
    stop_signal: signal.Signals
    log: Path
    pid_file: Path
    started_at: float = field(default_factory=time.monotonic)

    @property
    def pid(self) -> int:
        """The number by which the system knows the child."""
        return self.process.pid

    def is_running(self) -> bool:
        """Whether the child still runs."""
        return self.process.poll() is None

    def tail(self) -> str:
        """The last lines that the child wrote."""
        text = self.log.read_text(errors="replace").strip()
        return text if len(text) < TAIL_CHARACTERS else text[-TAIL_CHARACTERS:].partition("\n")[2]

    def stop(self, patience: float = 10.0) -> None:
        """Ask the child to end, then make it and whatever it left behind end."""
        if self.is_running():
            self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        kill_group(self.pid)
        self.pid_file.unlink(missing_ok=True)


def spawn(
    name: str,
    command: Sequence[str | Path],
    *,
    log: Path,
    pid_file: Path,
    environ: Mapping[str, str] | None = None,
    as_nobody: bool = False,
    stop_signal: signal.Signals = signal.SIGTERM,
    cwd: Path | None = None,
) -> Child:
    """Start a child in a session of its own that gets its stop signal when we die."""
    nobody: dict[str, int | list[int]] = {}
    if as_nobody:
        nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    with log.open("ab") as output:
        process: subprocess.Popen[bytes] = subprocess.Popen(  # type: ignore[call-overload] # the account by keyword
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(os.environ if environ is None else environ),
            cwd=cwd,
            start_new_session=True,
            preexec_fn=_tie_to_parent(os.getpid(), stop_signal),  # noqa: PLW1509 - one call, no Python threads yet
            **nobody,
        )
    pid_file.write_text(json.dumps({"pid": process.pid, "birth": birth_of(process.pid)}))
    return Child(name, process, stop_signal, log, pid_file)


def _tie_to_parent(parent: int, stop_signal: signal.Signals) -> Callable[[], None] | None:
    """What a child does before it becomes its program: ask to be told of our death."""
    if not LINUX:
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def tie() -> None:
        prctl(PR_SET_PDEATHSIG, int(stop_signal), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return tie


def kill_group(leader: int) -> None:
    """End what a child started and left behind in its own session."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def birth_of(pid: int) -> str | None:
    """When a running process began, so that a reused number is not mistaken for it."""
    if LINUX:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            return None
        return None if fields[0] in "ZX" else fields[19]
    answer = subprocess.run(["/bin/ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, check=False)
    return answer.stdout.decode().strip() or None


def resident(pid: int) -> int:
    """The bytes that a process keeps in memory, where the system tells; else 0."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (FileNotFoundError, ProcessLookupError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def command_of(pid: int) -> str:
    """The command line of a running process."""
    if LINUX:
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            return ""
    answer = subprocess.run(["/bin/ps", "-o", "args=", "-p", str(pid)], capture_output=True, check=False)
    return answer.stdout.decode(errors="replace")


def end_leftover(pid_file: Path, stop_signal: signal.Signals, patience: float = 10.0) -> None:
    """End the child of a supervisor that was killed, if it is still there."""
    if not pid_file.exists():
        return
    try:
        left = json.loads(pid_file.read_text())
    except json.JSONDecodeError:
        left = {"pid": 0, "birth": None}
    pid, birth = left["pid"], left["birth"]
    if birth is not None and birth_of(pid) == birth:
        os.kill(pid, stop_signal)
        if not wait_until(lambda: birth_of(pid) != birth, patience):
            os.kill(pid, signal.SIGKILL)
            wait_until(lambda: birth_of(pid) != birth, patience)
        kill_group(pid)
    pid_file.unlink(missing_ok=True)


def wait_until(condition: Callable[[], bool], patience: float) -> bool:
    """Whether a condition came true within some seconds."""
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True
