"""What we write reads back the same, here and elsewhere, and never runs."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook
from tests.kernel.sheet_samples import UNITS, only

from aftersales.kernel import sheets
from aftersales.kernel.sheets import Column, Kind, SheetSpec, Value
from aftersales.kernel.sheets.errors import (
    SheetEmpty,
)

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


@settings(deadline=None)
@given(RECORDS)
def test_what_we_write_as_a_workbook_reads_back_the_same(records: list[Mapping[str, Value]]) -> None:
    rows = sheets.read(sheets.write_xlsx(UNITS, records), UNITS)

    assert [row.values for row in rows] == records


@settings(deadline=None)
@given(RECORDS)
def test_what_we_write_as_a_csv_reads_back_the_same(records: list[Mapping[str, Value]]) -> None:
    rows = sheets.read(sheets.write_csv(UNITS, records, language="both"), UNITS)

    assert [row.values for row in rows] == records


@settings(deadline=None)
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
