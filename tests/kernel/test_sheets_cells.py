"""What people type into one cell arrives as what they meant, or is refused by name."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import Workbook
from tests.kernel.sheet_samples import HEADINGS, UNITS, Written, cell, codes, csv_text, only, workbook

from aftersales.kernel import sheets


@pytest.mark.parametrize(
    "written",
    [
        *(date(2026, 1, 2), datetime(2026, 1, 2, 13, 5), 46024, 46024.75, 20260102),  # noqa: DTZ001 - as a cell has it
        *("2026-01-02", "2026/1/2", "2026.1.2", "2026年1月2日", "2026年01月02日", "20260102"),
        *("２０２６－０１－０２", "2026-01-02 00:00:00", "2026-01-02T08:30", "2026 年 1 月 2 日"),
    ],
)
def test_a_date_is_read_in_every_form_people_use(written: Written) -> None:
    assert cell("sold_on", written).values["sold_on"] == date(2026, 1, 2)


@pytest.mark.parametrize(
    "written", ["2026-02-30", "2026-13-01", "26-1-2", "2026-1/2", "明天", 0, -5, 60, 9e14, "1/2/2026", True]
)
def test_a_date_that_is_none_is_refused(written: Written) -> None:
    assert codes(cell("sold_on", written)) == [("sold_on", "not_a_date")]


@pytest.mark.parametrize(
    ("written", "read"),
    [(7, 7), (7.0, 7), ("7", 7), ("７", 7), ("+7", 7), (" 7 ", 7), ("1,000", 1000), ("7.00", 7), (0, 0)],
)
def test_an_integer_is_read_from_numbers_and_text(written: Written, read: int) -> None:
    assert cell("quantity", written).values["quantity"] == read


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (7.5, "not_an_integer"),
        ("七", "not_an_integer"),
        ("1e3", "not_an_integer"),
        ("1,00", "not_an_integer"),
        ("0x10", "not_an_integer"),
        (True, "not_an_integer"),
        (date(2026, 1, 2), "not_an_integer"),
        (-1, "out_of_range"),
        (1001, "out_of_range"),
        (1e15, "precision_lost"),
    ],
)
def test_an_integer_that_is_none_is_refused(written: Written, code: str) -> None:
    assert codes(cell("quantity", written)) == [("quantity", code)]


def test_a_decimal_sheds_the_noise_of_binary_fractions() -> None:
    assert cell("price", 0.1 + 0.2).values["price"] == Decimal("0.3")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        *(("13800000001", "+8613800000001"), (13800000001, "+8613800000001"), ("+86 138-0000-0001", "+8613800000001")),
        *(("０５１０－８５００１２３４", "+8651085001234"), ("8613800000001", "+8613800000001")),
        *(("+852 2123 4567", "+85221234567"), ("010-65001234", "+861065001234")),
    ],
)
def test_a_phone_number_is_normalised_to_e164(written: Written, read: str) -> None:
    assert cell("phone", written).values["phone"] == read


@pytest.mark.parametrize(
    "written", ["12345", "1280000000", "电话", "0510-85001234转801", "0510-85001234 ext. 8", 1.5, "+999123"]
)
def test_a_phone_number_that_is_none_is_refused(written: Written) -> None:
    assert codes(cell("phone", written)) == [("phone", "not_a_phone")]


@pytest.mark.parametrize(
    ("written", "read"), [("A.b+c@Example.COM", "A.b+c@example.com"), ("a＠example.com", "a@example.com")]
)
def test_an_email_is_read_with_a_half_width_sign_and_a_lower_case_domain(written: str, read: str) -> None:
    assert cell("email", written).values["email"] == read


@pytest.mark.parametrize(
    "written", ["a@b", "a b@example.com", "a..b@example.com", "a@@example.com", "王@example.com", "a@example.com\nb"]
)
def test_an_email_that_is_none_is_refused(written: str) -> None:
    assert codes(cell("email", written)) == [("email", "not_an_email")]


@pytest.mark.parametrize("written", ["良品", "good", "GOOD", "Good", " 良品 "])
def test_a_choice_is_read_by_value_chinese_or_english(written: str) -> None:
    assert cell("grade", written).values["grade"] == "good"


def test_a_code_is_normalised_and_a_name_is_left_as_typed() -> None:
    row = only(sheets.read(workbook(["ＱＨ－１", "Ａ①店"]), UNITS))

    assert row.values["serial"] == "QH-1"
    assert row.values["owner"] == "Ａ①店"


def test_a_code_typed_as_a_number_keeps_its_digits() -> None:
    assert cell("serial", 100020003000).values["serial"] == "100020003000"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (1234567890123456789, "precision_lost"),
        (date(2026, 1, 2), "not_text"),
        (True, "not_text"),
        ("A\nB", "control_character"),
        ("A\u202eB", "control_character"),
        ("A_x0000_B", "control_character"),
        ("A_xD800_B", "control_character"),
        ("A" * 33, "too_long"),
        ("A" * 32767, "too_long"),
        ("#N/A", "error_in_cell"),
        ("=1+1", "formula_in_cell"),
    ],
)
def test_text_that_would_mislead_is_refused(written: Written, code: str) -> None:
    assert codes(cell("serial", written)) == [("serial", code)]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "＝1+1", "＋cmd", " =1+1", "-2+3+cmd|' /C calc'!A0"]
)
@pytest.mark.parametrize("column", ["serial", "owner"])
def test_text_that_could_run_is_refused_in_a_csv_and_in_a_workbook(text: str, column: str) -> None:
    values = ["A1", ""]
    values[("serial", "owner").index(column)] = text
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(HEADINGS[:2]))
    sheet.append(values)
    for written in sheet[2]:
        written.data_type = "s"
    out = BytesIO()
    book.save(out)

    answers = [only(sheets.read(data, UNITS)) for data in (csv_text(values), out.getvalue())]

    assert [codes(row) for row in answers] == [[(column, "formula_in_cell")]] * 2


@pytest.mark.parametrize("text", ["-", "—", "A=1", "1+1"])
def test_text_that_cannot_run_is_left_alone(text: str) -> None:
    assert only(sheets.read(csv_text(["A1", text]), UNITS)).values["owner"] == text


@pytest.mark.parametrize("column", ["sold_on", "quantity", "price", "phone", "email", "grade"])
def test_a_formula_is_refused_whatever_the_column(column: str) -> None:
    values = ["A1", *[""] * 7]
    values[[each.name for each in UNITS.columns].index(column)] = "=1+1"

    answers = [only(sheets.read(data, UNITS)) for data in (csv_text(values), workbook([*values]))]

    assert [codes(row) for row in answers] == [[(column, "formula_in_cell")]] * 2


@pytest.mark.parametrize("number_format", ["yyyy-mm-dd", "yyyy年m月d日", '[$-804]yyyy"年"m"月"', "m/d/yy", "[h]:mm"])
def test_a_number_shown_as_a_date_is_not_taken_for_a_code(number_format: str) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["整车编码"])
    sheet.append([46024])
    sheet["A2"].number_format = number_format
    out = BytesIO()
    book.save(out)

    assert codes(only(sheets.read(out.getvalue(), UNITS))) == [("serial", "not_text")]


@pytest.mark.parametrize("number_format", ["0", "#,##0.00", '"day" 0', "[Red]0", "¥#,##0", "General", "@"])
def test_a_number_shown_as_a_number_is_taken_for_a_code(number_format: str) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["整车编码"])
    sheet.append([46024])
    sheet["A2"].number_format = number_format
    out = BytesIO()
    book.save(out)

    assert only(sheets.read(out.getvalue(), UNITS)).values == {"serial": "46024"}
