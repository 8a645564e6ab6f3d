"""The worksheet's schema as editors read it, which then complete keys and mark mistakes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from symgrad.exercise.schema import Worksheet
from symgrad.language import Language

_HEAD = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "symgrad worksheet",
    "description": "An exercise as a teacher writes it: a TOML file that symgrad solves.",
}


class _Toml(GenerateJsonSchema):
    """What TOML has: numbers, but no null; and no defaults, which the documentation tells."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        number: JsonSchemaValue = super().decimal_schema(schema)["anyOf"][0]
        return number

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> JsonSchemaValue:
        union = super().tagged_union_schema(schema)
        del union["discriminator"]  # a key of OpenAPI
        return union


def json_schema() -> str:
    """Return the JSON Schema of worksheets as text.

    Examples
    --------
    >>> json.loads(json_schema())["properties"]["expand"]
    {'description': 'True or false, without quotes', 'type': 'boolean'}
    """
    schema = Worksheet.model_json_schema(schema_generator=_Toml)
    for model in _models(schema):
        for name, key in model["properties"].items():
            if "description" in key:
                said = Language("en").text(f"error.{key['description']}", key=name)
                key["description"] = said[0].upper() + said[1:]
    return json.dumps(schema | _HEAD, ensure_ascii=False, indent=2) + "\n"


def _models(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield schema
    for model in schema["$defs"].values():
        model["description"] = model["description"].partition("\n\n")[0]
        yield model
