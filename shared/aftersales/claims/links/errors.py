"""Refusals of a customer's link."""

from aftersales.kernel.errors import Refusal


class CustomerLinkExpired(Refusal):
    """The link was ours, and its time is over."""

    code = "customer_link_expired"
    status = 410
    zh = "此链接已于 {day} 到期，请向经销商索取新的链接。"
    en = "This link expired on {day}; ask your dealer for a new one."


class CustomerLinkRevoked(Refusal):
    """The link was ours, and was taken back by whoever gave it or by the brand."""

    code = "customer_link_revoked"
    status = 410
    zh = "此链接已被收回，请向经销商索取新的链接。"
    en = "This link was taken back; ask your dealer for a new one."


class CustomerLinkTooLong(Refusal):
    """A link lasts no longer than the tenant lets it."""

    code = "customer_link_too_long"
    status = 422
    zh = "客户链接最多有效 {most} 天。"
    en = "A customer's link lasts at most {most} days."


class CustomerLinkNotYours(Refusal):
    """A dealer takes back only what the dealer's own people gave."""

    code = "customer_link_not_yours"
    status = 403
    zh = "此链接由厂家给出，请联系厂家收回。"
    en = "The brand gave this link; ask the brand to take it back."


class CustomerLinkIsRevoked(Refusal):
    """A link is revoked once, and stays so."""

    code = "customer_link_is_revoked"
    status = 409
    zh = "此链接已经收回。"
    en = "This link is revoked already."
