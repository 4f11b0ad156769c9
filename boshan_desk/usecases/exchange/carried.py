"""What goes down beside the records, and taking it: so that a town counts as its county does.

The county's own pack, its plans, the rules and calendars that it loaded, its own days, the days by
which reports are due; and news of the receiver's own enrolment.  The list is whole every time: what
came down earlier and is no longer in it is let go again; what the receiver loaded itself stays.

It came signed, from the one desk that this one belongs to.  It may still be of another program: a
part that this program cannot read is left out and named, and the rest is taken.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from boshan_desk.assets import asset
from boshan_desk.domain.county import County, read_county
from boshan_desk.domain.officers import Right
from boshan_desk.domain.plans.checking import errors_of
from boshan_desk.domain.plans.reading import read_plan, shipped_plans
from boshan_desk.domain.plans.writing import county_text
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.wording import explained, listed
from boshan_desk.domain.workdays import FIRST, LAST
from boshan_desk.i18n import _, mark
from boshan_desk.store import schema
from boshan_desk.store.checking import told_digest
from boshan_desk.store.office import plan_of
from boshan_desk.store.reader import Reader
from boshan_desk.store.work import Work
from boshan_desk.usecases.county import check_county, differences, uses_of
from boshan_desk.usecases.exchange.own_keys import keys_of, renew_keys
from boshan_desk.usecases.exchange.peers import ACTIVE, REPLACED, REVOKED, Peer, keep_peer, up
from boshan_desk.usecases.exchange.reports_told import SETTING as REPORTS_TOLD
from boshan_desk.usecases.exchange.reports_told import keep_text, read_line, reports_of
from boshan_desk.usecases.lawfiles import LAW_KINDS, check, title_of
from boshan_desk.usecases.plans.packs import STATUSES, check_plan

SETTINGS: Final[Mapping[str, str]] = {
    "report_due_days": mark("报送截止天数"),
    "report_close_days": mark("停止接收天数"),
}
"""Settings that go down: whole numbers of days after the end of a period."""

TAKEN: Final = "carried"
"""The setting that remembers what came down: {what it is: digest}."""

_MOST_DAYS: Final = 3650

_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What reading a pack of another program raises (`store.office`)."""


# Giving


def carried_of(reader: Reader, peer: Peer) -> Iterator[dict[str, Any]]:
    """What this desk sends down to another beside its records, line by line.

    To a town all that it needs to count alike; to a county its city sends rules and calendars, for
    names, plans and closed days are its own.  A desk that was switched off is told that, no more.
    """
    yield {
        "what": "news",
        "state": peer.state,
        "key": peer.public.id,
        "why": peer.why,
        "prefix": peer.prefix,
        "towns": list(peer.towns),
    }
    if peer.state != ACTIVE:
        return
    if peer.level == "town":
        yield {"what": "county", "id": reader.desk.county.id, "text": _own_county(reader)}
        yield from _plans(reader)
    for row in sorted(reader.small_rows(schema.lawfile), key=lambda r: (r["kind"], r["name"])):
        yield {"what": "law", "kind": row["kind"], "name": row["name"], "text": row["text"]}
    if peer.level == "town":
        for row in sorted(reader.small_rows(schema.own_day), key=lambda r: r["day"]):
            yield {"what": "day"} | {name: row[name] for name in ("day", "works", "reason")}
    for name in SETTINGS:
        if value := reader.setting(name):
            yield {"what": "setting", "name": name, "value": value}
    towns = reader.lists["town"]
    for told in reports_of(reader, [towns.counts_for(code) for code in peer.towns]):
        yield {"what": "report", **told}


def _own_county(reader: Reader) -> str:
    """The county's pack as it was loaded, or written anew."""
    county = reader.desk.county
    for row in reader.small_rows(schema.pack):
        if (row["kind"], row["name"]) == ("county", county.id) and row["text"]:
            return str(row["text"])
    return county_text(county)


def _plans(reader: Reader) -> Iterator[dict[str, Any]]:
    rows = {r["name"]: r for r in reader.small_rows(schema.pack) if r["kind"] == "plan"}
    statuses = dict(reader.desk.county.plans) | {name: r["status"] for name, r in rows.items()}
    for code, status in sorted(statuses.items()):
        text = rows[code]["text"] if code in rows and status != "off" else ""
        digest = told_digest(text or _shipped(code))
        yield {"what": "plan", "code": code, "status": status, "text": text, "sha256": digest}


# Taking


def take_carried(
    work: Work, lines: Iterable[Mapping[str, Any]], *, needs: Right = Right.EXCHANGE
) -> list[str]:
    """Take what came down; what that changed, and what could not be taken, in words.

    The office is to be looked at again after the work (`desk.look_again`), and limits are counted
    anew where the law changed (`lawfiles.recount`).
    """
    taker = _Taker(work, needs)
    for line in lines:
        taker.take(line)
    taker.let_go()
    return taker.words


class _Taker:
    """Takes the lines of one list into one work."""

    def __init__(self, work: Work, needs: Right) -> None:
        self.work = work
        self.needs = needs
        self.words: list[str] = []
        self.before: dict[str, str] = _remembered(work)
        self.now: dict[str, str] = {}
        self.whole = False
        """Whether more came than news: then what is missing was let go above."""
        self.cut = False
        """Whether the list did not fit where it stood, or could not be read to the end."""
        self.strange = False
        self.reports: list[dict[str, str]] = []
        self._ways: Mapping[str, Callable[[Mapping[str, Any]], None]] = {
            "news": self._news,
            "county": self._county,
            "plan": self._plan,
            "law": self._law,
            "day": self._day,
            "setting": self._setting,
            "report": self._report,
            "more": self._more,
        }

    def take(self, line: Mapping[str, Any]) -> None:
        """Take one line, or say why not."""
        what = line.get("what")
        if not isinstance(what, str) or what not in self._ways:
            if not self.strange:
                self.words.append(_("有的内容本机程序还不认识，没有接收；请更新程序"))
            self.strange = True
            return
        self.whole |= what not in ("news", "more")
        try:
            self._ways[what](line)
        except Refused as error:
            self.cut = True
            told = _("下发的{what}没有接收").format(what=_(_TITLES[what]))
            self.words.append(explained(told, error.words()))
        except _UNREADABLE:
            self.cut = True
            self.words.append(
                _("下发的{what}本机程序读不出来，没有接收；请更新程序").format(
                    what=_(_TITLES[what])
                )
            )

    def let_go(self) -> None:
        """Let go what came down earlier and no longer does, and remember what did."""
        if not self.whole:
            return
        if self.reports or not self.cut:
            told = keep_text(self.reports)
            if told != (self.work.setting(REPORTS_TOLD) or keep_text([])):
                self.work.set(REPORTS_TOLD, told, needs=self.needs)
        if self.cut:
            self.now = self.before | self.now
        for key in sorted(set(self.before) - set(self.now)):
            what, _slash, name = key.partition("/")
            if what == "law":
                self._drop_law(name, self.before[key])
            elif what == "day":
                self._drop_day(name, self.before[key])
            elif what == "plan":
                self._drop_plan(name)
        if self.now != self.before:
            text = json.dumps(self.now, sort_keys=True, separators=(",", ":"))
            self.work.set(TAKEN, text, needs=self.needs)

    def _more(self, _line: Mapping[str, Any]) -> None:
        self.cut = True

    # News

    def _news(self, line: Mapping[str, Any]) -> None:
        state, key, why = _text(line, "state"), _text(line, "key"), _text(line, "why")
        top = up(self.work)
        if top is None:
            return
        keys = keys_of(self.work)
        if state == ACTIVE:
            if keys.next is not None and keys.next.public.id == key:
                # The certificate got lost on its way: the package itself proves that it was given.
                renew_keys(self.work, keys, needs=self.needs)
                self.words.append(_("{name}已启用本机的新核对码").format(name=top.name))
            if not top.active:
                told = {n: v for n, v in top.certificate.items() if n != "why"}
                keep_peer(self.work, replace(top, state=ACTIVE, certificate=told), needs=self.needs)
                self.words.append(_("{name}已恢复本机的报送").format(name=top.name))
        elif state in (REVOKED, REPLACED):
            told = {**top.certificate, "why": why}
            keep_peer(self.work, replace(top, state=state, certificate=told), needs=self.needs)
            words = {
                REVOKED: _("本机已被{name}停用（{why}），不能再报送"),
                REPLACED: _("本机已由另一台电脑接替（{why}），不能再向{name}报送"),
            }[state]
            self.words.append(words.format(name=top.name, why=why))
        else:
            raise ValueError(state)

    # The county's pack

    def _county(self, line: Mapping[str, Any]) -> None:
        id, text = _text(line, "id"), _text(line, "text")
        old = self.work.desk.county
        if id != old.id:
            raise Refused("是另一个区县（{id}）的，本机是{own}", id=id[:40], own=old.name)
        plans = [r["name"] for r in self.work.small_rows(schema.pack) if r["kind"] == "plan"]
        if found := errors_of(check_county(text, plans)):
            raise Refused("{why}", why=found[0].said())
        new = read_county(text, id)
        if new == old:
            return
        if lost := self._lost(old, new):
            raise Refused(
                "里面没有 {codes}，但本机有记录用到，请联系区县局",
                codes=listed(lost),
            )
        row = self._pack("county", id, "", text)
        held = {(r["kind"], r["name"]): r["text"] for r in self.work.small_rows(schema.pack)}
        told: dict[str, list[Any]] = {"status": ["", ""]} | differences(old, new)
        told["text"] = [told_digest(held.get(("county", id), "")) or None, told_digest(text)]
        self.work.write_row("pack", row, told=told, needs=self.needs)
        self.words.append(_("区县资料（镇街、部门名单等）已更新"))

    def _lost(self, old: County, new: County) -> list[str]:
        """Codes that records here use and that the new pack has no more."""
        lists = (
            ("town", {e.code for e in old.towns}, {e.code for e in new.towns}),
            ("unit", {u.code for u in old.units}, {u.code for u in new.units}),
            ("area", {e.code for e in old.areas}, {e.code for e in (*new.areas, *new.towns)}),
        )
        return [
            code
            for name, was, now in lists
            for code in sorted(uses_of(self.work, name, sorted(was - now)))
        ]

    # Plans

    def _plan(self, line: Mapping[str, Any]) -> None:
        code, status, text = _text(line, "code"), _text(line, "status"), _text(line, "text")
        if status not in STATUSES or not code:
            raise ValueError(status)
        rows = {r["name"]: r for r in self.work.small_rows(schema.pack) if r["kind"] == "plan"}
        statuses = dict(self.work.desk.county.plans)
        was = rows[code]["status"] if code in rows else statuses.get(code)
        if text:
            if found := errors_of(check_plan(text)):
                raise Refused("“{code}”有问题：{why}", code=code, why=found[0].said())
            plan = read_plan(text)
            if plan.code != code:
                raise ValueError(code)
            title = plan.short
            text = "" if text == _shipped(code) else text
        elif code not in shipped_plans():
            if status != "off":
                raise Refused("“{code}”要新版程序才有，请更新程序", code=code)
            return
        else:
            known = plan_of(code, "")
            title = known.short if known else code
            if status != "off" and _text(line, "sha256") != told_digest(_shipped(code)):
                words = _("计划“{title}”与下发单位的版本不同，请两边使用同一版本的程序")
                self.words.append(words.format(title=title))
        self.now[f"plan/{code}"] = status
        kept = rows[code]["text"] if code in rows else ""
        if (was, kept) == (status, text) or (was is None and status == "off"):
            return
        told: dict[str, list[Any]] = {
            "status": [was, status],
            "text": [told_digest(kept) or None, told_digest(text) or None],
        }
        row = self._pack("plan", code, status, text)
        self.work.write_row("pack", row, told=told, needs=self.needs)
        words = _("计划“{title}”已更新：{status}")
        self.words.append(words.format(title=title, status=_(STATUSES[status])))

    def _drop_plan(self, code: str) -> None:
        rows = {r["name"]: r for r in self.work.small_rows(schema.pack) if r["kind"] == "plan"}
        if code not in rows or rows[code]["status"] == "off":
            return
        row = self._pack("plan", code, "off", rows[code]["text"])
        told: dict[str, list[Any]] = {"status": [rows[code]["status"], "off"]}
        self.work.write_row("pack", row, told=told, needs=self.needs)
        self.words.append(_("计划“{title}”已更新：{status}").format(title=code, status=_("停用")))

    def _pack(self, kind: str, name: str, status: str, text: str) -> dict[str, Any]:
        return {"kind": kind, "name": name, "status": status, "text": text, **self.work.stamp}

    # Law and calendar

    def _law(self, line: Mapping[str, Any]) -> None:
        kind, name, text = _text(line, "kind"), _text(line, "name"), _text(line, "text")
        if kind not in LAW_KINDS:
            raise ValueError(kind)
        found, called, wrong, _odd = check(text, kind)
        if wrong or (found, called) != (kind, name):
            raise Refused(
                "{title}有问题：{why}",
                title=title_of(kind, name),
                why=wrong[0] if wrong else name,
            )
        self.now[f"law/{kind}/{name}"] = told_digest(text)
        old = self._law_text(kind, name)
        if old == text:
            return
        row = {"kind": kind, "name": name, "text": text, **self.work.stamp}
        told: dict[str, list[Any]] = {"text": [told_digest(old) or None, told_digest(text)]}
        self.work.write_row("lawfile", row, told=told, needs=self.needs)
        self.words.append(_("{title}已更新").format(title=title_of(kind, name)))

    def _law_text(self, kind: str, name: str) -> str:
        for row in self.work.small_rows(schema.lawfile):
            if (row["kind"], row["name"]) == (kind, name):
                return str(row["text"])
        return ""

    def _drop_law(self, key: str, digest: str) -> None:
        kind, _slash, name = key.partition("/")
        old = self._law_text(kind, name)
        if not old or told_digest(old) != digest:
            return
        told: dict[str, list[Any]] = {"text": [digest, None]}
        self.work.remove_row("lawfile", kind, name, told=told, needs=self.needs)
        self.words.append(_("{title}已恢复内置的").format(title=title_of(kind, name)))

    def _day(self, line: Mapping[str, Any]) -> None:
        day, works, reason = _text(line, "day"), line["works"], _text(line, "reason")
        if works not in (0, 1) or not FIRST <= date.fromisoformat(day) <= LAST or not reason:
            raise ValueError(day)
        if date.fromisoformat(day).isoformat() != day:
            raise ValueError(day)
        self.now[f"day/{day}"] = str(int(works))
        old = self._own_day(day)
        if old is not None and (old["works"], old["reason"]) == (works, reason):
            return
        row = {"day": day, "works": int(works), "reason": reason, **self.work.stamp}
        told: dict[str, list[Any]] = {
            "works": [old["works"] if old else None, int(works)],
            "reason": [old["reason"] if old else None, reason],
        }
        self.work.write_row("own_day", row, told=told, needs=self.needs)
        words = _("{day}照常上班（{why}）") if works else _("{day}停止办公（{why}）")
        self.words.append(words.format(day=day, why=reason))

    def _own_day(self, day: str) -> dict[str, Any] | None:
        rows = self.work.small_rows(schema.own_day)
        return next((row for row in rows if row["day"] == day), None)

    def _drop_day(self, day: str, works: str) -> None:
        old = self._own_day(day)
        if old is None or str(old["works"]) != works:
            return
        told: dict[str, list[Any]] = {
            "works": [old["works"], None],
            "reason": [old["reason"], None],
        }
        self.work.remove_row("own_day", day, told=told, needs=self.needs)
        self.words.append(_("{day}的本地安排已取消").format(day=day))

    # Deadlines

    def _setting(self, line: Mapping[str, Any]) -> None:
        name, value = _text(line, "name"), _text(line, "value")
        if name not in SETTINGS or not value.isascii() or not value.isdecimal():
            raise ValueError(name)
        if int(value) > _MOST_DAYS or self.work.setting(name) == value:
            return
        self.work.set(name, value, needs=self.needs)
        self.words.append(_("{title}已改为{value}").format(title=_(SETTINGS[name]), value=value))

    def _report(self, line: Mapping[str, Any]) -> None:
        self.reports.append(read_line(line))


_TITLES: Final[Mapping[str, str]] = {
    "news": mark("开户情况"),
    "county": mark("区县资料"),
    "plan": mark("计划"),
    "law": mark("规则文件"),
    "day": mark("本地工作日安排"),
    "setting": mark("报送期限"),
    "report": mark("报送情况"),
    "more": mark("内容"),
}
"""What the kinds of lines are called."""


# Small things


def _remembered(reader: Reader) -> dict[str, str]:
    text = reader.setting(TAKEN)
    return dict(json.loads(text)) if text else {}


def _text(line: Mapping[str, Any], name: str) -> str:
    value = line[name]
    if not isinstance(value, str):
        raise TypeError(name)
    return value


def _shipped(code: str) -> str:
    if code not in shipped_plans():
        return ""
    return asset("resources", "plans", f"{code}.toml").read_text("utf-8")
