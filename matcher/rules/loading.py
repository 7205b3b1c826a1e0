"""Scenario files read and checked: a wrong one is refused with file, key and reason."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Collection, Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, NoReturn, Protocol, get_args

from matcher.domain.errors import SettingError
from matcher.domain.law import Source
from matcher.domain.requests import Event
from matcher.rules import checks
from matcher.rules.applied import Applied
from matcher.rules.catalogue import RULES, entries
from matcher.rules.checks import Fault
from matcher.rules.condition import WrongCondition, questions
from matcher.rules.entitlement import entitled_by
from matcher.rules.hints import HINTS
from matcher.rules.own import own_rule
from matcher.rules.rule import Rule
from matcher.rules.scenario import Scenario, Scenarios, Service, Tier, Words
from matcher.table.coding import EMPLOYMENT_TYPES

BLOCKS = ("title", "occupation", "skills", "body", "words")
_KEYS = ("name", "title", "summary", "rules", "blocks", "weights", "recall", "variety", "tiers", "services", "hints")
_RULE_KEYS = ("code", "unknown", "source")
SENSITIVE_FIELDS = ("age", "groups")


class _File(Protocol):
    @property
    def name(self) -> str: ...
    def read_text(self, encoding: str) -> str: ...


class _Reader:
    """One file: where something is wrong, it says so with the key."""

    def __init__(self, file: str, features: Collection[str] | None) -> None:
        self.file, self.features = file, features

    def wrong(self, key: str, fault: Fault | str, **values: object) -> NoReturn:
        found = Fault(fault, values) if isinstance(fault, str) else fault
        raise SettingError(f"scenario_{found.code}", file=self.file, key=key, **found.values)

    def known(self, data: Mapping[str, Any], keys: Collection[str], where: str) -> None:
        for key in data:
            if key not in keys:
                near = difflib.get_close_matches(key, list(keys), 1, 0.5)
                if near:
                    self.wrong(f"{where}{key}", "unknown_key_near", near=near[0])
                self.wrong(f"{where}{key}", "unknown_key", known=", ".join(sorted(keys)))

    def words(self, data: Any, where: str) -> Words:
        if not isinstance(data, Mapping) or not all(isinstance(data.get(k), str) and data[k] for k in ("zh", "en")):
            self.wrong(where, "not_words")
        self.known(data, ("zh", "en"), where + ".")
        return dict(data)

    def source(self, data: Any, where: str) -> Source:
        if not isinstance(data, Mapping) or not isinstance(data.get("title"), str):
            self.wrong(where, "not_source")
        self.known(data, ("title", "article"), where + ".")
        return Source(data["title"], str(data.get("article", "")))

    def weights(self, data: Any, where: str, allowed: Collection[str] | None) -> dict[str, float]:
        if not isinstance(data, Mapping):
            self.wrong(where, "not_table")
        if allowed is not None:
            self.known(data, allowed, where + ".")
        for key, value in data.items():
            if fault := checks.number(value):
                self.wrong(f"{where}.{key}", fault)
        if data and not any(data.values()):
            self.wrong(where, "weights_zero")
        return {key: float(value) for key, value in data.items()}

    def whole(self, value: Any, where: str, least: int) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            self.wrong(where, "not_whole", least=least)
        return value

    def rule(self, data: Any, at: int, name: str, title: Words) -> Applied:
        where = f"rules[{at}]"
        if not isinstance(data, Mapping) or not isinstance(data.get("code"), str):
            self.wrong(where, "not_rule")
        code, effect = data["code"], data.get("unknown", "ask")
        if fault := checks.one_of(("ask", "exclude"))(effect):
            self.wrong(f"{where}.unknown", fault)
        params = {key: value for key, value in data.items() if key not in _RULE_KEYS}
        entry = entries().get(code)
        if entry is None:
            return self._own(data, where, params)
        rule = RULES[code]
        source = self.source(data["source"], f"{where}.source") if "source" in data else entry.source
        checked = self._params(rule, params, where)
        injected = {"channel": name, "title": title} if code == "not_offered" else {}
        defaults = {"ignore": ()} if code == "employer_listed" else {}
        return Applied(rule, {**defaults, **injected, **checked}, effect, source, entry.sensitive, params)

    def _params(self, rule: Rule, params: Mapping[str, Any], where: str) -> dict[str, Any]:
        extra = ("condition", "whom") if rule.code == "not_entitled" else ()
        self.known(params, (*rule.params, *extra, *_RULE_KEYS), where + ".")
        for key in rule.required:
            if key not in params:
                self.wrong(f"{where}.{key}", "required")
        for key, value in params.items():
            if key in rule.params and (fault := rule.params[key](value)):
                self.wrong(f"{where}.{key}", fault)
        checked = dict(params)
        if rule.code == "not_entitled":
            if ("condition" in params) == ("recognised" in params):
                self.wrong(where, "recognised_or_condition")
            if "condition" in params:
                checked["condition"] = self.condition(params["condition"], f"{where}.condition")
                checked["whom"] = self.words(params.get("whom"), f"{where}.whom")
        return checked

    def condition(self, data: Any, where: str) -> Any:
        try:
            return entitled_by(data, where)
        except WrongCondition as wrong:
            self.wrong(wrong.where, wrong.fault)

    def _own(self, data: Mapping[str, Any], where: str, params: Mapping[str, Any]) -> Applied:
        if "condition" not in params:
            near = difflib.get_close_matches(data["code"], list(RULES), 1, 0.5)
            if near:
                self.wrong(f"{where}.code", "unknown_rule_near", rule=data["code"], near=near[0])
            self.wrong(f"{where}.code", "unknown_rule", rule=data["code"])
        self.known(params, ("condition", "words", *_RULE_KEYS), where + ".")
        condition = self.condition(params["condition"], f"{where}.condition")
        words = params.get("words")
        if not isinstance(words, Mapping) or sorted(words) != ["fail", "pass", "unknown"]:
            self.wrong(f"{where}.words", "not_rule_words")
        texts = {verdict: self.words(words[verdict], f"{where}.words.{verdict}") for verdict in words}
        source = self.source(data.get("source"), f"{where}.source")
        rule = own_rule(data["code"], condition, texts)
        sensitive = any(question.field in SENSITIVE_FIELDS for question in questions(condition))
        return Applied(rule, {}, data.get("unknown", "ask"), source, sensitive, params)

    def tier(self, data: Any, at: int) -> Tier:
        where = f"tiers[{at}]"
        if not isinstance(data, Mapping):
            self.wrong(where, "not_table")
        self.known(data, ("title", "categories", "source", "status"), where + ".")
        if fault := checks.texts(data.get("categories")):
            self.wrong(f"{where}.categories", fault)
        return Tier(
            self.words(data.get("title"), f"{where}.title"),
            frozenset(data["categories"]),
            self.source(data.get("source"), f"{where}.source"),
            str(data.get("status", "general_to_confirm")),
        )

    def service(self, data: Any, at: int) -> Service:
        where = f"services[{at}]"
        if not isinstance(data, Mapping):
            self.wrong(where, "not_table")
        self.known(data, ("code", "title", "least", "days", "events", "types", "offered_in"), where + ".")
        lists = {"events": get_args(Event), "types": EMPLOYMENT_TYPES}
        for key, allowed in lists.items():
            if fault := checks.among(allowed)(data.get(key, [])):
                self.wrong(f"{where}.{key}", fault)
        return Service(
            str(data.get("code")),
            self.words(data.get("title"), f"{where}.title"),
            self.whole(data.get("least"), f"{where}.least", 1),
            self.whole(data.get("days"), f"{where}.days", 1),
            tuple(data.get("events", ())),
            tuple(data.get("types", ())),
            str(data.get("offered_in", "")),
        )

    def hints(self, data: Any) -> tuple[str, ...]:
        if fault := checks.among(HINTS)(data):
            self.wrong("hints", fault)
        return tuple(data)

    def scenario(self, data: Mapping[str, Any]) -> Scenario:
        self.known(data, _KEYS, "")
        name = data.get("name")
        if not isinstance(name, str) or not name or not name.replace("_", "").isalnum():
            self.wrong("name", "not_name")
        title = self.words(data.get("title"), "title")
        rules = data.get("rules")
        if not isinstance(rules, list) or not rules:
            self.wrong("rules", "not_rules")
        applied = tuple(self.rule(rule, at, name, title) for at, rule in enumerate(rules))
        codes = [rule.code for rule in applied]
        for code in codes:
            if codes.count(code) > 1:
                self.wrong("rules", "rule_twice", rule=code)
        recall, variety = data.get("recall", {}), data.get("variety", {})
        self.known(recall, ("size",), "recall.")
        self.known(variety, ("per_employer",), "variety.")
        return Scenario(
            name,
            title,
            self.words(data.get("summary"), "summary"),
            applied,
            self.weights(data.get("blocks", {}), "blocks", BLOCKS),
            self.weights(data.get("weights", {}), "weights", self.features),
            self.whole(recall.get("size", 400), "recall.size", 1),
            self.whole(variety.get("per_employer", 3), "variety.per_employer", 1),
            tuple(self.tier(tier, at) for at, tier in enumerate(data.get("tiers", ()))),
            tuple(self.service(item, at) for at, item in enumerate(data.get("services", ()))),
            self.hints(data.get("hints", [])),
            self.file,
        )


def read_scenario(text: str, file: str, features: Collection[str] | None = None) -> Scenario:
    """One scenario from TOML. `features`: the names that `[weights]` may use. Raises SettingError."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingError("scenario_not_toml", file=file, key="", reason=str(error)) from None
    return _Reader(file, features).scenario(data)


def load_scenarios(folders: Iterable[Path] = (), features: Collection[str] | None = None) -> Scenarios:
    """The shipped scenarios and an agency's own, whose names win. Raises SettingError."""
    shipped = files("matcher.rules").joinpath("scenarios")
    sources: list[_File] = [f for f in shipped.iterdir() if f.name.endswith(".toml")]
    for folder in folders:
        if not folder.is_dir():
            raise SettingError("scenario_no_folder", file=str(folder), key="")
        sources.extend(sorted(folder.glob("*.toml")))
    read: dict[str, Scenario] = {}
    for source in sources:
        try:
            text = source.read_text("utf-8")
        except UnicodeDecodeError:
            raise SettingError("scenario_not_utf8", file=source.name, key="") from None
        scenario = read_scenario(text, source.name, features)
        read[scenario.name] = scenario
    for scenario in read.values():
        for at, item in enumerate(scenario.services):
            if item.offered_in and item.offered_in not in read:
                known = ", ".join(sorted(read))
                raise SettingError(
                    "scenario_not_one_of",
                    file=scenario.file,
                    key=f"services[{at}].offered_in",
                    value=item.offered_in,
                    allowed=known,
                )
    return Scenarios([read[name] for name in sorted(read)])
