"""A row of a list of people as a candidate."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from matcher.intake.draft import Draft, Place, Reader, Told, Writer, by_field, extends, fills
from matcher.intake.place_columns import read_place_columns
from matcher.intake.values import choices, days, hours, identity, names, pay, people_wanted, schooling, whereabouts
from matcher.intake.values.reading import Reading, is_open

_CONSENT_COLUMNS = (
    ("person.consent_matching", ("matching",)),
    ("person.consent_disability", ("disability_matching",)),
    ("person.consent_contact", ("contact",)),
    ("person.consent_general", ("matching",)),
)


def read_person_row(place: Place, cells: Sequence[Told], as_of: date, vouched: Sequence[str]) -> Draft:
    """The candidate of one row. `vouched`: consents that the office vouches for; a written no goes before them."""
    draft = Draft(place)
    told_of = by_field(cells)
    for told in told_of.get("", []):
        if not is_open(told.text):
            draft.keep(told)
    _identity(draft, told_of, as_of)
    _disability(draft, told_of)
    read_place_columns(draft, told_of, ("person.township", "person.residence", "person.district"), None)
    _pay(draft, told_of)
    for field, reader in _READERS.items():
        for told in told_of.get(field, []):
            reader(draft, told)
    for field, path, purpose in (
        ("person.grad_date", "graduation_date", "graduation"),
        ("person.unemployed_since", "unemployed_since", "since"),
    ):
        for told in told_of.get(field, []):
            draft.take(told, path, draft.note(told, days.read_day(told.text, purpose, as_of), path), Draft.keep)
    _consents(draft, told_of, vouched)
    if draft.texts:
        draft.put("remark", "\n".join(draft.texts))
    return draft


def _identity(draft: Draft, told_of: Mapping[str, list[Told]], as_of: date) -> None:
    born: str | None = None
    for told in told_of.get("person.id_no", []):
        reading = identity.read_id_number(told.text)
        draft.take(told, "contact.id_number", draft.note(told, reading))
        born = born or reading.more.get("birth")
    for told in told_of.get("person.birth", []):
        reading = days.read_day(told.text, "birth", as_of)
        if reading.code == "birth_day_missing" and born and _same_month(told.text, born):
            continue
        stated = draft.note(told, reading, "birth_date")
        if stated and born and stated != born:
            draft.say(told, "birth_differs", "question", "birth_date")
            return
        draft.put("birth_date", stated)
    draft.put("birth_date", born)


def _same_month(text: str, born: str) -> bool:
    digits = re.sub(r"\D+", "-", text).strip("-").split("-")
    return len(digits) == 2 and digits[0] == born[:4] and digits[1].zfill(2) == born[5:7]


def _disability(draft: Draft, told_of: Mapping[str, list[Told]]) -> None:
    for told in told_of.get("person.disability_cert", []):
        reading = identity.read_certificate_number(told.text)
        if "text" in reading.more:
            reading = choices.read_disability(told.text) if told.text not in ("有", "是") else Reading(None)
        _put_disability(draft, told, reading)
    for field in ("person.disability_category", "person.disability_grade"):
        for told in told_of.get(field, []):
            _put_disability(draft, told, choices.read_disability(told.text))
    for told in told_of.get("person.accommodation_need", []):
        reading = names.read_arrangements(told.text)
        needs = draft.note(told, reading, "disability.needs")
        draft.put("disability.needs", needs)


def _put_disability(draft: Draft, told: Told, reading: Reading) -> None:
    value = draft.note(told, reading)
    held = draft.document.get("disability", {})
    for part, code in (value or {}).items():
        if part in held and held[part] != code:
            draft.say(told, "disability_differs", "question", f"disability.{part}")
            continue
        draft.put(f"disability.{part}", code)


def _pay(draft: Draft, told_of: Mapping[str, list[Told]]) -> None:
    units = told_of.get("person.expect_salary_unit", [])
    hint = units[0].text if units else ""
    for field in ("person.expect_salary", "person.expect_salary_min"):
        for told in told_of.get(field, []):
            reading = pay.read_pay(told.text, hint or told.column.header)
            value = reading.value
            if value:
                least = {"min": value.get("min", value.get("max")), "unit": value["unit"]}
                draft.put("desired_pay", least)
                reading = Reading(least, reading.severity, reading.code, reading.values)
                if value.get("max", least["min"]) != least["min"] and reading.severity is None:
                    reading = Reading(least, "repair", "pay_expected_least")
            draft.note(told, reading, "desired_pay")


def _consents(draft: Draft, told_of: Mapping[str, list[Told]], vouched: Sequence[str]) -> None:
    given: set[str] = set(vouched)
    refused: set[str] = set()
    for field, codes in _CONSENT_COLUMNS:
        for told in told_of.get(field, []):
            answer = draft.note(told, choices.read_consent(told.text), "consents")
            if answer is True:
                given.update(codes)
            elif answer is False:
                refused.update(codes if field != "person.consent_general" else choices.CONSENTS)
    for told in told_of.get("person.consents", []):
        given.update(code for code in re.split(r"[\s,，、;；|]+", told.text) if code in choices.CONSENTS)
    draft.document["consents"] = [code for code in choices.CONSENTS if code in given - refused]


def _put(path: str, read: Reader) -> Writer:
    return fills(path, read, Draft.keep)


def _add(path: str, read: Reader) -> Writer:
    return extends(path, read, Draft.keep)


def _name(draft: Draft, told: Told) -> None:
    name = re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", told.text)
    if not is_open(name):
        draft.name(told, "contact.name", name)


def _phone(draft: Draft, told: Told) -> None:
    draft.join("contact.phone", draft.note(told, identity.read_phone(told.text, hotline=False)))


def _text(path: str) -> Callable[[Draft, Told], None]:
    def put(draft: Draft, told: Told) -> None:
        if not is_open(told.text):
            draft.take(told, path, told.text, Draft.keep)

    return put


def _experience(draft: Draft, told: Told) -> None:
    reading = people_wanted.read_years(told.text)
    if reading.value is not None:
        draft.take(told, "experience_years", draft.note(told, reading, "experience_years"), Draft.keep)
    elif folded_no(told.text):
        draft.put("experience_years", 0)
    elif not is_open(told.text):
        draft.add("experience", [{"text": told.text}])


def folded_no(text: str) -> bool:
    """Whether a cell about experience says that there is none."""
    return bool(re.fullmatch(r"(?:无|没有|暂无)(?:工作)?(?:经验|经历)", text.strip()))


def _major(draft: Draft, told: Told) -> None:
    if not is_open(told.text):
        draft.name(told, "major", re.sub(r"专业$", "", told.text.strip()) or told.text, Draft.keep)


def _remark(draft: Draft, told: Told) -> None:
    if not is_open(told.text):
        draft.texts.insert(0, told.text)


def _kilometres(text: str) -> Reading:
    # 5千米 would read as five thousand metres; a bare 里 is half a kilometre, so it is asked.
    return hours.read_number(text.replace("千米", "公里"), "公里|km")


_READERS: Mapping[str, Callable[[Draft, Told], None]] = {
    "person.name": _name,
    "person.phone": _phone,
    "person.gender": _put("gender", choices.read_sex),
    "person.max_distance": _put("max_distance_km", _kilometres),
    "person.education": _put("education", lambda text: schooling.read_education(text, False)),
    "person.major": _major,
    "person.status": _put("status", choices.read_status),
    "person.person_group": _add("groups", choices.read_groups),
    "person.veteran_info": _add("groups", choices.read_veteran),
    "person.expect_job": _add("desired_occupations", names.read_list),
    "person.expect_location": _add("desired_divisions", whereabouts.read_places),
    "person.employment_types": _add("employment_types", choices.read_types),
    "person.headline": _text("headline"),
    "person.summary": _text("summary"),
    "person.skills": _add("skills", names.read_list),
    "person.licence": _add("certificates", lambda text: names.read_certificates(text, False)),
    "person.experience": _experience,
    "person.experience_years": _put("experience_years", people_wanted.read_years),
    "person.available_time": _put("availability", hours.read_windows),
    "person.night_shift_ok": _put("night_shift_ok", choices.read_flag),
    "person.lat": _put("location.lat", lambda text: hours.read_number(text, "°|度")),
    "person.lon": _put("location.lon", lambda text: hours.read_number(text, "°|度")),
    "person.tags": _add("tags", names.read_list),
    "person.party": _text("party"),
    "person.remark": _remark,
}
