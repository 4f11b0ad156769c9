"""Whether a form or the sections of papers are complete and coherent, said in words with the place.

A place is written as the file has it: "section cases / part 3 / text".
"""

from __future__ import annotations

import difflib
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from boshan_desk.domain.finding import Finding
from boshan_desk.domain.paper.examples import Example, examples_of, wrong_with
from boshan_desk.domain.paper.reading import SECTIONS, options_by_key, read_sections
from boshan_desk.domain.paper.template import Form, Fragment, Part, Section
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _

FORMS: Final = frozenset(
    {
        *("total", "quarter", "last", "number", "quarter_number", "last_number"),
        *("change", "quarter_change", "previous", "both", "note", "count"),
    }
)
"""The forms in which a name may be wanted, besides "by FIELD"."""

_NAME: Final = re.compile(r"\{([^{}]*)\}")
_TEXTS: Final = (
    "code",
    "name",
    "subject",
    "as_of",
    "closing",
    "addressed",
    "remark",
    "public_remark",
    "series",
)
_HEAD: Final = frozenset(
    {
        *("style", "name", "number", "total", "office", "day"),
        *("copy_number", "secrecy", "urgency"),
    }
)


def is_sections(text: str) -> bool:
    """Whether a file holds the sections instead of a form."""
    return "section" in tomllib.loads(text)


@dataclass(frozen=True)
class _Known:
    """What wording may name, and what a template may build."""

    figures: AbstractSet[str]
    names: AbstractSet[str]
    blocks: AbstractSet[str]
    series: AbstractSet[str]
    examples: Mapping[str, Example]
    lent: AbstractSet[str] = frozenset()
    """The keys of the parts whose options others may take."""


def check(
    text: str,
    sections: str,
    *,
    figures: AbstractSet[str],
    names: AbstractSet[str],
    blocks: AbstractSet[str],
    series: AbstractSet[str],
    shipped: str,
) -> list[Finding]:
    """What is wrong with a file: of a form also which of its sections (a file's text) is not there.

    `figures`, `names`, `blocks` and `series` are what there is to be named; the `shipped` sections
    are the example of what a block takes.
    """
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return [_error("", _("不是有效的 TOML 文件：{error}").format(error=error))]
    known = _Known(figures, names, blocks, series, examples_of(shipped))
    if "section" in given:
        return list(_check_sections(given, known))
    return list(_check_form(given, sections, known))


def _check_form(given: Mapping[str, Any], sections: str, known: _Known) -> Iterator[Finding]:
    keys = {field.name for field in fields(Form)}
    yield from _strangers(given, keys, "")
    yield from _check_switches(given, ("office", "attached", "sign"), "")
    if given.get("code") == SECTIONS:
        yield _error("code", _("这个名称留给各部分的内容，请另取一个"))
    if given.get("series") and given["series"] not in known.series:
        words = _("没有名为“{name}”的编号{like}")
        like = _like(str(given["series"]), known.series)
        yield _error("series", words.format(name=given["series"], like=like))
    for name in ("code", "name", "subject", "title", "sections"):
        if not given.get(name):
            yield _error(name, _("必须填写"))
    if not re.fullmatch(r"[a-z][a-z0-9_]*", str(given.get("code", "x"))):
        yield _error("code", _("只能用小写英文字母、数字和下划线，以字母开头"))
    for name in _TEXTS:
        if not isinstance(given.get(name, ""), str):
            yield _error(name, _("应当是一段文字"))
    there = set(read_sections(sections))
    for name in ("sections", "town_sections", "unit_sections"):
        wanted = given.get(name, [])
        if not isinstance(wanted, list):
            yield _error(name, _("应当是一列名称"))
            continue
        for each in wanted:
            if each not in there:
                yield _error(
                    name,
                    _("没有名为“{name}”的部分{like}").format(
                        name=each, like=_like(str(each), there)
                    ),
                )
    for name in ("title", "town_title", "unit_title"):
        lines = given.get(name, [])
        for line in lines if isinstance(lines, list) else [lines]:
            yield from _check_text(line, name, known)
    yield from _check_text(given.get("as_of", ""), "as_of", known)
    yield from _check_head(given.get("head", {}), known)
    yield from _check_imprint(given.get("imprint", {}), known)


def _check_head(head: Any, known: _Known) -> Iterator[Finding]:
    if not isinstance(head, dict):
        yield _error("head", _("应当是一组设置"))
        return
    yield from _strangers(head, _HEAD, "head")
    if head and head.get("style") not in ("red", "brief"):
        yield _error("head / style", _("应当是 red 或 brief"))
    if head and not head.get("name"):
        yield _error("head / name", _("必须填写"))
    for name, text in head.items():
        yield from _check_text(text, f"head / {name}", known)


def _check_imprint(imprint: Any, known: _Known) -> Iterator[Finding]:
    if not isinstance(imprint, dict):
        yield _error("imprint", _("应当是一组设置"))
        return
    yield from _strangers(imprint, {"lists", "copies"}, "imprint")
    for row in imprint.get("lists", []):
        if not (isinstance(row, list) and len(row) == 2):
            yield _error("imprint / lists", _("每一行应当是报、送、发等一个字和单位名单两项"))
        else:
            yield from _check_text(row[1], "imprint / lists", known)


def _check_sections(given: Mapping[str, Any], known: _Known) -> Iterator[Finding]:
    yield from _strangers(given, {"section"}, "")
    tables = given["section"]
    if not isinstance(tables, dict):
        yield _error("section", _("应当写成 [section.名称]"))
        return
    if all(isinstance(section, dict) for section in tables.values()):
        known = replace(known, lent=frozenset(options_by_key(tables)))
    for key, section in tables.items():
        place = f"section {key}"
        if not isinstance(section, dict):
            yield _error(place, _("应当是一组设置"))
            continue
        allowed = {field.name for field in fields(Section)} - {"key", "parts"} | {"part"}
        yield from _strangers(section, allowed, place)
        yield from _check_switches(section, ("annex", "public"), place)
        yield from _check_text(section.get("heading", ""), f"{place} / heading", known)
        yield from _check_when(section.get("when", ()), f"{place} / when", known)
        parts = section.get("part", [])
        if not parts:
            yield _error(place, _("没有任何内容，请写至少一个 part"))
        seen: set[str] = set()
        for number, part in enumerate(parts, 1):
            yield from _check_part(part, f"{place} / part {number}", known)
            name = str(part.get("key", number))
            if name in seen:
                yield _error(f"{place} / part {number}", _("名称“{name}”重复了").format(name=name))
            seen.add(name)


def _check_part(part: Any, place: str, known: _Known) -> Iterator[Finding]:
    if not isinstance(part, dict):
        yield _error(place, _("应当是一组设置"))
        return
    yield from _strangers(part, {field.name for field in fields(Part)}, place)
    yield from _check_switches(part, ("public",), place)
    if bool(part.get("say")) == bool(part.get("block")):
        yield _error(place, _("say（一段话）和 block（程序生成的内容）应当写一项，也只写一项"))
    if (block := part.get("block")) and block not in known.blocks:
        words = _("没有名为“{name}”的内容{like}").format(
            name=block, like=_like(str(block), known.blocks)
        )
        yield _error(f"{place} / block", words)
    if part.get("style", "body") not in ("body", "lead", "note"):
        yield _error(f"{place} / style", _("应当是 body、lead 或 note"))
    for name in ("heading", "title"):
        yield from _check_text(part.get(name, ""), f"{place} / {name}", known)
    yield from _check_when(part.get("when", ()), f"{place} / when", known)
    yield from _check_say(part.get("say", ()), f"{place} / say", known)
    if block in known.blocks:
        yield from _check_block(part, known.examples.get(str(block), Example()), place, known)


def _check_block(
    part: Mapping[str, Any], example: Example, place: str, known: _Known
) -> Iterator[Finding]:
    options, words = part.get("options", {}), part.get("words", {})
    if not isinstance(options, Mapping) or not isinstance(words, Mapping):
        yield _error(place, _("options 和 words 应当是一组设置"))
        return
    yield from _strangers(options, set(example.options), f"{place} / options")
    borrowed = part.get("options_as", "")
    if borrowed and (options or borrowed not in known.lent):
        yield _error(
            f"{place} / options_as",
            _("应当是另一个 part 的 key，那里写着 options；这里就不再写 options"),
        )
    for name in () if borrowed else sorted(example.needed - set(options)):
        yield _error(f"{place} / options", _("没有写“{name}”").format(name=name))
    for name, value in options.items():
        if name in example.options:
            for at, told in wrong_with(value, example.options[name], known.figures, name):
                yield _error(f"{place} / options / {at}", told)
    yield from _strangers(words, set(example.words), f"{place} / words")
    for name, text in words.items():
        here = f"{place} / words / {name}"
        yield from _check_text(text, here, known, example.words.get(name, frozenset()))
    for name in sorted(set(example.words) - set(words)):
        yield Finding(
            f"{place} / words", "warn", _("没有写“{name}”的措辞，这一句不印").format(name=name)
        )


def _check_say(say: Any, place: str, known: _Known) -> Iterator[Finding]:
    if isinstance(say, str):
        yield from _check_text(say, place, known)
        return
    for each in say:
        if isinstance(each, str):
            yield from _check_text(each, place, known)
            continue
        if not isinstance(each, dict):
            yield _error(place, _("应当是文字，或者有 text、when、join、parts 的一组设置"))
            continue
        yield from _strangers(each, {field.name for field in fields(Fragment)}, place)
        yield from _check_text(each.get("text", ""), place, known)
        yield from _check_when(each.get("when", ()), place, known)
        yield from _check_say(each.get("parts", ()), place, known)


def _check_when(when: Any, place: str, known: _Known) -> Iterator[Finding]:
    for each in [when] if isinstance(when, str) else when:
        name = str(each).lstrip("!").partition(":")[0]
        yield from _check_name(name, place, known)


def _check_text(
    text: Any, place: str, known: _Known, more: AbstractSet[str] = frozenset()
) -> Iterator[Finding]:
    """`more` are names that this text alone may use."""
    if not isinstance(text, str):
        yield _error(place, _("应当是一段文字"))
        return
    if any(unicodedata.category(char) in ("Cc", "Cs") for char in text):
        yield _error(place, _("里面有看不见的控制字符"))
    if _NAME.sub("", text).strip("{}") != _NAME.sub("", text) or "{" in _NAME.sub("", text):
        yield _error(place, _("大括号没有成对：{text}").format(text=text))
    for found in _NAME.finditer(text):
        name, _colon, form = found[1].partition(":")
        if name not in more:
            yield from _check_name(name, place, known)
        if form and form not in FORMS and not form.startswith("by "):
            words = _("“{form}”不是一种写法{like}").format(form=form, like=_like(form, FORMS))
            yield _error(place, words)


def _check_name(name: str, place: str, known: _Known) -> Iterator[Finding]:
    if name.startswith("M-"):
        if name not in known.figures:
            words = _("没有代码为“{code}”的指标{like}")
            yield _error(place, words.format(code=name, like=_like(name, known.figures)))
    elif name not in known.names:
        words = _("没有名为“{name}”的内容{like}")
        yield _error(place, words.format(name=name, like=_like(name, known.names)))


def _check_switches(
    given: Mapping[str, Any], names: tuple[str, ...], place: str
) -> Iterator[Finding]:
    for name in names:
        if not isinstance(given.get(name, False), bool):
            here = f"{place} / {name}" if place else name
            yield _error(here, _("应当是 true 或 false"))


def _strangers(given: Mapping[str, Any], known: AbstractSet[str], place: str) -> Iterator[Finding]:
    for key in given:
        if key not in known:
            words = _("多出的一项“{key}”{like}").format(key=key, like=_like(key, known))
            yield _error(place, words)


def _like(word: str, known: AbstractSet[str]) -> str:
    found = difflib.get_close_matches(word, known, 2, 0.6)
    return _("，是不是{names}？").format(names=listed(found)) if found else ""


def _error(place: str, words: str) -> Finding:
    return Finding(place, "error", words)
