"""Passwords and keys of the local platform: generated once, readable by their owner only."""

import base64
import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path

import msgspec


def _password() -> str:
    return secrets.token_hex(20)


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


class Passwords(msgspec.Struct, frozen=True, kw_only=True):
    """Every secret of one data directory."""

    postgres: str
    owner: str
    app: str
    relay: str
    operator: str
    valkey: str
    s3_access_key: str
    s3_secret_key: str
    secret_key: str
    signing_key: str


KEYS = frozenset({"secret_key", "signing_key"})


def passwords_of(data: Path) -> Passwords:
    """The secrets of a data directory, made at its first start and completed at later ones."""
    path = data / "secrets.json"
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    missing = [name for name in Passwords.__struct_fields__ if name not in known]
    if missing:
        for name in missing:
            make: Callable[[], str] = _key if name in KEYS else _password
            known[name] = make()
        write_private(path, json.dumps(known, indent=1))
    return msgspec.convert(known, Passwords)


def write_private(path: Path, text: str) -> None:
    """Write a file, whole or not at all, that only its owner reads."""
    fresh = path.with_suffix(path.suffix + ".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
