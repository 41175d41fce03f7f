"""Refusals of the platform."""

from aftersales.kernel.errors import Refusal


class IdempotencyKeyReused(Refusal):
    """The same key came with another request."""

    code = "idempotency_key_reused"
    status = 422
    zh = "该 Idempotency-Key 已用于另一个不同的请求。"
    en = "This Idempotency-Key was used for another request."


class DeliveryNotReplayable(Refusal):
    """Only a delivery that has ended in failure can be replayed."""

    code = "delivery_not_replayable"
    status = 409
    zh = "投递当前状态为“{state}”，只有失败终止的投递可以重放。"
    en = "The delivery is {state}; only dead deliveries can be replayed."


class JobFailed(Refusal):
    """Long work ended for a reason that concerns the whole of it."""

    code = "job_failed"
    status = 422
    zh = "任务失败：{reason_zh}"
    en = "The job failed: {reason_en}"
