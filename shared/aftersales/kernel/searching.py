"""Looking for a text in columns, for lists of a tenant's few thousand rows at most.

It is a filter behind row security and uses no index: an operator that is not leakproof never may. Long lists look for
the beginning of a code instead (`upserts.starts_with`).
"""

from sqlalchemy import ColumnElement, func, or_


def holds_text(text: str, *columns: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether one of the columns holds a text, whatever its case; no character of it is a wildcard."""
    wanted = text.lower()
    return or_(*(func.strpos(func.lower(column), wanted) > 0 for column in columns))
