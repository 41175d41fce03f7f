"""青禾电动车: an invented maker of electric bicycles with two plants and twelve dealers."""

from typing import Final

from aftersales_local.demo.builders import DealerLine, bill_lines, dealers, models, parts
from aftersales_local.demo.records import Brand, Factory
from aftersales_local.demo.shared_dealer import shared_dealer

_FACTORIES: Final = (
    Factory(
        code="QH-WX",
        name="青禾电动车无锡工厂",
        name_en="Qinghe Wuxi Plant",
        address="江苏省无锡市示范区青禾大道 1 号 3 号库",
        consignee="返厂件接收组 陆禾",
        phone="13800009001",
    ),
    Factory(
        code="QH-TJ",
        name="青禾电动车天津工厂",
        name_en="Qinghe Tianjin Plant",
        address="天津市示范区北禾路 66 号 西门",
        consignee="返厂件接收组 季北川",
        phone="13800009002",
    ),
)

_DEALERS: Final[tuple[DealerLine, ...]] = (
    (
        "JS01",
        "南京晨溪车业有限公司",
        "Nanjing Chenxi Motors",
        "江苏省",
        "南京市",
        "晨溪路 8 号",
        "宋听泉",
        "song.tingquan",
    ),
    (
        "ZJ01",
        "杭州禾风电动车行",
        "Hangzhou Hefeng E-Bikes",
        "浙江省",
        "杭州市",
        "禾风街 21 号",
        "沈未央",
        "shen.weiyang",
    ),
    (
        "AH01",
        "合肥松砚车业有限公司",
        "Hefei Songyan Motors",
        "安徽省",
        "合肥市",
        "松砚路 105 号",
        "程知远",
        "cheng.zhiyuan",
    ),
    ("SD01", "济南泉鹿电动车行", "Jinan Quanlu E-Bikes", "山东省", "济南市", "泉鹿街 9 号", "孟长河", "meng.changhe"),
    (
        "HA01",
        "郑州麦垄车业有限公司",
        "Zhengzhou Mailong Motors",
        "河南省",
        "郑州市",
        "麦垄路 300 号",
        "焦大田",
        "jiao.datian",
    ),
    ("HB01", "武汉渡云电动车行", "Wuhan Duyun E-Bikes", "湖北省", "武汉市", "渡云路 47 号", "闻江月", "wen.jiangyue"),
    (
        "JX01",
        "南昌青樟车业有限公司",
        "Nanchang Qingzhang Motors",
        "江西省",
        "南昌市",
        "青樟路 12 号",
        "涂小满",
        "tu.xiaoman",
    ),
    ("FJ01", "福州榕屿电动车行", "Fuzhou Rongyu E-Bikes", "福建省", "福州市", "榕屿街 58 号", "林望潮", "lin.wangchao"),
    (
        "GD01",
        "佛山醒禾车业有限公司",
        "Foshan Xinghe Motors",
        "广东省",
        "佛山市",
        "醒禾路 233 号",
        "麦启明",
        "mai.qiming",
    ),
    (
        "SC01",
        "成都竹亭电动车行",
        "Chengdu Zhuting E-Bikes",
        "四川省",
        "成都市",
        "竹亭街 77 号",
        "巫山青",
        "wu.shanqing",
    ),
    (
        "HE01",
        "石家庄燕麓车业有限公司",
        "Shijiazhuang Yanlu Motors",
        "河北省",
        "石家庄市",
        "燕麓路 160 号",
        "耿朔方",
        "geng.shuofang",
    ),
)

_MODELS: Final = (
    ("QH-A1", "禾雀 A1 电动自行车", "Heque A1", "e_bicycle", "QH-WX"),
    ("QH-A3", "禾雀 A3 锂电自行车", "Heque A3 Lithium", "e_bicycle", "QH-WX"),
    ("QH-C2", "晨露 C2 通勤车", "Chenlu C2 Commuter", "e_bicycle", "QH-WX"),
    ("QH-D5", "云岭 D5 电动轻便摩托车", "Yunling D5", "e_moped", "QH-TJ"),
    ("QH-M6", "远麦 M6 电动摩托车", "Yuanmai M6", "e_motorcycle", "QH-TJ"),
    ("QH-K2", "青驮 K2 三轮货运车", "Qingtuo K2 Cargo", "e_tricycle", "QH-TJ"),
)

_PARTS: Final = (
    ("QH-BAT-1212", "铅酸蓄电池 12V12Ah", "Lead-acid battery 12V 12Ah", "battery", "118.00"),
    ("QH-BAT-1220", "石墨烯铅酸蓄电池 12V20Ah", "Graphene lead-acid battery 12V 20Ah", "battery", "186.00"),
    ("QH-BAT-1232", "铅酸蓄电池 12V32Ah", "Lead-acid battery 12V 32Ah", "battery", "268.00"),
    ("QH-BAT-L4824", "锂电池组 48V24Ah", "Lithium pack 48V 24Ah", "battery", "1280.00"),
    ("QH-BAT-L7238", "锂电池组 72V38Ah", "Lithium pack 72V 38Ah", "battery", "2960.00"),
    ("QH-CTL-4835", "控制器 48V350W", "Controller 48V 350W", "controller", "135.00"),
    ("QH-CTL-6080", "矢量控制器 60V800W", "Vector controller 60V 800W", "controller", "245.00"),
    ("QH-CTL-7215", "矢量控制器 72V1500W", "Vector controller 72V 1500W", "controller", "398.00"),
    ("QH-CHG-4802", "充电器 48V2A", "Charger 48V 2A", "charger", "68.00"),
    ("QH-CHG-6003", "充电器 60V3A", "Charger 60V 3A", "charger", "96.00"),
    ("QH-CHG-7205", "快充充电器 72V5A", "Fast charger 72V 5A", "charger", "188.00"),
    ("QH-MOT-0350", "轮毂电机 350W", "Hub motor 350W", "motor", "320.00"),
    ("QH-MOT-0800", "轮毂电机 800W", "Hub motor 800W", "motor", "560.00"),
    ("QH-MOT-1500", "中置电机 1500W", "Mid motor 1500W", "motor", "1120.00"),
    ("QH-FRM-A", "禾雀车架", "Heque frame", "frame", "420.00"),
    ("QH-FRM-C", "晨露车架", "Chenlu frame", "frame", "465.00"),
    ("QH-FRM-D", "云岭车架", "Yunling frame", "frame", "780.00"),
    ("QH-FRM-M", "远麦车架", "Yuanmai frame", "frame", "1260.00"),
    ("QH-FRM-K", "青驮车架及货厢", "Qingtuo frame and box", "frame", "1580.00"),
    ("QH-FRK-S", "弹簧前叉", "Spring fork", "fork", "98.00"),
    ("QH-FRK-H", "液压前叉", "Hydraulic fork", "fork", "215.00"),
    ("QH-BRK-DR", "鼓刹总成", "Drum brake", "brake", "46.00"),
    ("QH-BRK-DS", "碟刹总成", "Disc brake", "brake", "128.00"),
    ("QH-DSP-LCD", "液晶仪表", "LCD display", "display", "85.00"),
    ("QH-DSP-TFT", "彩屏智能仪表", "TFT smart display", "display", "236.00"),
    ("QH-TYR-1425", "真空胎 14×2.5", "Tubeless tyre 14×2.5", "tyre", "62.00"),
    ("QH-TYR-1030", "真空胎 3.00-10", "Tubeless tyre 3.00-10", "tyre", "88.00"),
    ("QH-TYR-3752", "加强载重胎 3.75-12", "Heavy-duty tyre 3.75-12", "tyre", "136.00"),
)

_LIGHT: Final = {"QH-CTL-4835": 1, "QH-CHG-4802": 1, "QH-MOT-0350": 1, "QH-FRK-S": 1, "QH-BRK-DR": 2, "QH-TYR-1425": 2}
_BOMS: Final = {
    "QH-A1": {"QH-BAT-1212": 4, **_LIGHT, "QH-FRM-A": 1, "QH-DSP-LCD": 1},
    "QH-A3": {"QH-BAT-L4824": 1, **_LIGHT, "QH-FRM-A": 1, "QH-DSP-TFT": 1},
    "QH-C2": {"QH-BAT-1220": 4, **_LIGHT, "QH-FRM-C": 1, "QH-DSP-LCD": 1},
    "QH-D5": {
        "QH-BAT-1220": 5,
        "QH-CTL-6080": 1,
        "QH-CHG-6003": 1,
        "QH-MOT-0800": 1,
        "QH-FRM-D": 1,
        "QH-FRK-H": 1,
        "QH-BRK-DR": 1,
        "QH-BRK-DS": 1,
        "QH-DSP-LCD": 1,
        "QH-TYR-1030": 2,
    },
    "QH-M6": {
        "QH-BAT-L7238": 1,
        "QH-CTL-7215": 1,
        "QH-CHG-7205": 1,
        "QH-MOT-1500": 1,
        "QH-FRM-M": 1,
        "QH-FRK-H": 1,
        "QH-BRK-DS": 2,
        "QH-DSP-TFT": 1,
        "QH-TYR-1030": 2,
    },
    "QH-K2": {
        "QH-BAT-1232": 5,
        "QH-CTL-6080": 1,
        "QH-CHG-6003": 1,
        "QH-MOT-0800": 1,
        "QH-FRM-K": 1,
        "QH-FRK-H": 1,
        "QH-BRK-DR": 3,
        "QH-DSP-LCD": 1,
        "QH-TYR-3752": 3,
    },
}


def qinghe() -> Brand:
    """The brand before it has sold anything."""
    return Brand(
        code="qinghe",
        name="青禾电动车",
        name_en="Qinghe E-Bikes",
        factories=_FACTORIES,
        dealers=(*dealers("QHD", 9101, "qinghe-dealers.example", _DEALERS), shared_dealer("QHD-HN01")),
        models=models(_MODELS),
        parts=parts(_PARTS),
        boms=bill_lines(_BOMS),
    )
