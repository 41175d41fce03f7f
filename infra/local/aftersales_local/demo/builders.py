"""Turning the tables of a brand into records."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from aftersales_local.demo.records import BomLine, Dealer, Model, Part

DealerLine = tuple[str, str, str, str, str, str, str, str]
"""Code, name, English name, province, city, street, contact, mailbox."""


def dealers(prefix: str, phones: int, domain: str, lines: Iterable[DealerLine]) -> tuple[Dealer, ...]:
    """Dealers with numbers from the invented range that starts at `phones`."""
    return tuple(
        Dealer(
            code=f"{prefix}-{code}",
            name=name,
            name_en=name_en,
            province=province,
            city=city,
            address=f"{city if province == city else province + city}示范区{street}",
            contact_name=contact,
            contact_phone=f"1380000{phones + index}",
            contact_email=f"{mailbox}@{domain}",
        )
        for index, (code, name, name_en, province, city, street, contact, mailbox) in enumerate(lines)
    )


def models(lines: Iterable[tuple[str, str, str, str, str]]) -> tuple[Model, ...]:
    """Models from code, name, English name, category and factory."""
    return tuple(
        Model(code=code, name=name, name_en=name_en, category=category, factory_code=factory)
        for code, name, name_en, category, factory in lines
    )


def parts(lines: Iterable[tuple[str, str, str, str, str]]) -> tuple[Part, ...]:
    """Parts from number, name, English name, category and price."""
    return tuple(
        Part(number=number, name=name, name_en=name_en, category=category, unit_price=Decimal(price))
        for number, name, name_en, category, price in lines
    )


def bill_lines(bills: Mapping[str, Mapping[str, int]]) -> tuple[BomLine, ...]:
    """The lines of each model's bill of material."""
    return tuple(
        BomLine(model_code=model, part_number=part, quantity=quantity)
        for model, lines in bills.items()
        for part, quantity in lines.items()
    )
