"""JSON Lines: the manifest first, then a record a line in RFC 8785 form with its kind."""

from __future__ import annotations

import json
from typing import BinaryIO

from tawthiq.export.content import Content
from tawthiq.records.flat import KIND, MANIFEST_NAME


def write_json_lines(content: Content, file: BinaryIO) -> None:
    """Writes a file of JSON Lines."""
    head = {MANIFEST_NAME: content.manifest.model_dump(mode="json", exclude_defaults=False)}
    file.write(f"{json.dumps(head, ensure_ascii=False)}\n".encode())
    for kind in content.kinds:
        start = f'{{"{KIND}":"{kind}",'
        for text in content.texts(kind):
            file.write(f"{start}{text[1:]}\n".encode())
