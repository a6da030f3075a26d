"""The label schema and the formats of the records as text."""

from __future__ import annotations

from stance.records.codec import json_schema
from stance.schema.labels import available_versions, load_schema, render_schema_text


def schema_text(kind: str | None, *, version_only: bool) -> str:
    """Return the version of the newest label schema, the JSON Schema of a record, or all labels."""
    if version_only:
        return available_versions()[-1]
    return json_schema(kind) if kind else render_schema_text(load_schema())
