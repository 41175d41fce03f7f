"""The console's pages: their packages and their build, each made anew only when what it is made of has changed."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from aftersales_local.ports import without_proxy
from aftersales_local.screen import say
from aftersales_local.state import ROOT
from aftersales_local.trouble import Trouble

WEB: Final = ROOT / "services" / "web"
DIST: Final = WEB / "dist"
FRESH, OLD = WEB / "dist.new", WEB / "dist.old"
"""Where a build grows and where the last one goes, so that a running API always finds one of them whole."""
INTERFACE: Final = ROOT / "docs" / "openapi.json"
SOURCES: Final = ("src", "public", "index.html", "vite.config.ts", "tsconfig.json", "package-lock.json")
PACKAGES: Final = ("package.json", "package-lock.json", ".npmrc")
BUILT: Final = ".built"


class PagesFailed(Trouble):
    """A step of making or checking the console did not succeed."""

    def __init__(self, step: str, tail: str) -> None:
        super().__init__(
            f"控制台页面:{step} 未成功。\n{tail}".rstrip(), f"The console's pages: {step} did not succeed."
        )


def build() -> bool:
    """Bring the packages and the pages up to date; whether anything had to be done."""
    with alone("web"):
        wanted = fingerprint([INTERFACE, *(WEB / name for name in SOURCES)])
        mark = DIST / BUILT
        if mark.is_file() and mark.read_text() == wanted:
            return False
        install(WEB)
        run(WEB, "api")
        run(WEB, "build", "--outDir", FRESH.name, "--emptyOutDir")
        (FRESH / BUILT).write_text(wanted)
        shutil.rmtree(OLD, ignore_errors=True)
        if DIST.exists():
            DIST.rename(OLD)
        FRESH.rename(DIST)
        shutil.rmtree(OLD, ignore_errors=True)
    return True


def script(name: str) -> None:
    """Run one of the console's own scripts, with its packages and the types of the interface in place."""
    with alone("web"):
        install(WEB)
        run(WEB, "api")
    run(WEB, name, quiet=False)


def install(folder: Path) -> None:
    """Install the packages of a folder exactly as its lock says, unless they are there."""
    wanted = fingerprint(folder / name for name in PACKAGES)
    mark = folder / "node_modules" / ".installed"
    if mark.is_file() and mark.read_text() == wanted:
        return
    say("安装页面所需的软件包 …", "installing the packages of the pages …")
    _node(folder, "npm", "ci", "--no-audit", "--no-fund", "--loglevel=error")
    mark.write_text(wanted)


def run(folder: Path, name: str, *words: str, quiet: bool = True) -> None:
    """Run a script of a folder's package.json."""
    _node(folder, "npm", "run", "--silent", name, "--", *words, quiet=quiet)


def _node(folder: Path, *command: str, quiet: bool = True) -> None:
    """Run a program of Node's with the Node that came as a package."""
    programs = Path(sys.executable).parent
    environ = without_proxy(os.environ)
    environ["PATH"] = f"{programs}{os.pathsep}{environ.get('PATH', '')}"
    done = subprocess.run(
        [programs / command[0], *command[1:]],
        cwd=folder,
        env=environ,
        check=False,
        text=True,
        encoding="utf-8",
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
    )
    if done.returncode:
        raise PagesFailed(" ".join(command), (done.stdout or "")[-4000:])


def fingerprint(places: Iterable[Path]) -> str:
    """What files and folders hold, in one word."""
    digest = hashlib.sha256()
    for place in places:
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file() and path.name != "schema.ts":
                digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Let one process at a time do a thing on this machine; the system lets go of it however we end."""
    with (ROOT / ".venv" / f".{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
