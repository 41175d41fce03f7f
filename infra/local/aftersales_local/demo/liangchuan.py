"""凉川空调: an invented maker of air conditioners with one plant and eight dealers."""

from typing import Final

from aftersales_local.demo.builders import DealerLine, bill_lines, dealers, models, parts
from aftersales_local.demo.records import Brand, Factory
from aftersales_local.demo.shared_dealer import shared_dealer

_FACTORIES: Final = (
    Factory(
        code="LC-ZS",
        name="凉川空调中山工厂",
        name_en="Liangchuan Zhongshan Plant",
        address="广东省中山市示范区凉川路 18 号 退件仓",
        consignee="退件仓 欧阳澈",
        phone="13800009003",
    ),
)

_DEALERS: Final[tuple[DealerLine, ...]] = (
    (
        "GD01",
        "珠海沐岚电器有限公司",
        "Zhuhai Mulan Appliances",
        "广东省",
        "珠海市",
        "沐岚路 30 号",
        "简于野",
        "jian.yuye",
    ),
    (
        "GX01",
        "南宁绿榕电器行",
        "Nanning Lürong Appliances",
        "广西壮族自治区",
        "南宁市",
        "绿榕街 6 号",
        "韦朗清",
        "wei.langqing",
    ),
    (
        "JX01",
        "赣州橙谷电器有限公司",
        "Ganzhou Chenggu Appliances",
        "江西省",
        "赣州市",
        "橙谷路 19 号",
        "廖思源",
        "liao.siyuan",
    ),
    (
        "FJ01",
        "厦门鹭汀电器行",
        "Xiamen Luting Appliances",
        "福建省",
        "厦门市",
        "鹭汀街 88 号",
        "曾观海",
        "zeng.guanhai",
    ),
    (
        "SC01",
        "绵阳蜀屏电器有限公司",
        "Mianyang Shuping Appliances",
        "四川省",
        "绵阳市",
        "蜀屏路 52 号",
        "蒲若谷",
        "pu.ruogu",
    ),
    (
        "CQ01",
        "重庆磐屿电器有限公司",
        "Chongqing Panyu Appliances",
        "重庆市",
        "重庆市",
        "磐屿路 101 号",
        "冉长坡",
        "ran.changpo",
    ),
    ("HI01", "海口椰湾电器行", "Haikou Yewan Appliances", "海南省", "海口市", "椰湾街 3 号", "符南星", "fu.nanxing"),
)

_MODELS: Final = (
    ("LC-26GW", "清川 1 匹壁挂机", "Qingchuan 26 wall split", "wall_split", "LC-ZS"),
    ("LC-35GW", "清川 1.5 匹壁挂机", "Qingchuan 35 wall split", "wall_split", "LC-ZS"),
    ("LC-51LW", "静泽 2 匹柜机", "Jingze 51 floor standing", "floor_standing", "LC-ZS"),
    ("LC-72LW", "静泽 3 匹柜机", "Jingze 72 floor standing", "floor_standing", "LC-ZS"),
    ("LC-140ZN", "远岫 5 匹风管机", "Yuanxiu 140 ducted", "ducted", "LC-ZS"),
)

_PARTS: Final = (
    ("LC-CMP-26", "变频压缩机 1 匹", "Inverter compressor 26", "compressor", "620.00"),
    ("LC-CMP-35", "变频压缩机 1.5 匹", "Inverter compressor 35", "compressor", "760.00"),
    ("LC-CMP-72", "变频压缩机 2–3 匹", "Inverter compressor 51–72", "compressor", "1180.00"),
    ("LC-CMP-140", "涡旋压缩机 5 匹", "Scroll compressor 140", "compressor", "2350.00"),
    ("LC-OFM-30", "室外风机电机 30W", "Outdoor fan motor 30W", "outdoor_fan_motor", "128.00"),
    ("LC-OFM-60", "室外风机电机 60W", "Outdoor fan motor 60W", "outdoor_fan_motor", "176.00"),
    ("LC-OFM-120", "室外风机电机 120W", "Outdoor fan motor 120W", "outdoor_fan_motor", "285.00"),
    ("LC-PCB-I1", "壁挂机室内主板", "Indoor board, wall split", "control_board", "145.00"),
    ("LC-PCB-I2", "柜机室内主板", "Indoor board, floor standing", "control_board", "188.00"),
    ("LC-PCB-O1", "室外变频板", "Outdoor inverter board", "control_board", "396.00"),
    ("LC-PCB-O2", "室外变频板（大功率）", "Outdoor inverter board, high power", "control_board", "688.00"),
    ("LC-RMT-01", "遥控器", "Remote", "remote", "38.00"),
    ("LC-RMT-W1", "线控器", "Wired controller", "remote", "112.00"),
    ("LC-HEX-E1", "壁挂机蒸发器", "Evaporator, wall split", "heat_exchanger", "265.00"),
    ("LC-HEX-E2", "柜机蒸发器", "Evaporator, floor standing", "heat_exchanger", "438.00"),
    ("LC-HEX-C1", "冷凝器 1–1.5 匹", "Condenser 26–35", "heat_exchanger", "318.00"),
    ("LC-HEX-C2", "冷凝器 2–3 匹", "Condenser 51–72", "heat_exchanger", "526.00"),
    ("LC-HEX-D5", "风管机换热器组", "Heat exchanger set, ducted", "heat_exchanger", "1180.00"),
)

_WALL: Final = {"LC-PCB-I1": 1, "LC-PCB-O1": 1, "LC-RMT-01": 1, "LC-HEX-E1": 1, "LC-HEX-C1": 1}
_FLOOR: Final = {"LC-CMP-72": 1, "LC-PCB-I2": 1, "LC-PCB-O1": 1, "LC-RMT-01": 1, "LC-HEX-E2": 1, "LC-HEX-C2": 1}
_BOMS: Final = {
    "LC-26GW": {"LC-CMP-26": 1, "LC-OFM-30": 1, **_WALL},
    "LC-35GW": {"LC-CMP-35": 1, "LC-OFM-30": 1, **_WALL},
    "LC-51LW": {**_FLOOR, "LC-OFM-60": 1},
    "LC-72LW": {**_FLOOR, "LC-OFM-60": 2},
    "LC-140ZN": {
        "LC-CMP-140": 1,
        "LC-OFM-120": 2,
        "LC-PCB-I2": 1,
        "LC-PCB-O2": 1,
        "LC-RMT-W1": 1,
        "LC-HEX-D5": 1,
    },
}


def liangchuan() -> Brand:
    """The brand before it has sold anything."""
    return Brand(
        code="liangchuan",
        name="凉川空调",
        name_en="Liangchuan Air Conditioners",
        factories=_FACTORIES,
        dealers=(*dealers("LCD", 9201, "liangchuan-dealers.example", _DEALERS), shared_dealer("LCD-HN01")),
        models=models(_MODELS),
        parts=parts(_PARTS),
        boms=bill_lines(_BOMS),
    )
