"""How much of the machine is ours while others use it too: the share of its cores that busy processes get."""

import multiprocessing
import os
from time import perf_counter, process_time
from typing import Final

SECONDS: Final = 0.7


def _busy(_: int) -> float:
    began, used = perf_counter(), process_time()
    while perf_counter() - began < SECONDS:
        pass
    return (process_time() - used) / (perf_counter() - began)


def share() -> float:
    """The share of all cores that we get: 1.0 when nobody else wants them."""
    cores = os.cpu_count() or 1
    with multiprocessing.get_context("spawn").Pool(cores) as pool:
        return sum(pool.map(_busy, range(cores), chunksize=1)) / cores
