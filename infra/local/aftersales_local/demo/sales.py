"""What a brand has sold in the last four years: seasons, growth, owners, and the papers some of them lost."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random
from typing import Final

from aftersales_local.demo.records import Brand, Unit

DAYS_BACK: Final = 4 * 365 + 1
_OLDEST_SHARE: Final = 0.4
"""How much sold four years ago for each unit sold today."""

_SURNAMES: Final = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹"
    "苏潘葛范彭鲁韦马方任袁柳唐薛雷贺罗毕安常于傅顾孟黄萧尹"
)
_FIRST: Final = "晓文子思雨若景云清书以知安嘉梓一明志建国海春秋小大长永新"
_SECOND: Final = "禾宁远溪舟川岚竹棠青山月星林石麦苗桥亭帆野原泉松柏枫梅兰军红"

Papers = Callable[[Random, date, date], tuple[date | None, date | None, date | None]]
"""From a sale and today: the days of invoice, delivery and installation."""


def units_sold(
    brand: Brand, today: date, *, seed: int, count: int, season: Sequence[int], papers: Papers
) -> tuple[Unit, ...]:
    """As many units in the order they were sold; the same seed and day give the same units."""
    random = Random(f"{brand.code} {seed}")  # noqa: S311 - invented data must repeat, not be secret
    days = sorted(_sale_date(random, today, season) for _ in range(count))
    return tuple(
        _unit(random, brand, today, number=number, sold=day, papers=papers) for number, day in enumerate(days, 1)
    )


def e_bike_papers(random: Random, sold: date, today: date) -> tuple[date | None, date | None, date | None]:
    """An e-bike is ridden home on the day or brought within two; nobody installs it."""
    return _invoiced(random, sold, today), _until(sold + timedelta(days=random.choice((0, 0, 0, 1, 2))), today), None


def air_conditioner_papers(random: Random, sold: date, today: date) -> tuple[date | None, date | None, date | None]:
    """An air conditioner is delivered within a week and installed up to two weeks after that."""
    delivered = sold + timedelta(days=random.randint(1, 6))
    installed = delivered + timedelta(days=random.choice((0, 1, 1, 2, 3, 5, 8, 14)))
    return _invoiced(random, sold, today), _until(delivered, today), _until(installed, today)


def _sale_date(random: Random, today: date, season: Sequence[int]) -> date:
    """A day of the last four years, likelier in season and the more recent it is."""
    highest = max(season)
    while True:
        age = random.randint(0, DAYS_BACK)
        day = today - timedelta(days=age)
        share = 1 - (1 - _OLDEST_SHARE) * age / DAYS_BACK
        if random.random() * highest < season[day.month - 1] * share:
            return day


def _unit(random: Random, brand: Brand, today: date, *, number: int, sold: date, papers: Papers) -> Unit:
    model = random.choices(brand.models, [len(brand.models) + 3 - rank for rank in range(len(brand.models))])[0]
    dealer = random.choices(brand.dealers, [len(brand.dealers) + 4 - rank for rank in range(len(brand.dealers))])[0]
    made = sold - timedelta(days=random.randint(10, 90))
    invoiced, delivered, installed = papers(random, sold, today)
    proof, proof_number = _proof(random, has_invoice=invoiced is not None)
    return Unit(
        serial=f"{model.code.replace('-', '')}{made:%y%m}{number:05d}",
        model_code=model.code,
        dealer_code=dealer.code,
        sale_date=sold,
        invoice_date=invoiced,
        delivery_date=delivered,
        installation_date=installed,
        owner_name=_owner(random),
        owner_phone=f"1380000{random.randrange(9000):04d}",
        proof=proof,
        proof_number=proof_number,
    )


def _owner(random: Random) -> str:
    given = random.choice(_FIRST) + random.choice(_SECOND) if random.random() < 0.8 else random.choice(_SECOND)  # noqa: PLR2004 - four in five have two characters
    return random.choice(_SURNAMES) + given


def _invoiced(random: Random, sold: date, today: date) -> date | None:
    """Nine in ten get the invoice with the sale, a few some days later, the others never."""
    chance = random.randrange(100)
    if chance < 90:  # noqa: PLR2004 - per cent, as the sentence above says
        return sold
    return _until(sold + timedelta(days=random.randint(1, 5)), today) if chance < 95 else None  # noqa: PLR2004 - same


def _proof(random: Random, *, has_invoice: bool) -> tuple[str | None, str | None]:
    """What kind of paper the owner holds, and its number."""
    number = random.randrange(10**8)
    if has_invoice:
        return "invoice", f"{number:08d}"
    return ("receipt", f"{number % 10**6:06d}") if number % 2 else (None, None)


def _until(day: date, today: date) -> date | None:
    """A day that has come, or nothing yet."""
    return day if day <= today else None
