"""How a message reads: parameters in the reader's language, one line for a subject, a mail in text and HTML."""

import html
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Final
from zoneinfo import ZoneInfo

from aftersales.kernel.errors import StateConflict
from aftersales.kernel.money import Money
from aftersales.notifications.model import (
    MOVES,
    WAITS,
    Bilingual,
    Letter,
    MessageState,
    Param,
    Template,
    Wording,
)

LONGEST_SUBJECT: Final = 200
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ONLY_BY_PHONE: Final = Bilingual(
    "【电话沟通】本事项以电话沟通为准，金额、地址等信息请勿通过邮件、短信或聊天方式提供。",
    "[By phone] This matter is settled by phone. Do not give amounts or addresses by mail, SMS or chat.",
)


def check_move(state: MessageState, to: MessageState) -> None:
    """Refuse a move that the table does not have."""
    if to not in MOVES[state]:
        raise StateConflict(state=state.value, move=to.value)


def wait_after(tries: int) -> timedelta:
    """The wait after a mail server put a message off for the n-th time."""
    return WAITS[min(tries, len(WAITS)) - 1]


def language(locale: str) -> str:
    """The language of ours that is nearest to a person's locale."""
    return "en" if locale.lower().startswith("en") else "zh"


def _date(value: date, *, chinese: bool) -> str:
    if chinese:
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def _money(value: Money, *, chinese: bool) -> str:
    sign = "-" if value.minor < 0 else ""
    amount = f"{abs(value.amount):,}"
    return f"{sign}¥{amount}" if chinese and value.currency == "CNY" else f"{value.currency} {sign}{amount}"


def worded(value: Param, locale: str, zone: ZoneInfo) -> str:
    """A parameter as a reader of this language, in this time zone, writes it."""
    chinese = locale.startswith("zh")
    if isinstance(value, Bilingual):
        return value.zh if chinese else value.en
    if isinstance(value, Money):
        return _money(value, chinese=chinese)
    if isinstance(value, datetime):
        local = value.astimezone(zone)
        return f"{_date(local, chinese=chinese)}{' ' if chinese else ', '}{local:%H:%M}"
    if isinstance(value, date):
        return _date(value, chinese=chinese)
    return f"{value:,}" if isinstance(value, int) else value


def render(template: Template, params: Mapping[str, Param], locale: str, zone: ZoneInfo) -> Wording:
    """A template filled in; a parameter too many or too few is a bug and raises TypeError."""
    if params.keys() != template.params:
        odd = ", ".join(sorted(params.keys() ^ template.params))
        raise TypeError(f"the template {template.name} was filled wrongly: {odd}")
    values = {name: _clean(worded(value, locale, zone)) for name, value in params.items()}
    wording = template.wording(locale)
    subject = " ".join(wording.subject.format(**values).split())
    return Wording(subject=subject[:LONGEST_SUBJECT], body=wording.body.format(**values))


def _clean(text: str) -> str:
    """Without control characters but line breaks, which a subject loses later and a database cannot hold."""
    return "".join(character for character in text if character == "\n" or character.isprintable())


def by_phone(wording: Wording, locale: str) -> Wording:
    """The same message with the word that it is to be passed on by phone only."""
    note = ONLY_BY_PHONE.zh if locale.startswith("zh") else ONLY_BY_PHONE.en
    return Wording(subject=wording.subject, body=f"{wording.body}\n\n{note}")


def _greeting(letter: Letter) -> str:
    name = _clean(letter.name).replace("\n", " ").strip()
    if letter.locale.startswith("zh"):
        return f"{name}，您好：" if name else "您好："
    return f"Dear {name}," if name else "Hello,"


def _signature(letter: Letter) -> tuple[str, str]:
    if letter.locale.startswith("zh"):
        return f"{letter.brand}售后服务", "本邮件由系统自动发送，请勿直接回复。"
    return f"{letter.brand} After-Sales", "This mail was sent automatically; please do not reply."


def compose(letter: Letter, *, sender: str, public_url: str, at: datetime) -> EmailMessage:
    """The mail of a letter, in text and HTML; ValueError if the address cannot be written in a header."""
    name, address = parseaddr(sender)
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(display_name=name, addr_spec=address)
    message["To"] = Address(display_name=" ".join(_clean(letter.name).split()), addr_spec=letter.to)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{letter.id.hex}@{address.rpartition('@')[2]}>"
    message["Content-Language"] = "zh-CN" if letter.locale.startswith("zh") else "en"
    message["Auto-Submitted"] = "auto-generated"
    link = None if letter.link is None else public_url + letter.link
    message.set_content(_text(letter, link), cte="base64")
    message.add_alternative(_html(letter, link), subtype="html", cte="base64")
    return message


def _text(letter: Letter, link: str | None) -> str:
    brand, note = _signature(letter)
    colon = "：" if letter.locale.startswith("zh") else ":"
    linked = [f"{letter.action}{colon}\n{link}"] if link else []
    return "\n\n".join([_greeting(letter), letter.body, *linked, f"-- \n{brand}\n{note}"]) + "\n"


def _html(letter: Letter, link: str | None) -> str:
    brand, note = (html.escape(part) for part in _signature(letter))
    paragraphs = "".join(
        f'<p style="margin:0 0 16px">{html.escape(part).replace(chr(10), "<br>")}</p>'
        for part in [_greeting(letter), *letter.body.split("\n\n")]
    )
    button = (
        f'<p style="margin:24px 0"><a href="{html.escape(link)}" style="background:#1f4e8c;border-radius:4px;'
        'color:#ffffff;display:inline-block;padding:10px 24px;text-decoration:none">'
        f"{html.escape(letter.action)}</a></p>"
        f'<p style="color:#666666;font-size:12px;word-break:break-all">{html.escape(link)}</p>'
        if link
        else ""
    )
    return (
        f'<!DOCTYPE html><html lang="{letter.locale}"><head><meta charset="utf-8">'
        f"<title>{html.escape(letter.subject)}</title></head>"
        '<body style="background:#f5f6f8;margin:0;padding:24px">'
        '<div style="background:#ffffff;color:#222222;font:15px/1.7 sans-serif;'
        'margin:0 auto;max-width:600px;padding:32px">'
        f"{paragraphs}{button}"
        '<hr style="border:0;border-top:1px solid #dddddd;margin:24px 0">'
        f'<p style="color:#666666;font-size:12px;margin:0">{brand}<br>{note}</p></div></body></html>\n'
    )
