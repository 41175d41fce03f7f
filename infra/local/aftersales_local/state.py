"""What the running platform leaves for other words to read: its lock, its environment, its processes."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from aftersales_local import places
from aftersales_local.passwords import write_private
from aftersales_local.trouble import AlreadyRunning, NotRunning

ROOT = Path(__file__).resolve().parents[3]


def data_directory(environ: Mapping[str, str]) -> Path:
    """Where the local platform keeps everything: .aftersales beside the code, or where AFTERSALES_DATA says."""
    return Path(environ.get("AFTERSALES_DATA") or ROOT / ".aftersales").absolute()


@contextmanager
def sole_use(data: Path) -> Iterator[None]:
    """Hold a data directory alone; the system lets go of it however we end."""
    lock = data / "run" / "lock"
    with lock.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip()
            raise AlreadyRunning(int(holder) if holder.isdigit() else None) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def is_running(data: Path) -> bool:
    """Whether a supervisor holds this data directory."""
    if not (data / "run" / "lock").exists():
        return False
    try:
        with (data / "run" / "lock").open("a+") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def write_environment(data: Path, environment: Mapping[str, str]) -> None:
    """Leave the environment of the running platform, readable by its owner only."""
    write_private(data / "run" / "environment.json", json.dumps(environment, indent=1))


def environment_of_running(data: Path) -> dict[str, str]:
    """The environment of the running platform."""
    path = data / "run" / "environment.json"
    if not is_running(data) or not path.exists():
        raise NotRunning
    environment: dict[str, str] = json.loads(path.read_text())
    return environment


def clear(data: Path) -> bool:
    """Remove a data directory and what lies outside of it on its behalf; refuse while it is in use."""
    outside = places.outside_of(data)
    existed = data.exists() or outside.exists()
    if data.exists():
        (data / "run").mkdir(exist_ok=True)
        with sole_use(data):
            shutil.rmtree(data)
    if places.is_root():
        shutil.rmtree(outside, ignore_errors=True)
    return existed
