"""Facts about imports: one for each, however many rows it had."""

from typing import ClassVar
from uuid import UUID

from aftersales.kernel.facts import Fact, announced
from aftersales.kernel.ids import OrganisationId


@announced
class ImportStarted(Fact, frozen=True, kw_only=True):
    """A sheet was handed in."""

    NAME: ClassVar[str] = "platform.import_started"
    SUBJECT: ClassVar[tuple[str, str]] = ("job", "job_id")

    job_id: UUID
    kind: str
    file_id: UUID
    dealer_id: OrganisationId | None = None


@announced
class ImportFinished(Fact, frozen=True, kw_only=True):
    """Every row of a sheet was answered, or the sheet was refused or its work given up (`problem` is the code)."""

    NAME: ClassVar[str] = "platform.import_finished"
    SUBJECT: ClassVar[tuple[str, str]] = ("job", "job_id")

    job_id: UUID
    kind: str
    rows: int
    counts: dict[str, int]
    started_by: UUID
    problem: str | None = None
    dealer_id: OrganisationId | None = None
