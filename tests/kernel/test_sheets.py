"""A whole file: headings are matched by name, and every row is answered."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import Workbook
from tests.kernel.sheet_samples import HEADINGS, UNITS, codes, csv_text, only, workbook

from aftersales.kernel import sheets
from aftersales.kernel.sheets import Column, Kind, Row, SheetSpec
from aftersales.kernel.sheets.errors import (
    HeadingDuplicate,
    HeadingMissing,
    HeadingUnknown,
    SheetEmpty,
    SheetTooLarge,
    SheetTooManyRows,
)


def test_a_workbook_with_chinese_headings_reads_into_typed_values() -> None:
    data = workbook(
        ["QH1", " 王小明 ", date(2026, 1, 2), 3.0, 12.3, "138 0000 0001", "a@example.com", "良品"],
    )

    row = only(sheets.read(data, UNITS))

    assert row == Row(
        number=2,
        values={
            "serial": "QH1",
            "owner": "王小明",
            "sold_on": date(2026, 1, 2),
            "quantity": 3,
            "price": Decimal("12.3"),
            "phone": "+8613800000001",
            "email": "a@example.com",
            "grade": "good",
        },
    )


@pytest.mark.parametrize(
    "heading",
    [
        "整车编码",
        "Serial",
        "serial",
        " 整 车 编 码 ",
        "ＳＥＲＩＡＬ",
        "整车编码*",
        "整车编码（必填）",
        "整车编码 / Serial",
    ],
)
def test_a_heading_is_known_by_chinese_english_or_field_name_whatever_its_width(heading: str) -> None:
    row = only(sheets.read(workbook(["QH1"], headings=[heading]), UNITS))

    assert row.values == {"serial": "QH1"}


def test_an_alias_is_a_heading_too() -> None:
    row = only(sheets.read(workbook(["QH1", "13800000001"], headings=["serial", "手机号"]), UNITS))

    assert row.values == {"serial": "QH1", "phone": "+8613800000001"}


def test_an_unknown_heading_is_refused_by_name() -> None:
    with pytest.raises(HeadingUnknown) as refusal:
        sheets.read(workbook(["QH1", "x"], headings=["整车编码", "颜色"]), UNITS)

    assert refusal.value.params["headings"] == "“颜色”"
    assert "颜色" in refusal.value.text("zh")


def test_two_headings_of_one_column_are_refused_by_name() -> None:
    with pytest.raises(HeadingDuplicate) as refusal:
        sheets.read(workbook(["QH1", "QH2"], headings=["整车编码", "Serial"]), UNITS)

    assert refusal.value.params["headings"] == "“Serial”"


def test_a_missing_required_heading_is_refused_by_name() -> None:
    with pytest.raises(HeadingMissing) as refusal:
        sheets.read(workbook(["王小明"], headings=["车主姓名"]), UNITS)

    assert refusal.value.text("zh") == "缺少必需的表头：整车编码。"
    assert refusal.value.text("en") == "Required headings are missing: Serial."


def test_headings_that_are_not_in_the_first_row_are_refused() -> None:
    with pytest.raises(SheetEmpty):
        sheets.read(workbook([], HEADINGS, ["QH1"], headings=[]), UNITS)


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", workbook(), workbook(["", " "]), csv_text(), b"\n\n\n"])
def test_a_table_without_rows_is_refused(data: bytes) -> None:
    with pytest.raises(SheetEmpty):
        sheets.read(data, UNITS)


def test_rows_keep_the_numbers_a_spreadsheet_shows_and_blank_ones_are_skipped() -> None:
    data = workbook(["QH1"], [], [None, "  "], ["QH2"])

    rows = sheets.read(data, UNITS)

    assert [(row.number, row.values["serial"]) for row in rows] == [(2, "QH1"), (5, "QH2")]


def test_all_errors_of_a_row_are_answered_together_and_the_next_row_is_read() -> None:
    data = workbook([None, "长" * 21, "昨天", 1.5, 1.234, "123", "a@b", "一般"], ["QH2"])

    wrong, right = sheets.read(data, UNITS)

    assert codes(wrong) == [
        ("serial", "required"),
        ("owner", "too_long"),
        ("sold_on", "not_a_date"),
        ("quantity", "not_an_integer"),
        ("price", "too_many_places"),
        ("phone", "not_a_phone"),
        ("email", "not_an_email"),
        ("grade", "not_a_choice"),
    ]
    assert wrong.values == {}
    assert wrong.errors[7].zh == "须为下列之一：良品、不良品。"
    assert wrong.errors[7].en == "It must be one of: Good, Bad."
    assert (wrong.errors[2].column_zh, wrong.errors[2].column_en) == ("销售日期", "Sale date")
    assert wrong.errors[2].value == "昨天"
    assert right.values["serial"] == "QH2"


def test_a_repeated_key_is_answered_with_the_row_that_had_it_first() -> None:
    first, second = sheets.read(workbook(["QH1"], ["ＱＨ1"]), UNITS)

    assert first.errors == ()
    assert second.errors[0].zh == "与第 2 行重复。"


def test_a_value_under_no_heading_is_refused_for_its_row() -> None:
    rows = sheets.read(workbook(["QH1", None, "备注"], ["QH2"], headings=["整车编码"]), UNITS)

    assert codes(rows[0]) == [("C", "no_heading")]
    assert codes(rows[1]) == []


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_a_csv_is_read_in_every_usual_encoding_and_separator(separator: str, encoding: str) -> None:
    data = csv_text(
        ["QH1", "王小明", "2026年1月2日", "3", "12.30", "+8613800000001", "", "良品"],
        separator=separator,
        encoding=encoding,
    )

    row = only(sheets.read(data, UNITS))

    assert (row.values["owner"], row.values["price"], row.values["email"]) == ("王小明", Decimal("12.30"), None)
    assert row.values["phone"] == "+8613800000001"


def test_a_csv_row_has_the_number_a_spreadsheet_shows_even_after_a_quoted_line_break() -> None:
    rows = sheets.read(csv_text(["QH1", "两\n行"], [], ["QH2"]), UNITS)

    assert [row.number for row in rows] == [2, 4]
    assert codes(rows[0]) == [("owner", "control_character")]


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
def test_a_csv_is_read_with_every_line_end(line_end: bytes) -> None:
    data = line_end.join(["整车编码".encode(), b"QH1", b"QH2"])

    assert [row.values["serial"] for row in sheets.read(data, UNITS)] == ["QH1", "QH2"]


def test_more_rows_than_allowed_are_refused_and_as_many_are_read() -> None:
    data = workbook(["QH1"], ["QH2"])

    with pytest.raises(SheetTooManyRows):
        sheets.read(data, UNITS, max_rows=1)

    assert len(sheets.read(data, UNITS, max_rows=2)) == 2


def test_more_bytes_than_allowed_are_refused_before_anything_is_read() -> None:
    with pytest.raises(SheetTooLarge) as refusal:
        sheets.read(b"\x00" * 11, UNITS, max_bytes=10)

    assert refusal.value.status == 413


def test_only_the_first_visible_sheet_is_read() -> None:
    book = Workbook()
    hidden = book.active
    assert hidden is not None
    hidden.append(["秘密"])
    hidden.sheet_state = "hidden"
    shown = book.create_sheet("整车")
    shown.append(["整车编码"])
    shown.append(["QH1"])
    book.create_sheet("备注").append(["随便"])
    out = BytesIO()
    book.save(out)

    assert only(sheets.read(out.getvalue(), UNITS)).values == {"serial": "QH1"}


def test_a_workbook_that_counts_from_1904_keeps_its_dates() -> None:
    book = Workbook()
    book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001 - as the library has it
    sheet = book.active
    assert sheet is not None
    sheet.append(["整车编码", "销售日期"])
    sheet.append(["QH1", date(2026, 1, 2)])
    out = BytesIO()
    book.save(out)

    assert only(sheets.read(out.getvalue(), UNITS)).values["sold_on"] == date(2026, 1, 2)


@pytest.mark.parametrize(
    ("columns", "key"),
    [
        ((Column("a", "甲", "A"), Column("a", "乙", "B")), ()),
        ((Column("a", "甲", "A"), Column("b", "甲", "B")), ()),
        ((Column("a", "甲", "A"),), ("b",)),
        ((Column("a", "甲", "A", kind=Kind.CHOICE),), ()),
    ],
)
def test_a_specification_that_contradicts_itself_is_found_when_it_is_written(
    columns: tuple[Column, ...], key: tuple[str, ...]
) -> None:
    with pytest.raises(ValueError, match="sheet"):
        SheetSpec("sheet", columns, key)


def test_a_row_with_errors_still_says_its_key_as_it_stands_in_the_sheet() -> None:
    keyed = SheetSpec("prices", UNITS.columns, key=("serial", "quantity"))
    data = csv_text(
        ["QH1", "", "never", "3", "", "", "", ""],
        [" ＱＨ２ ", "", "", "many", "", "", "", ""],
        ["=1+1", "", "", "", "", "", "", ""],
        ["", "", "", "4", "", "", "", ""],
        ["QH\x07" + "长" * 300, "", "", "5", "", "", "", ""],
    )

    rows = sheets.read(data, keyed)

    assert [row.key for row in rows] == ["QH1 / 3", "QH2 / many", "=1+1", "4", f"QH\ufffd{'长' * 197}"]
    assert [row.values for row in rows] == [{}] * 5
