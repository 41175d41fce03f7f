"""What a sheet's price may be."""

import pytest

from aftersales.catalog import rules
from aftersales.catalog.errors import PriceUnusable
from aftersales.kernel.money import Money
from aftersales.kernel.sheets import read
from aftersales.kernel.sheets.spec import Column, Kind, SheetSpec

SHEET = SheetSpec(
    name="prices",
    zh="价格",
    en="Prices",
    key=("part_number",),
    columns=(
        Column("part_number", "配件号", "Part number", required=True, kind=Kind.CODE, max_length=40),
        Column("unit_price", "单价", "Unit price", kind=Kind.DECIMAL),
        Column("currency", "币种", "Currency", max_length=3),
    ),
)


def price_in(line: str) -> Money | None:
    """The price in the one line of a sheet of a tenant that counts in yuan."""
    (row,) = read(f"配件号,单价,币种\n{line}\n".encode(), SHEET)
    return rules.price_of(row, "CNY")


@pytest.mark.parametrize(
    ("line", "price"), [("P1,12.50,", "CNY 12.50"), ("P1,12.50,USD", "USD 12.50"), ("P1,,USD", "None")]
)
def test_a_price_is_in_its_own_currency_or_else_in_the_tenants(line: str, price: str) -> None:
    found = price_in(line)

    assert (f"{found.currency} {found.amount}" if found else "None") == price


@pytest.mark.parametrize(("line", "named"), [("P1,12.505,", "12.505 CNY"), ("P1,1,XXX", "1 XXX")])
def test_a_price_that_no_coin_pays_is_refused_by_its_figure(line: str, named: str) -> None:
    with pytest.raises(PriceUnusable) as refusal:
        price_in(line)

    assert refusal.value.params == {"price": named}
