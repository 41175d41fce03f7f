"""Every query of tasks."""

from datetime import datetime

from sqlalchemy import func, insert, select, update

from aftersales.claims.returns.model import Return, ReturnId
from aftersales.claims.tasks.model import Task, TaskId, TaskKind, TaskState
from aftersales.claims.tasks.tables import tasks
from aftersales.kernel.access import Role
from aftersales.kernel.errors import NotFound
from aftersales.kernel.ids import new_id
from aftersales.kernel.pagination import page
from aftersales.kernel.tx import Tx


async def add(tx: Tx, kind: TaskKind, shown: Return, role: Role, reason: tuple[str, str]) -> None:
    """One more task for a return; a return has one of a kind."""
    await tx.execute(
        insert(tasks).values(
            tenant_id=tx.tenant_id,
            id=new_id(),
            kind=kind.value,
            return_id=shown.id,
            number=shown.number,
            dealer_id=shown.dealer_id,
            dealer_name=shown.dealer_name,
            dealer_name_en=shown.dealer_name_en,
            role=role.value,
            reason=reason[0],
            reason_en=reason[1],
            created_at=tx.now,
        ),
    )


async def open_of(tx: Tx, return_id: ReturnId) -> int:
    """How many tasks of a return are open."""
    count: int = await tx.scalar(
        select(func.count()).select_from(tasks).filter_by(tenant_id=tx.tenant_id, return_id=return_id, state="open"),
    )
    return count


async def held(tx: Tx, task_id: TaskId) -> Task:
    """One task, locked."""
    statement = select(tasks).filter_by(tenant_id=tx.tenant_id, id=task_id).with_for_update()
    return await tx.one(statement, Task, NotFound("task", "待办"))


async def finish(tx: Tx, task_id: TaskId, note: str, by: str, at: datetime) -> Task:
    """Write down that a task was done."""
    statement = (
        update(tasks)
        .filter_by(tenant_id=tx.tenant_id, id=task_id)
        .values(state=TaskState.DONE.value, note=note, done_by=by, done_at=at, version=tasks.c.version + 1)
        .returning(tasks)
    )
    return await tx.one(statement, Task)


async def listed(
    tx: Tx,
    *,
    state: TaskState | None,
    return_id: ReturnId | None,
    limit: int,
    cursor: str | None,
) -> tuple[list[Task], str | None]:
    """A page of tasks, oldest first."""
    statement = select(tasks).where(tasks.c.tenant_id == tx.tenant_id)
    if state is not None:
        statement = statement.where(tasks.c.state == state.value)
    if return_id is not None:
        statement = statement.where(tasks.c.return_id == return_id)
    return await page(
        tx,
        statement,
        Task,
        columns=[tasks.c.id],
        key=lambda task: (task.id,),
        limit=limit,
        cursor=cursor,
        bound=("tasks", state, return_id),
    )
