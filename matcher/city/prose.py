"""Puts sentences together: what a post's description and a person's summary say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matcher.city.assumptions import wording
from matcher.city.dice import Dice
from matcher.city.sketch import Sketch
from matcher.city.trades import Trade


def listed(dice: Dice, items: Sequence[str]) -> str:
    """The items as clerks number them."""
    style = dice.below(4)
    if style == 0:
        return "".join(f"{n}、{item}；" for n, item in enumerate(items, 1))
    if style == 1:
        return "\n" + "\n".join(f"{n}. {item}" for n, item in enumerate(items, 1)) + "\n"
    if style == 2:
        return "；".join(f"({n}){item}" for n, item in enumerate(items, 1)) + "。"
    return "；".join(items) + "。"


class PostProse:
    """Titles and descriptions of posts."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._phrases = wording("phrases")

    def title(self, trade: Trade) -> str:
        """One of the post's names, sometimes with what clerks hang on to it."""
        name = self._dice.pick(trade.names) if self._dice.chance(0.6) else trade.title
        return name + (self._dice.pick(self._phrases["post"]["tail"]) if self._dice.chance(0.18) else "")

    def description(self, trade: Trade, title: str, town: str, *, kind: str, extra: Sequence[str] = ()) -> str:
        """A description: duties, wishes, what is offered, in one of several orders."""
        dice, post = self._dice, self._phrases["post"]
        duties = dice.some(trade.duties, dice.between(2, 5))
        skills = "、".join(dice.some(trade.skills, dice.between(1, 3))) or trade.title
        values = {
            "title": title,
            "town": town,
            "place": dice.pick(trade.places),
            "count": f"{dice.between(1, 9)}名",
            "skills": skills,
        }
        parts = {name: dice.pick(post[name]).format_map(values) for name in ("open", "want", "offer", "close")}
        text: str = dice.pick(post["layouts"]).format(
            duties_flow=dice.pick("，；").join(duties), duties_list=listed(dice, duties), **parts
        )
        text = text.rstrip("，；\n")
        if not text.endswith("。"):
            text += "。"
        if kind in ("internship", "public_welfare") and dice.chance(0.7):
            text += dice.pick(post["intern" if kind == "internship" else "welfare"]).format(
                months=dice.pick((3, 3, 6, 12))
            )
        return text + "".join(extra)

    def gig_notice(self, shifts: Sequence[Mapping[str, str]], settlement: str | None) -> str:
        """When a gig is and how it pays, as its notice says it."""
        post, first = self._phrases["post"], shifts[0]
        text: str = self._dice.pick(post["gig"]).format(
            day=f"{int(first['start'][5:7])}月{int(first['start'][8:10])}日",
            hours=f"{first['start'][11:16]}到{first['end'][11:16]}",
            settle=post["settle"].get(settlement, "工资面议"),
        )
        return text

    def english(self, title: str, town: str, skills: Sequence[str]) -> str:
        """A description in English."""
        english = self._phrases["english"]
        values = {name: self._dice.pick(english[name]).format(skills=", ".join(skills)) for name in ("want", "offer")}
        text: str = self._dice.pick(english["post"]).format(title=title, town=town, **values)
        return text


class PersonProse:
    """Headlines, summaries and earlier jobs of people."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._phrases = wording("phrases")

    def headline(self, title: str, wish: str, years: str, major: str | None, education: str) -> str:
        """One line; `major` is None where there is none to name."""
        forms = [form for form in self._phrases["person"]["headline"] if major or "{major}" not in form]
        text: str = self._dice.pick(forms).format(
            title=title, wish=wish, years=years, major=major or "", edu=education, skills=wish
        )
        return text

    def summary(self, s: Sketch, skills: Sequence[str]) -> str:
        """A few sentences about oneself."""
        dice, person, trade = self._dice, self._phrases["person"], s.trade
        who = "who_young" if s.age < 25 else "who_adult" if s.age < 46 else "who_older"
        values = {
            "major": s.major or "相关专业",
            "town": s.site.town_name,
            "skills": "、".join(dice.some(skills, 2)) or trade.title,
            "wish": s.wish,
            "place": dice.pick(trade.places),
        }
        parts = {name: dice.pick(person[name]).format_map(values) for name in ("wish", "close")}
        text: str = dice.pick(person["layouts"]).format(
            who=dice.pick(person[who]).format_map(values),
            did_flow="，".join(dice.some(trade.did, dice.between(1, 2))),
            strength="、".join(dice.some(person["strength"], dice.between(1, 3))).format_map(values),
            place=values["place"],
            **parts,
        )
        text = text.rstrip("，；")
        return text if text.endswith("。") else text + "。"

    def english(self, title: str, years: str, town: str, major: str) -> str:
        """A summary in English."""
        english = self._phrases["english"]
        want = self._dice.pick(english["want"]).format(skills="the usual tools")
        text: str = self._dice.pick(english["person"]).format(
            title=title, years=years, town=town, major=major, want=want
        )
        return text
