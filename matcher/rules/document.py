"""`docs/SCENARIOS.md`, written from the scenario files so that it cannot drift. A test fails when it is stale.

python -m matcher.rules.document > docs/SCENARIOS.md
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any

from matcher.domain.law import shipped_law
from matcher.domain.words import say
from matcher.rules.applied import Applied
from matcher.rules.catalogue import RULES, entries
from matcher.rules.loading import load_scenarios
from matcher.rules.people import FIELDS
from matcher.rules.scenario import Scenario

HEAD = """\
<!-- Generated from matcher/rules/scenarios/*.toml by `python -m matcher.rules.document`. Do not edit. -->
# 服务方案 / Scenarios

每项服务是一个文件（`matcher/rules/scenarios/`），列出规则、参数、来源和权重；单位可以在自己的目录里增加服务，不需要改程序。
规则按表中的顺序计数：被排除的岗位或人只算在第一条不符合的规则下。“待确认”一栏说明信息不全时怎么办：问清楚（ask），或者排除（exclude）。

Each service is one file (`matcher/rules/scenarios/`) with rules, parameters, sources and weights; an agency adds its
own in a folder of its own, without touching code. A record that is excluded counts under the first rule of the table
that it fails. "Unknown" says what a missing answer does: it is asked, or it excludes.
"""


OWN = """\
## 自己的服务 / A service of your own

在设置里写明的文件夹中放一个 TOML 文件；与已有服务同名的，以您的为准。
写错的文件在启动时被拒绝，说明文件、位置和原因。条件用 all、any、not 组合，按三值逻辑判断：没有回答的是“待确认”。
`confirm = true` 表示即使符合也要核对；`missing` 说明没有回答时算什么（unknown、pass、fail）。

Put a TOML file into the folder that the settings name; one with the name of a shipped service takes its place. A wrong
file is refused at start with file, place and reason. Conditions are composed of all, any and not, in three-valued
logic: what is not answered is unknown. `confirm = true` asks even where the answer is yes; `missing` says what no
answer means (unknown, pass, fail).
"""

EXAMPLE = """\
name = "night_market"
title = { zh = "夜市招工", en = "Night market" }
summary = { zh = "夜间零工", en = "Gigs at night" }

[weights]
near = 2
pay = 1

[[rules]]
code = "no_consent"

[[rules]]
code = "not_offered"
types = ["gig"]

[[rules]]
code = "night_work"
unknown = "exclude"              # 没有说接不接受夜班，就不推荐 / who has not accepted nights is left out

[[rules]]                        # 自己的规则：条件、来源、三句话 / a rule of your own: condition, source, three texts
code = "grown_up"
source = { title = "夜市公约", article = "第一条" }
[rules.condition]
any = [{ field = "age", op = "ge", value = 18 }, { not = { field = "status", op = "eq", value = "student" } }]
[rules.words]
pass = { zh = "可以在夜市做工", en = "may work at the night market" }
unknown = { zh = "请确认年龄和是否在校", en = "please ask for age and school" }
fail = { zh = "在校未成年人不行", en = "no pupils under age" }
"""


def scenarios_page() -> str:
    """The whole page, Chinese and English side by side."""
    scenarios = load_scenarios()
    lines = [HEAD, "## 目录 / Contents", ""]
    lines += [f"- [{s.title['zh']} / {s.title['en']}](#{s.name})" for s in scenarios.values()]
    for scenario in scenarios.values():
        lines += ["", *_scenario(scenario)]
    lines += ["", *_own(), "", *_catalogue(), "", *_law()]
    return "\n".join(lines).rstrip() + "\n"


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _table(*names: str) -> list[str]:
    return [_row(*names), _row(*("---" for _ in names))]


def _scenario(scenario: Scenario) -> Iterator[str]:
    yield f'<a id="{scenario.name}"></a>'
    yield f"## {scenario.title['zh']} / {scenario.title['en']} (`{scenario.name}`)"
    yield ""
    yield f"{scenario.summary['zh']}。"
    yield ""
    yield f"{scenario.summary['en']}."
    yield ""
    yield from _table("#", "规则 / Rule", "代码 / Code", "待确认 / Unknown", "参数 / Parameters", "来源 / Source")
    for number, applied in enumerate(scenario.rules, 1):
        yield _row(
            str(number), _name(applied.code), f"`{applied.code}`", applied.effect, _params(applied), _source(applied)
        )
    yield ""
    yield f"- 权重 / Weights: {_weights(scenario.weights)}"
    yield f"- 召回 / Recall: {scenario.recall}; {_weights(scenario.blocks)}"
    yield f"- 每页每家单位最多 / Most posts of one employer on a page of ten: {scenario.per_employer}"
    if scenario.tiers:
        yield ""
        yield "安置的先后（计划的层次，从不进入分数）/ Order of precedence (a tier of a plan, never a score):"
        yield ""
        for number, tier in enumerate(scenario.tiers, 1):
            names = f"{tier.title['zh']} / {tier.title['en']} ({', '.join(sorted(tier.categories))})"
            yield f"{number}. {names}; {tier.source.title}; {tier.status}"
    if scenario.hints:
        yield ""
        yield "提示（不参与规则和分数）/ Hints, read by no rule and no score:"
        yield ""
        yield from (
            f"- {say(f'hint_{name}', 'zh')} / {say(f'hint_{name}', 'en')} (`{name}`)" for name in scenario.hints
        )
    if scenario.services:
        yield ""
        yield "服务内容 / What the service owes a person:"
        yield ""
        for item in scenario.services:
            found = f"; 岗位见 / posts in `{item.offered_in}`" if item.offered_in else ""
            yield f"- {item.title['zh']} ≥ {item.least} / {item.title['en']}, {item.days} 天 / days{found}"


def _name(code: str) -> str:
    return f"{say('subject_' + code, 'zh')} / {say('subject_' + code, 'en')}" if code in RULES else code


def _params(applied: Applied) -> str:
    return "; ".join(f"{key}: {_value(value)}" for key, value in applied.given.items())


def _value(value: Any) -> str:
    if isinstance(value, Mapping) and set(value) == {"zh", "en"}:
        return f"{value['zh']} / {value['en']}"
    if isinstance(value, Mapping):
        return _condition(value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


def _condition(data: Mapping[str, Any]) -> str:
    """A condition as one line: `all(a, any(b, c))`."""
    for kind in ("all", "any"):
        if kind in data:
            return f"{kind}({', '.join(_condition(part) for part in data[kind])})"
    if "not" in data:
        return f"not({_condition(data['not'])})"
    value = "" if "value" not in data else f" {_value(data['value'])}"
    ask = " → ask" if data.get("confirm") else ""
    return f"{data['field']} {data['op']}{value}{ask}"


def _source(applied: Applied) -> str:
    return f"{applied.source.title} {applied.source.article}".strip()


def _weights(weights: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in weights.items())


def _own() -> Iterator[str]:
    yield from OWN.splitlines()
    yield ""
    yield "```toml"
    yield EXAMPLE + "```"
    yield ""
    yield from _table("字段 / Field", "问法 / Operators")
    for name, operators in FIELDS.items():
        yield _row(f"`{name}`", ", ".join(f"`{op}`" for op in operators))


def _catalogue() -> Iterator[str]:
    yield "## 规则一览 / The rules"
    yield ""
    yield "“敏感”的规则只对有 `sensitive:read` 权限的人显示，其他人只看到 `to_discuss`。"
    yield "Sensitive rules are shown to `sensitive:read` alone; others see the one code `to_discuss`."
    yield ""
    yield from _table("代码 / Code", "规则 / Rule", "来源 / Source", "敏感 / Sensitive")
    for code, entry in entries().items():
        source = f"{entry.source.title} {entry.source.article}".strip()
        yield _row(f"`{code}`", _name(code), source, "✓" if entry.sensitive else "")


def _law() -> Iterator[str]:
    yield "## 法定数字 / Numbers of the law"
    yield ""
    yield "`general_to_confirm` 的数字由使用单位核对 / Numbers marked `general_to_confirm` are for the agency to check."
    yield ""
    yield from _table("名称 / Name", "值 / Value", "起 / From", "止 / To", "来源 / Source", "状态 / Status")
    for number in shipped_law().numbers:
        days = [day.isoformat() if day else "" for day in (number.start, number.end)]
        source = f"{number.source.title} {number.source.article}".strip()
        yield _row(f"`{number.name}`", f"{number.value:g} {number.unit}", *days, source, number.status)
    yield ""
    yield from _table("最低工资类别 / Minimum wage class", "起 / From", "元/月 / a month", "元/小时 / an hour")
    for wage in shipped_law().wages:
        yield _row(wage.level, wage.start.isoformat(), f"{wage.month:g}", f"{wage.hour:g}")


if __name__ == "__main__":
    sys.stdout.buffer.write(scenarios_page().encode())
