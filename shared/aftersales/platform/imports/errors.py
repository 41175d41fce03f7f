"""Refusals of imports."""

from aftersales.kernel.errors import Refusal


class ImportKindUnknown(Refusal):
    """Nothing of this kind is imported."""

    code = "import_kind_unknown"
    status = 422
    zh = "不支持导入“{kind}”，可导入：{known}。"
    en = "{kind} cannot be imported; known are: {known}."


class JobNotFinished(Refusal):
    """The answer is not known before the job has ended."""

    code = "job_not_finished"
    status = 409
    zh = "任务尚未结束，请稍后再试。"
    en = "The job has not ended yet; try again later."
