"""The areas that UCDP GED names, as codes of the gazetteer; a name without a code is reported."""

from __future__ import annotations

from collections.abc import Mapping

from tawthiq.errors import VocabularyError
from tawthiq.intake.notes import Notes
from tawthiq.records import Gazetteer


class GedPlaces:
    """Finds the area of an event, from the narrowest level wanted to wider ones."""

    def __init__(self, places: Gazetteer):
        """Looks every name up once."""
        self._places = places
        self._found: dict[str, str | None] = {}

    def area(
        self, level: str, named: Mapping[str, str], districts: Mapping[str, str], notes: Notes
    ) -> str | None:
        """Returns the code of the area of a level; what has no code is noted.

        A district without a code gives the governorate; a governorate without one gives nothing,
        since the wider country would hide what the source says.

        Args:
            level: `district`, `governorate`, `country` or `nowhere`.
            named: Names under `country`, `adm_1` and `adm_2`, empty where the file has none.
            districts: Further spellings of districts and their codes.
            notes: Where a name without a code is noted.
        """
        if level == "nowhere":
            notes.add("ged.place_nowhere")
            return None
        country = self._find(named["country"])
        if country is None:
            notes.add("ged.country_not_known", name=named["country"])
            return None
        if level == "country":
            return country
        governorate = self._within(named["adm_1"], country, "governorate")
        if governorate is None:
            if named["adm_1"]:
                notes.add("ged.governorate_not_known", name=named["adm_1"])
            else:
                notes.add("ged.governorate_not_told")
            return None
        if level == "governorate":
            return governorate
        district = self._district(named["adm_2"], governorate, districts)
        if district is None:
            notes.add("ged.district_not_known", name=named["adm_2"], place=governorate)
        return district or governorate

    def _district(self, name: str, governorate: str, districts: Mapping[str, str]) -> str | None:
        code = districts.get(name) or self._find(name)
        known = code is not None and code in self._places
        return code if known and self._places.lies_in(str(code), governorate) else None

    def _within(self, name: str, area: str, level: str) -> str | None:
        code = self._find(name)
        if code is None or not self._places.lies_in(code, area):
            return None
        return code if self._places.get(code).level == level else None

    def _find(self, name: str) -> str | None:
        if name not in self._found:
            try:
                self._found[name] = self._places.find(name) if name else None
            except VocabularyError:
                self._found[name] = None
        return self._found[name]
