"""How messages read: the same parameters in both languages, safe in a subject and in HTML."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales.kernel.ids import new_id
from aftersales.kernel.money import Money
from aftersales.notifications import rules
from aftersales.notifications.model import Bilingual, Letter, MessageId, Param, Template, Wording
from aftersales.notifications.service import switchable
from aftersales.notifications.templates.registry import TEMPLATES, declare

SHANGHAI = ZoneInfo("Asia/Shanghai")
LETTER = Letter(
    id=MessageId(new_id()),
    to="wang@example.com",
    name="王小明",
    locale="zh",
    brand="青禾",
    subject="退货单 R-1 已到厂",
    body="第一段。\n\n第二段 <b>&</b>。",
    link="/returns/1",
    action="查看详情",
)


def mail_of(**changes: object) -> str:
    """A letter composed, as one text of all its parts."""
    letter = msgspec.structs.replace(LETTER, **changes)
    mail = rules.compose(
        letter,
        sender="青禾售后 <no-reply@example.com>",
        public_url="https://app.example.com",
        at=datetime(2026, 6, 15, tzinfo=UTC),
    )
    text, html = mail.iter_parts()
    written = [str(mail[name]) for name in ("To", "Subject", "Message-ID")]
    return "\n".join([*written, text.get_content(), html.get_content()]).replace("\r\n", "\n")


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=lambda template: template.name)
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_every_template_reads_whole_in_both_languages(template: Template, locale: str) -> None:
    params: dict[str, Param] = {name: f"<{name}>" for name in template.params}

    wording = rules.render(template, params, locale, SHANGHAI)

    for name in template.params:
        assert f"<{name}>" in wording.subject + wording.body
    assert "{" not in wording.subject + wording.body
    assert any("\u4e00" <= letter <= "\u9fff" for letter in wording.subject) is (locale == "zh")
    assert 5 <= len(wording.subject) <= 100


def test_the_templates_of_all_parts_of_the_product_are_there() -> None:
    assert sorted(TEMPLATES) == [
        "access_asked",
        "access_lapsed",
        "approval_needed",
        "count_approved",
        "count_cancelled",
        "count_needs_approval",
        "count_opened",
        "count_posted",
        "count_recount_asked",
        "credit_posted",
        "dealer_called",
        "discrepancy_task",
        "document_ready",
        "import_finished",
        "invitation",
        "password_reset",
        "plan_assigned",
        "plan_ended",
        "plan_terms_changed",
        "policy_published",
        "quota_reached",
        "return_appealed",
        "return_approved",
        "return_cancelled",
        "return_closed",
        "return_corrected",
        "return_disposed",
        "return_filed",
        "return_inspected",
        "return_needs_approval",
        "return_packed",
        "return_received",
        "return_refused",
        "return_sent_back",
        "return_settled",
        "return_shipped",
        "return_unpacked",
        "stopwatch_breached",
        "stopwatch_due_soon",
        "webhook_disabled",
    ]
    assert {"invitation", "password_reset"}.isdisjoint(switchable())


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        (("{number}", "好"), ("no number", "text")),
        (("{number} {extra}", "好"), ("{number}", "text")),
        (("{number.__class__}", "好"), ("{number}", "text")),
        (("{number!r}", "好"), ("{number}", "text")),
        (("{number:>9}", "好"), ("{number}", "text")),
        (("{}", "好"), ("{number}", "text")),
    ],
)
def test_a_template_whose_languages_disagree_or_reach_into_values_is_refused(
    zh: tuple[str, str], en: tuple[str, str]
) -> None:
    with pytest.raises(ValueError, match=r"disagree|bare parameter"):
        declare("test_only", "number", zh=zh, en=en)

    assert "test_only" not in TEMPLATES


@pytest.mark.parametrize("params", [{}, {"number": "R-1", "more": "x"}])
def test_a_template_is_filled_exactly(params: dict[str, Param]) -> None:
    with pytest.raises(TypeError, match="was filled wrongly"):
        rules.render(TEMPLATES["return_inspected"], params, "zh", SHANGHAI)


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (Money(Decimal(1230), "CNY"), "¥1,230.00", "CNY 1,230.00"),
        (Money(Decimal("-1230.50"), "CNY"), "-¥1,230.50", "CNY -1,230.50"),
        (Money(Decimal(12), "USD"), "USD 12.00", "USD 12.00"),
        (date(2026, 6, 5), "2026年6月5日", "5 Jun 2026"),
        (datetime(2026, 6, 5, 16, 30, tzinfo=UTC), "2026年6月6日 00:30", "6 Jun 2026, 00:30"),
        (Bilingual("工厂", "factory"), "工厂", "factory"),
        (12345, "12,345", "12,345"),
        ("R-1", "R-1", "R-1"),
    ],
)
def test_a_parameter_is_written_as_the_readers_language_has_it(value: Param, zh: str, en: str) -> None:
    assert rules.worded(value, "zh", SHANGHAI) == zh
    assert rules.worded(value, "en", SHANGHAI) == en


@given(st.text(max_size=300))
def test_no_value_breaks_out_of_a_subject_or_smuggles_a_control_character(value: str) -> None:
    wording = rules.render(TEMPLATES["return_refused"], {"number": value, "reason": value}, "zh", SHANGHAI)

    assert "\n" not in wording.subject
    assert len(wording.subject) <= 200
    assert all(letter == "\n" or letter.isprintable() for letter in wording.body)


def test_braces_in_a_value_are_only_braces() -> None:
    wording = rules.render(TEMPLATES["return_inspected"], {"number": "{number.__class__}"}, "en", SHANGHAI)

    assert wording.subject == "Return {number.__class__} is inspected"


def test_a_mail_has_text_and_escaped_html_with_the_link_and_a_name_of_its_own() -> None:
    written = mail_of()

    assert "王小明，您好：" in written
    assert "查看详情：\nhttps://app.example.com/returns/1" in written
    assert 'href="https://app.example.com/returns/1"' in written
    assert "第二段 <b>&</b>。" in written
    assert "第二段 &lt;b&gt;&amp;&lt;/b&gt;。" in written
    assert f"<{LETTER.id.hex}@example.com>" in written
    assert "青禾售后服务\n本邮件由系统自动发送，请勿直接回复。" in written


def test_an_english_mail_is_english_throughout() -> None:
    written = mail_of(locale="en", name="Ann Lee", brand="Qinghe", subject="Hi", body="Text.", action="View details")

    assert "Dear Ann Lee," in written
    assert "View details:\nhttps://app.example.com/returns/1" in written
    assert "Qinghe After-Sales" in written
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in written)


def test_a_name_cannot_add_a_header() -> None:
    mail = rules.compose(
        msgspec.structs.replace(LETTER, name="王\r\nBcc: all@example.com"),
        sender="no-reply@example.com",
        public_url="https://app.example.com",
        at=datetime(2026, 6, 15, tzinfo=UTC),
    )

    assert mail["Bcc"] is None
    assert mail["To"].addresses[0].addr_spec == "wang@example.com"
    assert len(mail["To"].addresses) == 1


def test_what_is_only_for_the_phone_says_so_in_either_language() -> None:
    assert "以电话沟通为准" in rules.by_phone(Wording("a", "b"), "zh").body
    assert "settled by phone" in rules.by_phone(Wording("a", "b"), "en").body
