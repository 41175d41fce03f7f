"""Everybody who may call the interface, and the ids of what there is to call it about."""

import random
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID, uuid5

import httpx
from msgspec import Struct, field
from tests.access.operations import TABLES, Call, calls

WALL: Final = UUID("00000000-0000-0000-0000-00000000dead")
LIFELESS: Final = frozenset({"log_out", "switch_brand", "accept_invitation", "set_password"})
"""What ends or begins a session is asked by somebody who can be spared."""


class People(Struct):
    """Tokens by who they belong to; an empty one is nobody's."""

    everything: str
    operator: str
    others: dict[str, str] = field(default_factory=dict)

    def for_call(self, audience: str, dice: random.Random) -> str:
        """Somebody's token to make a call: most of the time of one who may, now and then of anybody else."""
        if dice.random() < 0.6:
            return self.operator if audience == "operator" else self.everything
        return dice.choice([*self.others.values(), self.operator, ""])


class Ids:
    """Ids of rows that exist, by what parameters and fields call them."""

    def __init__(self) -> None:
        self._known: dict[str, list[str]] = {}

    def learn(self, name: str, ids: Sequence[str]) -> None:
        """These ids exist."""
        self._known.setdefault(name, []).extend(one for one in ids if one not in self._known.get(name, []))

    def one(self, name: str, dice: random.Random) -> str | None:
        """An id that exists, or None where none is known."""
        known = self._known.get(name, [])
        return dice.choice(known) if known else None

    def put_into(self, value: Any, dice: random.Random) -> Any:  # noqa: ANN401 - any JSON
        """A body in which most ids name something that exists."""
        if isinstance(value, dict):
            return {key: self._at(key, inner, dice) for key, inner in value.items()}
        return [self.put_into(inner, dice) for inner in value] if isinstance(value, list) else value

    def _at(self, key: str, value: Any, dice: random.Random) -> Any:  # noqa: ANN401 - any JSON
        known = self.one(key, dice) if isinstance(value, str) and dice.random() < 0.8 else None
        return self.put_into(value, dice) if known is None else known

    @property
    def names(self) -> set[str]:
        """What is known at all."""
        return {name for name, ids in self._known.items() if ids}


async def ids_of(http: httpx.AsyncClient) -> Ids:
    """What somebody who sees everything finds in every list."""
    ids, lists = Ids(), {call.path: call for call in calls("tenant") if call.method == "GET" and not call.ids}
    for call in calls("tenant"):
        for name in call.ids:
            above = call.path.split("/{" + name)[0]
            if above in lists and name not in ids.names:
                ids.learn(name, await _listed(http, lists[above]))
    for name, table in TABLES.items():
        for other, same in TABLES.items():
            if table == same and (known := ids._known.get(other)):
                ids.learn(name, known)
    return ids


async def _listed(http: httpx.AsyncClient, call: Call) -> list[str]:
    answer = await http.get(call.url(lambda _, name: str(uuid5(WALL, name))))
    items = answer.json() if answer.status_code == 200 else []
    items = items.get("items", []) if isinstance(items, dict) else items
    return [str(item["id"]) for item in items if isinstance(item, dict) and "id" in item]
