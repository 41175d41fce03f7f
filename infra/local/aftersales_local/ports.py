"""Loopback ports: free ones, remembered ones, and a clear word about busy ones."""

import json
import random
import socket
from collections.abc import Mapping
from pathlib import Path

from aftersales_local.trouble import PortBusy, Trouble

LOOPBACK = "127.0.0.1"
BELOW_OUTGOING = range(15_000, 32_000)  # outgoing connections take theirs from 32768 up
ATTEMPTS = 200


def is_free(port: int) -> bool:
    """Whether a server could listen on this loopback port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def free_ports(count: int) -> list[int]:
    """As many different free ports as asked for."""
    chooser = random.SystemRandom()
    found: list[int] = []
    for _ in range(ATTEMPTS * count):
        port = chooser.choice(BELOW_OUTGOING)
        if port not in found and is_free(port):
            found.append(port)
        if len(found) == count:
            return found
    raise Trouble("找不到空闲端口。", "No free port was found.")


def demanded_port(environ: Mapping[str, str], setting: str, default: int) -> int:
    """The port a person chose by a setting, or the default."""
    text = environ.get(setting, "").strip() or str(default)
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 2**16:
        raise Trouble(
            f"{setting} 必须是 1 到 65535 之间的端口号,现在是 {text!r}。",
            f"{setting} must be a port number from 1 to 65535, not {text!r}.",
        )
    return int(text)


def require_free(port: int, setting: str) -> None:
    """Refuse a busy port by its number and the setting that changes it."""
    if not is_free(port):
        raise PortBusy(port, setting)


def without_proxy(environ: Mapping[str, str]) -> dict[str, str]:
    """An environment in which nobody sends what is meant for loopback to a proxy."""
    spared = ",".join(filter(None, (environ.get("no_proxy") or environ.get("NO_PROXY"), LOOPBACK, "localhost")))
    return {**environ, "no_proxy": spared, "NO_PROXY": spared}


class RememberedPorts:
    """The ports of a data directory: the same at every start as long as they are free."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, list[int]] = json.loads(path.read_text()) if path.exists() else {}

    def of(self, server: str, count: int = 1) -> list[int]:
        """The remembered ports of a server, or new ones when any of them is taken."""
        known = self._known.get(server, [])
        if len(known) == count and all(is_free(port) for port in known):
            return known
        return self.fresh(server, count)

    def fresh(self, server: str, count: int = 1) -> list[int]:
        """Other ports for a server, remembered from now on."""
        self._known[server] = free_ports(count)
        self._path.write_text(json.dumps(self._known))
        return self._known[server]
