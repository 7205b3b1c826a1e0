"""A row of a jobs sheet as a job."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from matcher.intake import wordlists
from matcher.intake.draft import Draft, Place, Reader, Told, Writer, by_field, extends, fills
from matcher.intake.pay_columns import read_pay_columns
from matcher.intake.place_columns import read_place_columns
from matcher.intake.values import choices, days, hours, identity, names, people_wanted, schooling, whereabouts
from matcher.intake.values.reading import is_open

MOST_SHIFTS = 31  # days of one stretch of work that are written out as shifts
_SENTENCE = re.compile(r"[^。；;！!\n]+[。；;！!\n]*")


def read_job_row(place: Place, cells: Sequence[Told], as_of: date, hints: Mapping[str, str]) -> Draft:
    """The job of one row. `hints`: what stands outside the row (`job.employer_name`, `employment_type`, ...)."""
    draft = Draft(place)
    told_of = by_field(cells)
    for told in told_of.get("", []):
        _keep_text(draft, told, labelled=True)
    read_pay_columns(draft, told_of, _keep)
    _read_place(draft, told_of)
    _read_time(draft, told_of)
    for field, reader in _READERS.items():
        for told in told_of.get(field, []):
            reader(draft, told)
    _read_days(draft, told_of, as_of)
    _use_hints(draft, {field: text for field, text in hints.items() if field not in told_of})
    _shifts_from_days(draft)
    _write_texts(draft)
    return draft


def _simple(path: str, read: Reader) -> Writer:
    return fills(path, read, _keep)


def _many(path: str, read: Reader) -> Writer:
    return extends(path, read, _keep)


def _text(path: str) -> Callable[[Draft, Told], None]:
    def put(draft: Draft, told: Told) -> None:
        if not is_open(told.text):
            draft.name(told, path, " ".join(told.text.split()), _keep_text_labelled)

    return put


def _title(draft: Draft, told: Told) -> None:
    title = " ".join(told.text.split())
    if title and not is_open(title):
        draft.name(told, "title", title, _keep_text_labelled)


def _phone(draft: Draft, told: Told) -> None:
    reading = identity.read_phone(told.text)
    draft.join("contact.phone", draft.note(told, reading))
    if "name" in reading.more:
        draft.put("contact.name", reading.more["name"])


def _contact(draft: Draft, told: Told) -> None:
    if re.search(r"\d{7,}", told.text):
        _phone(draft, told)
    elif not is_open(told.text):
        draft.name(told, "contact.name", told.text)


def _verbatim(draft: Draft, told: Told) -> None:
    """A column of conditions on sex, age, looks and the like: word for word in `advert`, whatever it says."""
    if told.text and not re.fullmatch(r"[-—_/\\]+", told.text):
        _advert(draft, told.labelled)


def _skills(path: str) -> Writer:
    def put(draft: Draft, told: Told) -> None:
        reading = names.read_list(told.text)
        if reading.value and not any(wordlists.pattern("condition").search(part) for part in reading.value):
            draft.add(path, reading.value)
        else:
            _keep_text(draft, told, labelled=True)

    return put


def _benefits(draft: Draft, told: Told) -> None:
    reading = names.read_list(told.text)
    if "险" in told.column.header and (insured := choices.read_insurance(told.text).value):
        draft.add("insurance", insured)  # the list of headers counts 保险 among the benefits; rules ask for insurance
    if reading.value:
        draft.add("benefits", reading.value)
    elif reading.note:
        _keep_text(draft, told, labelled=True)


def _keep(draft: Draft, told: Told) -> None:
    _keep_text(draft, told, labelled=True)


def _free(draft: Draft, told: Told) -> None:
    _keep_text(draft, told, labelled=False)


def _headcount(draft: Draft, told: Told) -> None:
    reading = people_wanted.read_headcount(told.text)
    draft.take(told, "headcount", draft.note(told, reading), _keep)
    if reading.note:
        _verbatim(draft, told)


def _advert_column(draft: Draft, told: Told) -> None:
    _advert(draft, told.text)


_READERS: Mapping[str, Callable[[Draft, Told], None]] = {
    "job.title": _title,
    "job.employer_name": _text("employer.name"),
    "job.employer_id": _text("employer.id"),
    "job.employer_type": _keep,
    "job.employer_scale": _keep,
    "job.industry": _keep,
    "job.occupation_code": _text("occupation_code"),
    "job.headcount": _headcount,
    "job.min_headcount": _simple("min_headcount", people_wanted.read_headcount),
    "job.settlement": _simple("settlement", choices.read_settlement),
    "job.remote": _simple("remote", choices.read_flag),
    "job.education": _simple("min_education", lambda text: schooling.read_education(text, True)),
    "job.major": _many("majors", names.read_majors),
    "job.age": _verbatim,
    "job.gender": _verbatim,
    "job.looks": _verbatim,
    "job.disabled_ok": _verbatim,
    "job.experience": _simple("min_experience_years", people_wanted.read_years),
    "job.skills": _skills("required_skills"),
    "job.preferred_skills": _skills("preferred_skills"),
    "job.licence": _many("required_certificates", lambda text: names.read_certificates(text, True)),
    "job.duty": _free,
    "job.requirement": _free,
    "job.advert": _advert_column,
    "job.start_of_work": _keep,
    "job.employment_type": _simple("employment_type", choices.read_type),
    "job.channels": _many("channels", choices.read_channels),
    "job.duration_months": _simple("duration_months", hours.read_months),
    "job.benefits": _benefits,
    "job.insurance": _many("insurance", choices.read_insurance),
    "job.contact": _contact,
    "job.contact_phone": _phone,
    "job.accommodation": _many("accommodations", names.read_arrangements),
    "job.arrangements_possible": _simple("arrangements_possible", choices.read_flag),
    "job.visibility": _simple("visibility", choices.read_visibility),
    "job.tags": _many("tags", names.read_list),
    "job.remark": _free,
    "job.lat": _simple("location.lat", lambda text: hours.read_number(text, "°|度")),
    "job.lon": _simple("location.lon", lambda text: hours.read_number(text, "°|度")),
    "job.hours_per_day": _simple("hours_per_day", lambda text: hours.read_number(text, "个?小时|h|hours?")),
    "job.night_shift": _simple("night_shift", choices.read_flag),
    "job.pay_months": _simple("pay.months", lambda text: hours.read_number(text, "薪|个?月")),
}


def _advert(draft: Draft, text: str) -> None:
    held = draft.document.get("advert")
    draft.document["advert"] = f"{held}\n{text}" if held else text


def _keep_text(draft: Draft, told: Told, labelled: bool) -> None:
    """Keep free text in the description; of requirements and remarks the sentences with conditions in `advert` too."""
    if is_open(told.text):
        return
    if labelled and wordlists.pattern("condition").search(told.label):
        _verbatim(draft, told)
        return
    draft.texts.append(told.labelled if labelled else told.text)
    if labelled or told.column.field in ("job.remark", "job.requirement"):
        for sentence in _SENTENCE.findall(told.text):
            if wordlists.pattern("condition").search(sentence):
                _advert(draft, sentence.strip())


def _write_texts(draft: Draft) -> None:
    if draft.texts:
        draft.put("description", "\n".join(draft.texts))


def _read_place(draft: Draft, told_of: Mapping[str, list[Told]]) -> None:
    read_place_columns(draft, told_of, ("job.township", "job.location", "job.district"), _keep_text_labelled)


def _keep_text_labelled(draft: Draft, told: Told) -> None:
    draft.texts.append(told.labelled)


def _read_time(draft: Draft, told_of: Mapping[str, list[Told]]) -> None:
    for told in told_of.get("job.shift", []):
        reading = hours.read_hours(told.text)
        value = reading.value or {}
        draft.put("hours_per_day", value.get("hours"))
        draft.put("night_shift", value.get("night"))
        if value.get("spans"):
            draft.document["_spans"] = value["spans"]
        windows = hours.read_windows(told.text).value
        if windows:
            draft.put("shifts", windows)
        elif reading.note:
            _keep_text(draft, told, labelled=True)


_DAYS = (
    ("job.start", "opens_at", "opens"),
    ("job.end", "expires_at", "closes"),
    ("job.posted_at", "posted_at", "opens"),
)


def _read_days(draft: Draft, told_of: Mapping[str, list[Told]], as_of: date) -> None:
    for field, path, purpose in _DAYS:
        for told in told_of.get(field, []):
            reading = days.read_day(told.text, purpose, as_of)
            draft.take(told, path, draft.note(told, reading, path), _keep)
    opens, expires = draft.document.get("opens_at"), draft.document.get("expires_at")
    if opens and expires and opens > expires:
        del draft.document["expires_at"]
        draft.say(told_of["job.end"][0], "ends_before_start", "question", "expires_at")


def _use_hints(draft: Draft, hints: Mapping[str, str]) -> None:
    draft.put("employer.name", hints.get("job.employer_name"))
    for field, path in (("job.contact", "contact.name"), ("job.contact_phone", "contact.phone")):
        if field in hints:
            reading = identity.read_phone(hints[field])  # `联系人：王经理 13800000000` tells both
            draft.put("contact.phone", reading.value)
            draft.put("contact.name", reading.more.get("name"))
            draft.put(path, None if reading.value else hints[field])
    if "location" not in draft.document and "job.location" in hints:
        draft.put("location.division", whereabouts.read_place(hints["job.location"]).value)
    draft.put("employment_type", hints.get("employment_type"))


def _shifts_from_days(draft: Draft) -> None:
    """A gig from a day to a day at stated hours is so many shifts; anything longer stays a text."""
    spans = draft.document.pop("_spans", None)
    opens, expires = draft.document.get("opens_at"), draft.document.get("expires_at")
    if not spans or draft.document.get("employment_type") != "gig" or not opens or not expires:
        return
    first, last = date.fromisoformat(opens), date.fromisoformat(expires)
    count = (last - first).days + 1
    if 0 < count <= MOST_SHIFTS:
        every = [hours.window_on(first + timedelta(days=day), span) for day in range(count) for span in spans]
        draft.put("shifts", every)
