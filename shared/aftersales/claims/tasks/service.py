"""Use cases of tasks."""

from aftersales.claims import events
from aftersales.claims.returns.model import ReturnId
from aftersales.claims.tasks import store
from aftersales.claims.tasks.model import Task, TaskId, TaskState
from aftersales.kernel.access import Permission
from aftersales.kernel.errors import StaleVersion, StateConflict
from aftersales.kernel.tx import Tx


async def listed(
    tx: Tx,
    *,
    state: TaskState | None,
    return_id: ReturnId | None,
    limit: int,
    cursor: str | None,
) -> tuple[list[Task], str | None]:
    """A page of tasks, oldest first."""
    tx.actor.require(Permission.TASKS_WORK)
    return await store.listed(tx, state=state, return_id=return_id, limit=limit, cursor=cursor)


async def finish_call(tx: Tx, task_id: TaskId, expected_version: int, note: str) -> Task:
    """Write down what was said when the dealer was phoned [S02-R04]."""
    tx.actor.require(Permission.TASKS_WORK)
    task = await store.held(tx, task_id)
    if task.version != expected_version:
        raise StaleVersion(version=task.version)
    if task.state is not TaskState.OPEN:
        raise StateConflict(state=task.state.value, move="finish")

    done = await store.finish(tx, task_id, note, tx.actor.name, tx.now)
    tx.emit(
        events.DealerCalled(
            return_id=task.return_id,
            number=task.number,
            dealer_id=task.dealer_id,
            task_id=task_id,
            note=note,
        ),
    )
    return done
