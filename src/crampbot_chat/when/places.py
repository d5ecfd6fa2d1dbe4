"""Where a person's clock is: zones by the name of a place or of a time, and by what the clock shows."""

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from crampbot_chat.model import Millis
from crampbot_chat.when.words import content_folder
from crampbot_chat.when.zones import known, local

MONTH = 30 * 86_400_000
DAY_MINUTES, HALF_DAY = 1440, 720
SLACK = 7  # minutes; offsets differ by 15, so a clock that is a little wrong still names one
SHORTEST_TYPO, LONG = 5, 8  # letters; a slip of one letter in a name, of two in a long one


class Place(Struct, frozen=True):
    """A zone with the countries and the names of the places that keep it; better known ones come first."""

    zone: str
    countries: tuple[str, ...]
    names: tuple[str, ...]


@lru_cache(maxsize=1)
def places() -> tuple[Place, ...]:
    """All places, the best known first."""
    lines = content_folder().joinpath("cities.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return tuple(
        Place(zone, tuple(countries.split(",")), tuple(name.lower() for name in names.split(", ")))
        for zone, countries, names in rows
    )


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[str, ...]]:
    """Lower-case name of a place → zones."""
    found: dict[str, tuple[str, ...]] = {}
    for place in places():
        for name in place.names:
            found[name] = (*found.get(name, ()), place.zone)
    return found


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(content_folder().joinpath("zones.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=8)
def _countries(language: str) -> dict[str, str]:
    """Lower-case name of a country, in this language and in English → its ISO 3166 code."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - needed once in a person's life

    names: dict[str, str] = {}
    for code in ("en", language.partition("-")[0].lower()):
        try:
            territories = Locale(code).territories if code else {}
        except (UnknownLocaleError, ValueError):
            continue
        names |= {name.lower(): code for code, name in territories.items() if len(code) == 2}  # noqa: PLR2004 - ISO code
    return names


def zones_named(text: str, *, own: str = "", language: str = "") -> list[str]:
    """The zones that a person may mean by a place, a zone or a name of time, the likeliest first; empty when none.

    `own` is the person's present zone: where several zones share a name ("IST"), it wins. Typos are forgiven.
    """
    name = " ".join(text.lower().replace("_", " ").strip(" .,!?").split())
    exact = known().get(name.replace(" ", "_"))
    if exact and "/" in exact:
        return [exact]
    bare = (
        name.removeprefix("the ")
        .removesuffix(" time")
        .removesuffix(" timezone")
        .removesuffix(" time zone")
        .removesuffix(" standard")
    )
    tables = _tables()
    found = (
        tables["names"].get(bare) or tables["letters"].get(bare) or _names().get(bare) or _in_country(bare, language)
    )
    if not found and len(bare) >= SHORTEST_TYPO:
        found = _misspelt(bare, language)
    return sorted(found, key=lambda zone: zone != own)


def zones_in(text: str, *, own: str = "", language: str = "") -> list[str]:
    """The zones of the place or the time that a sentence names ("I live in Berlin", "set it to Pacific time")."""
    written = re.findall(r"[^\W\d_][\w'.-]*(?:/[\w-]+)*", text)
    tables, names = _tables(), _names()
    for length in (3, 2, 1):
        for start in range(len(written) - length + 1):
            name = " ".join(written[start : start + length]).lower().strip(".")
            named = start > 0 and written[start - 1].lower() in tables["before"]
            plain = name in tables["ordinary"] and not written[start].isupper()
            timed = written[start + length : start + length + 1] == ["time"]
            if plain and not named and not timed:
                continue
            exact = known().get(name)
            found = (exact,) if exact and "/" in exact else names.get(name) or tuple(_called_so(name))
            if found or (named and (found := _in_country(name, language))):
                return sorted(found, key=lambda zone: zone != own)
    named_places = [word for before, word in pairwise(written) if before.lower() in tables["before"]]
    typed = (zones_named(word, own=own, language=language) for word in named_places if len(word) >= SHORTEST_TYPO)
    return next((found for found in typed if found), [])


def _called_so(name: str) -> list[str]:
    tables = _tables()
    return tables["names"].get(name) or tables["letters"].get(name) or []


def called(letters: str, own: str = "") -> str:
    """The zone that an abbreviation means; empty when it means none."""
    found = _tables()["letters"].get(letters) or []
    return own if own in found else next(iter(found), "")


def zone_after_clock(words: list[str], written: str, own: str = "") -> tuple[str, int]:
    """The zone that these words mean after a clock time ("9am CET", "9am London time"), and how many words it took.

    Never an ordinary word: "eat" is a zone only in capitals.
    """
    tables = _tables()
    first = words[0].lower()
    for length in (2, 1):
        name = " ".join(words[:length]).lower()
        if len(words) > length and words[length] == "time":
            found = tables["names"].get(name) or tables["letters"].get(name) or list(_names().get(name, ()))
            if found:
                return (own if own in found else found[0]), length + 1
    if first in tables["letters"] and (first not in tables["ordinary"] or written.isupper()):
        return called(first, own), 1
    return "", 0


def _in_country(name: str, language: str) -> tuple[str, ...]:
    codes = [_countries(language).get(name, ""), *_tables()["countries"].get(name, [])]
    return tuple(place.zone for place in places() if not set(codes).isdisjoint(place.countries))


def _misspelt(name: str, language: str) -> tuple[str, ...]:
    """The zone of the one place whose name is most like this one."""
    from rapidfuzz import process  # noqa: PLC0415 - only for typos
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    names, slips = _names(), 2 if len(name) >= LONG else 1
    found = process.extractOne(name, names.keys(), scorer=OSA.distance, score_cutoff=slips)
    if found:
        return names[found[0]]
    country = process.extractOne(name, _countries(language).keys(), scorer=OSA.distance, score_cutoff=slips)
    return _in_country(country[0], language) if country else ()


def zones_showing(now: Millis, minutes: int, *, half_day: bool, language: str = "", region: str = "") -> list[str]:
    """The zones whose clock shows this minute of the day now, one for each kind of clock, the likeliest first.

    half_day: the person wrote 7:15 and may mean 19:15. language, region: hints (BCP 47, ISO 3166), empty when unknown.
    """
    cycle = HALF_DAY if half_day else DAY_MINUTES
    fitting = []
    for place in places():
        shown = local(now, place.zone)
        off = (shown.hour * 60 + shown.minute - minutes) % cycle
        if min(off, cycle - off) <= SLACK:
            fitting.append(place)
    spoken = _speaking(language)
    rank = {place.zone: number for number, place in enumerate(fitting)}
    fitting.sort(key=lambda place: (not _near(place, region, language, spoken), rank[place.zone]))
    return _one_of_each(now, fitting)


def _near(place: Place, region: str, language: str, spoken: frozenset[str]) -> bool:
    code = region or language.partition("-")[2]
    wanted = frozenset({code.upper()}) if code else spoken
    return not wanted.isdisjoint(place.countries)


@lru_cache(maxsize=64)
def _speaking(language: str) -> frozenset[str]:
    """The countries in which the language is official."""
    if not language:
        return frozenset()
    from babel.core import get_global  # noqa: PLC0415 - needed once in a person's life

    code = language.partition("-")[0].lower()
    territories = get_global("territory_languages").items()
    return frozenset(land for land, spoken in territories if (spoken.get(code) or {}).get("official_status"))


def _one_of_each(now: Millis, fitting: Iterable[Place]) -> list[str]:
    """Drops a zone whose clock agrees with an earlier one's for a year to come."""
    seen: dict[tuple[object, ...], str] = {}
    for place in fitting:
        seen.setdefault(_year(now // MONTH, place.zone), place.zone)
    return list(seen.values())


@lru_cache(maxsize=1024)
def _year(month: int, zone: str) -> tuple[object, ...]:
    """How far its clock is from Greenwich in each month, from that one on: reckoned once, not for each person."""
    return tuple(local((month + later) * MONTH, zone).utcoffset() for later in range(13))


def likely(now: Millis, *, language: str = "", region: str = "") -> list[str]:
    """The zones of people with these hints, one for each kind of clock, the likeliest first; then the best known."""
    spoken = _speaking(language)
    ranked = sorted(places(), key=lambda place: not _near(place, region, language, spoken))
    return _one_of_each(now, ranked)


@lru_cache(maxsize=256)
def likeliest(language: str) -> str:
    """The first of the likely zones: asked for with every message of somebody whose zone we don't know."""
    spoken = _speaking(language)
    return min(places(), key=lambda place: not _near(place, "", language, spoken)).zone
