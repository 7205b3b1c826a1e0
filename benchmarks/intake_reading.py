"""Reading 10,000 rows × 30 columns: our limited child against bare python-calamine, the checks apart.

    python benchmarks/intake_reading.py [--rows 10000] [--repeats 7]

Both read the file in turn, so that other load falls on both. Prints medians and the ratio of the reading
part (goal: at most 1.5), in wall-clock and processor seconds, and the seconds that layout, values, keys and checks take
on top.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook

from matcher.domain.moments import parse_moment
from matcher.intake.reading import Options, read_files
from matcher.intake.sandbox import read_contents

HEADER = [
    "岗位编号",
    "岗位名称",
    "单位名称",
    "招聘人数",
    "薪资待遇",
    "工作地点",
    "学历要求",
    "专业要求",
    "工作经验",
    "性别要求",
    "年龄要求",
    "岗位职责",
    "任职要求",
    "工作时间",
    "福利待遇",
    "参保情况",
    "结算方式",
    "联系人",
    "联系电话",
    "截止日期",
    "用工形式",
    "证书要求",
    "便利措施",
    "所属行业",
    "单位性质",
    "单位规模",
    "统一社会信用代码",
    "备注",
    "发布日期",
    "内部代号",
]


def write_workbook(path: Path, rows: int, seed: int = 0) -> None:
    """A jobs sheet as an office sends it."""
    draw = random.Random(seed)
    titles = [
        "缝纫工",
        "装配工",
        "保洁员",
        "客服专员",
        "会计",
        "电工",
        "仓库管理员",
        "收银员",
        "养老护理员",
        "数控车工",
    ]
    areas = ["邗江区汊河街道", "广陵区", "江都区仙女镇", "仪征", "高邮市", "宝应县城"]
    pays = ["4000-6000元/月", "4-6K", "面议", "150元/天", "20元/小时", "5000以上"]
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("岗位")
        sheet.write_row(0, 0, HEADER)
        for number in range(1, rows + 1):
            row = [
                f"J{number:06d}",
                draw.choice(titles),
                f"扬州示例{number % 997}有限公司",
                draw.randint(1, 20),
                draw.choice(pays),
                draw.choice(areas),
                draw.choice(["不限", "大专及以上", "高中", "初中以上"]),
                "不限",
                draw.choice(["不限", "1-3年", "3年以上"]),
                "不限",
                "18-45岁",
                f"负责第 {number} 号工位的日常工作，按作业指导书操作。",
                "能吃苦耐劳",
                draw.choice(["8:00-17:00", "两班倒"]),
                *["包午餐、班车", "五险", "月结", "王经理"],
                13800000000 + number,
                None,
                *["全职", "无", "坐姿作业", "制造业", "民营", "100-499人"],
                f"91321000MA{number:08d}",
                "",
                None,
                f"N{number % 50}",
            ]
            sheet.write_row(number, 0, ["" if value is None else value for value in row])
            for column in (19, 28):
                sheet.write_datetime(number, column, date(2023, 6, 1 + number % 28), day)


def timed(works: Sequence[Callable[[], object]], repeats: int) -> list[tuple[float, float]]:
    """Median wall-clock and processor seconds (children included) of works that take turns."""
    found: list[list[tuple[float, float]]] = [[] for _ in works]
    for _ in range(repeats):
        for work, times in zip(works, found, strict=True):
            before, start = _processor(), time.perf_counter()
            work()
            times.append((time.perf_counter() - start, _processor() - before))
    return [(statistics.median(wall for wall, _ in one), statistics.median(cpu for _, cpu in one)) for one in found]


def _processor() -> float:
    try:
        import resource  # noqa: PLC0415 not on Windows
    except ImportError:
        return time.process_time()
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def bare(path: Path) -> object:
    with CalamineWorkbook.from_path(str(path)) as book:
        return book.get_sheet_by_index(0).to_python()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=10_000)
    arguments.add_argument("--repeats", type=int, default=7)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "jobs.xlsx"
        write_workbook(path, given.rows)
        options = Options(parse_moment("2023-05-01T09:00+08:00"), b"a key for the benchmark")
        peer, ours = timed([lambda: bare(path), lambda: read_contents([path])], given.repeats)
        (whole,) = timed([lambda: read_files([path], "job", options)], max(1, given.repeats // 7))
    print(f"rows x columns        {given.rows} x {len(HEADER)}")
    print(f"bare calamine         {peer[0]:.3f} s wall, {peer[1]:.3f} s processor")
    print(f"limited child         {ours[0]:.3f} s wall, {ours[1]:.3f} s processor")
    print(f"ratio of reading      {ours[0] / peer[0]:.2f} wall, {ours[1] / peer[1]:.2f} processor (goal 1.5)")
    print(
        f"checks on top         {whole[0] - ours[0]:.2f} s wall, {(whole[0] - ours[0]) / given.rows * 1e6:.0f} us a row"
    )


if __name__ == "__main__":
    main()
