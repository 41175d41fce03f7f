"""What shadows refuse, each by name."""

from aftersales.kernel.errors import Refusal


class TooManyShadows(Refusal):
    """Every shadow costs each decision a little; a tenant runs a few at a time."""

    code = "too_many_shadows"
    status = 409
    zh = "同时运行的影子政策最多 {most} 个，请先结束一个。"
    en = "At most {most} shadows run at a time; end one first."
