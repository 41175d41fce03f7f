"""What is not printed, and how the refusal says so."""

import struct
import zlib
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.documents.papers import (
    ISSUER,
    LOGO,
    code_for,
    credit_note,
    header,
    inspection_report,
    packing_list,
    pages_of,
    transport_form,
    yuan,
)

from aftersales.documents.rendering.capitals import capitals
from aftersales.documents.rendering.errors import (
    CodeOfAnotherPaper,
    IssueInstantInvalid,
    LogoUnusable,
    PaperIncomplete,
    PaperInconsistent,
    PaperTooLarge,
    PaperUnprintable,
    TemplateUnknown,
    TimeZoneUnknown,
)
from aftersales.documents.rendering.model import Paper
from aftersales.documents.rendering.rules import check
from aftersales.documents.rendering.service import render


def pointers_of(paper: Paper) -> list[str]:
    with pytest.raises(PaperIncomplete) as refusal:
        check(paper)
    return [error.pointer for error in refusal.value.errors]


def test_a_packing_list_names_each_mandatory_field_that_is_empty() -> None:
    paper = replace(packing_list(), dealer_name=" ", dealer_address="", total_quantity=0, lines=())

    assert pointers_of(paper) == ["/dealer_name", "/dealer_address", "/total_quantity", "/lines"]


def test_a_transport_form_names_each_of_its_six_fields() -> None:
    paper = replace(
        transport_form(),
        consignee_name="",
        consignee_address="",
        consignee_phone="",
        quantity=0,
        consignor_name="",
        consignor_address="",
    )

    assert pointers_of(paper) == [
        "/consignee_name",
        "/consignee_address",
        "/consignee_phone",
        "/quantity",
        "/consignor_name",
        "/consignor_address",
    ]


def test_a_line_without_a_finding_is_named_by_its_place() -> None:
    paper = inspection_report()

    broken = replace(paper, lines=(paper.lines[0], replace(paper.lines[0], finding="", quantity=-1)))

    assert pointers_of(broken) == ["/lines/1/quantity", "/lines/1/finding"]


def test_a_missing_field_is_told_in_both_languages() -> None:
    with pytest.raises(PaperIncomplete) as refusal:
        check(replace(packing_list(), dealer_address=""))

    assert refusal.value.errors[0].zh == "“经销商地址”为必填项。"
    assert refusal.value.errors[0].en == "Dealer address is mandatory."


def test_a_total_quantity_other_than_the_sum_of_its_lines_is_refused() -> None:
    with pytest.raises(PaperInconsistent) as refusal:
        check(replace(packing_list(), total_quantity=3))

    assert refusal.value.text("zh") == "单据前后不一致：总数量应为 2，而不是 3。"


def test_a_credit_other_than_the_sum_of_its_lines_is_refused() -> None:
    with pytest.raises(PaperInconsistent) as refusal:
        check(replace(credit_note(), total=yuan("1452.11")))

    assert refusal.value.text("en") == "The paper contradicts itself: the total should be 1452.10 CNY, not 1452.11 CNY."


@pytest.mark.parametrize(
    ("character", "name"),
    [("\0", "U+0000"), ("\x1b", "U+001B"), ("\x85", "U+0085"), ("\ud800", "U+D800"), ("\uffff", "U+FFFF")],
)
def test_a_control_character_is_refused_by_name_and_place(character: str, name: str) -> None:
    paper = packing_list()
    broken = replace(paper, lines=(replace(paper.lines[0], fault=f"a{character}b"),))

    with pytest.raises(PaperUnprintable) as refusal:
        code_for(broken)

    assert refusal.value.params == {"field": "/lines/0/fault", "character": name}


def test_more_than_a_thousand_lines_are_refused() -> None:
    with pytest.raises(PaperTooLarge) as refusal:
        check(packing_list(1_001))

    assert refusal.value.text("en") == "The paper is too large: at most 1000 lines, not 1001."


def test_a_number_too_long_for_the_foot_of_the_page_is_refused() -> None:
    with pytest.raises(PaperTooLarge) as refusal:
        check(replace(packing_list(), header=header("9" * 65)))

    assert refusal.value.text("zh") == "单据过大：“单据编号”字数最多 64，实际 65。"


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "", "/etc/localtime", "a\0b"])
def test_an_unknown_time_zone_is_refused(zone: str) -> None:
    paper = packing_list()

    with pytest.raises(TimeZoneUnknown):
        check(replace(paper, header=replace(paper.header, time_zone=zone)))


def test_an_issue_instant_without_offset_is_refused() -> None:
    paper = packing_list()
    naive = datetime(2026, 1, 1)  # noqa: DTZ001 - the fault under test

    with pytest.raises(IssueInstantInvalid):
        check(replace(paper, header=replace(paper.header, issued_at=naive)))


def test_an_unknown_template_version_is_refused() -> None:
    paper = packing_list()

    with pytest.raises(TemplateUnknown):
        check(replace(paper, header=replace(paper.header, template_version=2)))


def test_a_code_signed_for_other_contents_is_never_printed() -> None:
    code = code_for(packing_list())

    with pytest.raises(CodeOfAnotherPaper):
        render(replace(packing_list(), dealer_name="另一家"), verification=code)


def png(width: int = 8, height: int = 8, *, cut: int = 0) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    pixels = zlib.compress(b"".join(b"\0" + bytes([200, 30, 90, 255]) * 8 for _ in range(8)))
    size = struct.pack(">LLBBBBB", width, height, 8, 6, 0, 0, 0)
    body = chunk(b"IHDR", size) + chunk(b"IDAT", pixels[: len(pixels) - cut]) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">%s</svg>'


@pytest.mark.parametrize("logo", [LOGO, png(), SVG % b'<rect width="9" height="1"/>'], ids=["svg", "png", "wide"])
def test_a_sound_logo_is_printed(logo: bytes) -> None:
    paper = replace(packing_list(), header=header("PL-1", issuer=replace(ISSUER, logo=logo)))

    pages = pages_of(render(paper, verification=code_for(paper)))

    assert len(pages) == 1


@pytest.mark.parametrize(
    ("logo", "reason"),
    [
        (b"GIF89a", "it is neither a PNG nor a sound SVG"),
        (png()[:40], "the PNG is cut short"),
        (png(cut=9), "the image is broken"),
        (png(50_000, 50_000), "it has more than 1500000 pixels"),
        (b"\x89PNG\r\n\x1a\n" + bytes(97 * 1024), "it is larger than 96 KB"),
        (SVG % b"<text>x</text>", "<text> is not allowed in the SVG"),
        (SVG % b"<script>x</script>", "<script> is not allowed in the SVG"),
        (SVG % b'<image href="file:///etc/passwd"/>', "<image> is not allowed in the SVG"),
        (SVG % b'<path d="M0 0h1" fill="url(http://a/b)"/>', "the SVG refers to something outside itself"),
        (SVG % b"<style>@import 'http://a/b'</style>", "the SVG refers to something outside itself"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]>' + SVG % b"&a;", "it is neither a PNG nor a sound SVG"),
        (b"<html/>", "it is neither a PNG nor a sound SVG"),
        (SVG % (b"<g/>" * 2001), "it has more than 2000 shapes"),
    ],
)
def test_a_logo_that_could_do_harm_is_refused(logo: bytes, reason: str) -> None:
    paper = replace(packing_list(), header=header("PL-1", issuer=replace(ISSUER, logo=logo)))

    with pytest.raises(LogoUnusable) as refusal:
        render(paper, verification=code_for(paper))

    assert refusal.value.params["reason"] == reason


@pytest.mark.parametrize(
    ("fen", "expected"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (10, "壹角整"),
        (105, "壹元零伍分"),
        (1000, "壹拾元整"),
        (108050, "壹仟零捌拾元伍角整"),
        (145210, "壹仟肆佰伍拾贰元壹角整"),
        (1_0000_00, "壹万元整"),
        (1_0001_00, "壹万零壹元整"),
        (10_5000_00, "壹拾万零伍仟元整"),
        (1_0000_0000_00, "壹亿元整"),
        (1_0000_0001_00, "壹亿零壹元整"),
        (1_2000_0300_07, "壹亿贰仟万零叁佰元零柒分"),
        (-12, "负壹角贰分"),
    ],
)
def test_amounts_are_written_in_capitals(fen: int, expected: str) -> None:
    assert capitals(fen) == expected


@given(one=st.integers(0, 10**13), other=st.integers(0, 10**13))
def test_two_amounts_never_share_their_capitals(one: int, other: int) -> None:
    assert (capitals(one) == capitals(other)) == (one == other)
