"""What the statutes refuse, each by name."""

from aftersales.kernel.errors import Refusal


class StatuteUnknown(Refusal):
    """No statute has this code."""

    code = "statute_unknown"
    status = 404
    zh = "没有代码为“{statute}”的法规。"
    en = "There is no statute with the code {statute}."


class IntervalBackwards(Refusal):
    """An interval ends before it begins."""

    code = "interval_backwards"
    status = 422
    zh = "结束时间早于开始时间。"
    en = "It ends before it begins."


class EditionUnknown(Refusal):
    """No edition of the law on record has this fingerprint."""

    code = "statute_edition_unknown"
    status = 404
    zh = "没有指纹为“{edition}”的法规版本。"
    en = "There is no edition of the statutes with the fingerprint {edition}."
