"""Which fields of a ledger a heading may mean, by its words alone.

A heading that is a field's title or another name of it is that field's.  Any other is taken apart
into concepts (`excel.thesaurus`), as the fields are: it means the field of the same concepts,
whatever their order and the words between.  What is only nearly the same is never taken for it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from boshan_desk.domain.fields import Day, Flag, Kind, Money
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.reading import MoneyUnit, fold
from boshan_desk.excel.matching.guessing import PASSED, gives_examples, guess, turns
from boshan_desk.excel.matching.likeness import Likeness
from boshan_desk.excel.matching.thesaurus import (
    COMPARED,
    JOINED,
    NAME,
    Concepts,
    cut,
    divide,
    thesaurus,
    words_of,
)
from boshan_desk.i18n import _, language

Level = Literal["title", "also", "words", "near", "weak", "guess"]
"""How well a heading says a field: by name, by all its concepts, by all but what goes without
saying in this ledger; or by too little, or beside words that nobody knows, so that what stands in
the column must bear it out."""

RANK: Final[Mapping[Level, int]] = {
    "title": 6,
    "also": 5,
    "words": 4,
    "near": 3,
    "weak": 2,
    "guess": 1,
}

_STARS = "*★☆△▲※:;,.、-_"
_UNIT = re.compile(
    r"[(/,、:\-]?(?:单位:?)?\(?(?:人民币)?(亿元|万元|(?<![十百千万亿])元|万(?=\)))\)?$"
)
_BRACKETS = re.compile(r"\(([^()]*)\)")
_NUMBERED = re.compile(
    r"^(?:[0-9]{1,2}[.、．)]|\([0-9一二三四五六七八九十]{1,2}\)|[一二三四五六七八九十]{1,2}、|第[0-9]{1,2}[列栏]:?)"
)
_SCALED = re.compile(
    r"\((?:单位:)?(?:[十百千万亿]+[^()元]?|千元|百元|十万元|百万元|千万元)\)|[/:]万[^元]"
)
_FOREIGN = re.compile(r"美元|美金|欧元|英镑|日元|港[元币]|usd|eur|hkd")
_MEASURES = re.compile(
    r"单位\((?:[件吨瓶箱个枚份台套斤只袋盒支双条桶]|万斤|公斤|千克|万吨)"
    r"(?:[、/,](?:[件吨瓶箱个枚份台套斤只袋盒支双条桶]|万斤|公斤|千克|万吨))+等?\)"
)
"""单位（件、瓶、箱）: in what something is counted."""
_COUNTED_IN = re.compile(
    r"[(/](?:单位:?)?(?:人次|户次|场次|课时|学时|小时|人|家|个|件|户|次|份|枚|吨|条|名|%|天|场|次数|项|只|元)\)?$"
)

_FLAG: Final = "flag"
_NOTE: Final = "note"


@dataclass(frozen=True)
class Meaning:
    """A heading by its words: the fields it says, the best first, and its unit of money."""

    said: tuple[tuple[str, Level], ...] = ()
    """Fields that it says, those it says best first."""
    maybe: tuple[str, ...] = ()
    """Other fields that have something in common with it."""
    hinted: tuple[str, ...] = ()
    """Those of them to which it adds nothing but words that nobody knows."""
    unit: MoneyUnit | None = None
    empty: bool = False
    """Whether it says nothing at all: no words, or only such as 列7."""


@dataclass(frozen=True)
class _Sense:
    """One way to say a field, in concepts."""

    name: str
    whole: Concepts
    bare: Concepts
    """Without the thing that the field belongs to."""
    of: Concepts
    """The words for that thing."""


class Headings:
    """The headings by which a ledger's fields are known."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._words: dict[str, tuple[str, Level]] = {}
        for name, kind in ledger.fields.items():
            for word in (kind.title, _(kind.title)):
                self._words.setdefault(fold(word), (name, "title"))
        for name, kind in ledger.fields.items():
            for word in kind.also:
                self._words.setdefault(fold(word), (name, "also"))
        self._said = words_of(ledger.name)
        self._same = self._said.same
        self._things = self._read_things()
        self._whole: dict[Concepts, set[str]] = defaultdict(set)
        self._bare: dict[tuple[Concepts, Concepts], set[str]] = defaultdict(set)
        self._senses: list[_Sense] = []
        for name, kind in ledger.fields.items():
            self._add(name, kind)
        self._seen: dict[tuple[str, str], Meaning] = {}

    def _read_things(self) -> Mapping[str, Concepts]:
        """The words for the thing that each field belongs to."""
        things: dict[str, Concepts] = {}
        for words, fields, others in self._said.about.values():
            members = self.ledger.fields if "*" in fields else fields
            for name in members:
                if name not in others:
                    things[name] = things.get(name, frozenset()) | words
        return things

    def _add(self, name: str, kind: Kind) -> None:
        given = {self._settle(cut(fold(word))) for word in (kind.title, *kind.also)}
        given |= {self._settle(sense) for sense in self._said.senses.get(name, ())}
        given |= {frozenset({concept}) for concept in self._said.alone.get(name, ())}
        of = self._things.get(name, frozenset())
        for whole in given:
            if not whole:
                continue
            bare = whole - of
            self._senses.append(_Sense(name, whole, bare, of))
            self._whole[whole].add(name)
            self._bare[of, bare].add(name)

    def _settle(self, concepts: Concepts) -> Concepts:
        return thesaurus().settle(concepts, self._same)

    def find(self, heading: str) -> tuple[str | None, MoneyUnit | None]:
        """The field whose title or other name a heading is, and the unit of money it names."""
        folded = _bare_text(heading)
        if found := self._words.get(folded):
            return found[0], None
        rest, unit = _split_unit(folded)
        if unit and (found := self._words.get(rest)):
            return found[0], unit if self._is_money(found[0]) else None
        if _SCALED.search(folded):
            return None, None
        found = self._words.get(_BRACKETS.sub("", folded))
        return (found[0] if found else None), None

    def _is_money(self, name: str) -> bool:
        return isinstance(self.ledger.fields[name], Money)

    def read(self, heading: str, group: str = "") -> Meaning:
        """What a heading may mean, under the headings above it."""
        key = (heading, group)
        meaning = self._seen.get(key)
        if meaning is None:
            if len(self._seen) > 5000:
                self._seen.clear()
            meaning = self._seen[key] = self._read(_bare_text(heading), _bare_text(group))
        return meaning

    def guess(self, heading: str, group: str = "") -> tuple[tuple[str, ...], bool]:
        """The fields that a heading may mean which is understood only in part.

        The flag says whether every part of it is known.
        """
        text, _unit = _split_unit(_bare_text(heading))
        above = self._settle(cut(_bare_text(group))) if group else frozenset[str]()
        above = frozenset(c for c in above if not c.startswith("=")) - {_NOTE}
        parts = divide(_BRACKETS.sub("", text))
        found, known = guess(parts, above, self._senses, self._said.loose)
        if found or group:
            return found, known
        bare = "".join(word for word, concepts in parts if concepts != ())
        return self._like(bare, cut(bare)), False

    def _like(self, text: str, said: Concepts) -> tuple[str, ...]:
        """Fields whose known words a text is like, where all that is known in it is theirs."""
        told = frozenset(c for c in said if not c.startswith("="))
        if told == said or told & {COMPARED, JOINED} or turns(said - told):
            return ()
        passed = thesaurus().aspects | self._said.loose | PASSED
        return tuple(
            name
            for name in self._likeness.find(text)
            # Days of all sorts are worded alike: 摘牌日期 is the very contrary of 挂牌日期.
            if not isinstance(self.ledger.fields[name], Day)
            and told <= self._concepts(name) | self._things.get(name, frozenset()) | passed
        )

    @cached_property
    def _likeness(self) -> Likeness:
        """The titles and names of fields, and the words that stand for one by themselves."""
        words = [(word, name) for word, (name, _level) in self._words.items()]
        for word, concepts in thesaurus().words.items():
            whole = self._settle(frozenset(concepts))
            words += [(word, name) for name in self._whole.get(whole, ())]
        return Likeness(words)

    def _read(self, heading: str, group: str) -> Meaning:
        if not heading or (_SENSELESS.fullmatch(heading) and heading not in self._words):
            if not group:
                return Meaning(empty=True)
            heading, group = group + heading, ""
        if _only_unit(heading):
            heading, group = group + heading, ""
        if _MEASURES.fullmatch(heading):
            heading = "计量单位"
        text, unit = _split_unit(heading)
        if unit is None and group:
            group, unit = _split_unit(group)
        scaled = bool(_SCALED.search(heading) or _SCALED.search(group))
        said = self._say(text, heading, group)
        if _FOREIGN.search(heading + group):
            said = {}
        if unit or scaled:
            # An amount or a count in thousands is not what the field holds.
            said = {
                name: level
                for name, level in said.items()
                if (not scaled or unit) and (not unit or self._is_money(name))
            }
        ordered = sorted(said, key=lambda name: -RANK[said[name]])
        maybe = [n for n in self._near(text, group) if n not in said]
        hinted = () if said or scaled else self._hint(text, group)
        return Meaning(tuple((n, said[n]) for n in ordered), tuple(maybe[:5]), hinted, unit)

    def _say(self, text: str, heading: str, group: str) -> dict[str, Level]:
        """The fields that the words say, under their group."""
        # 其他情况 above a heading says nothing; under it is no remark.
        above = self._settle(cut(group)) - {_NOTE} if group else frozenset[str]()
        own = self._by_words(text, heading)
        if not above or above <= {"handle_state"}:
            return own
        if COMPARED in above:
            return {}
        return self._under(text, group, above, own)

    def _under(
        self, text: str, group: str, above: Concepts, own: dict[str, Level]
    ) -> dict[str, Level]:
        """The fields that a heading says together with the group above it."""
        known = thesaurus()
        alone = self._settle(cut(_BRACKETS.sub("", text)))
        note = frozenset({_NOTE}) - cut(text)
        both = self._by_name(group + text)
        both = both or self._by_concepts(self._settle(cut(group + text) - note))
        both = both or self._by_concepts(self._settle((cut(group) - note) | cut(text)))
        if both:
            both = {name: level for name, level in both.items() if level != "weak"} or both
            return {n: max(v, own.get(n, v), key=RANK.__getitem__) for n, v in both.items()}
        # 移送公安 above 立案日期: the group takes the heading to a field of its own.
        closer: dict[str, int] = {}
        for sense in self._senses:
            spare = sense.whole - alone
            if alone and alone <= sense.whole and spare and spare <= above:
                closer[sense.name] = max(closer.get(sense.name, 0), len(spare))
        if closer:
            most = max(closer.values())
            return {name: "near" for name, size in closer.items() if size == most}
        if known.is_generic(alone):
            # 日期, 电话 under a group say nothing without it.
            return {} if above - known.aspects else {name: "weak" for name in own}
        strangers = above & known.who
        kept: dict[str, Level] = {}
        for name, level in own.items():
            if strangers - self._things.get(name, frozenset()) - self._concepts(name):
                continue
            if any(above & s.whole - alone - known.aspects for s in self._senses if s.name != name):
                # The group names something that other fields are about: still this one, if it is
                # said by name or wholly.
                if level in ("title", "also", "words"):
                    kept[name] = level
                continue
            kept[name] = level
        return kept

    def _concepts(self, name: str) -> Concepts:
        return frozenset[str]().union(*(s.whole for s in self._senses if s.name == name))

    def _by_name(self, text: str) -> dict[str, Level]:
        found = self._words.get(text)
        return {found[0]: found[1]} if found else {}

    def _by_words(self, text: str, heading: str) -> dict[str, Level]:
        """The fields that a heading says by itself."""
        for name in (heading, text):
            if found := self._by_name(name):
                return found
        outside = _BRACKETS.sub("", text)
        if outside == text:
            return self._by_concepts(self._settle(cut(text)))
        whole = self._by_concepts(self._settle(cut(text)))
        if "words" in whole.values():
            return whole
        # 联系电话(手机), 立案日期(必填): what stands in brackets may not say anything else.
        found = self._by_name(outside) or self._by_concepts(self._settle(cut(outside)))
        brackets = _BRACKETS.findall(text)
        fits = {name: lvl for name, lvl in found.items() if self._takes(name, brackets)}
        return fits or whole

    def _takes(self, name: str, brackets: Sequence[str]) -> bool:
        """Whether what stands in brackets says nothing that is not this field's."""
        kind = self.ledger.fields[name]
        inside = frozenset[str]().union(
            *(cut(part) for part in brackets if not gives_examples(part, kind))
        )
        told = frozenset(c for c in self._settle(inside) if not c.startswith("=")) - {JOINED}
        return told <= self._concepts(name) | self._things.get(name, frozenset()) | _HARMLESS

    def _by_concepts(self, said: Concepts) -> dict[str, Level]:
        """The fields of the same concepts as those of a heading."""
        known = thesaurus()
        asked = _FLAG in said and said != {_FLAG}
        if asked:
            said = said - {_FLAG}
        if JOINED in said and said not in self._whole:
            # 联系人及电话 is two things; 姓名或名称, 电话、手机 are one.
            said = said - {JOINED}
            if len(said - {NAME}) > 1:
                return {}
        if not said:
            return {}
        found: dict[str, Level] = {name: "words" for name in self._whole.get(said, ())}
        things: set[Concepts] = {frozenset(), *self._things.values()}
        for of in things:
            bare = said - of
            if not bare and said != of and not found:
                continue
            for name in self._bare.get((of, bare), ()) if bare else ():
                named = bool(said & of)
                level: Level = "near" if named or not known.is_generic(bare) else "weak"
                found.setdefault(name, level)
        if not found:
            found = self._too_little(said)
        if asked:
            found = {n: v for n, v in found.items() if isinstance(self.ledger.fields[n], Flag)}
            if not found:
                found = {
                    s.name: "words"
                    for s in self._senses
                    if s.whole - {_FLAG} == said and isinstance(self.ledger.fields[s.name], Flag)
                }
        return found

    def _too_little(self, said: Concepts) -> dict[str, Level]:
        """Fields that lack nothing but what sort of thing they are: 结案 for 结案日期."""
        known = thesaurus()
        if known.is_generic(said):
            return {}
        return {
            s.name: "weak"
            for s in self._senses
            if said < s.whole and s.whole - said <= known.aspects
        }

    def _hint(self, text: str, group: str) -> tuple[str, ...]:
        """Fields of which a heading says something, and nothing else that is known."""
        known = thesaurus()
        said = self._settle(cut(text))
        above = self._settle(cut(group)) if group else frozenset[str]()
        told = frozenset(c for c in said | above if not c.startswith("="))
        if told & {COMPARED, JOINED, _FLAG}:
            return ()
        hinted = {
            s.name
            for s in self._senses
            if said & s.whole and told <= s.whole | s.of | known.aspects
        }
        return tuple(name for name in self.ledger.fields if name in hinted)

    def _near(self, text: str, group: str) -> list[str]:
        """Fields that share concepts with a heading, the nearest first."""
        said = self._settle(cut(_BRACKETS.sub("", text)) | (cut(group) if group else frozenset()))
        if not said:
            return []
        best: dict[str, float] = {}
        for sense in self._senses:
            common = len(said & sense.whole)
            if common:
                share = common / len(said | sense.whole)
                best[sense.name] = max(best.get(sense.name, 0.0), share)
        names = [name for name, share in best.items() if share > _NEAR]
        return sorted(names, key=lambda name: -best[name])


_NEAR: Final = 0.3
_HARMLESS: Final = frozenset(
    {NAME, "no", "org", "firm", "flag", "person", "phone", "content", "note", "date"}
)
_SENSELESS = re.compile(
    r"(?:列|栏|字段|column|col|field|unnamed|f|c|第)?[:_]?[0-9a-z]{0,3}(?:列|栏)?|[-_/.*]+"
)


_made: dict[tuple[str, str], Headings] = {}


def headings_of(ledger: Ledger) -> Headings:
    """The headings of a ledger in the language spoken now."""
    key = (ledger.name, language())
    made = _made.get(key)
    if made is None or made.ledger is not ledger:
        made = _made[key] = Headings(ledger)
    return made


def _bare_text(heading: str) -> str:
    folded = fold(heading).strip(_STARS)
    return _NUMBERED.sub("", folded).strip(_STARS)


def _split_unit(folded: str) -> tuple[str, MoneyUnit | None]:
    unit = _UNIT.search(folded)
    if unit is not None and unit.start() > 0:
        named: MoneyUnit = "万元" if unit[1] == "万" else unit[1]  # type: ignore[assignment]
        rest = folded[: unit.start()]
        return rest + ")" * (rest.count("(") - rest.count(")")), named
    counted = _COUNTED_IN.search(folded)
    if counted is not None and counted.start() > 0:
        return folded[: counted.start()], None
    return folded, None


def _only_unit(folded: str) -> bool:
    return _ONLY_UNIT.fullmatch(folded) is not None


_ONLY_UNIT = re.compile(
    r"\(?(?:单位:?)?(?:亿元|万元|千元|元|人次|户次|场次|课时|学时|小时|人|家|个|件|户|次|份|枚|吨|条|名|%|天|场|项)\)?"
)
