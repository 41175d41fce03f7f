"""SELECTs of SQLAlchemy Core, written as SQL once for each shape and then sent straight on the driver.

SQLAlchemy's own way through contexts, cursors and greenlets costs several times what the driver does, which shows
where a request is little more than two SELECTs. Where even putting the statement together shows, `Prepared` does that
once as well.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

import asyncpg
from msgspec import Struct
from sqlalchemy import BindParameter, ColumnClause, Dialect, Executable, Label, Select
from sqlalchemy.dialects.postgresql import asyncpg as dialects
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Turn = Callable[[Any], Any]

DIALECT: Final[Dialect] = dialects.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy left it so
MOST: Final = 1000
"""Shapes that a process remembers: as many as there are statements in the code, times the filters they are given."""


class Shape(Struct, frozen=True):
    """A statement as SQL, the names of its values in order, and columns that the driver gives otherwise than we do."""

    sql: str
    names: tuple[str, ...]
    turned: dict[str, Turn]

    def values(self, record: asyncpg.Record) -> dict[str, Any]:
        """One row by the names of its columns."""
        values: dict[str, Any] = dict(record)
        for name, turn in self.turned.items():
            if values[name] is not None:
                values[name] = turn(values[name])
        return values


class Ready(Struct, frozen=True):
    """A shape with its values."""

    shape: Shape
    args: tuple[object, ...]


class Prepared:
    """A SELECT that is the same on every call but for the values of its `bindparam`s."""

    def __init__(self, statement: Select[Any]) -> None:
        self._statement = statement
        self._shape: Shape | None = None

    def given(self, **values: object) -> Ready:
        """The statement with a value for each parameter."""
        if self._shape is None:
            compiled = _compiled(self._statement)
            if compiled is None:
                raise TypeError("only SQLAlchemy itself can run this statement")
            self._shape = _shape_of(self._statement, compiled)
        return Ready(self._shape, tuple(values[name] for name in self._shape.names))


_shapes: Final[dict[object, tuple[Shape, tuple[int, ...]] | None]] = {}


def straight(statement: Executable) -> Ready | None:
    """A SELECT as SQL with its values, or None for a statement that only SQLAlchemy itself can run."""
    if not isinstance(statement, Select):
        return None
    key = statement._generate_cache_key()  # noqa: SLF001 - what SQLAlchemy's own cache goes by
    if key is None:
        return None
    if key.key not in _shapes:
        if len(_shapes) >= MOST:
            _shapes.clear()
        _shapes[key.key] = _placed(statement, key.bindparams)
    known = _shapes[key.key]
    if known is None:
        return None
    shape, places = known
    return Ready(shape, tuple(key.bindparams[place].effective_value for place in places))


def _placed(statement: Select[Any], parameters: Sequence[BindParameter[Any]]) -> tuple[Shape, tuple[int, ...]] | None:
    """The shape, and where among the parameters of a statement of this shape its values stand, in order."""
    compiled = _compiled(statement)
    if compiled is None:
        return None
    shape = _shape_of(statement, compiled)
    place_of = {compiled.bind_names[one]: place for place, one in enumerate(parameters) if one in compiled.bind_names}
    places = tuple(place_of[name] for name in shape.names if name in place_of)
    return (shape, places) if len(places) == len(shape.names) else None


def _compiled(statement: Select[Any]) -> SQLCompiler | None:
    compiled = statement.compile(dialect=DIALECT)
    if compiled.post_compile_params or compiled.literal_execute_params:
        return None  # an IN, whose length is known only with its values
    if any(bind.type.dialect_impl(DIALECT).bind_processor(DIALECT) for bind in compiled.bind_names):
        return None  # a value that the driver does not take as it is
    if not all(isinstance(column, ColumnClause | Label) for column in statement.selected_columns):
        return None  # an expression without a name, which SQLAlchemy names in its own way
    names = {column.name for column in statement.selected_columns}
    return compiled if len(names) == len(statement.selected_columns) else None  # SQLAlchemy tells equal names apart


def _shape_of(statement: Select[Any], compiled: SQLCompiler) -> Shape:
    kinds: dict[str, TypeEngine[Any]] = {
        column.name: column.type.dialect_impl(DIALECT) for column in statement.selected_columns
    }
    turned: dict[str, Turn] = {
        name: turn for name, kind in kinds.items() if (turn := kind.result_processor(DIALECT, None))
    }
    return Shape(compiled.string, tuple(compiled.positiontup or ()), turned)
