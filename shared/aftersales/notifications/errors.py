"""Refusals of notifications."""

from aftersales.kernel.errors import Refusal


class InboxNeedsPerson(Refusal):
    """A key is not a person and has no inbox."""

    code = "inbox_needs_person"
    status = 403
    zh = "访问密钥没有收件箱，请以个人身份登录。"
    en = "A key has no inbox; log in as a person."


class MessageNotReplayable(Refusal):
    """Only a mail that failed or whose fate is uncertain is sent again."""

    code = "message_not_replayable"
    status = 409
    zh = "消息当前状态为“{state}”，只有发送失败或结果不明的邮件可以重发。"
    en = "The message is {state}; only mails that failed or are uncertain can be sent again."


class TemplateUnknown(Refusal):
    """No message has this template, or it is one that nobody may switch off."""

    code = "message_template_unknown"
    status = 422
    zh = "没有可设置的消息类型“{template}”。"
    en = "There is no message type {template} to set."
