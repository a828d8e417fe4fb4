"""Understands how a schema becomes Python source: one function a record type, some lines a field."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from carebus.formats.avro.schemas import Schema

Lines = list[str]


class UnknownKind(Exception):
    """A schema uses a kind of type that the bus does not (docs: records, arrays, null or one kind, five simple kinds)."""


@dataclass(frozen=True, slots=True)
class Functions:
    """The functions of one schema, made by `body` from each record type's fields; `signature` is their arguments."""

    signature: str
    body: Callable[[Schema, "Functions"], Lines]
    names: dict[str, str] = field(default_factory=dict)
    source: Lines = field(default_factory=list)

    def name(self, kind: Any) -> str:
        """The name of the function of a record type: a reference, or where it is written out."""
        return self.names[kind] if isinstance(kind, str) else self._made(kind)

    def compiled(self, schema: Schema, scope: dict[str, Any]) -> Any:
        """The function of `schema`, which finds what it calls in `scope`."""
        name = self.name(schema)
        return self.executed(scope)[name]

    def executed(self, scope: dict[str, Any]) -> dict[str, Any]:
        """Every function that was named, by its name, in the scope in which it finds what it calls."""
        code = compile("\n".join(self.source), f"<avro {next(iter(self.names.values()))}>", "exec")
        exec(code, scope)  # noqa: S102 - the source is made from the schemas that this release ships
        return scope

    def _made(self, schema: Schema) -> str:
        fullname = f"{schema['namespace']}.{schema['name']}"
        self.names[fullname] = fullname.replace(".", "_")
        lines = self.body(schema, self)
        self.source.extend([f"def {self.names[fullname]}({self.signature}):", *indented(lines)])
        return self.names[fullname]


def indented(lines: Lines) -> Lines:
    """The lines, one step to the right."""
    return [f"    {line}" for line in lines]
