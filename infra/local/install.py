"""Make .venv from requirements.lock: every package by its hash, then the project itself in place.

Run by make with any Python from 3.11; needs nothing but the standard library and pip.
"""

from __future__ import annotations  # an older Python must get as far as being refused

import io
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
STAMP = VENV / ".installed"
OLDEST, TOO_NEW = (3, 11), (3, 13)


def main() -> int:
    """Bring .venv to what the lock says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")  # Chinese must pass whatever the locale says
    if not OLDEST <= sys.version_info[:2] < TOO_NEW:
        found = sys.version.split()[0]
        return complain(
            f"需要 Python 3.11 或 3.12,现在是 {found}。请用 PYTHON=路径 make up 指定。",
            f"Python 3.11 or 3.12 is needed, this is {found}. Choose one with PYTHON=path make up.",
        )
    begun = time.monotonic()
    say("安装软件包 · Installing packages …")
    if not make_venv() or not install():
        return complain(
            "安装失败,原因见上。请检查网络与 pip 设置后重试。",
            "The installation failed; the reason stands above. Check network and pip settings, then try again.",
        )
    STAMP.write_text(f"{ROOT}\n")
    say(f"软件包已就绪 · Packages are ready  {time.monotonic() - begun:.1f} s")
    return 0


def make_venv() -> bool:
    """Make the virtual environment unless a working one is there; one that was moved does not work."""
    moved = STAMP.exists() and STAMP.read_text().strip() != str(ROOT)
    if not moved and PYTHON.exists() and run(PYTHON, "-c", "pass", quiet=True):
        return True
    shutil.rmtree(VENV, ignore_errors=True)
    return run(sys.executable, "-m", "venv", "--without-pip", VENV)


def install() -> bool:
    """Install the lock with uv, which is fast, or with pip, which is everywhere."""
    fast = (UV.exists() or bootstrap_uv()) and run(UV, "pip", "sync", "--require-hashes", LOCK)
    return (fast or pip("install", "--require-hashes", "-r", LOCK)) and install_project()


def bootstrap_uv() -> bool:
    """Install uv alone, by the hashes that the lock holds for it."""
    lines = LOCK.read_text().splitlines(keepends=True)
    start = next((number for number, line in enumerate(lines) if line.startswith("uv==")), None)
    if start is None:
        return False
    entry = lines[start : start + 1]
    for line in lines[start + 1 :]:
        if not line.startswith(" "):
            break
        entry.append(line)
    wanted = VENV / "uv.txt"
    wanted.write_text("".join(entry))
    return pip("install", "--require-hashes", "-r", wanted)


def pip(*words: str | Path) -> bool:
    """Run pip on .venv: the caller's pip if it can, else one put into .venv."""
    options = ("--disable-pip-version-check", "--no-input", "-q")
    if run(sys.executable, "-m", "pip", "--python", PYTHON, "--version", quiet=True):
        return run(sys.executable, "-m", "pip", "--python", PYTHON, *words, *options)
    if not run(PYTHON, "-m", "pip", "--version", quiet=True) and not run(PYTHON, "-m", "ensurepip"):
        return False
    return run(PYTHON, "-m", "pip", *words, *options)


def install_project() -> bool:
    """Install the project in place with the build tool from the lock."""
    words = ("install", "--no-deps", "--no-build-isolation", "-e", ROOT)
    return (UV.exists() and run(UV, "pip", *words, "-q")) or pip(*words)


def run(*command: str | Path, quiet: bool = False) -> bool:
    """Whether a command succeeded; uv must use the Python at hand and fetch none."""
    environ = dict(os.environ) | {
        "VIRTUAL_ENV": str(VENV),
        "UV_PYTHON": str(PYTHON),
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_PYTHON_PREFERENCE": "only-system",
        "UV_NO_PROGRESS": "" if sys.stderr.isatty() else "1",
    }
    words: Sequence[str] = [str(word) for word in command]
    sink = subprocess.DEVNULL if quiet else None
    return subprocess.run(words, env=environ, cwd=ROOT, stdout=sink, stderr=sink, check=False).returncode == 0


def say(line: str) -> None:
    """Tell the person what happens."""
    print(line, flush=True)


def complain(zh: str, en: str) -> int:
    """Say why it cannot go on."""
    print(f"{zh}\n{en}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
