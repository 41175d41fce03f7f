"""A brand comes on board: provisioned, invited, its dealers handed in twice, its people let in."""

import re
from io import BytesIO

import openpyxl
from tests.journeys.house import invite, places_of, provision
from tests.journeys.town import Json, Town, text_of, until

from aftersales.kernel.ids import new_id
from aftersales_local.demo.client import INVITATION, PASSWORD

RESET = re.compile(r"aps_reset_[0-9A-Za-z]{38}")
HEADINGS = ("经销商编码", "名称", "省份", "城市", "联系人", "联系电话", "联系邮箱")
GOOD = [
    (f"JX-{number:04d}", f"示例车业{number}号店", "江苏省", "无锡市", "示例联系人", f"1380000{number:04d}", "")
    for number in range(1, 41)
]
NAMELESS = ("JX-0041", "", "江苏省", "南京市", "示例联系人", "13800000041", "")
MISDIALLED = ("JX-0042", "示例车业42号店", "江苏省", "南京市", "示例联系人", "call me", "not-a-mailbox")
MENDED = [
    ("JX-0041", "示例车业41号店", "江苏省", "南京市", "示例联系人", "13800000041", ""),
    ("JX-0042", "示例车业42号店", "江苏省", "南京市", "示例联系人", "13800000042", "dian42@example.com"),
]


def book(*rows: tuple[str, ...]) -> bytes:
    """A workbook as a clerk would write it."""
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for row in (HEADINGS, *rows):
        sheet.append(row)
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def read_book(content: bytes) -> list[tuple[object, ...]]:
    """The rows of a workbook under its headings."""
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    return list(sheet.iter_rows(min_row=2, values_only=True))


def refused_rows(answers: Json) -> list[tuple[int, list[str | None]]]:
    """The rows that were refused, and the columns they were refused for."""
    return [(one["row"], [error["column"] for error in one["errors"]]) for one in answers["items"]]


def test_a_brand_comes_on_board_by_itself(town: Town) -> None:
    code = f"brand-{new_id().hex[-8:]}"
    operator = town.operator(f"duty-{code}")
    tenant_id, administrator = provision(town, operator, code, "轻舟电动车")
    letter = town.letter(f"admin@{code}.example")
    [token] = set(INVITATION.findall(text_of(letter)))

    reused = town.visitor().http.post(
        "/v1/invitations/acceptances", json={"token": token, "name": "第二人", "password": PASSWORD}
    )
    first = administrator.import_sheet("dealers", book(*GOOD, NAMELESS, MISDIALLED))
    answers = administrator.get(f"/v1/jobs/{first['id']}/rows", outcome="refused")
    told = read_book(administrator.http.get(f"/v1/jobs/{first['id']}/rows.xlsx?outcome=refused").content)
    second = administrator.import_sheet("dealers", book(*GOOD, *MENDED))
    listed = administrator.get("/v1/organisations", kind="dealer", limit="200")["items"]

    assert letter["To"] == f"平台对接人 <admin@{code}.example>"
    assert (reused.status_code, reused.json()["code"]) == (410, "invitation_unusable")
    assert (first["state"], first["counts"]) == ("done", {"created": 40, "refused": 2})
    assert refused_rows(answers) == [(42, ["名称"]), (43, ["联系电话", "联系邮箱"])]
    assert [row[0] for row in told] == [42, 43, 43]
    assert (second["state"], second["counts"]) == ("done", {"unchanged": 40, "created": 2})
    assert [one["code"] for one in listed] == sorted(row[0] for row in [*GOOD, *MENDED])
    assert {one["id"] for one in operator.get("/v1/operator/tenants", limit="200")["items"]} >= {tenant_id}


def test_a_person_of_two_brands_has_one_login_for_both(town: Town) -> None:
    address = f"he-{new_id().hex[-8:]}@trading.example"
    codes = [f"brand-{new_id().hex[-8:]}" for _ in range(2)]
    operator = town.operator(f"duty-{codes[0]}")
    tenants = []
    for code in codes:
        tenant_id, administrator = provision(town, operator, code, f"品牌{code[-4:]}")
        administrator.post("/v1/organisations", {"kind": "dealer", "code": "JX-1", "name": "云棉商贸"})
        invite(town, administrator, tenant_id, address, places_of(administrator)["JX-1"], "dealer_manager")
        tenants.append(tenant_id)

    opened = town.visitor().post("/v1/sessions", {"email": address, "password": PASSWORD, "mode": "bearer"})
    person = town.visitor(opened["token"])
    seen = []
    for tenant_id in tenants:
        person.http.put("/v1/sessions/current/tenant", json={"tenant_id": tenant_id}).raise_for_status()
        seen.append(
            (person.get("/v1/tenant")["code"], [one["code"] for one in person.get("/v1/organisations")["items"]])
        )
    facts = town.rows("SELECT DISTINCT name FROM facts WHERE tenant_id = ANY($1::uuid[])", tenants)

    assert sorted(brand["code"] for brand in opened["brands"]) == sorted(codes)
    assert [brand for brand, _ in seen] == codes
    assert all("JX-1" in places for _, places in seen)
    assert {"tenancy.person_joined"} <= {row["name"] for row in facts}


def test_who_forgot_the_password_comes_in_again_by_mail(town: Town) -> None:
    code = f"brand-{new_id().hex[-8:]}"
    _, administrator = provision(town, town.operator(f"duty-{code}"), code, "忘记密码的品牌")
    address = f"admin@{code}.example"

    town.visitor().post("/v1/password-resets", {"email": address})
    letter = until(lambda: town.mailbox.to(address)[1:] or None, "the letter about the password")[-1]
    [token] = set(RESET.findall(text_of(letter)))
    town.visitor().post("/v1/password-resets/completions", {"token": token, "password": "another-horse-battery-7"})
    again = town.visitor().http.post(
        "/v1/sessions", json={"email": address, "password": "another-horse-battery-7", "mode": "bearer"}
    )

    assert again.status_code in {200, 201}
    assert administrator.http.get("/v1/sessions/current").status_code == 401
