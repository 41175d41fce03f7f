"""What replays refuse, each by name."""

from aftersales.kernel.errors import Refusal


class ReplayNotOfThis(Refusal):
    """A publication names the replay of another document, or one that has not ended."""

    code = "replay_not_of_this"
    status = 422
    zh = "该推演不是针对此份政策文件完成的（文件已改动，或推演尚未完成），请重新推演。"
    en = "That replay is not a finished one of this very document; replay it again."


class ReplayEmptyPeriod(Refusal):
    """A replay asks for a period that ends before it begins."""

    code = "replay_empty_period"
    status = 422
    zh = "推演期间的结束时间必须晚于开始时间。"
    en = "The period of a replay must end after it begins."
