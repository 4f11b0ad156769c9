"""One value has one form, and no other form is read."""

from __future__ import annotations

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from boshan_desk.exchange import canonical, limits

WHOLE = st.integers(-(2**53) + 1, 2**53 - 1)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
KEYS = st.text(st.characters(max_codepoint=0xD7FF, exclude_characters="\0"), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | WHOLE | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
OBJECTS = st.dictionaries(KEYS, VALUES, max_size=6)


@given(OBJECTS)
def test_a_line_is_what_the_library_writes_and_is_read_again(told: dict[str, Any]) -> None:
    written = canonical.line(told)
    assert written == rfc8785.dumps(told) + b"\n" == canonical.canonical(told) + b"\n"
    assert canonical.read(written[:-1]) == told


@given(
    OBJECTS, st.sampled_from([{"indent": 1}, {"ensure_ascii": True}, {"separators": (", ", ":")}])
)
def test_another_form_of_the_same_is_refused(told: dict[str, Any], form: dict[str, Any]) -> None:
    plain = {"ensure_ascii": False, "separators": (",", ":"), "sort_keys": True}
    other = json.dumps(told, **{**plain, **form}).encode()
    if other == canonical.line(told)[:-1]:
        assert canonical.read(other) == told
    else:
        with pytest.raises(ValueError, match="form"):
            canonical.read(other)


@pytest.mark.parametrize(
    "written",
    [
        b'{"a":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"b":1,"a":2}',
        b'{"a":NaN}',
        b'{"a":-Infinity}',
        b'{"a":1.0}',
        b'{"a":1e2}',
        b'{"a":-0}',
        b'{"a":01}',
        b'{"a":9007199254740992}',
        b'{"a":%s}' % (b"9" * 5000),
        b'{"a":"\\ud800"}',
        b'{"a":"\\u0041"}',
        b'{"a":"\\/"}',
        b'{"a":"\\u0000"}',
        b'{"\\u0000":1}',
        b'{"a":"\xff"}',
        b'{"a":"\xed\xa0\x80"}',
        '{"￿":1,"\U00010000":2}'.encode(),
        b'\xef\xbb\xbf{"a":1}',
        b'{"a":1} ',
        b'{"a":1}\n',
        b'{"a":1}{"a":1}',
        b"[]",
        b"1",
        b"null",
        b"",
        b'{"a":',
        b'{"a":' * 17 + b"1" + b"}" * 17,
        b"[" * 200_000,
        b'{"a":' + b"[" * 200_000 + b"]" * 200_000 + b"}",
        json.dumps({"a": 1}).encode("utf-16"),
        json.dumps({"a": 1}).encode("utf-32"),
    ],
)
def test_what_is_no_line_is_refused(written: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical.read(written)


@pytest.mark.parametrize(
    "told",
    [
        {"a": 1.5},
        {"a": float("nan")},
        {"a": 2**53},
        {"a": "\0"},
        {"a": "\ud800"},
        {"\U00010000": 1},
        {1: "a"},
        {"a": b"b"},
        {"a": (1, 2)},
        {"a": {1, 2}},
    ],
)
def test_what_cannot_stand_in_a_package_is_not_written(told: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical.line(told)
    with pytest.raises(ValueError, match=r"."):
        canonical.canonical(told)


def test_sixteen_objects_within_each_other_are_enough() -> None:
    told: dict[str, Any] = {}
    for _turn in range(limits.DEPTH - 1):
        told = {"a": told}
    assert canonical.read(canonical.line(told)[:-1]) == told
    for more in (told, [told["a"]]):
        with pytest.raises(ValueError, match="deep"):
            canonical.line({"a": more})


def test_a_line_has_a_greatest_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LINE", 100)
    assert len(canonical.line({"a": "a" * 91})) == 100
    with pytest.raises(ValueError, match="long"):
        canonical.line({"a": "a" * 92})
