"""Tables of fields: key, type, default and meaning, from a type and its docstring."""

from typing import Any, NamedTuple

import griffe
import msgspec
from msgspec import NODEFAULT

from site_pages.commands import plain


class _Row(NamedTuple):
    """Hold the cells of one field."""

    key: str
    kind: str
    default: str
    meaning: str


def field_table(struct: type[msgspec.Struct], prefix: str = "") -> str:
    """Return a Markdown table of a type's fields: key, type, default, meaning.

    Args:
        struct: The type; its docstring must describe each field.
        prefix: What stands before each key, such as `training.`.

    Raises:
        ValueError: The docstring does not describe a field.
    """
    rows = [f"| `{prefix}{one.key}` | {one.kind} | {one.default} | {one.meaning} |"
            for one in _rows(struct)]  # fmt: skip
    return "\n".join(["| key | type | default | meaning |", "|---|---|---|---|", *rows])


def key_table(struct: type[msgspec.Struct]) -> str:
    """Return the same without defaults, for what roadeye writes itself.

    Raises:
        ValueError: The docstring does not describe a field.
    """
    rows = [f"| `{one.key}` | {one.kind} | {one.meaning} |" for one in _rows(struct)]
    return "\n".join(["| key | type | meaning |", "|---|---|---|", *rows])


def _rows(struct: type[msgspec.Struct]) -> list[_Row]:
    meanings = _meanings(struct)
    schema = msgspec.json.schema(struct, ref_template="{name}")["$defs"][struct.__name__]
    rows = []
    for field in msgspec.structs.fields(struct):
        if field.name not in meanings:
            raise ValueError(f"{struct.__name__} does not say what {field.name} is")
        kind = plain(_kind(schema["properties"][field.encode_name]))
        meaning = plain(meanings[field.name])
        rows.append(_Row(field.encode_name, kind, _default(field.default), meaning))
    return rows


def first_sentence(of: type) -> str:
    """Return the first line of a docstring."""
    return (of.__doc__ or "").strip().splitlines()[0]


def _meanings(of: type) -> dict[str, str]:
    sections = griffe.Docstring(of.__doc__ or "").parse("google")
    return {
        item.name: item.description
        for section in sections
        if section.kind is griffe.DocstringSectionKind.attributes
        for item in section.value
    }


def _kind(schema: dict[str, Any]) -> str:
    """Say in words what values a JSON schema allows."""
    match schema:
        case {"anyOf": choices}:
            return " or ".join(_kind(one) for one in choices)
        case {"enum": values}:
            return ", ".join(str(one) or "(empty)" for one in values)
        case {"$ref": name}:
            return str(name)
        case {"type": "array", "prefixItems": items}:
            return f"[{', '.join(_kind(one) for one in items)}]"
        case {"type": "array"}:
            return f"list of {_kind(schema.get('items', {}))}"
        case _:
            kind = schema.get("type", "any")
            return f"{'table' if kind == 'object' else kind}{_range(schema)}"


def _range(schema: dict[str, Any]) -> str:
    bounds = {"minimum": "≥ ", "exclusiveMinimum": "> ", "maximum": "≤ ", "exclusiveMaximum": "< "}
    found = [f"{sign}{schema[name]:g}" for name, sign in bounds.items() if name in schema]
    if "multipleOf" in schema:
        found.append(f"multiple of {schema['multipleOf']}")
    return f" {', '.join(found)}" if found else ""


def _default(value: object) -> str:
    if value in (NODEFAULT, msgspec.UNSET) or isinstance(value, msgspec.Struct):
        return ""
    text = msgspec.json.format(msgspec.json.encode(value), indent=0)  # lines may break at spaces
    return f"`{text.decode()}`"
