"""A return goes the whole way: filed, packed, shipped, received, inspected, settled, closed; and all are told."""

import json
from typing import Final

import httpx
from msgspec import Struct
from standardwebhooks import Webhook
from tests.journeys.house import House
from tests.journeys.town import PATIENCE, Json, Receiver, Town, receiving, squeezed, until, words_of

from aftersales.kernel.ids import new_id
from aftersales_local.demo.client import Person
from aftersales_local.demo.walk import picture

PAPERS: Final = ("credit_note", "inspection_report", "packing_list", "transport_form")


class Walked(Struct):
    """What came of one return."""

    summary: Json
    line: Json
    verdict: Json
    states: list[str]
    credit: Json = None


def papers_of(reader: Person, return_id: str) -> dict[str, Json]:
    """The papers of a return that are ready, by kind."""
    found = reader.get("/v1/documents", subject_id=return_id, limit="50")["items"]
    return {one["kind"]: one for one in found if one["state"] == "ready"}


def wait_for_papers(reader: Person, return_id: str, *kinds: str, patience: float = PATIENCE) -> dict[str, Json]:
    """The papers of a return, as soon as these are ready."""

    def ready() -> dict[str, Json] | None:
        found = papers_of(reader, return_id)
        return found if set(kinds) <= set(found) else None

    return until(ready, f"the papers {kinds}", patience=patience)


def packing_of(house: House, filed: Json) -> Json:
    """The two papers that travel with the part, filled in."""
    dealer, route = house.dealer, filed["route"]
    return {
        "packing_list": {
            "dealer_address": dealer.address,
            "dealer_name": dealer.name,
            "dealer_phone": dealer.contact_phone,
            "date": house.today.isoformat(),
            "total_quantity": 1,
        },
        "transport_form": {
            "consignee_address": route["address"],
            "consignee_name": route["consignee"],
            "consignee_phone": route["phone"],
            "quantity": 1,
            "consignor_address": dealer.address,
            "consignor_name": dealer.name,
            "consignor_phone": dealer.contact_phone,
            "carrier": "德运物流",
            "packages": 1,
            "packing_remarks": "木架加固，防震防潮",
        },
    }


def file_return(house: House, above: int = 0) -> Walked:
    """Batteries filed by their dealer, worth more than so much, and what the policy said before."""
    dealer, unit = house.people["dealer"], house.fresh_unit()
    battery = house.part_of(unit, "battery")
    line = {
        "serial": unit.serial,
        "part_number": battery.number,
        "quantity": int(above // battery.unit_price) + 1,
        "fault_code": "E01",
        "fault_text": "充满后续航不足",
        "human_damage": False,
        "proof": "invoice",
        "photo_ids": [dealer.upload("photo", "fault.png", picture(), "image/png")],
    }
    verdict = dealer.post("/v1/return-verdicts", {"lines": [line]})["lines"][0]
    filed = dealer.post("/v1/returns", {"lines": [line]}, key=str(new_id()))["summary"]
    walked = Walked(filed, line, verdict, [filed["state"]])
    if filed["state"] == "awaiting_approval":
        _move(walked, house.people["head"], "decision", {"answer": "approve", "reason": "同意"})
    return walked


def pack(house: House, walked: Walked) -> None:
    """Pack a return; its papers are being made from then on."""
    _move(walked, house.people["dealer"], "packing", {"packing": packing_of(house, walked.summary)})


def _move(walked: Walked, person: Person, act: str, body: Json) -> Json:
    summary = walked.summary
    version = person.get(f"/v1/returns/{summary['id']}")["summary"]["version"]
    answer = person.post(f"/v1/returns/{summary['id']}/{act}", body, version=version)
    walked.summary = answer["summary"]
    walked.states.append(walked.summary["state"])
    return answer


def ship_and_finish(house: House, walked: Walked, disposition: str = "credit") -> None:
    """From the packed return to the closed one."""
    people, packed = house.people, walked.summary
    shipment = {
        "returns": [{"id": packed["id"], "version": packed["version"]}],
        "carrier": "德运物流",
        "waybill": f"DY{new_id().int % 10**12:012d}",
        "shipped_on": house.today.isoformat(),
    }
    people["dealer"].post("/v1/shipments", shipment)
    receiver = people[f"receiver-{packed['route']['factory']}"]
    received = {"lines": [{"line": 1, "quantity": 1, "damaged": 0, "note": "外箱完好"}]}
    _move(walked, receiver, "receipt", received)
    clerk = people["clerk"]
    [task] = clerk.get("/v1/tasks", return_id=packed["id"], state="open")["items"]
    clerk.post(f"/v1/tasks/{task['id']}/completion", {"note": "已电话告知"}, version=task["version"])
    found = {"lines": [{"line": 1, "finding": "own_fault", "note": "电芯容量低于标称"}]}
    _move(walked, people["inspector"], "inspection", found)
    _move(walked, people["inspector"], "disposition", {"lines": [{"line": 1, "disposition": disposition}]})
    _move(walked, people["finance"], "settlement", {})
    wait_for_papers(clerk, packed["id"], *(PAPERS if disposition == "credit" else PAPERS[1:]))
    _move(walked, clerk, "closure", {})


def download(reader: Person, paper: Json) -> bytes:
    """A paper's PDF, by the link that is good for some minutes."""
    link = reader.get(f"/v1/documents/{paper['id']}/content")["url"]
    fetched = httpx.get(link, trust_env=False)
    assert fetched.status_code == 200
    return fetched.content


def test_a_return_goes_the_whole_way_and_all_are_told(town: Town, house: House) -> None:
    with receiving() as system:
        hook = house.people["admin"].post("/v1/webhook-endpoints", {"url": system.url, "events": ["claims.*"]})
        walked = file_return(house)
        pack(house, walked)
        ship_and_finish(house, walked)
        until(lambda: system.told_of("claims.return_closed") or None, "the webhook of the closing")
        _remove(house.people["admin"], f"/v1/webhook-endpoints/{hook['endpoint']['id']}")

    _see_the_policy_decide(house, walked)
    _see_the_papers(town, house, walked)
    _see_the_money(house, walked)
    _see_the_dealer_told(town, house, walked)
    _see_the_webhooks(system, hook["secret"], walked)
    _see_the_meter(house)
    _see_the_fleets(house)


def _remove(person: Person, place: str) -> None:
    version = person.get(place)["version"]
    person.http.delete(place, headers={"If-Match": f'"{version}"'}).raise_for_status()


def _see_the_policy_decide(house: House, walked: Walked) -> None:
    """Every step of the way, by the clause that covers batteries; another dealer sees nothing of it."""
    return_id = walked.summary["id"]

    assert (walked.verdict["outcome"], walked.verdict["clause"]) == ("covered", "QH-1.1")
    assert walked.states[-6:] == ["packed", "received", "inspected", "disposed", "settled", "closed"]
    assert house.people["other-dealer"].http.get(f"/v1/returns/{return_id}").status_code == 404
    assert house.people["other-dealer"].get("/v1/documents", subject_id=return_id)["items"] == []


def _see_the_papers(town: Town, house: House, walked: Walked) -> None:
    """Four papers whose words are those of the return, and whose codes hold."""
    reader, summary = house.people["clerk"], walked.summary
    papers = papers_of(reader, summary["id"])
    words = {kind: words_of(download(reader, paper)) for kind, paper in papers.items()}
    anybody = town.visitor()
    for paper in papers.values():
        page = anybody.http.get(paper["verification_path"])
        assert page.status_code == 200
        assert paper["number"] in page.text
        assert anybody.get(f"/v1/verifications/{paper['verification_path'].removeprefix('/v/')}")["outcome"] == "valid"
    altered = papers["packing_list"]["verification_path"]
    altered = altered[:-1] + ("A" if altered[-1] != "A" else "B")

    assert sorted(papers) == sorted(PAPERS)
    assert {kind for kind, text in words.items() if summary["number"] in text} == set(PAPERS)
    assert "退货清单" in words["packing_list"]
    assert squeezed(house.dealer.name) in words["packing_list"]
    assert squeezed(summary["route"]["consignee"]) in words["transport_form"]
    assert "木架加固，防震防潮" in words["transport_form"]
    assert "电芯容量低于标称" in words["inspection_report"]
    assert summary["amount"]["amount"].split(".")[0] in words["credit_note"].replace(",", "")
    assert anybody.http.get(altered).status_code == 404


def _see_the_money(house: House, walked: Walked) -> None:
    """One credit of the battery's price, in the dealer's books too, and the old part on the shelf of the defective."""
    finance, summary = house.people["finance"], walked.summary
    notes = finance.get("/v1/credits", limit="200")["items"]
    mine = [one for one in notes if one["cause_id"] == summary["id"]]
    dealer_sees = house.people["dealer"].get("/v1/credits", limit="200")["items"]

    assert [one["amount"] for one in mine] == [summary["amount"]]
    assert [one["id"] for one in dealer_sees if one["cause_id"] == summary["id"]] == [mine[0]["id"]]
    assert house.people["other-dealer"].get("/v1/credits")["items"] == []


def _see_the_dealer_told(town: Town, house: House, walked: Walked) -> None:
    """The dealer finds the settlement in the inbox and in the mail, in Chinese, once."""
    number = walked.summary["number"]
    dealer, address = house.people["dealer"], house.address_of("dealer")

    def in_inbox() -> list[Json] | None:
        items = dealer.get("/v1/messages", limit="200")["items"]
        return [one for one in items if one["template"] == "return_settled" and number in one["subject"]] or None

    def in_mail() -> list[str] | None:
        subjects = [str(letter["Subject"]) for letter in town.mailbox.to(address)]
        return [subject for subject in subjects if f"退货单 {number} 已结算" in subject] or None

    told = until(in_inbox, "the settlement in the inbox")
    mailed = until(in_mail, "the settlement in the mail")

    assert (len(told), len(mailed)) == (1, 1)


def _see_the_webhooks(system: Receiver, secret: str, walked: Walked) -> None:
    """Every message verifies under the reference library, tells of this return, and came once."""
    verifier = Webhook(secret)
    for headers, body in system.taken:
        assert verifier.verify(body.decode(), headers) == json.loads(body)
    ids = [headers["webhook-id"] for headers, _ in system.taken]
    [closed] = system.told_of("claims.return_closed")

    assert len(ids) == len(set(ids))
    assert closed["data"]["return_id"] == walked.summary["id"]
    assert [len(system.told_of(f"claims.return_{what}")) for what in ("filed", "received", "settled")] == [1, 1, 1]


def _see_the_meter(house: House) -> None:
    """The tenant sees what it has used, and the operator sees the same beside the others."""

    def used() -> dict[str, int] | None:
        usage = house.people["admin"].get("/v1/usage")
        totals = {one["meter"]: one["quantity"] for one in usage["readings"]}
        return totals if totals.get("documents_rendered", 0) >= len(PAPERS) else None

    totals = until(used, "the documents in the usage")
    seen = house.operator.get("/v1/operator/usage", month=f"{house.today:%Y-%m}", limit="200")["items"]
    [mine] = [row for row in seen if row["tenant_id"] == house.tenant_id]

    assert totals["returns_filed"] == mine["meters"]["returns_filed"]
    assert totals["returns_filed"] >= 1
    assert totals["document_bytes_kept"] > 10_000


def _see_the_fleets(house: House) -> None:
    """The operator sees each fleet at work and no dead letter."""
    fleets = {one["fleet"]: one for one in house.operator.get("/v1/operator/fleets")}

    assert sorted(fleets) == ["bulk", "documents", "interactive", "money"]
    assert [one["dead"] for one in fleets.values()] == [0, 0, 0, 0]
    assert fleets["documents"]["done_last_hour"] >= len(PAPERS)
