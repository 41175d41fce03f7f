"""What a person at the terminal sees, Chinese first."""

import io
import sys
import time

BEGUN = time.monotonic()


def speak_utf8() -> None:
    """Let Chinese through whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def say(zh: str, en: str = "") -> None:
    """One line of progress with the seconds since the start."""
    words = f"{zh} · {en}" if en else zh
    print(f"[{time.monotonic() - BEGUN:6.1f} s] {words}", flush=True)


def show(*lines: str) -> None:
    """Plain lines, such as addresses."""
    print("\n".join(lines), flush=True)


def complain(*lines: str) -> None:
    """Say on the error stream why it cannot go on."""
    print("\n".join(lines), file=sys.stderr, flush=True)
