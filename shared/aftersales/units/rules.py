"""Decisions about units: who sees an owner, which dates can be, how a sheet of units looks."""

from typing import Final

from msgspec.structs import replace

from aftersales.kernel.access import Actor, Permission
from aftersales.units.model import Unit

NEEDS_OWNER: Final = (Permission.UNITS_MANAGE, Permission.RETURNS_FILE, Permission.TASKS_WORK)
"""Those who keep the register, file for an owner or call one see the owner in full."""

_HEAD, _TAIL = 3, 4


def masked_name(name: str) -> str:
    """The first character, the others hidden."""
    return name[:1] + "*" * len(name[1:])


def masked_phone(phone: str) -> str:
    """The last four digits and the beginning up to the third digit behind +86, the others hidden."""
    local = phone.removeprefix("+86")
    if len(local) <= _HEAD + _TAIL:
        return "*" * len(local)
    return local[:_HEAD] + "*" * (len(local) - _HEAD - _TAIL) + local[-_TAIL:]


def masked(unit: Unit) -> Unit:
    """A unit whose owner cannot be recognised."""
    return replace(unit, owner_name=masked_name(unit.owner_name), owner_phone=masked_phone(unit.owner_phone))


def as_seen_by(unit: Unit, actor: Actor) -> Unit:
    """A unit with as much of its owner as the actor needs."""
    return unit if any(actor.may(permission) for permission in NEEDS_OWNER) else masked(unit)
