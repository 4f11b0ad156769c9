"""Invented reports for the tests of drawing; every number and name is 演示."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from boshan_desk.domain.report import (
    Block,
    Chart,
    Column,
    Grid,
    Heading,
    PageBreak,
    Report,
    Series,
    Words,
)

TOWNS = (
    "城东街道",
    "城西街道",
    "山头街道",
    "域城镇",
    "白塔镇",
    "八陡镇",
    "石马镇",
    "源泉镇",
    "池上镇",
    "博山镇",
    "经济开发区",
)


def report(*blocks: Block, **changes: Any) -> Report:
    """A report with the blocks given and an invented head."""
    head: dict[str, Any] = {
        "office": "博山区国家知识产权强区建设试点区领导小组办公室",
        "date": "2026年10月9日",
        "period": "2026年前三季度",
        "as_of": "（数据截至2026年9月30日）",
        "foot": "演示数据",
        "subject": "知识产权工作情况",
    }
    return Report(
        title=("博山区2026年前三季度", "知识产权工作情况通报"), blocks=blocks, **(head | changes)
    )


def main_figures() -> Grid:
    """The table of main figures, nine columns."""
    text = """
        每万人口高价值发明专利拥有量 件 6.50 — 6.12 94.2% 75.0% +8.3% 达到序时进度
        发明专利授权量 件 220 58 171 77.7% 75.0% +12.5% 达到序时进度
        有效注册商标量 件 9000 — 8764 97.4% 75.0% +5.1% 达到序时进度
        专利商标质押融资登记金额 万元 52000.00 12600.00 34380.00 66.1% 75.0% -4.7% 滞后
        地理标志专用标志使用市场主体 家 40 6 41 102.5% 75.0% +36.7% 已完成
        商标品牌指导站服务次数 次 1200 331 986 82.2% 75.0% +19.2% 达到序时进度
        知识产权行政执法案件结案 件 — 23 71 — — +7.6% —
    """
    rows = tuple(tuple(line.split()) for line in text.strip().splitlines())
    return Grid(
        title="主要指标完成情况",
        columns=(
            Column(title="指标", weight=2.6),
            Column(title="单位", align="center"),
            Column(title="年度目标", align="right"),
            Column(title="本季", align="right"),
            Column(title="累计", align="right"),
            Column(title="完成率", align="right"),
            Column(title="序时进度", align="right"),
            Column(title="同比", align="right"),
            Column(title="状态", align="center"),
        ),
        rows=rows,
        key="main",
    )


def towns() -> Grid:
    """Eleven towns and their sum."""
    rows = [
        (
            str(i + 1),
            town,
            str(57 - 4 * i),
            str(48 - 3 * i),
            f"{18.8 - 5 * i:+.1f}%",
            str(9 - i // 2),
        )
        for i, town in enumerate(TOWNS)
    ]
    return Grid(
        title="各镇（街道）发明专利授权情况",
        unit="件、家",
        columns=(
            Column(title="序号", weight=0.6, align="center"),
            Column(title="镇（街道）", weight=1.6),
            Column(title="本期授权", align="right"),
            Column(title="上年同期", align="right"),
            Column(title="同比", align="right"),
            Column(title="新增企业", align="right"),
        ),
        rows=(*rows, ("", "合计", "407", "363", "+12.1%", "74")),
        strong=frozenset({11}),
    )


def annex(count: int) -> Grid:
    """A long list of cases."""
    rows = tuple(
        (
            str(i + 1),
            f"博市监知处〔2026〕{i + 1}号",
            f"演示市{TOWNS[i % 11]}某某陶瓷琉璃制品有限公司{i % 97}",
            ("侵犯注册商标专用权", "假冒专利", "擅自使用地理标志专用标志")[i % 3],
            f"2026年{i % 9 + 1}月{i % 27 + 1}日",
            TOWNS[i % 11],
            f"{(i * 137) % 9000 / 100:.2f}",
            ("已结案", "调查中", "移送")[i % 3],
        )
        for i in range(count)
    )
    return Grid(
        title="知识产权行政执法案件清单",
        unit="万元",
        columns=(
            Column(title="序号", weight=0.5, align="center"),
            Column(title="文号", weight=1.7),
            Column(title="当事人", weight=2.4),
            Column(title="案由", weight=1.7),
            Column(title="立案日期", weight=1.3),
            Column(title="镇（街道）"),
            Column(title="罚没款", weight=0.9, align="right"),
            Column(title="状态", weight=0.8, align="center"),
        ),
        rows=rows,
        long=True,
    )


def bars() -> Chart:
    """Upright bars: two series over the towns, one value missing."""
    return Chart(
        kind="bars",
        title="各镇（街道）发明专利授权量",
        labels=TOWNS,
        unit="件",
        series=(
            Series(name="2026年前三季度", values=(57, 53, 49, 45, 41, 37, 33, 29, None, 21, 17)),
            Series(name="2025年同期", values=(48, 45, 42, 39, 36, 33, 30, 27, 24, 21, 18)),
        ),
    )


def lines() -> Chart:
    """Lines over six quarters."""
    return Chart(
        kind="lines",
        title="近六个季度专利商标质押融资登记金额",
        labels=tuple(f"{y}年{q}季度" for y in (2025, 2026) for q in (1, 2, 3)),
        unit="万元",
        series=(
            Series(
                name="专利",
                values=tuple(
                    Decimal(v) for v in ("820.50", "910", "1002.25", "1100", "980", "1230")
                ),
            ),
            Series(name="商标", values=(410, 395, None, 520, 610, 590)),
        ),
    )


def ring() -> Chart:
    """A ring of case kinds."""
    return Chart(
        kind="ring",
        title="案件类型构成",
        labels=(
            "侵犯注册商标专用权",
            "假冒专利",
            "擅自使用地理标志专用标志",
            "代理机构违法",
            "其他",
        ),
        unit="件",
        series=(Series(name="", values=(38, 14, 9, 6, 4)),),
    )


def lying() -> Chart:
    """Lying bars with long labels."""
    return Chart(
        kind="rows",
        title="重点工作进度",
        unit="%",
        labels=(
            "建设陶瓷琉璃国家级知识产权快速维权中心并开展专利预审服务",
            "培育国家知识产权优势企业和示范企业",
            "商标品牌指导站",
            "地理标志保护工程",
        ),
        series=(Series(name="完成率", values=(Decimal("62.5"), 80, Decimal("100.0"), 45)),),
    )


def whole() -> Report:
    """A paper of the kind laid before a leading group."""
    lead = (
        "2026年前三季度，全区知识产权工作坚持稳中求进，各项指标总体达到序时进度。截至9月底，"
        "全区每万人口高价值发明专利拥有量达到6.12件，同比增长8.3%；专利商标质押融资登记金额"
        "3.44亿元，同比下降4.7%；办结知识产权行政执法案件71件，罚没款128.64万元。现将有关情况通报如下。"
    )
    create = (
        "前三季度，全区发明专利授权171件，同比增长12.5%，其中企业授权142件，占83.0%；"
        "PCT国际专利申请11件。博山区某某琉璃有限公司的“琉璃色釉配方及其制备方法”（ZL202310000000.0）"
        "获得省专利奖二等奖，实现了我区该奖项“零”的突破。企业负责人㛃䶮、𬭎𠮷（演示姓名）表示："
        "“下一步将继续加大研发投入！”"
    )
    use = (
        "开展“入园惠企”活动12场，促成质押融资36笔、34380.00万元；与中国银行、农业银行、"
        "建设银行、齐商银行等签订合作协议，推出“知融通”“版权贷”等产品——其中信用类产品占比41.2%……"
    )
    return report(
        Words(text=lead, style="lead"),
        Heading(level=1, text="一、主要指标完成情况", key="main"),
        Words(text="七项主要指标中，已完成1项，达到序时进度4项，滞后1项，详见表1。"),
        main_figures(),
        Words(
            text="注：完成率＝累计÷年度目标；序时进度按自然月计算。专利数据来源于国家知识产权局。",
            style="note",
        ),
        Heading(level=1, text="二、重点工作推进情况", key="work"),
        Heading(level=2, text="（一）知识产权创造"),
        Words(text=create),
        lines(),
        Heading(level=2, text="（二）知识产权运用"),
        Words(text=use),
        Heading(level=3, text="1．专利导航"),
        Words(text="完成陶瓷新材料产业专利导航项目1个，形成报告并向5家企业推送。" * 3),
        lying(),
        Heading(level=1, text="三、执法办案情况", key="cases"),
        Words(text="共立案84件，结案71件，移送公安机关2件，案件类型构成见图3。" * 2),
        ring(),
        Heading(level=1, text="四、镇（街道）情况", key="towns"),
        Words(text="增幅居前三位的是：城东街道、城西街道、山头街道；"
              "后三位的是：池上镇、博山镇、经济开发区。"),
        towns(),
        bars(),
        Heading(level=1, text="五、存在问题", key="problems"),
        Words(text="一是质押融资进度滞后。累计登记34380.00万元，低于序时进度8.9个百分点，"
              "责任单位为区知识产权局、区金融办，于11月底前完成整改。"),
        Heading(level=1, text="六、下步工作打算", key="next"),
        Words(text="围绕全年目标任务，倒排工期、挂图作战，确保完成试点任务。" * 4),
        PageBreak(),
        Heading(level=1, text="附件1", key="annex"),
        annex(60),
    )  # fmt: skip
