"""Refusals of tasks."""

from aftersales.kernel.errors import Refusal


class TasksOpen(Refusal):
    """A return cannot close while somebody still has something to do for it."""

    code = "tasks_open"
    status = 409
    zh = "该退货单还有 {count} 项待办未完成（如致电经销商），不能关闭。"
    en = "{count} task(s) of this return are still open, such as calling the dealer; it cannot be closed."
