"""What a process and its children use: processor time and memory, as the kernel counts them."""

import os
from pathlib import Path
from typing import Final

from msgspec import Struct

TICKS: Final = os.sysconf("SC_CLK_TCK")


class Memory(Struct, frozen=True):
    """Memory of one process in MB: its share of all, and what is its own alone."""

    pid: int
    command: str
    proportional: float
    private: float


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def processor_seconds(pid: int) -> float:
    """Seconds of processor time that a process and its children have used."""
    seconds = 0.0
    for one in family(pid):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        seconds += (int(fields[11]) + int(fields[12])) / TICKS
    return seconds


def memory(pid: int) -> list[Memory]:
    """Memory of a process and of each of its children."""
    found = []
    for one in family(pid):
        rolled = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()[1:]
        sizes = {name: int(size.split()[0]) / 1024 for name, size in (line.split(":", 1) for line in rolled)}
        command = Path(f"/proc/{one}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        found.append(Memory(one, command, sizes["Pss"], sizes["Private_Clean"] + sizes["Private_Dirty"]))
    return found
