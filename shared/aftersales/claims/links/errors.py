"""Refusals of a customer's link."""

from aftersales.kernel.errors import Refusal


class CustomerLinkExpired(Refusal):
    """The link was ours, and its time is over."""

    code = "customer_link_expired"
    status = 410
    zh = "此链接已于 {day} 到期，请向经销商索取新的链接。"
    en = "This link expired on {day}; ask your dealer for a new one."
