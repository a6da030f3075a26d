"""The label schema and the formats of the records as text."""

from __future__ import annotations

import json

from stance.records.codec import RecordKind, json_schema
from stance.schema.labels import available_versions, load_schema, render_schema_text


def schema_text(kind: RecordKind | None, *, version_only: bool) -> str:
    """Return the version of the newest label schema, the JSON Schema of a record, or all labels."""
    if version_only:
        return available_versions()[-1]
    if kind:
        return json.dumps(json_schema(kind), indent=2, ensure_ascii=False)
    return render_schema_text(load_schema())
