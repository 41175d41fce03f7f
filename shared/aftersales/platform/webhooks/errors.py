"""Refusals of webhooks."""

from aftersales.kernel.errors import Refusal


class UrlRefused(Refusal):
    """An endpoint's address is one that we do not dial."""

    code = "webhook_url_refused"
    status = 422
    zh = "不能使用该回调地址：{why_zh}"
    en = "This address cannot be used: {why_en}"


class EventUnknown(Refusal):
    """No fact has this name, and no name matches this pattern."""

    code = "webhook_event_unknown"
    status = 422
    zh = "没有名为“{event}”的事件，也没有与之匹配的事件。"
    en = "No event is called or matches {event}."


class TooManyEndpoints(Refusal):
    """The tenant has as many endpoints as it may."""

    code = "webhook_endpoints_exhausted"
    status = 409
    zh = "最多可设置 {most} 个回调地址。"
    en = "A tenant may have at most {most} endpoints."


class EndpointDisabled(Refusal):
    """A disabled endpoint is not told of anything."""

    code = "webhook_endpoint_disabled"
    status = 409
    zh = "该回调地址已停用，请先启用。"
    en = "The endpoint is disabled; activate it first."


class MessageNotReplayable(Refusal):
    """A message that still waits for its next attempt cannot be replayed."""

    code = "webhook_message_not_replayable"
    status = 409
    zh = "消息当前状态为“{state}”，仍在等待发送，无需重放。"
    en = "The message is {state} and still has attempts left; there is nothing to replay."
