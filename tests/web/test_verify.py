"""A customer without a login verifies a paper by the code printed on it."""

from tests.journeys.house import House
from tests.journeys.test_a_return import file_return, pack, wait_for_papers
from tests.web.conftest import Open


def test_a_paper_is_verified_by_its_address_and_told_when_it_is_revoked(house: House, open_as: Open) -> None:
    walked = file_return(house)
    pack(house, walked)
    paper = wait_for_papers(house.people["dealer"], str(walked.summary["id"]), "packing_list")["packing_list"]
    reader, phone = open_as(), open_as(language="en", size="phone")

    reader.go("/verify")
    reader.fill("核验码或网址", f"{house.town.url}{paper['verification_path']}")
    reader.click("核验")
    reader.says("单据有效")
    reader.says(house.brand.name)
    reader.says(paper["number"])
    faults = reader.faults()
    reader.keep("verify-valid")
    house.people["admin"].post(
        f"/v1/documents/{paper['id']}/revocation", {"reason": "开错了"}, version=paper["version"]
    )
    phone.go(f"/verify?code={paper['verification_path'].rpartition('/')[2]}")
    phone.says("its issuer has revoked it")
    faults += phone.faults()
    phone.keep("verify-revoked")

    assert faults == []


def test_a_code_that_is_no_code_is_told_so_with_what_to_do(open_as: Open) -> None:
    visitor = open_as(language="en")

    visitor.go("/verify")
    visitor.click("Verify")
    visitor.says("Scan or paste the code")
    visitor.fill("Code or address", "nothing of ours")
    visitor.click("Verify")
    visitor.says("Unreadable code")
    faults = visitor.faults()
    visitor.keep("verify-unreadable")

    assert faults == []
