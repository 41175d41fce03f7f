"""Reading and writing tables: what people type arrives typed, and what we write reads back the same."""

import csv
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

from aftersales.kernel import sheets
from aftersales.kernel.sheets import Choice, Column, Kind, Row, SheetSpec, Value
from aftersales.kernel.sheets.errors import (
    HeadingDuplicate,
    HeadingMissing,
    HeadingUnknown,
    SheetEmpty,
    SheetTooLarge,
    SheetTooManyRows,
)

UNITS = SheetSpec(
    "units",
    (
        Column("serial", "整车编码", "Serial", required=True, kind=Kind.CODE, max_length=32),
        Column("owner", "车主姓名", "Owner", max_length=20),
        Column("sold_on", "销售日期", "Sale date", kind=Kind.DATE),
        Column("quantity", "数量", "Quantity", kind=Kind.INTEGER, minimum=0, maximum=1000),
        Column("price", "单价", "Unit price", kind=Kind.DECIMAL, places=2),
        Column("phone", "电话", "Phone", kind=Kind.PHONE, aliases=("手机号",)),
        Column("email", "邮箱", "E-mail", kind=Kind.EMAIL),
        Column(
            "grade",
            "类别",
            "Grade",
            kind=Kind.CHOICE,
            choices=(Choice("good", "良品", "Good"), Choice("bad", "不良品", "Bad")),
        ),
    ),
    key=("serial",),
    zh="整车",
    en="Units",
)
HEADINGS = [column.zh for column in UNITS.columns]


def workbook(*rows: list[object], headings: list[str] | None = None) -> bytes:
    """A workbook as another program writes it."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [HEADINGS if headings is None else headings, *rows]:
        sheet.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def csv_text(*rows: list[str], separator: str = ",", encoding: str = "utf-8-sig") -> bytes:
    """A CSV as another program writes it."""
    out = StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows([HEADINGS, *rows])
    return out.getvalue().encode(encoding)


def only(rows: list[Row]) -> Row:
    """The single row of a file."""
    assert len(rows) == 1
    return rows[0]


def codes(row: Row) -> list[tuple[str, str]]:
    """What is wrong in a row, by column."""
    return [(error.column, error.code) for error in row.errors]


def cell(name: str, value: object) -> Row:
    """The answer to a row in which one column holds this value."""
    values: list[object] = ["A1", *[None] * 7]
    values[[column.name for column in UNITS.columns].index(name)] = value
    return only(sheets.read(workbook(values), UNITS))


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


@pytest.mark.parametrize(
    "written",
    [
        *(date(2026, 1, 2), datetime(2026, 1, 2, 13, 5), 46024, 46024.75, 20260102),  # noqa: DTZ001 - as a cell has it
        *("2026-01-02", "2026/1/2", "2026.1.2", "2026年1月2日", "2026年01月02日", "20260102"),
        *("２０２６－０１－０２", "2026-01-02 00:00:00", "2026-01-02T08:30", "2026 年 1 月 2 日"),
    ],
)
def test_a_date_is_read_in_every_form_people_use(written: object) -> None:
    assert cell("sold_on", written).values["sold_on"] == date(2026, 1, 2)


@pytest.mark.parametrize(
    "written", ["2026-02-30", "2026-13-01", "26-1-2", "2026-1/2", "明天", 0, -5, 60, 9e14, "1/2/2026", True]
)
def test_a_date_that_is_none_is_refused(written: object) -> None:
    assert codes(cell("sold_on", written)) == [("sold_on", "not_a_date")]


@pytest.mark.parametrize(
    ("written", "read"),
    [(7, 7), (7.0, 7), ("7", 7), ("７", 7), ("+7", 7), (" 7 ", 7), ("1,000", 1000), ("7.00", 7), (0, 0)],
)
def test_an_integer_is_read_from_numbers_and_text(written: object, read: int) -> None:
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
def test_an_integer_that_is_none_is_refused(written: object, code: str) -> None:
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
def test_a_phone_number_is_normalised_to_e164(written: object, read: str) -> None:
    assert cell("phone", written).values["phone"] == read


@pytest.mark.parametrize(
    "written", ["12345", "1280000000", "电话", "0510-85001234转801", "0510-85001234 ext. 8", 1.5, "+999123"]
)
def test_a_phone_number_that_is_none_is_refused(written: object) -> None:
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
def test_text_that_would_mislead_is_refused(written: object, code: str) -> None:
    assert codes(cell("serial", written)) == [("serial", code)]


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
    sheet.append(HEADINGS[:2])
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


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"]), min_size=1, max_size=20)
CODE = st.text(st.sampled_from("ABCxyz0189-_.#/"), min_size=1, max_size=12)
RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "serial": CODE,
            "owner": st.none()
            | TEXT.filter(lambda text: text.strip() == text and text.strip("\u3000\u00a0\u2060") == text),
            "sold_on": st.none() | st.dates(date(1900, 1, 1), date(2199, 12, 31)),
            "quantity": st.none() | st.integers(0, 1000),
            "price": st.none() | st.decimals(-(10**12), 10**12, places=2),
            "phone": st.none() | st.integers(0, 9999).map(lambda tail: f"+861380000{tail:04d}"),
            "email": st.none() | st.just("a.b@example.com"),
            "grade": st.none() | st.sampled_from(["good", "bad"]),
        }
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda record: record["serial"],
)


@given(RECORDS)
def test_what_we_write_as_a_workbook_reads_back_the_same(records: list[Mapping[str, Value]]) -> None:
    rows = sheets.read(sheets.write_xlsx(UNITS, records), UNITS)

    assert [row.values for row in rows] == records


@given(RECORDS)
def test_what_we_write_as_a_csv_reads_back_the_same(records: list[Mapping[str, Value]]) -> None:
    rows = sheets.read(sheets.write_csv(UNITS, records, language="both"), UNITS)

    assert [row.values for row in rows] == records


@given(st.lists(TEXT.filter(lambda text: text.strip() == text), min_size=1, max_size=5))
def test_our_workbooks_say_the_same_to_another_reader(texts: list[str]) -> None:
    data = sheets.write_xlsx(UNITS, [{"owner": text.replace("_", "-")} for text in texts])

    rows = CalamineWorkbook.from_object(BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)

    assert [row[1] for row in rows[1:]] == [text.replace("_", "-") for text in texts]


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-1+1", "@SUM(A1)", "\t=1", "#N/A", "'=1"])
def test_nothing_that_we_write_can_run(text: str) -> None:
    record: dict[str, Value] = {"owner": text}

    loaded = load_workbook(BytesIO(sheets.write_xlsx(UNITS, [record])))
    sheet = loaded.active
    lines = sheets.write_csv(UNITS, [record]).decode("utf-8-sig").splitlines()

    assert sheet is not None
    assert sheet["B2"].data_type in {"s", "inlineStr"}
    assert sheet["B2"].number_format == "@"
    assert lines[1].lstrip('"').split(",")[1].lstrip('"')[0] not in "=+-@\t"


@pytest.mark.parametrize("text", ["\x00\x01\x1f", "\ud800", "\uffff", "长" * 40000, "_x0041_"])
def test_text_that_the_formats_cannot_hold_is_written_all_the_same(text: str) -> None:
    record: dict[str, Value] = {"owner": text}

    loaded = load_workbook(BytesIO(sheets.write_xlsx(UNITS, [record])))
    lines = sheets.write_csv(UNITS, [record])

    assert loaded.active is not None
    assert loaded.active.max_row == 2
    assert lines.decode("utf-8-sig").count("\r\n") == 2


def test_a_number_too_long_for_a_spreadsheet_is_written_as_text() -> None:
    spec = SheetSpec("amounts", (Column("amount", "金额", "Amount", kind=Kind.DECIMAL),))
    record: dict[str, Value] = {"amount": Decimal("123456789012.3456")}

    rows = sheets.read(sheets.write_xlsx(spec, [record]), spec)

    assert only(rows).values == record


def test_the_template_has_headings_lists_and_a_guide_and_no_rows() -> None:
    data = sheets.template(UNITS)

    book = load_workbook(BytesIO(data))
    sheet = book.worksheets[0]
    guide = book.worksheets[1]

    assert sheet.title == "整车"
    assert sheet.freeze_panes == "A2"
    assert [written.value for written in sheet[1]] == [column.heading("both") for column in UNITS.columns]
    assert sheet.column_dimensions["A"].number_format == "@"
    assert [(str(rule.sqref), rule.formula1) for rule in sheet.data_validations.dataValidation] == [
        ("H2:H1048576", '"良品,不良品"')
    ]
    assert [written.value for written in guide[2]][:3] == ["整车编码 Serial", "是 yes", "编码 code"]
    with pytest.raises(SheetEmpty):
        sheets.read(data, UNITS)


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
