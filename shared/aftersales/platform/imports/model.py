"""Words of imports."""

from typing import NewType
from uuid import UUID

from msgspec import Struct

ImportFileId = NewType("ImportFileId", UUID)
"""The uploaded file, as documents know it."""

JOB: str = "import"
"""The kind of job that reads a sheet."""

CHUNK: int = 1000
"""Rows that are written in one transaction: a killed worker repeats at most these."""


class ImportInput(Struct, frozen=True, kw_only=True):
    """What an import job is told: what the sheet holds, and which file it is."""

    kind: str
    file_id: UUID


class ImportProblem(Struct, frozen=True, kw_only=True):
    """Why a whole import was refused."""

    code: str
    zh: str
    en: str
