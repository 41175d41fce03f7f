"""The machinery of imports: which sheet a kind needs, how its rows are answered, how the job goes from row to row.

A context says with an `Importer` what it takes; the writing is one transaction a chunk, by natural key, so that a
chunk written twice changes nothing. A trial does the same and takes it back: what stays is the job and its answers.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import nullcontext
from typing import Final
from uuid import UUID

import msgspec

from aftersales.kernel.access import Permission
from aftersales.kernel.errors import Refusal
from aftersales.kernel.sheets import CellError, Choice, Column, Kind, Row, SheetSpec, Value
from aftersales.kernel.tx import Tx
from aftersales.kernel.upserts import Effect
from aftersales.platform import service as platform
from aftersales.platform.imports.errors import ImportKindUnknown
from aftersales.platform.imports.events import ImportFinished, ImportStarted
from aftersales.platform.imports.model import JOB, TRIAL, ImportInput, ImportProblem
from aftersales.platform.model import Job, RowAnswer, RowError, RowOutcome

Write = Callable[[Tx, Sequence[Row]], Awaitable[list[RowAnswer]]]


class Importer(msgspec.Struct, frozen=True, kw_only=True):
    """What one kind of import takes: the sheet, the right it needs, and who writes its rows."""

    kind: str
    sheet: SheetSpec
    permission: Permission
    write: Write


Importers = Mapping[str, Importer]


def importer_of(importers: Importers, kind: str) -> Importer:
    """The importer of a kind, or a refusal that names those there are."""
    importer = importers.get(kind)
    if importer is None:
        raise ImportKindUnknown(kind=kind[:40], known=", ".join(importers), pointer="/kind")
    return importer


async def start_import(tx: Tx, importer: Importer, file_id: UUID, *, is_trial: bool = False) -> UUID:
    """Have an uploaded sheet imported, or only tried; the identity of the job that does it."""
    tx.actor.require(importer.permission)
    told = ImportInput(kind=importer.kind, file_id=file_id, trial=is_trial)
    job_id = await platform.start_job(tx, JOB, told, handler=TRIAL if is_trial else JOB)
    if not is_trial:
        tx.emit(ImportStarted(job_id=job_id, kind=importer.kind, file_id=file_id, dealer_id=tx.dealer_id))
    return job_id


def refusal_error(sheet: SheetSpec, column: str, refusal: Refusal) -> RowError:
    """A refusal as the answer to one cell, under the heading of its column."""
    heading = next(known for known in sheet.columns if known.name == column)
    return RowError(
        column=heading.zh,
        column_en=heading.en,
        code=refusal.code,
        zh=refusal.text("zh"),
        en=refusal.text("en"),
    )


def _cell_error(error: CellError) -> RowError:
    return RowError(column=error.column_zh, column_en=error.column_en, code=error.code, zh=error.zh, en=error.en)


def texts(rows: Collection[Row], column: str) -> set[str]:
    """The distinct texts of a column."""
    return {str(row.values[column]) for row in rows if row.values.get(column) is not None}


def key_of(sheet: SheetSpec, row: Row) -> str:
    """The natural key of a readable row as a person reads it."""
    return " / ".join(str(row.values[name]) for name in sheet.key if row.values.get(name) is not None)


async def write_rows(
    sheet: SheetSpec,
    rows: Sequence[Row],
    check: Callable[[Row], Sequence[RowError]],
    save: Callable[[list[Row]], Awaitable[list[Effect]]],
) -> list[RowAnswer]:
    """Refuse the rows in which `check` finds something, `save` the others together, answer all in order."""
    wrong = {row.number: tuple(errors) for row in rows if (errors := check(row))}
    good = [row for row in rows if row.number not in wrong]
    effects = await save(good)
    outcomes = {row.number: RowOutcome(effect.value) for row, effect in zip(good, effects, strict=True)}
    return [
        RowAnswer(
            row=row.number,
            key=key_of(sheet, row),
            outcome=outcomes.get(row.number, RowOutcome.REFUSED),
            errors=wrong.get(row.number, ()),
        )
        for row in rows
    ]


async def import_chunk(tx: Tx, job: Job, importer: Importer, rows: Sequence[Row], *, total: int) -> Job:
    """Write one chunk of rows, store the answers and the progress; the job as it stands after it.

    A trial keeps the answers and the progress alone.
    """
    is_trial = told_of(job).trial
    readable = [row for row in rows if not row.errors]
    answers = [
        RowAnswer(
            row=row.number,
            key=row.key,
            outcome=RowOutcome.REFUSED,
            errors=tuple(_cell_error(error) for error in row.errors),
        )
        for row in rows
        if row.errors
    ]
    if readable:
        async with tx.without_effect() if is_trial else nullcontext():
            answers += await importer.write(tx, readable)
    await platform.answer_rows(tx, job.id, answers, is_trial=is_trial)
    counts = Counter(job.counts) + Counter(answer.outcome.value for answer in answers)
    done = job.done + len(rows)
    await platform.report_progress(tx, job.id, done=done, total=total, counts=dict(counts))
    return msgspec.structs.replace(job, done=done, total=total, counts=dict(counts))


def told_of(job: Job) -> ImportInput:
    """What an import job was told."""
    return msgspec.convert(job.input, ImportInput)


async def finish_import(tx: Tx, job: Job, *, refusal: Refusal | None = None) -> None:
    """End an import, well or refused as a whole; a trial ends in silence, since nothing came of it."""
    told = told_of(job)
    problem = None
    if refusal is not None:
        problem = ImportProblem(code=refusal.code, zh=refusal.text("zh"), en=refusal.text("en"))
    await platform.finish_job(tx, job.id, error=problem)
    if told.trial:
        return
    tx.emit(
        ImportFinished(
            job_id=job.id,
            kind=told.kind,
            rows=job.done,
            counts=job.counts,
            started_by=job.created_by,
            problem=None if problem is None else problem.code,
            dealer_id=job.dealer_id,
        ),
    )


def answer_records(answers: Sequence[RowAnswer]) -> list[dict[str, Value]]:
    """The answers as rows of a sheet under `ANSWERS`: one for each thing that is wrong."""
    return [
        {
            "row": answer.row,
            "key": answer.key,
            "outcome": answer.outcome.value,
            "column": error.column if error else None,
            "column_en": error.column_en if error else None,
            "zh": error.zh if error else None,
            "en": error.en if error else None,
        }
        for answer in answers
        for error in (answer.errors or (None,))
    ]


def _answers(*outcomes: tuple[RowOutcome, str, str]) -> SheetSpec:
    """A sheet of answers that calls what became of a row so."""
    return SheetSpec(
        "answers",
        (
            Column("row", "行号", "Row", kind=Kind.INTEGER),
            Column("key", "标识", "Key"),
            Column(
                "outcome",
                "结果",
                "Outcome",
                kind=Kind.CHOICE,
                choices=tuple(Choice(outcome.value, zh, en) for outcome, zh, en in outcomes),
            ),
            Column("column", "列", "Column"),
            Column("column_en", "英文列名", "Column (en)"),
            Column("zh", "原因", "Reason (zh)"),
            Column("en", "英文原因", "Reason"),
        ),
        zh="导入结果",
        en="Import answers",
    )


ANSWERS: Final = _answers(
    (RowOutcome.CREATED, "新增", "Created"),
    (RowOutcome.UPDATED, "更新", "Updated"),
    (RowOutcome.UNCHANGED, "无变化", "Unchanged"),
    (RowOutcome.REFUSED, "拒绝", "Refused"),
)
"""How the answers to a sheet look as a sheet."""

TRIAL_ANSWERS: Final = _answers(
    (RowOutcome.CREATED, "将新增", "Would be created"),
    (RowOutcome.UPDATED, "将更新", "Would be updated"),
    (RowOutcome.UNCHANGED, "无变化", "Unchanged"),
    (RowOutcome.REFUSED, "将拒绝", "Would be refused"),
)
"""The same for a sheet that was only tried."""


def answer_sheet(job: Job) -> SheetSpec:
    """The sheet for the answers of a job."""
    return TRIAL_ANSWERS if job.input.get("trial") is True else ANSWERS
