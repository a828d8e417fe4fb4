"""Understands which JSON may be read as FHIR: UTF-8, one object, nothing said twice, not too deep; numbers as written.

No model library of FHIR reads here: what real systems send (SFM, Synthea) breaks its profiles in places that we have no
need of, fhir.resources models R5 and raises for a whole message, and a number would no longer be what was written
(R24). One pass over the tree finds what no reader of an element could see, and the readers then take what they need and
note every problem (`elements`).
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from carebus.domain.problems import Code, Problem
from carebus.formats.fhir.resource_types import Json, root_name

MOST_DEEP = 64
"""Levels of objects and arrays. The deepest message seen has 18."""

MOST_NODES = 500_000
"""Objects and arrays in one message. The largest patient seen has 5,000."""

MOST_PROBLEMS = 100
"""Told of one message or part: whoever mends a hundred will send it again."""

_NAME = re.compile(r"_?[a-z][A-Za-z0-9]{0,40}\Z", re.ASCII)
_MARK = b"\xef\xbb\xbf"

_Path = tuple["_Path", str | int] | None


class Number(str):
    """A number as it was written: "1.0" is not "1"."""

    __slots__ = ()


class Repeating(dict[str, Any]):
    """An object in which a name stands more than once."""

    __slots__ = ()


_NOT_A_NUMBER = object()


def parse(data: bytes) -> Json | tuple[Problem, ...]:
    """The object in `data`, or every problem of its JSON. Never raises for any bytes."""
    try:
        tree = _parsed(data.removeprefix(_MARK).decode())
    except UnicodeDecodeError as error:
        return (Problem(Code.NOT_WELL_FORMED, "/", f"not UTF-8 at byte {error.start}: FHIR's JSON is"),)
    except json.JSONDecodeError as error:
        return (
            Problem(Code.NOT_WELL_FORMED, "/", f"not well-formed JSON at line {error.lineno}, column {error.colno}"),
        )
    except RecursionError:
        return (_too_deep(None),)
    if not isinstance(tree, dict):
        return (Problem(Code.INVALID_VALUE, "/", "the JSON is no object"),)
    return _problems(tree) or tree


def _parsed(text: str) -> Any:
    return json.loads(
        text,
        parse_int=Number,
        parse_float=Number,
        parse_constant=lambda _: _NOT_A_NUMBER,
        object_pairs_hook=_object,
    )


def _object(pairs: list[tuple[str, Any]]) -> Json:
    made = dict(pairs)
    return made if len(made) == len(pairs) else Repeating(pairs)


def _problems(tree: Json) -> tuple[Problem, ...]:
    found: list[Problem] = []
    for problem in _walk(tree):
        found.append(problem)
        if len(found) == MOST_PROBLEMS:
            break
    return tuple(found)


def _walk(tree: Json) -> Iterator[Problem]:
    """What is wrong with the tree itself; a branch that is too deep is not followed."""
    waiting: list[tuple[Any, _Path, int]] = [(tree, None, 1)]
    met = 1
    while waiting:
        node, path, depth = waiting.pop()
        if met > MOST_NODES:
            yield Problem(Code.TOO_LARGE, "/", f"more than {MOST_NODES} objects and arrays")
            return
        if depth > MOST_DEEP:
            yield _too_deep(path)
            continue
        if type(node) is Repeating:
            yield Problem(Code.NOT_WELL_FORMED, _shown(tree, path), "a name stands more than once in this object")
        steps = node.items() if isinstance(node, dict) else enumerate(node)
        for step, content in steps:
            if isinstance(content, dict | list):
                waiting.append((content, (path, step), depth + 1))
                met += 1
            elif content is _NOT_A_NUMBER:
                yield Problem(Code.NOT_WELL_FORMED, _shown(tree, (path, step)), "NaN and Infinity are no JSON")


def _too_deep(path: _Path) -> Problem:
    return Problem(Code.TOO_LARGE, "/" if path is None else "/…", f"nested more than {MOST_DEEP} levels deep")


def _shown(tree: Json, path: _Path) -> str:
    """A path such as `Bundle.entry[3].resource`; a name that is none of FHIR's could be anything, and is not shown."""
    steps: list[str] = []
    while path is not None:
        path, step = path
        if isinstance(step, int):
            steps.append(f"[{step}]")
        else:
            steps.append(f".{step if _NAME.match(step) else '?'}")
    return root_name(tree) + "".join(reversed(steps))
