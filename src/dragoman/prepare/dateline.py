"""Datelines and agency credits at the head of a report: «KABUL, Nov 26 (Reuters) -», «MOSCOW, November 26. /TASS/.»."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from dragoman.prepare.dates import (
    MONTH,
    WEEKDAY,
    day_of,
    month_number,
    nearest_before,
    weekday_before,
)
from dragoman.prepare.lists import agency_of, agency_pattern, kickers, place_capitals, places

_UPPER = r"[A-ZÀ-ÖØ-Þ]"
_CAPS = rf"{_UPPER}(?:{_UPPER}|['’.-])+"
_CAPS_PLACE = rf"{_CAPS}(?:(?:/|\s*&\s*|\s+(?:(?:and|of|de|la|del|le|al|el|es|du|upon)\s+)?){_CAPS}){{0,4}}"
_MIXED = rf"{_UPPER}[\w'’.-]*[\w.]"
_MIXED_PLACE = rf"{_MIXED}(?:(?:\s*/\s*|\s*&\s*|\s+(?:(?:and|of|de|la|del|le|al|el|es|du|upon)\s+)?){_MIXED}){{0,3}}"
_REGION = rf"(?:,\s+(?!{MONTH}\s+\d){_MIXED}(?:\s+{_MIXED}){{0,2}})?"
_DAY = (
    rf"(?:{WEEKDAY},?\s+)?(?:(?P<month>{MONTH})\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month2>{MONTH}))(?:,?\s+(?P<year>\d{{4}}))?"
    rf"|(?P<weekday>{WEEKDAY})"
)
_DASH = r"(?:\s*(?:—|–|--+)\s*|\s+[-_]\s*|-\s+)"
_SEPARATOR = rf"(?:\s*:{_DASH}|\s*:\s+|\s*[.,]?{_DASH})"
_CREDIT = r"[^()\n]{2,40}"
_NOT_AGENCIES = frozenset("US USA UK UAE UN EU DRC PRC ROK DPRK NY DC CA TX".split())
_MAX_HEAD = 200


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before the report's first word: ``end`` is where that begins; ``kind`` is a kind of ``Removed``."""

    end: int
    kind: str
    place: str | None = None
    day: str | None = None
    agency: str | None = None


def head_of(paragraph: str, *, date: str | None = None, outlet: str | None = None, host: str = "") -> Head | None:
    """The dateline or credit that begins ``paragraph``, or None.

    ``date`` is the day of publication, by which a day without a year is resolved; ``outlet`` and ``host`` tell a
    name of the outlet from one of a place. Nothing is taken unless a sentence is left that begins like one.
    """
    head = paragraph[:_MAX_HEAD]
    for pattern, certain in _forms():
        match = pattern.match(head)
        if match and _begins(paragraph[match.end() :]) and (certain or _is_dateline(match, paragraph)):
            return _read(match, date, outlet, host)
    return None


@cache
def _forms() -> tuple[tuple[re.Pattern[str], bool], ...]:
    """The forms of a dateline, and whether the form alone is proof."""
    place = rf"(?P<place>(?:{_CAPS_PLACE}|{_MIXED_PLACE}){_REGION})"
    credit = rf"\((?P<credit>{_CREDIT})\)"
    agency = rf"(?P<credit>{agency_pattern()})"
    start = r"\s*(?:[*•]\s*)?"
    forms = (
        # KABUL, Nov 26 (Reuters) -; Durban, May 17 2022 (IPS) -; YANGON, July 25 (Reuters):
        (rf"{place}\s*,\s*(?:{_DAY})\s*[.,]?\s*{credit}(?:{_SEPARATOR}|\s+)", True),
        # MOSCOW, November 26. /TASS/.; Ulaanbaatar /MONTSAME/.
        (rf"{place}(?:\s*,\s*(?:{_DAY}))?\.?\s*/(?P<credit>[^/\n]{{2,30}})/\s*[.:,]?(?:{_DASH}|\s*)", False),
        # MADRID (EFE) Spain's
        (rf"(?P<place>{_CAPS_PLACE}{_REGION})\s*\({agency}\)\s+", True),
        # MOSCOW (AP) —
        (rf"{place}\s*{credit}{_SEPARATOR}", False),
        # SRINAGAR, Mar 03:; CAIRO - 24 July 2022:
        (rf"{place}(?:\s*,\s*|{_DASH})(?:{_DAY})(?:{_SEPARATOR})", True),
        # Nov 26 (Reuters) -
        (rf"(?:{_DAY})\s*\((?P<credit>{_CREDIT})\){_SEPARATOR}", True),
        # (Reuters) -; (Prensa Latina)
        (rf"\({agency}\)(?:{_SEPARATOR}|\s+)", True),
        # afrol News, 25 March -; Reuters —
        (rf"{agency}(?:,\s*(?:{_DAY}))?(?:\s*[|]\s*|{_DASH})", True),
        # Kyiv, Ukraine —; Lagos –; KARACHI:
        (rf"{place}(?P<separator>{_SEPARATOR})", False),
    )
    return tuple((re.compile(start + form), certain) for form, certain in forms)


def _begins(rest: str) -> bool:
    """Whether ``rest`` begins as the text of a report does: with a capital, a figure or a quotation, and some words."""
    return re.match(r"[\"“‘'«(\[]*[A-ZÀ-Þ0-9$€£]|(?:al|el|de|van|von|eB|eC|i[A-Z])[- ]?[A-Z]", rest) is not None and (
        len(rest.split(None, 5)) >= 5
    )


def _is_dateline(match: re.Match[str], paragraph: str) -> bool:
    """Whether a name with a credit or a separator alone is a place with its dateline."""
    groups = match.groupdict()
    place = groups["place"]
    if credit := groups.get("credit"):
        if agency_of(credit):
            return True
        unknown = re.fullmatch(r"[A-Z]{2,10}", credit) is not None and credit not in _NOT_AGENCIES
        return unknown and place.isupper()
    city, _, region = (part.strip() for part in place.partition(","))
    separator = groups["separator"]
    dash = separator.strip(" \t\n:.,") or ":"
    sentence = re.split(r"[.!?]\s", paragraph[match.end() : match.end() + 300], maxsplit=1)[0]
    # a second dash closes an insertion: the name before the first is then the sentence's own
    if dash != ":" and re.search(r"\s[—–-]{1,2}\s|—|--", sentence) and city not in places() and not place.isupper():
        return False
    if all(part in places() for part in re.split(r"\s*(?:/|&|\band\b)\s*", city)):
        return True
    if city.isupper():
        return region != "" or _is_capitals(city, dash)
    return bool(region) and dash in ("—", "–", "--")


def _is_capitals(city: str, dash: str) -> bool:
    """Whether a name in capitals without a region is a place: short ones may be acronyms, others an organisation."""
    if city in kickers()["kickers"]:
        return True
    if city in kickers()["names"] or re.search(r"[A-Z]\.", city):
        return False
    return city in place_capitals() or (len(city) > 5 and (dash != ":" or len(city.split()) <= 3))


def _read(match: re.Match[str], date: str | None, outlet: str | None, host: str) -> Head:
    groups = match.groupdict()
    place = (groups.get("place") or "").strip() or None
    credit = groups.get("credit")
    agency = agency_of(credit) if credit else None
    if credit and agency is None and re.fullmatch(r"[A-Z]{2,10}", credit):
        agency = credit
    if place in kickers()["kickers"]:
        return Head(match.end(), "boilerplate")
    if place and _same_name(place, outlet, host):
        return Head(match.end(), "credit", None, _day(groups, date), agency)
    if place and (named := agency_of(place)):
        return Head(match.end(), "byline", None, _day(groups, date), agency or named)
    kind = "dateline" if place or not credit else "byline"
    return Head(match.end(), kind, titled(place) if place else None, _day(groups, date), agency)


def _day(groups: dict[str, str | None], date: str | None) -> str | None:
    month, day = groups.get("month") or groups.get("month2"), groups.get("day") or groups.get("day2")
    if month and day:
        if year := groups.get("year"):
            return day_of(int(year), month_number(month), int(day))
        return nearest_before(month_number(month), int(day), date)
    weekday = groups.get("weekday")
    return weekday_before(weekday, date) if weekday else None


def _same_name(place: str, outlet: str | None, host: str) -> bool:
    bare = re.sub(r"\W", "", place).lower()
    return len(bare) > 5 and bare in (re.sub(r"\W", "", outlet or "").lower(), *host.replace("-", "").split("."))


def titled(place: str) -> str:
    """«PORT-AU-PRINCE, Haiti» as «Port-au-Prince, Haiti»; short capitals («U.N.», «UAE») stay."""
    small = {"au", "of", "de", "la", "del", "du", "and", "es", "upon", "sur"}

    def word(match: re.Match[str]) -> str:
        text = match[0]
        if text.lower() in small and match.start() > 0:
            return text.lower()
        if len(re.split("['’]", text)[0]) == 1 and len(text) > 3:
            return text.title()
        return text.capitalize() if text.isupper() and (len(text) > 3 or " " in place or "-" in place) else text

    return re.sub(r"[^\W\d_]+(?:['’][^\W\d_]+)?", word, " ".join(place.split())).strip(" ,")
