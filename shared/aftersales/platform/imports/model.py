"""Words of imports."""

from typing import NewType
from uuid import UUID

from msgspec import Struct

ImportFileId = NewType("ImportFileId", UUID)
"""The uploaded file, as documents know it."""

JOB: str = "import"
"""The kind of job that reads a sheet, and the handler that does it."""

TRIAL: str = "import_trial"
"""The handler of trials: a worker that does not know them must leave them alone, not import them."""

CHUNK: int = 1000
"""Rows that are written in one transaction: a killed worker repeats at most these."""


class ImportInput(Struct, frozen=True, kw_only=True):
    """What an import job is told: what the sheet holds, which file it is, and whether it is only tried."""

    kind: str
    file_id: UUID
    trial: bool = False


class ImportProblem(Struct, frozen=True, kw_only=True):
    """Why a whole import was refused."""

    code: str
    zh: str
    en: str
