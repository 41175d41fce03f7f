"""The one trading company that sells both brands, so that its contact belongs to two of them."""

from aftersales_local.demo.records import Dealer

SHARED_CONTACT_EMAIL = "he.jinian@yunmian-trading.example"


def shared_dealer(code: str) -> Dealer:
    """The company under the code that one brand gave it."""
    return Dealer(
        code=code,
        name="长沙云棉商贸有限公司",
        name_en="Changsha Yunmian Trading Co., Ltd.",
        province="湖南省",
        city="长沙市",
        address="湖南省长沙市示范区云棉路 16 号",
        contact_name="何纪年",
        contact_phone="13800009016",
        contact_email=SHARED_CONTACT_EMAIL,
    )
