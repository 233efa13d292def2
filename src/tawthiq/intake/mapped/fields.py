"""What a column can mean: the fields to which a mapping sends it."""

from __future__ import annotations

from collections.abc import Mapping

from tawthiq.intake.columns import KNOWN, TOLLS

PLACES = ("governorate", "district", "subdistrict", "town", "neighbourhood")
"""Levels of places, each of which a column can name."""

LISTED = ("name", "name_ar", "name_latin", "age", "sex", "born", "died", "from", "mother")
"""What a list of victims can tell of a person; cells are kept as given, whatever they mean."""

_MORE = {
    "wording": "the account in its own words",
    "latitude": "degrees north, such as 35.13",
    "longitude": "degrees east, such as 36.75",
    "precision": "how far the coordinates may be off, in metres; or `unknown`",
    **{level: f"the {level} as told; the narrowest that is known becomes the place"
       for level in PLACES},
    "name": "the name of a person, in any script",
    "name_ar": "the name in Arabic",
    "name_latin": "the name in Latin letters",
    "age": "the age, in any form",
    "sex": "the sex, in any form",
    "born": "the date of birth",
    "died": "the date of death",
    "from": "the place that the person comes from",
    "mother": "the name of the person's mother",
}  # fmt: skip

FIELDS: Mapping[str, str] = {**KNOWN, **_MORE}
"""Every field with what its column holds."""

TOLL_NAMES: Mapping[str, tuple[str, str]] = {
    f"{toll.name}{suffix}": (toll.name, suffix) for toll in TOLLS for suffix in ("", "_min", "_max")
}
"""Fields that hold a number of people, as (number, `_min` or `_max` or empty)."""

OF_LISTINGS = (
    "key", *LISTED, "place", *PLACES, "when", "source", "incident", "means", "party", "note", "url",
)  # fmt: skip
"""Fields of a list of victims."""

OF_ACCOUNTS = tuple(name for name in FIELDS if name not in LISTED)
"""Fields of a table of accounts."""
