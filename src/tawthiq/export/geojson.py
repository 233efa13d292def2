"""GeoJSON (RFC 7946): every record a feature; one without a point or a border has no geometry."""

from __future__ import annotations

import json
from typing import BinaryIO

from tawthiq.export.content import Content
from tawthiq.records import KINDS
from tawthiq.records.flat import KIND, MANIFEST_NAME, row_of
from tawthiq.records.flat.geometry import geometry_of


def write_geojson(content: Content, file: BinaryIO) -> None:
    """Writes one FeatureCollection, a feature a line; the manifest is a foreign member."""
    manifest = json.dumps(content.manifest.model_dump(mode="json"), ensure_ascii=False)
    file.write(f'{{"type":"FeatureCollection","{MANIFEST_NAME}":{manifest},"features":['.encode())
    between = "\n"
    for kind in content.kinds:
        model = KINDS[kind]
        names = [column.name for column in content.columns(kind)]
        for values in content.values(kind):
            row = row_of(model, values)
            feature = {
                "type": "Feature",
                "id": values["id"],
                "geometry": geometry_of(row),
                "properties": {KIND: kind, **{name: row.get(name) for name in names}},
            }
            file.write(f"{between}{json.dumps(feature, ensure_ascii=False)}".encode())
            between = ",\n"
    file.write(b"\n]}\n")
