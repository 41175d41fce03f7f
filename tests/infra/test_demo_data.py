"""The demo brands are whole, life-like and invented, and their files go through the reader of every upload."""

from collections import Counter
from datetime import date, timedelta
from io import BytesIO
from itertools import chain
from pathlib import Path

import pytest
from openpyxl import load_workbook

from aftersales.kernel import sheets
from aftersales.kernel.sheets import Choice, Column, Kind, SheetSpec
from aftersales_local.demo import brands, files
from aftersales_local.demo.brands import Brand
from aftersales_local.demo.client import DemoFailed
from aftersales_local.demo.filed import AGES, LEFT_ALONE, to_return
from aftersales_local.demo.walk import walk

TODAY = date(2026, 11, 21)
BRANDS = brands.brands(TODAY)
QINGHE, LIANGCHUAN = BRANDS


def code(name: str, zh: str, *, required: bool = True) -> Column:
    """A column of codes."""
    return Column(name, zh, name, required=required, kind=Kind.CODE)


def day(name: str, zh: str) -> Column:
    """A column of dates."""
    return Column(name, zh, name, kind=Kind.DATE)


def text(name: str, zh: str, *, required: bool = True) -> Column:
    """A column of text."""
    return Column(name, zh, name, required=required)


def phone(name: str, zh: str) -> Column:
    """A column of phone numbers."""
    return Column(name, zh, name, required=True, kind=Kind.PHONE)


SPECS = {
    "factories": SheetSpec(
        "factories",
        (
            *(code("code", "编码"), text("name", "名称"), text("name_en", "英文名称"), text("address", "地址")),
            *(text("consignee", "收件人"), phone("phone", "电话")),
        ),
        ("code",),
    ),
    "dealers": SheetSpec(
        "dealers",
        (
            *(code("code", "经销商编码"), text("name", "名称"), text("name_en", "英文名称"), text("province", "省份")),
            *(text("city", "城市"), text("address", "地址"), text("contact_name", "联系人")),
            phone("contact_phone", "联系电话"),
            Column("contact_email", "联系邮箱", "contact_email", required=True, kind=Kind.EMAIL),
        ),
        ("code",),
    ),
    "models": SheetSpec(
        "models",
        (
            *(code("code", "型号编码"), text("name", "名称"), text("name_en", "英文名称"), code("category", "类别")),
            code("factory_code", "生产工厂"),
        ),
        ("code",),
    ),
    "parts": SheetSpec(
        "parts",
        (
            *(code("number", "配件编号"), text("name", "名称"), text("name_en", "英文名称"), code("category", "类别")),
            Column("unit_price", "单价", "unit_price", required=True, kind=Kind.DECIMAL, minimum=1, places=2),
            Column(
                *("currency", "币种", "currency", True, Kind.CHOICE),
                choices=(Choice("CNY", "人民币", "CNY"),),
            ),
        ),
        ("number",),
    ),
    "boms": SheetSpec(
        "boms",
        (
            *(code("model_code", "型号编码"), code("part_number", "配件编号")),
            Column("quantity", "数量", "quantity", required=True, kind=Kind.INTEGER, minimum=1, maximum=10),
        ),
        ("model_code", "part_number"),
    ),
    "units": SheetSpec(
        "units",
        (
            *(code("serial", "序列号"), code("model_code", "型号编码"), code("dealer_code", "经销商编码")),
            *(day("sale_date", "销售日期"), day("invoice_date", "开票日期"), day("delivery_date", "交付日期")),
            *(day("installation_date", "安装日期"), text("owner_name", "车主姓名"), phone("owner_phone", "车主电话")),
            text("proof", "购买凭证", required=False),
            text("proof_number", "凭证号码", required=False),
        ),
        ("serial",),
    ),
}


@pytest.mark.parametrize(
    ("brand", "factories", "dealers", "models"),
    [(QINGHE, 2, 12, 6), (LIANGCHUAN, 1, 8, 5)],
    ids=["qinghe", "liangchuan"],
)
def test_a_brand_has_its_plants_dealers_models_and_two_thousand_units(
    brand: Brand, factories: int, dealers: int, models: int
) -> None:
    sizes = (len(brand.factories), len(brand.dealers), len(brand.models), len(brand.units))

    assert sizes == (factories, dealers, models, 2000)


def test_the_same_day_and_seed_give_the_same_brands() -> None:
    again = brands.brands(TODAY)
    other = brands.brands(TODAY, seed=8)

    assert again == BRANDS
    assert other != BRANDS


@pytest.mark.parametrize("brand", BRANDS, ids=lambda brand: brand.code)
def test_every_code_is_unique_and_every_reference_meets_its_record(brand: Brand) -> None:
    factories = {factory.code for factory in brand.factories}
    dealers = {dealer.code for dealer in brand.dealers}
    models = {model.code for model in brand.models}
    parts = {part.number for part in brand.parts}

    assert (len(dealers), len(models), len(parts)) == (len(brand.dealers), len(brand.models), len(brand.parts))
    assert len({unit.serial for unit in brand.units}) == len(brand.units)
    assert {model.factory_code for model in brand.models} == factories
    assert {line.model_code for line in brand.boms} == models
    assert {line.part_number for line in brand.boms} == parts
    assert {unit.model_code for unit in brand.units} == models
    assert {unit.dealer_code for unit in brand.units} == dealers


@pytest.mark.parametrize(
    ("brand", "categories"),
    [
        (QINGHE, {"battery", "controller", "charger", "motor", "frame", "fork", "brake", "display", "tyre"}),
        (LIANGCHUAN, {"compressor", "outdoor_fan_motor", "control_board", "remote", "heat_exchanger"}),
    ],
    ids=["qinghe", "liangchuan"],
)
def test_every_model_has_a_part_of_every_category(brand: Brand, categories: set[str]) -> None:
    found = {model.code: {part.category for part in brands.parts_of(brand, model.code)} for model in brand.models}

    assert found == {model.code: categories for model in brand.models}


@pytest.mark.parametrize("brand", BRANDS, ids=lambda brand: brand.code)
def test_sales_lie_in_the_last_four_years_and_papers_follow_the_sale(brand: Brand) -> None:
    for unit in brand.units:
        later = [unit.invoice_date, unit.delivery_date, unit.installation_date]

        assert TODAY - timedelta(days=brands.DAYS_BACK) <= unit.sale_date <= TODAY
        assert all(unit.sale_date <= each <= TODAY for each in later if each is not None)


def test_only_air_conditioners_are_installed_and_nearly_all_are() -> None:
    assert {unit.installation_date for unit in QINGHE.units} == {None}
    assert sum(unit.installation_date is not None for unit in LIANGCHUAN.units) > 1950


@pytest.mark.parametrize("brand", BRANDS, ids=lambda brand: brand.code)
def test_a_few_units_have_no_invoice_and_fewer_no_proof_at_all(brand: Brand) -> None:
    invoices = Counter(unit.invoice_date is None for unit in brand.units)
    proofs = Counter(unit.proof is None for unit in brand.units)

    assert 50 < invoices[True] < 200
    assert 10 < proofs[True] < invoices[True]


def test_one_company_and_its_contact_deal_in_both_brands() -> None:
    contacts = [{dealer.contact_email: dealer for dealer in brand.dealers} for brand in BRANDS]

    shared = contacts[0].keys() & contacts[1].keys()

    assert shared == {brands.SHARED_CONTACT_EMAIL}
    assert {each[brands.SHARED_CONTACT_EMAIL].name for each in contacts} == {"长沙云棉商贸有限公司"}
    assert [each[brands.SHARED_CONTACT_EMAIL].code for each in contacts] == ["QHD-HN01", "LCD-HN01"]


def test_the_e_bike_dealers_stand_in_twelve_provinces() -> None:
    assert len({dealer.province for dealer in QINGHE.dealers}) == 12


def test_every_number_and_address_is_recognisably_invented() -> None:
    people = chain.from_iterable(brand.dealers for brand in BRANDS)
    phones = [dealer.contact_phone for dealer in people]
    phones += [unit.owner_phone for brand in BRANDS for unit in brand.units]
    phones += [factory.phone for brand in BRANDS for factory in brand.factories]

    assert {(number[:7], len(number)) for number in phones} == {("1380000", 11)}
    assert all(dealer.contact_email.endswith(".example") for brand in BRANDS for dealer in brand.dealers)
    assert all("示范区" in dealer.address for brand in BRANDS for dealer in brand.dealers)
    assert all("示范区" in factory.address for brand in BRANDS for factory in brand.factories)


def test_a_unit_sold_about_a_time_ago_is_the_closest_of_its_dealer() -> None:
    unit = brands.unit_sold_about(QINGHE, TODAY, 400, dealer_code="QHD-JS01", model_code="QH-A1")

    assert (unit.dealer_code, unit.model_code) == ("QHD-JS01", "QH-A1")
    assert abs((TODAY - unit.sale_date).days - 400) <= 30


@pytest.mark.parametrize("brand", BRANDS, ids=lambda brand: brand.code)
def test_the_files_are_read_back_row_by_row_without_an_error(brand: Brand) -> None:
    uploads = files.import_files(brand, SPECS)

    assert list(uploads) == [f"{name}.xlsx" for name in files.NAMES]
    for name in files.NAMES:
        read = sheets.read(uploads[f"{name}.xlsx"], SPECS[name])
        written = [
            {field: f"+86{value}" if str(field).endswith("phone") else value for field, value in row.items()}
            for row in files.rows(brand, name)
        ]

        assert [row.errors for row in read] == [()] * len(read)
        assert [row.values for row in read] == written


def test_the_files_speak_chinese_in_their_headings() -> None:
    book = load_workbook(BytesIO(files.import_files(QINGHE, SPECS)["units.xlsx"]))

    assert [cell.value for cell in book.worksheets[0][1]] == [column.zh for column in SPECS["units"].columns]


def test_a_walk_before_the_demo_is_loaded_says_what_to_wait_for(tmp_path: Path) -> None:
    with pytest.raises(DemoFailed, match=r"演示数据尚未导入.*the demo is not loaded"):
        walk("http://127.0.0.1:1", tmp_path)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("brand", BRANDS, ids=lambda brand: brand.code)
def test_what_a_demo_dealer_returns_are_units_of_all_ages_and_none_that_the_first_walk_needs(brand: Brand) -> None:
    chosen = [pair for dealer in brand.dealers[:2] for pair in to_return(brand, dealer.code, TODAY)]

    days = [(TODAY - unit.sale_date).days for unit, _ in chosen]
    assert len({unit.serial for unit, _ in chosen}) == len(chosen) == 2 * len(AGES)
    assert all(abs(got - wanted) < 60 for got, wanted in zip(days, [*AGES, *AGES], strict=True))
    assert all(part in brands.parts_of(brand, unit.model_code) for unit, part in chosen)
    assert LEFT_ALONE not in {unit.model_code for unit, _ in chosen}
