"""Walks one return through the whole path over HTTP, and prints each step with links to the papers it made."""

import json
import struct
import zlib
from datetime import date
from pathlib import Path
from uuid import uuid4

from aftersales_local.demo import brands
from aftersales_local.demo.client import DemoFailed, Json, Person, log_in, wait_for

STEP = "  {:>2}. {}"


class Walk:
    """One walk, counting its steps."""

    def __init__(self, api_url: str, brand: Json) -> None:
        self._api_url = api_url
        self._people = {
            title: log_in(api_url, address, brand["tenant_id"]) for title, address in brand["people"].items()
        }
        self._steps = 0

    def person(self, title: str) -> Person:
        """Somebody of the brand by title, or by its beginning."""
        return next(person for known, person in self._people.items() if known.startswith(title))

    def say(self, zh: str, en: str) -> None:
        """Tell of a step."""
        self._steps += 1
        print(STEP.format(self._steps, f"{zh} · {en}"))

    def papers(self, return_id: str, kinds: set[str]) -> None:
        """Wait for papers of a return and tell where they are."""
        reader = self.person("售后文员")

        def ready() -> Json:
            found = reader.get("/v1/documents", subject_id=return_id, limit="50")["items"]
            done = [one for one in found if one["state"] == "ready" and one["kind"] in kinds]
            return done if {one["kind"] for one in done} >= kinds else None

        for paper in wait_for(ready, f"the papers {sorted(kinds)}"):
            link = reader.get(f"/v1/documents/{paper['id']}/content")["url"]
            print(f"        {paper['kind']} {paper['number']}")
            print(f"          PDF    {link}")
            print(f"          验证    {self._api_url}{paper['verification_path']}")


def picture() -> bytes:
    """A small PNG that stands for the photo of a fault."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    side = 64
    pixels = b"".join(b"\0" + b"".join(bytes((x * 4, y * 4, 160)) for x in range(side)) for y in range(side))
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


def walk(api_url: str, data: Path) -> None:
    """File, ship, receive, inspect, settle and close one return of the first demo brand."""
    loaded = data / "demo.json"
    if not loaded.exists():
        raise DemoFailed(
            "演示数据尚未导入：等 make up 说导入完毕，或不带 AFTERSALES_DEMO=no 启动 · "
            "the demo is not loaded: wait until make up says so, or start it without AFTERSALES_DEMO=no",
        )
    known = json.loads(loaded.read_text())
    path = Walk(api_url, known["brands"][0])
    today = date.today()  # noqa: DTZ011 - the dealer's own calendar
    brand = brands.brands(today)[0]
    dealer_record = brand.dealers[0]
    dealer = path.person(f"经销商 {dealer_record.code}")
    unit = _free_unit(dealer, brand, today, dealer_record.code)
    battery = brands.parts_of(brand, unit.model_code, "battery")[0]

    photo = dealer.upload("photo", "fault.png", picture(), "image/png")
    line = {
        "serial": unit.serial,
        "part_number": battery.number,
        "fault_code": "E01",
        "fault_text": "充满后续航不足",
        "human_damage": False,
        "proof": "invoice",
        "photo_ids": [photo],
    }
    verdict = dealer.post("/v1/return-verdicts", {"lines": [line]})["lines"][0]
    path.say(
        f"查询 {unit.serial}：{verdict['outcome']}，条款 {verdict['clause']} {verdict['text']['zh']}",
        "verdict before filing",
    )

    filed = dealer.post("/v1/returns", {"lines": [line]}, key=str(uuid4()))["summary"]
    path.say(f"提交退货单 {filed['number']}，状态 {filed['state']}，金额 {filed['amount']['amount']}", "return filed")
    if filed["state"] == "awaiting_approval":
        approved = path.person("售后主管").post(
            f"/v1/returns/{filed['id']}/decision", {"answer": "approve", "reason": "同意"}, version=filed["version"]
        )
        filed = approved["summary"]
        path.say("售后主管已批准", "approved by the head of after-sales")

    packed = _pack(path, dealer, dealer_record, filed, today)
    received = _send_and_receive(path, dealer, packed, today)
    _finish(path, received)


def _free_unit(dealer: Person, brand: Json, today: date, dealer_code: str) -> Json:
    """A unit in its first months that is under no open return."""
    busy = {
        line["serial"]
        for one in dealer.get("/v1/returns", limit="200")["items"]
        for line in dealer.get(f"/v1/returns/{one['id']}")["lines"]
    }
    for days in range(30, 330):
        unit = brands.unit_sold_about(brand, today, days, dealer_code=dealer_code)
        if unit.serial not in busy:
            return unit
    raise LookupError("every unit of the demo dealer was returned; run make reset")


def _pack(path: Walk, dealer: Person, record: Json, filed: Json, today: date) -> Json:
    route = filed["route"]
    packing = {
        "packing_list": {
            "dealer_address": record.address,
            "dealer_name": record.name,
            "dealer_phone": record.contact_phone,
            "date": today.isoformat(),
            "total_quantity": 1,
        },
        "transport_form": {
            "consignee_address": route["address"],
            "consignee_name": route["consignee"],
            "consignee_phone": route["phone"],
            "quantity": 1,
            "consignor_address": record.address,
            "consignor_name": record.name,
            "consignor_phone": record.contact_phone,
            "carrier": "德运物流",
            "packages": 1,
            "packing_remarks": "木架加固，防震防潮",
        },
    }
    packed = dealer.post(f"/v1/returns/{filed['id']}/packing", {"packing": packing}, version=filed["version"])
    path.say("已装箱，退货清单与运输单生成中", "packed; the papers are being made")
    path.papers(filed["id"], {"packing_list", "transport_form"})
    return packed["summary"]


def _send_and_receive(path: Walk, dealer: Person, packed: Json, today: date) -> Json:
    waybill = f"DY{uuid4().int % 10**12:012d}"
    dealer.post(
        "/v1/shipments",
        {
            "returns": [{"id": packed["id"], "version": packed["version"]}],
            "carrier": "德运物流",
            "waybill": waybill,
            "shipped_on": today.isoformat(),
        },
    )
    path.say(f"已寄出，运单 {waybill}", "shipped")
    factory = packed["route"]["factory"]
    receiver = path.person(f"收货员 {factory}")
    version = receiver.get(f"/v1/returns/{packed['id']}")["summary"]["version"]
    received = receiver.post(
        f"/v1/returns/{packed['id']}/receipt",
        {"lines": [{"line": 1, "quantity": 1, "damaged": 0, "note": "外箱完好"}]},
        version=version,
    )
    path.say(f"工厂 {factory} 已收货，差异 {len(received['discrepancies'])} 处", "received at the factory")
    return received["summary"]


def _finish(path: Walk, received: Json) -> None:
    return_id, clerk = received["id"], path.person("售后文员")
    task = clerk.get("/v1/tasks", return_id=return_id, state="open")["items"][0]
    clerk.post(f"/v1/tasks/{task['id']}/completion", {"note": "已电话告知经销商收货情况"}, version=task["version"])
    path.say("已致电经销商", "the dealer was called")

    inspector = path.person("质检员")
    found = [{"line": 1, "finding": "own_fault", "note": "电芯容量低于标称"}]
    inspected = inspector.post(f"/v1/returns/{return_id}/inspection", {"lines": found}, version=received["version"])
    path.say("已鉴定：本厂质量问题", "inspected: own fault")
    disposition = {"lines": [{"line": 1, "disposition": "credit"}]}
    disposed = inspector.post(
        f"/v1/returns/{return_id}/disposition", disposition, version=inspected["summary"]["version"]
    )
    path.say("处置：贷记", "disposition: credit")
    settled = path.person("财务").post(
        f"/v1/returns/{return_id}/settlement", {}, version=disposed["summary"]["version"]
    )
    path.say("已结算，旧件入不良品区", "settled; the old part is in the defective zone")
    path.papers(return_id, {"inspection_report", "credit_note"})
    closed = clerk.post(f"/v1/returns/{return_id}/closure", {}, version=settled["summary"]["version"])
    path.say(f"退货单 {closed['summary']['number']} 已关闭", "closed")
