"""The demo files returns for its dealers, once."""

from tests.journeys.house import House

from aftersales_local.demo.filed import AGES, file_some


def test_a_demo_dealer_files_what_the_policy_takes_and_not_again_in_a_later_run(house: House) -> None:
    dealer, code = house.people["other-dealer"], house.brand.dealers[1].code

    filed = file_some(dealer, house.brand, code, house.today)
    again = file_some(dealer, house.brand, code, house.today)
    returns = dealer.get("/v1/returns", limit="200")["items"]

    assert len(AGES) >= filed == len(returns) >= len(AGES) / 2
    assert again == 0
    assert {one["dealer_name"] for one in returns} == {house.brand.dealers[1].name}
