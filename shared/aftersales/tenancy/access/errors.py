"""Refusals of operators' access."""

from aftersales.kernel.errors import Refusal


class AccessTooLong(Refusal):
    """More hours than were asked for, or than the tenant lets anybody ask for."""

    code = "access_too_long"
    status = 422
    zh = "访问时长最多 {most} 小时。"
    en = "Access lasts at most {most} hours."


class AccessIsOpen(Refusal):
    """One request of an operator to a tenant waits at a time."""

    code = "access_is_open"
    status = 409
    zh = "您对该品牌的上一份访问申请尚未答复，请等待答复或先撤回。"
    en = "Your last request to this brand has not been answered; wait for it or withdraw it."


class AccessNotRunning(Refusal):
    """The grant is not one of the operator's, was not given, has ended, or its time is up."""

    code = "access_not_running"
    status = 409
    zh = "该访问授权不属于您、尚未批准、已结束或已到期。"
    en = "This access is not yours, was not granted, has ended, or has expired."


class AccessReadsOnly(Refusal):
    """An operator looks, and changes nothing."""

    code = "access_reads_only"
    status = 403
    zh = "运营访问只能查看，不能作任何更改。"
    en = "An operator's access only reads; it changes nothing."
