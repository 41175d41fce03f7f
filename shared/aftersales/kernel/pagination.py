"""Keyset pages: a cursor is the last row's key, signed and bound to the filters and the order it was made for."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

import msgspec
from sqlalchemy import ColumnElement, Select, tuple_

from aftersales.kernel.errors import Refusal
from aftersales.kernel.tx import Tx

Row = TypeVar("Row")
MAC: Final = 16


class CursorUnusable(Refusal):
    """Forged, altered, or made for other filters."""

    code = "cursor_unusable"
    status = 400
    zh = "分页游标无效，或与当前筛选条件不符。"
    en = "The cursor is invalid, or belongs to other filters."


class Signer:
    """Signs cursors with the process's secret key, and reads those that were signed with the keys before it."""

    key: bytes = b""
    former: tuple[bytes, ...] = ()


def use_key(key: bytes, *, former: Sequence[bytes] = ()) -> None:
    """Tell this process the secret under which it signs cursors, and those that were in use before."""
    Signer.key = _derived(key)
    Signer.former = tuple(_derived(one) for one in former)


def _derived(key: bytes) -> bytes:
    return hashlib.sha256(b"cursor" + key).digest()


def _mac(payload: bytes, bound: bytes, key: bytes) -> bytes:
    return hmac.new(key, bound + b"\x00" + payload, hashlib.sha256).digest()[:MAC]


def write_cursor(key: Sequence[object], *bound: object) -> str:
    """The cursor behind a row with this key, good only with the same `bound` (tenant, filters, order)."""
    payload = msgspec.json.encode(key)
    mac = _mac(payload, msgspec.json.encode(bound), Signer.key)
    return _written(mac + payload)


def _written(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def read_cursor(cursor: str, *bound: object) -> list[Any]:
    """The key in a cursor, or a refusal."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise CursorUnusable(pointer="/query/cursor") from error
    if _written(raw) != cursor:  # base64 has several spellings of the same bytes
        raise CursorUnusable(pointer="/query/cursor")
    mac, payload = raw[:MAC], raw[MAC:]
    expected = [_mac(payload, msgspec.json.encode(bound), key) for key in (Signer.key, *Signer.former)]
    if not any(hmac.compare_digest(mac, one) for one in expected):
        raise CursorUnusable(pointer="/query/cursor")
    key: list[Any] = msgspec.json.decode(payload)
    return key


async def page(
    tx: Tx,
    statement: Select[Any],
    row: type[Row],
    *,
    columns: Sequence[ColumnElement[Any]],
    key: Callable[[Row], Sequence[object]],
    limit: int,
    cursor: str | None,
    bound: Sequence[object] = (),
    descending: bool = False,
) -> tuple[list[Row], str | None]:
    """One page of `statement` ordered by `columns`, and the cursor of the next.

    `key` gives a row's values of `columns`, in order; the last column must be unique. `bound` holds the filters and
    the name of the list; the tenant, the dealer and the order are always bound.
    """
    bindings = (tx.tenant_id, tx.dealer_id, descending, *bound)
    if cursor is not None:
        after = read_cursor(cursor, *bindings)
        if len(after) != len(columns):
            raise CursorUnusable(pointer="/query/cursor")
        typed = [msgspec.convert(value, column.type.python_type) for value, column in zip(after, columns, strict=True)]
        place = tuple_(*columns)
        statement = statement.where(place < tuple_(*typed) if descending else place > tuple_(*typed))
    order = [column.desc() if descending else column.asc() for column in columns]
    rows = await tx.all(statement.order_by(*order).limit(limit + 1), row)
    following = write_cursor(key(rows[limit - 1]), *bindings) if len(rows) > limit else None
    tx.following = following
    return rows[:limit], following
