"""HXL 1.1 hashtags of columns (hxlstandard.org/standard/1-1final).

Tags are those of the core dictionary; attributes say more. A column without a core tag has
`#meta` with its name, so that every column can be read back and none is taken for another.
"""

from __future__ import annotations

import re

_TAGS = {
    "kind": "#meta+kind",
    "id": "#meta+id",
    "where.place": "#loc+code",
    "where.named": "#loc+name",
    "where.point.latitude": "#geo+lat",
    "where.point.longitude": "#geo+lon",
    "where.point.radius": "#geo+precision",
    "where.polygon": "#geo+bounds",
    "when.start": "#date+start",
    "when.end": "#date+end",
    "when.stated": "#date+stated",
    "during.start": "#date+start",
    "during.end": "#date+end",
    "during.stated": "#date+stated",
    "period.start": "#date+start",
    "period.end": "#date+end",
    "period.stated": "#date+stated",
    "published_on": "#date+published",
    "violations": "#event+type+code+list",
    "means": "#cause+means",
    "target": "#impact+target",
    "tolls": "#affected+json",
    "attributions": "#org+attribution+json",
    "attribution.parties": "#org+attribution+code+list",
    "parties": "#org+code+list",
    "verification": "#status+verification",
    "url": "#meta+url",
    "urls": "#meta+url+list",
    "wording": "#description+wording",
}
_OF_KIND = {
    ("place", "code"): "#loc+code",
    ("place", "names.en"): "#loc+name+i_en",
    ("place", "names.ar"): "#loc+name+i_ar",
    ("place", "level"): "#loc+type",
    ("place", "parent"): "#loc+code+parent",
    ("place", "point.latitude"): "#geo+lat",
    ("place", "point.longitude"): "#geo+lon",
    ("place", "polygon"): "#geo+bounds",
    ("control", "place"): "#loc+code",
    ("offensive", "places"): "#loc+code+list",
    ("offensive", "names.en"): "#operations+name+i_en",
    ("offensive", "names.ar"): "#operations+name+i_ar",
    ("publication", "publisher"): "#org+publisher",
    ("published_figure", "value"): "#affected+num",
    ("published_figure", "measure"): "#indicator+code",
    ("person", "sex"): "#affected+sex",
    ("person", "age.minimum"): "#affected+age+min",
    ("person", "age.maximum"): "#affected+age+max",
    ("victim", "fate"): "#affected+fate",
    ("victim", "when.start"): "#date+start",
}  # fmt: skip
_NOT_IN_ATTRIBUTE = re.compile("[^a-z0-9_]")


def tag_of(kind: str, column: str) -> str:
    """Returns the hashtag of a column, with its attributes.

    >>> tag_of("incident", "where.place"), tag_of("incident", "chosen")
    ('#loc+code', '#meta+chosen')
    """
    found = _OF_KIND.get((kind, column)) or _TAGS.get(column)
    if found is not None:
        return found
    name = _NOT_IN_ATTRIBUTE.sub("_", column)
    return f"#meta+{name}"
