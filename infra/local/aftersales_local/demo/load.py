"""Brings the two demo brands on board through the public API, as an operator and an administrator would."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Final

from aftersales.catalog.rules import BOMS, MODELS, PARTS
from aftersales.kernel import sheets
from aftersales.parts.imports.rules import STOCK, WAREHOUSES
from aftersales.tenancy.organisations.rules import DEALER_SHEET, FACTORY_SHEET
from aftersales.units.rules import UNITS
from aftersales_local.demo import brands, files
from aftersales_local.demo.client import PASSWORD, Json, Mail, Person, join, log_in
from aftersales_local.demo.filed import file_some
from aftersales_local.demo.records import Brand

SPECS: Final = {
    "factories": FACTORY_SHEET,
    "dealers": DEALER_SHEET,
    "models": MODELS,
    "parts": PARTS,
    "boms": BOMS,
    "units": UNITS,
}
TEMPLATES: Final = {"qinghe": "ebike-dealer-returns", "liangchuan": "air-conditioner-dealer-returns"}
PLANS: Final[dict[str, Json]] = {
    "qinghe": {
        "code": "standard",
        "name": "标准版",
        "name_en": "Standard",
        "allowances": {
            "returns_filed": {"included": 2_000, "warn": [80, 95], "beyond": "refuse"},
            "document_bytes_kept": {"included": 20_000_000_000, "warn": [80], "beyond": "refuse"},
            "messages_sent": {"included": 20_000, "warn": [80], "beyond": "allow"},
        },
    },
    "liangchuan": {
        "code": "professional",
        "name": "专业版",
        "name_en": "Professional",
        "weight": 2,
        "allowances": {"returns_filed": {"included": 10_000, "warn": [80], "beyond": "allow"}},
    },
}
STAFF: Final = (
    ("head", "售后主管", "周清和", "after_sales_head"),
    ("clerk", "售后文员", "林晓禾", "after_sales_clerk"),
    ("manager", "总经理", "沈长河", "general_manager"),
    ("inspector", "质检员", "许明川", "quality_inspector"),
    ("finance", "财务", "何素云", "finance"),
    ("keeper", "仓管员", "唐守仓", "warehouse_keeper"),
)
OPENING: Final = 40


def load(api_url: str, data: Path) -> None:
    """Provision, invite, import and publish both brands; write down who can log in."""
    operator = Person(api_url, _operator_key())
    mail = Mail(data / "mail")
    loaded = [_brand(api_url, operator, mail, brand) for brand in brands.brands(date.today())]  # noqa: DTZ011
    logins = [login for one in loaded for login in one.pop("logins")]
    (data / "demo.json").write_text(json.dumps({"brands": loaded, "logins": logins}, ensure_ascii=False, indent=1))


def _operator_key() -> str:
    command = [sys.executable, "-m", "aftersales_api.cli", "operator", "add"]
    added = subprocess.run(
        [*command, "--name", "平台值班", "--email", "operator@platform.example"],
        check=True,
        capture_output=True,
        text=True,
    )
    return next(word for word in added.stdout.split() if word.startswith("aps_oper_"))


def _brand(api_url: str, operator: Person, mail: Mail, brand: Brand) -> Json:
    address = f"admin@{brand.code}.example"
    tenant_id = _provisioned(api_url, operator, mail, brand, address)
    administrator = log_in(api_url, address, tenant_id)
    print(f"  {brand.name}: 已开通 · provisioned")
    _put_on_plan(operator, brand, tenant_id)
    _import(administrator, brand)
    people = _invite(api_url, mail, administrator, brand, tenant_id)
    _publish(administrator, brand)
    _stock(administrator, brand)
    _file(api_url, brand, tenant_id)
    logins = [
        {"brand": brand.name, "who": who, "email": email, "password": PASSWORD}
        for who, email in {"管理员": address, **people}.items()
    ]
    return {
        "code": brand.code,
        "tenant_id": tenant_id,
        "people": people,
        "logins": logins,
    }


def _provisioned(api_url: str, operator: Person, mail: Mail, brand: Brand, address: str) -> str:
    """The brand's tenant with its administrator in place, whether this run or an earlier one made it."""
    known = {one["code"]: one for one in _all(operator, "/v1/operator/tenants")}
    if brand.code in known:
        return str(known[brand.code]["id"])
    provisioned = operator.post(
        "/v1/operator/tenants",
        {
            "code": brand.code,
            "name": brand.name,
            "name_en": brand.name_en,
            "administrator": {"name": "平台对接人", "email": address},
        },
    )
    join(api_url, mail, address, "平台对接人")
    return str(provisioned["tenant"]["id"])


def _put_on_plan(operator: Person, brand: Brand, tenant_id: str) -> None:
    """Its plan, and the brand on it; what an earlier run did stays."""
    if operator.get(f"/v1/operator/tenants/{tenant_id}/plans")["items"]:
        return
    wanted = PLANS[brand.code]
    made = {one["code"]: one for one in _all(operator, "/v1/operator/plans")}
    plan = made.get(wanted["code"]) or operator.post("/v1/operator/plans", wanted)
    operator.post(f"/v1/operator/tenants/{tenant_id}/plans", {"plan_id": plan["id"], "reason": "演示"})


def _import(administrator: Person, brand: Brand) -> None:
    sheets = files.import_files(brand, SPECS)
    for kind in files.NAMES:
        job = administrator.import_sheet(kind, sheets[f"{kind}.xlsx"])
        print(f"  {brand.name}: {kind} {job['counts']}")


def _invite(api_url: str, mail: Mail, administrator: Person, brand: Brand, tenant_id: str) -> dict[str, str]:
    places = {one["code"]: one for one in _all(administrator, "/v1/organisations")}
    invited = [(title, f"{who}@{brand.code}.example", name, "HQ", role) for who, title, name, role in STAFF]
    invited += [
        (
            f"收货员 {factory.code}",
            f"receiver-{factory.code.lower()}@{brand.code}.example",
            "收货员",
            factory.code,
            "factory_receiver",
        )
        for factory in brand.factories
    ]
    invited += [
        (f"经销商 {dealer.code}", dealer.contact_email, dealer.contact_name, dealer.code, "dealer_manager")
        for dealer in (brand.dealers[0], _shared(brand))
    ]
    people = {}
    members = {one["email"] for one in _all(administrator, "/v1/members")}
    for title, address, name, place, role in invited:
        people[title] = address
        if address in members:
            continue
        administrator.post(
            "/v1/invitations",
            {"email": address, "name": name, "organisation_id": places[place]["id"], "roles": [role]},
        )
    for title, address, name, _place, _role in invited:
        if address not in members:
            join(api_url, mail, address, name)
        log_in(api_url, address, tenant_id)
        print(f"  {brand.name}: {title} 已加入 · joined")
    return people


def _shared(brand: Brand) -> Json:
    return next(dealer for dealer in brand.dealers if dealer.contact_email == brands.SHARED_CONTACT_EMAIL)


def _file(api_url: str, brand: Brand, tenant_id: str) -> None:
    """Some returns of the two dealers that can log in."""
    for dealer in (brand.dealers[0], _shared(brand)):
        person = log_in(api_url, dealer.contact_email, tenant_id)
        count = file_some(person, brand, dealer.code, date.today())  # noqa: DTZ011 - the dealer's own calendar
        print(f"  {brand.name}: {dealer.name} 提交退货单 {count} 张 · returns filed")


def _all(person: Person, path: str) -> list[Json]:
    items: list[Json] = []
    cursor = None
    while True:
        page = person.get(path, limit="200", **({"cursor": cursor} if cursor else {}))
        items += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return items


def _publish(administrator: Person, brand: Brand) -> None:
    if administrator.get("/v1/policies", state="published")["items"]:
        return
    draft = administrator.post("/v1/policies", {"template": TEMPLATES[brand.code]})
    published = administrator.post(f"/v1/policies/{draft['id']}/publication", {}, version=draft["version"])
    print(f"  {brand.name}: 政策已发布 · policy published: {published['name']}")


def _stock(administrator: Person, brand: Brand) -> None:
    """A warehouse for each factory, with some of every part."""
    warehouses: list[dict[str, sheets.Value]] = [
        {"code": f"WH-{factory.code}", "name": f"{factory.name}退件仓", "organisation_code": factory.code}
        for factory in brand.factories
    ]
    stock: list[dict[str, sheets.Value]] = [
        {"warehouse": f"WH-{factory.code}", "part": part.number, "quantity": OPENING}
        for factory in brand.factories
        for part in brand.parts
    ]
    for kind, spec, rows in (("warehouses", WAREHOUSES, warehouses), ("stock", STOCK, stock)):
        job = administrator.import_sheet(kind, sheets.write_xlsx(spec, rows))
        print(f"  {brand.name}: {kind} {job['counts']}")
