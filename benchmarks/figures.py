"""The figures that we hold ourselves to: what each is read from, what it is held to, what it is made of."""

from collections.abc import Mapping
from typing import Final, Literal

from msgspec import Struct

Figures = Mapping[str, float]


class Held(Struct, frozen=True, kw_only=True):
    """One line of the table."""

    benchmark: str
    zh: str
    en: str
    figure: str
    """The figure that is held to something."""

    least: float | None = None
    most: float | None = None
    floor: str = ""
    ours: str = ""
    """Where the figure is a ratio: what it is the ratio of."""

    unit: str = ""
    dominated_zh: str
    dominated_en: str

    @property
    def is_ratio(self) -> bool:
        """Whether ours was measured beside a floor."""
        return bool(self.floor)

    def verdict(self, figures: Figures) -> Literal["met", "missed", "unknown"]:
        """Whether what is held was met."""
        value = figures.get(self.figure)
        if value is None:
            return "unknown"
        low = self.least is not None and value < self.least
        high = self.most is not None and value > self.most
        return "missed" if low or high else "met"

    @property
    def bound(self) -> str:
        """What it is held to, in words."""
        sign, value = ("≥", self.least) if self.least is not None else ("≤", self.most)
        return f"{sign} {number(value or 0)}" + ("" if self.is_ratio or not self.unit else f" {self.unit}")


def number(value: float) -> str:
    """A figure as people read it: three digits that mean something."""
    if value == int(value) or abs(value) >= 100:  # noqa: PLR2004 - from here on no decimals
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"  # noqa: PLR2004 - same


HELD: Final = (
    Held(
        benchmark="reads",
        zh="读取一张退货单（16 个客户端）",
        en="read one return, 16 clients",
        figure="reads.one.ratio",
        least=0.7,
        floor="reads.one.floor_per_second",
        ours="reads.one.per_second",
        unit="/s",
        dominated_zh="五次数据库往返；其次是 SQLAlchemy Core 的语句与结果",
        dominated_en="five round trips; then SQLAlchemy Core's statements and results",
    ),
    Held(
        benchmark="reads",
        zh="列出 50 张退货单（16 个客户端）",
        en="list 50 returns, 16 clients",
        figure="reads.fifty.ratio",
        least=0.8,
        floor="reads.fifty.floor_per_second",
        ours="reads.fifty.per_second",
        unit="/s",
        dominated_zh="五十行转换为有类型的结构（金额、枚举、地址）",
        dominated_en="turning fifty rows into typed Structs (money, enums, addresses)",
    ),
    Held(
        benchmark="reads",
        zh="64 个客户端保持 16 个时的吞吐",
        en="64 clients keep the rate of 16",
        figure="reads.crowd.ratio",
        least=0.95,
        floor="reads.crowd.at_16_per_second",
        ours="reads.crowd.at_64_per_second",
        unit="/s",
        dominated_zh="连接池排队",
        dominated_en="waiting for the pool of connections",
    ),
    Held(
        benchmark="filing",
        zh="提交退货单，对比逐条 asyncpg（16 个客户端）",
        en="file a return, beside asyncpg statement by statement, 16 clients",
        figure="filing.at_16.ratio_to_floor",
        least=0.35,
        floor="filing.at_16.floor_per_second",
        ours="filing.at_16.ours_per_second",
        unit="/s",
        dominated_zh="七次数据库往返；其次是政策裁决与答复的编码",
        dominated_en="seven round trips; then the policy's decision and encoding the answer",
    ),
    Held(
        benchmark="filing",
        zh="提交退货单，对比同样语句的裸 Litestar 路由（16 个客户端）",
        en="file a return, beside a bare Litestar route with the same statements, 16 clients",
        figure="filing.at_16.ratio_to_bare",
        least=0.6,
        floor="filing.at_16.bare_per_second",
        ours="filing.at_16.ours_per_second",
        unit="/s",
        dominated_zh="认证、幂等、政策裁决：裸路由不做裁决",
        dominated_en="recognising, idempotency and above all deciding, which the bare route does not do",
    ),
    Held(
        benchmark="deliveries",
        zh="清空空投递",
        en="no-op deliveries drained",
        figure="deliveries.per_second",
        least=400,
        unit="/s",
        dominated_zh="每个投递三个事务：领取、开始、结束，外加一次入队",
        dominated_en="three transactions a delivery (claim, begin, end) and one trip through the queue",
    ),
    Held(
        benchmark="deliveries",
        zh="交互投递从事实到开始，p95",
        en="from a fact to the start of its interactive delivery, p95",
        figure="deliveries.start_p95_milliseconds",
        most=250,
        unit="ms",
        dominated_zh="两次查看之间的间隔，30–150 毫秒",
        dominated_en="the pause between two looks for work, 30 to 150 ms",
    ),
    Held(
        benchmark="deliveries",
        zh="一个品牌涌入大量投递时，另外 49 个品牌各一个投递的最长等待",
        en="longest wait of 49 others' single deliveries beside one tenant's flood",
        figure="deliveries.longest_wait_seconds",
        most=2,
        unit="s",
        dominated_zh="轮到自己前的一轮",
        dominated_en="the turn before one's own",
    ),
    Held(
        benchmark="memory",
        zh="两个接口进程与一个后台进程的内存（PSS）",
        en="memory of two API processes and a worker (PSS)",
        figure="memory.megabytes",
        most=220,
        unit="MB",
        dominated_zh="每个进程各一份的代码，约 85 MB，见下文",
        dominated_en="code, some 85 MB once in each process; see below",
    ),
    Held(
        benchmark="decide",
        zh="每核每秒判定行数（两份示例政策中较慢的）",
        en="line decisions per second and core, the slower of both demo policies",
        figure="decide.slowest_per_second",
        least=20_000,
        unit="/s",
        dominated_zh="逐行匹配条款，日期运算",
        dominated_en="matching clauses line by line, calendar arithmetic",
    ),
    Held(
        benchmark="replay",
        zh="草稿推演十万条历史结论（从库中读出到结果入库）",
        en="100,000 past decisions replayed by a draft, from the database and back",
        figure="replay.seconds_per_100000",
        most=10,
        unit="s",
        dominated_zh="判定与解码各占一核；读库时拆出每行结论",
        dominated_en="deciding and decoding on two cores; taking the verdicts out of the stored traces",
    ),
    Held(
        benchmark="counts",
        zh="一万行盘点：打开、录入、提交、过账",
        en="a count of 10,000 lines opened, entered, submitted and posted",
        figure="counts.all.seconds_per_10000_lines",
        most=2,
        unit="s",
        dominated_zh="过账：每行都有差异，两万条分录与余额",
        dominated_en="posting: every line differs, so 20,000 entries and their balances",
    ),
    Held(
        benchmark="documents",
        zh="每核每秒单页单据",
        en="one-page forms per second and core",
        figure="documents.forms_per_second_and_core",
        least=30,
        unit="/s",
        dominated_zh="Typst 排版",
        dominated_en="setting the page in Typst",
    ),
    Held(
        benchmark="documents",
        zh="每份单据大小（内嵌中文字体）",
        en="size of a form with its Chinese fonts",
        figure="documents.kilobytes_per_form",
        most=300,
        unit="KB",
        dominated_zh="字体子集",
        dominated_en="the subset of the font",
    ),
    Held(
        benchmark="metering",
        zh="计量事件，两成重复、半成迟到",
        en="usage events end to end, 20 % duplicates, 5 % late",
        figure="metering.events_per_second",
        least=15_000,
        unit="/s",
        dominated_zh="一批一次去重与汇总",
        dominated_en="one statement a batch that drops duplicates and adds up",
    ),
    Held(
        benchmark="metering",
        zh="计量结果精确的品牌比例",
        en="share of tenants whose usage is exact",
        figure="metering.exact_tenants",
        least=1,
        unit="",
        dominated_zh="—",
        dominated_en="—",
    ),
    Held(
        benchmark="growth",
        zh="1,000 个品牌、一百万张退货单时的提交退货单（p50），对比 10 个品牌、一万张",
        en="filing (p50) at 1,000 tenants and a million returns, beside 10 and ten thousand",
        figure="growth.filing.ratio",
        most=1.3,
        floor="growth.filing.small_p50_milliseconds",
        ours="growth.filing.large_p50_milliseconds",
        unit="ms",
        dominated_zh="索引以租户开头，多出的只是更深一层的页",
        dominated_en="indexes begin with the tenant, so only a deeper page is added",
    ),
    Held(
        benchmark="growth",
        zh="1,000 个品牌、一百万张退货单时的列出五十张退货单（p50），对比 10 个品牌、一万张",
        en="listing fifty returns (p50) at 1,000 tenants and a million returns, beside 10 and ten thousand",
        figure="growth.listing.ratio",
        most=1.3,
        floor="growth.listing.small_p50_milliseconds",
        ours="growth.listing.large_p50_milliseconds",
        unit="ms",
        dominated_zh="索引以租户开头，多出的只是更深一层的页",
        dominated_en="indexes begin with the tenant, so only a deeper page is added",
    ),
)
"""Every line, in the order of the table."""
