"""Children, leftovers and the supervisor that keeps them alive."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from aftersales_local.processes import Child, birth_of, end_leftover, spawn, wait_until
from aftersales_local.supervisor import Supervisor

PARENT = """
import sys, time
from pathlib import Path
from aftersales_local.processes import spawn
folder = Path(sys.argv[1])
child = spawn("sleeper", ["sleep", "60"], log=folder / "log", pid_file=folder / "pid")
print(child.pid, flush=True)
time.sleep(60)
"""


def sleeper(folder: Path, *, command: tuple[str, ...] = ("sleep", "60")) -> Child:
    return spawn("sleeper", command, log=folder / "log", pid_file=folder / "pid")


def test_a_child_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    environ = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, tmp_path], env=environ, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert birth_of(pid) is not None

        parent.kill()
        parent.wait()

    assert wait_until(lambda: birth_of(pid) is None, 5)


def test_a_child_that_ignores_its_signal_is_killed(tmp_path: Path) -> None:
    child = sleeper(tmp_path, command=("sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.1; done"))
    assert wait_until(lambda: "ready" in child.tail(), 5)

    child.stop(patience=0.2)

    assert child.process.returncode == -signal.SIGKILL
    assert not (tmp_path / "pid").exists()


def test_what_a_child_left_behind_ends_with_it(tmp_path: Path) -> None:
    child = sleeper(tmp_path, command=("sh", "-c", "sleep 60 & echo $!; wait"))
    assert wait_until(lambda: child.tail().isdigit(), 5)
    grandchild = int(child.tail())

    child.stop()

    assert wait_until(lambda: birth_of(grandchild) is None, 5)


def test_a_leftover_is_ended(tmp_path: Path) -> None:
    child = sleeper(tmp_path)

    end_leftover(tmp_path / "pid", signal.SIGTERM, patience=0.1)

    assert child.process.wait(5) == -signal.SIGTERM
    assert not (tmp_path / "pid").exists()


def test_a_process_that_only_has_the_number_of_a_leftover_is_spared(tmp_path: Path) -> None:
    child = sleeper(tmp_path)
    (tmp_path / "pid").write_text(json.dumps({"pid": child.pid, "birth": "another time"}))

    end_leftover(tmp_path / "pid", signal.SIGTERM)

    assert child.is_running()
    child.stop()


def test_a_part_that_ends_is_started_again(tmp_path: Path) -> None:
    supervisor = Supervisor()
    first = supervisor.adopt("sleeper", lambda: sleeper(tmp_path))
    first.process.kill()
    first.process.wait()

    restarted = supervisor.tend_until(lambda: supervisor.parts[0].child not in (None, first), 10)
    second = supervisor.parts[0].child
    supervisor.stop([["sleeper"]])

    assert restarted
    assert second is not None
    assert second.process.returncode == -signal.SIGTERM


def test_a_part_that_keeps_ending_is_started_later_each_time(tmp_path: Path) -> None:
    supervisor = Supervisor()
    supervisor.adopt("ender", lambda: sleeper(tmp_path, command=("false",)))

    waited = supervisor.tend_until(lambda: supervisor.parts[0].failures == 2, 10)

    assert waited
    assert supervisor.parts[0].child is None
