"""The four papers as a reader sees them."""

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.documents.papers import (
    code_for,
    credit_note,
    inspection_report,
    packing_list,
    pages_of,
    transport_form,
)

from aftersales.documents.rendering.model import Language, Paper, content_hash
from aftersales.documents.rendering.service import render

PAPERS: list[tuple[Paper, list[str]]] = [
    (
        packing_list(),
        [
            "星驰电动车制造有限公司",
            "退 货 清 单",
            "PL-202611-000128 RMA-202611-0042 2026-11-21 14:03 UTC+08:00 2026-07",
            "经销商 Dealer 杭州悦骑电动车行 日期 Date 2026-11-21",
            "经销商地址 Dealer address 浙江省杭州市拱墅区湖墅南路 88 号",
            "1 XC-BAT-4820 锂电池组 2 XC26A100000 仅行驶 8 公里 3.2 电池",
            "合计 Total 2",
        ],
    ),
    (
        transport_form(),
        [
            "退 货 运 输 单",
            "星驰台州第二工厂",
            "台州市北院大道 188 号 7 号库",
            "0576-0000 1122",
            "承运人 Carrier 顺达物流 运单号 Waybill no. SD0000012345",
            "包装说明 Packing remarks 木箱一件，电池单独包装。",
            "包装务必牢固",
        ],
    ),
    (
        inspection_report(),
        ["三 包 退 件 鉴 定 单", "锂电池组", "电芯压差过大", "外购件", "换新", "李鉴", "予以三包。"],
    ),
    (
        credit_note(),
        [
            "贷 项 通 知 单",
            "旧件回收 Old parts received 1 / 3",
            "1 XC-BAT-4820 锂电池组 1 1,280.00 1,280.00 已收 3.2",
            "2 XC-BRK-D160 碟刹卡钳 2 86.05 172.10 未收 3.5",
            "壹仟肆佰伍拾贰元壹角整",
            "1,452.10 CNY",
        ],
    ),
]
IDS = [type(paper).__name__ for paper, _ in PAPERS]


def printed(paper: Paper) -> str:
    return "".join(pages_of(render(paper, verification=code_for(paper))))


@pytest.mark.parametrize(("paper", "expected"), PAPERS, ids=IDS)
def test_a_paper_prints_every_value_on_one_page(paper: Paper, expected: list[str]) -> None:
    pages = pages_of(render(paper, verification=code_for(paper)))

    assert [text for text in expected if text not in pages[0]] == []
    assert len(pages) == 1


@pytest.mark.parametrize("paper", [paper for paper, _ in PAPERS], ids=IDS)
def test_a_paper_is_archivable_small_and_the_same_each_time(paper: Paper) -> None:
    verification = code_for(paper)

    first = render(paper, verification=verification)

    assert b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in first
    assert len(first) <= 300 * 1024
    assert render(paper, verification=verification) == first
    assert content_hash(first) == sha256(first).hexdigest()


def test_the_foot_of_each_page_names_the_paper_and_counts_pages() -> None:
    pages = pages_of(render(paper := packing_list(100), verification=code_for(paper)))

    assert [f"第 {n} 页 / 共 {len(pages)} 页" in text for n, text in enumerate(pages, 1)] == [True] * len(pages)
    assert ["单据编号 Document no. PL-202611-000128" in text for text in pages] == [True] * len(pages)
    assert ["扫码核验真伪 Scan to verify" in text for text in pages] == [True] * len(pages)


def test_a_hundred_lines_break_over_pages_under_repeated_heads() -> None:
    pages = pages_of(render(paper := packing_list(100), verification=code_for(paper)))
    with_lines = [text for text in pages if "XC-BAT-4820" in text]

    assert len(pages) == 4
    assert [text.count("Verdict clause") for text in with_lines] == [1, 1, 1]
    assert [f"XC26A{100000 + n}" in "".join(pages) for n in range(100)] == [True] * 100
    assert "合计 Total 200" in pages[-1]


def test_an_english_paper_has_english_labels_and_keeps_chinese_values() -> None:
    text = printed(packing_list(language=Language.EN))

    assert "Dealer 杭州悦骑电动车行 Date 2026-11-21" in text
    assert "Page 1 of 1" in text
    assert "退货清单" not in text


def test_the_issue_instant_is_shown_in_the_issuers_zone() -> None:
    paper = packing_list()
    elsewhere = replace(paper, header=replace(paper.header, time_zone="America/New_York"))

    text = printed(elsewhere)

    assert "2026-11-21 01:03 UTC-05:00" in text


def test_two_threads_set_the_same_papers_as_one() -> None:
    papers = [packing_list(n) for n in range(1, 9)]
    alone = [render(paper, verification=code_for(paper)) for paper in papers]

    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(lambda paper: render(paper, verification=code_for(paper)), papers))

    assert together == alone


@pytest.mark.parametrize(
    "hostile",
    [
        '#read("/etc/passwd")',
        "*bold* _it_ $x^2$ `raw`",
        "<label> @ref #eval(1)",
        "\\u{41} // comment /* open",
        '"]} #panic()',
        "= heading",
        "https://evil.example.com",
        "{{ jinja }} ${shell} %s",
    ],
)
def test_markup_in_a_value_is_printed_as_it_was_typed(hostile: str) -> None:
    text = printed(replace(packing_list(), dealer_address=hostile))

    assert hostile in text.replace("\r\n", "")


def test_characters_that_the_font_lacks_leave_a_visible_box() -> None:
    text = printed(replace(packing_list(), dealer_address="坏了😡 سلام 한글 龘靐齉爩"))

    assert "坏了□ □□□□ □□ 龘靐齉爩" in text


def test_direction_marks_cannot_turn_a_value_around() -> None:
    text = printed(replace(packing_list(), dealer_address="A\u202e123\u202c\u200bB\ufeff"))

    assert "Dealer address A123B\r\n" in text


@pytest.mark.parametrize("character", ["q", "鼓", "W"])
def test_a_field_of_5000_characters_wraps_and_loses_none(character: str) -> None:
    paper = packing_list()
    long = replace(paper, lines=(replace(paper.lines[0], fault=character * 5000),))

    pages = pages_of(render(long, verification=code_for(long)))

    assert "".join(pages).count(character) - printed(paper).count(character) == 5000
    assert f"第 {len(pages)} 页 / 共 {len(pages)} 页" in pages[-1]


def test_a_line_break_in_a_value_stays_one() -> None:
    text = printed(replace(packing_list(), dealer_address="第一行\r\n第二行\t右"))

    assert "第一行\r\n第二行 右" in text


SOUND = st.characters(exclude_categories=["Cc", "Cs"]).filter(lambda c: ord(c) & 0xFFFE != 0xFFFE)


@settings(max_examples=60, deadline=None)
@given(text=st.text(SOUND, max_size=40))
def test_any_text_without_controls_can_be_printed(text: str) -> None:
    paper = packing_list()
    named = replace(paper, lines=(replace(paper.lines[0], part_name=f"件{text}", serial=text),))

    pdf = render(named, verification=code_for(named))

    assert pdf.startswith(b"%PDF-1.7")
