"""Every command under every role: the table says who may, and nobody else can."""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from boshan_desk.assets import asset
from boshan_desk.cli.main import build_parser
from boshan_desk.domain.officers import ROLES, Officer, Right
from boshan_desk.domain.period import read_period
from boshan_desk.domain.today import Clock
from boshan_desk.excel.matching.columns import Column, Matching
from boshan_desk.ledgers import KEPT
from boshan_desk.store import chain
from boshan_desk.store.desk import Desk
from boshan_desk.store.driver import connect
from boshan_desk.store.keys import Cost
from boshan_desk.store.opening import make, open_desk
from boshan_desk.store.work import Laid
from boshan_desk.usecases import accounts, backups, forms, records
from boshan_desk.usecases.accounts import sign_in
from boshan_desk.usecases.desks import make_desk
from boshan_desk.usecases.exchange.accepting import accept
from boshan_desk.usecases.exchange.asking import request
from boshan_desk.usecases.exchange.enrolling import enrol
from boshan_desk.usecases.exchange.looking import look
from boshan_desk.usecases.exchange.making import make_package
from boshan_desk.usecases.exchange.requests import read_request
from boshan_desk.usecases.exchange.taking import take
from boshan_desk.usecases.papers.keeping import freeze
from boshan_desk.usecases.quarter.request import Request
from boshan_desk.usecases.sheets.remembered import remember
from tests.cli.conftest import Cli
from tests.conftest import TODAY
from tests.counties import QINGHE_PLAN

CHEAP = Cost(1, 1, 32)
PASSWORD = "演示用的一句话当密码"
NAMES = {
    "entry": "演示录入",
    "handler": "演示办案",
    "approver": "演示审批",
    "leader": "演示领导",
    "admin": "演示管理",
    "auditor": "演示审计",
}
ALL = set(NAMES)
WRITERS = {"entry", "handler", "approver"}
CASES = {"handler", "approver"}
APPROVER = {"approver"}

PARTY = json.dumps({"party": "演示公司"}, ensure_ascii=False)
NAME = json.dumps({"name": "演示企业"}, ensure_ascii=False)
WHY = ("--reason", "演示")
THEN = ("--period", "2026Q3")
TEXT = ("--text", "演示进展")
UNIT = "区市场监督管理局"
PAPER = ("--doc-no", "演示1号", "--approver", "演示局长", "--on", "2025-05-05")
HEADINGS = Matching((Column(0, "A", "演示表头", "party", how="chosen"),), (0,), 1, (1,))
VERIFY = json.dumps({"on": "2026-10-08", "officers": ["演示甲"], "clue_on": "2026-10-06"})

TABLE: tuple[tuple[set[str], tuple[str, ...]], ...] = (
    (ALL, ("ledgers",)),
    (ALL, ("check",)),
    (APPROVER, ("dump",)),
    (ALL, ("list", "case")),
    (ALL, ("behind", "M-EN02", "--period", "2026Q3")),
    (ALL, ("show", "case", "CASE", "--history")),
    (APPROVER, ("list", "case", "--unmasked", *WHY)),
    (CASES, ("show", "case", "CASE", "--unmasked", *WHY)),
    (CASES, ("list", "informant")),
    (CASES, ("show", "informant", "INFORMANT")),
    (CASES, ("add", "informant", "--values", '{"remark": "演示"}')),
    (CASES, ("add", "case", "--values", PARTY)),
    (CASES, ("edit", "case", "CASE", "--values", '{"remark": "演示改"}')),
    (CASES, ("withdraw", "case", "CASE2", *WHY)),
    (CASES, ("restore", "case", "GONE")),
    (WRITERS, ("add", "enterprise", "--values", NAME)),
    (WRITERS, ("edit", "enterprise", "FIRM", "--values", '{"remark": "演示改"}')),
    (WRITERS, ("withdraw", "enterprise", "FIRM", *WHY)),
    (CASES, ("attach", "case", "CASE", "FILE")),
    (WRITERS, ("attach", "enterprise", "FIRM2", "FILE")),
    (ALL, ("attachments", "case", "CASE")),
    (ALL, ("identify", "phone", "13800001234")),
    (CASES, ("ops", "OPS")),
    (APPROVER, ("move", "enterprise", "FULL", "--to", "reviewed")),
    (APPROVER, ("move", "enterprise", "FULL", "--to", "returned", *WHY)),
    (ALL, ("template", "case", "OUT.xlsx")),
    (ALL, ("export", "case", "OUT2.xlsx")),
    (APPROVER, ("export", "case", "OUT3.xlsx", "--unmasked", *WHY)),
    (ALL, ("import", "case", "SHEET")),
    (CASES, ("import", "case", "SHEET", "--commit")),
    (ALL, ("imports",)),
    (CASES, ("import", "undo", "IMPORT")),
    (ALL, ("imports", "show", "IMPORT")),
    (ALL, ("imports", "receipt", "IMPORT", "OUT7.pdf")),
    (ALL, ("imports", "matches")),
    (CASES, ("imports", "forget", "case", HEADINGS.digest)),
    (ALL, ("conflicts",)),
    (ALL, ("conflicts", "show", "enterprise/RIVAL/products")),
    (ALL, ("conflicts", "decided")),
    (WRITERS, ("conflicts", "aside", "enterprise/RIVAL/products")),
    (WRITERS, ("conflicts", "retry")),
    (WRITERS, ("resolve", "enterprise/RIVAL/products", "--take", "ours")),
    (ALL, ("sources", "enterprise", "RIVAL")),
    (WRITERS, ("doubles", "look", "agency")),
    (ALL, ("doubles", "show", "agency", "TWIN1", "TWIN2")),
    (WRITERS, ("doubles", "join", "agency", "TWIN1", "TWIN2")),
    (WRITERS, ("doubles", "undo", "JOIN")),
    (WRITERS, ("doubles", "apart", "agency", "TWIN1", "TWIN2")),
    (WRITERS, ("doubles", "again", "agency", "TWIN1", "TWIN2")),
    (ALL, ("figures", "--period", "2026Q3")),
    (ALL, ("targets", "--period", "2026Q3")),
    (ALL, ("town-reports", "--period", "2026Q3")),
    (WRITERS, ("town-reports", "--period", "2026Q3", "--expect", "2026-09-25")),
    (ALL, ("package", "list")),
    (WRITERS, ("package", "look", "PACKAGE2")),
    (WRITERS, ("package", "receipt", "PACKAGE1", "--out", "STICK0")),
    (ALL, ("package", "slip", "PARCEL1", "OUT30.pdf")),
    (WRITERS, ("package", "undo", "PARCEL1")),
    (WRITERS, ("package", "take", "PACKAGE2")),
    (ALL, ("exchange", "board", *THEN)),
    (WRITERS, ("exchange", "board", "--period", "2026Q2", "--missing")),
    (ALL, ("exchange", "phone", *THEN)),
    (APPROVER, ("exchange", "phone", *THEN, "--unmasked", *WHY)),
    (ALL, ("exchange", "days")),
    ({"admin"}, ("exchange", "days", "5", "15")),
    (ALL, ("target", "questions")),
    (WRITERS, ("target", "set", "BS-T02", "2026", "8300")),
    (WRITERS, ("target", "baseline", "BS-T02", "2021", "6420")),
    (WRITERS, ("target", "change", "BS-T02", "2025", "8100", *PAPER)),
    (WRITERS, ("target", "split", "BS-T02", "2026", "--town", "山头=8300")),
    (WRITERS, ("target", "answer", "BS-T05/split", "--choice", "none")),
    (ALL, ("tasks", "--period", "2026Q3")),
    (WRITERS, ("task", "report", "BS-1.1", *THEN, "--by", UNIT, "--state", "推进", *TEXT)),
    (ALL, ("slip", "list")),
    (WRITERS, ("slip", "draft", "BS-T02", *THEN, "--level", "blue")),
    (WRITERS, ("slip", "issue", "SLIP0", "--approver", "演示局长")),
    (WRITERS, ("slip", "answer", "SLIP1", "--reply", "演示回复")),
    (WRITERS, ("slip", "close", "SLIP2", "--approver", "演示局长")),
    (WRITERS, ("slip", "void", "SLIP1", *WHY)),
    (ALL, ("slip", "print", "SLIP2", "OUT8.pdf")),
    ({"admin"}, ("slip", "days", "10")),
    ({"admin"}, ("task", "joining", "yes")),
    (ALL, ("unit-sheet", UNIT, *THEN, "--pdf", "OUT9.pdf")),
    (ALL, ("card", "case", "CASE", "--pdf", "OUT21.pdf")),
    (ALL, ("report", "--period", "2026Q3", "--pdf", "OUT.pdf")),
    (ALL, ("report", "list")),
    (ALL, ("report", "show", "PAPER0")),
    (ALL, ("report", "verify", "PAPER0")),
    (ALL, ("report", "remake", "PAPER0", "--pdf", "OUT10.pdf")),
    (ALL, ("report", "words", *THEN)),
    (WRITERS, ("report", "words", *THEN, "--edit", "lead.lead", *TEXT)),
    (WRITERS, ("report", "words", *THEN, "--take-back", "lead.lead")),
    (ALL, ("report", "gaps", *THEN)),
    (ALL, ("report", "differences", *THEN)),
    (ALL, ("report", "faces")),
    ({"admin"}, ("report", "faces", "--set", "fang", "")),
    (ALL, ("report", "templates")),
    (ALL, ("report", "check", "REPORT")),
    ({"admin"}, ("report", "load", "REPORT")),
    ({"admin"}, ("report", "drop", "jianbao")),
    ({"admin"}, ("report", "issued", "jianbao", "40")),
    (APPROVER, ("report", *THEN, "--freeze")),
    (APPROVER, ("report", "void", "PAPER0", *WHY)),
    (ALL, ("national", "--period", "2026Q3", "--xlsx", "OUT4.xlsx")),
    (ALL, ("forms",)),
    (ALL, ("form", "show", "national")),
    (ALL, ("form", "fill", "national", "OUT6.xlsx", "--period", "2026Q3")),
    (ALL, ("form", "export", "national", "STICK0")),
    ({"admin"}, ("form", "add", "FORM", "--name", "演示表样")),
    ({"admin"}, ("form", "remove", "演示旧表样")),
    (ALL, ("case", "steps")),
    (ALL, ("case", "show", "CASE")),
    (CASES, ("case", "step", "CASE", "verify", "--values", VERIFY)),
    (CASES, ("case", "correct", "CASE", "1", *WHY, "--approver", "演示局长")),
    (ALL, ("deadlines",)),
    (ALL, ("deadlines", "--ics", "OUT.ics", "--xlsx", "OUT5.xlsx")),
    (ALL, ("clock", "L12", "--from", "2026-07-03")),
    (ALL, ("rules",)),
    (ALL, ("rules", "check", "RULES")),
    (ALL, ("rules", "load", "RULES")),
    ({"admin"}, ("rules", "load", "RULES", "--commit")),
    ({"admin"}, ("rules", "drop", "limits")),
    (ALL, ("calendar",)),
    (ALL, ("calendar", "load", "YEAR")),
    ({"admin"}, ("calendar", "load", "YEAR", "--commit")),
    ({"admin"}, ("calendar", "close", "2026-10-12", *WHY)),
    ({"admin"}, ("calendar", "forget", "2026-10-12")),
    ({"admin"}, ("calendar", "open", "2026-10-11", *WHY)),
    (ALL, ("calendar", "recount")),
    (ALL, ("plans",)),
    (ALL, ("plan", "show", "boshan-2022")),
    (ALL, ("plan", "check", "PLAN")),
    (ALL, ("plan", "draft", "PAPER")),
    ({"admin"}, ("plan", "load", "PLAN")),
    ({"admin"}, ("plan", "status", "urumqi-2020", "off")),
    (ALL, ("county", "show")),
    (ALL, ("county", "check", "COUNTY")),
    (ALL, ("county", "export", "OUT8.toml")),
    ({"admin"}, ("county", "load", "COUNTY")),
    (ALL, ("towns",)),
    ({"admin"}, ("town", "request", "OUT9.bsq")),
    (ALL, ("town", "look", "REQUEST")),
    ({"admin"}, ("town", "enrol", "REQUEST", "--out", "OUT9.bsc")),
    ({"admin"}, ("town", "reissue", "源泉镇", "--out", "OUT10.bsc")),
    ({"admin"}, ("town", "renew")),
    ({"admin"}, ("town", "revoke", "源泉镇", *WHY)),
    (ALL, ("backup", "list")),
    (ALL, ("backup", "make")),
    (ALL, ("backup", "make", "--to", "STICK")),
    (ALL, ("backup", "verify")),
    (ALL, ("backup", "drill")),
    ({"admin"}, ("backup", "restore", "1", "--into", "OTHER")),
    (ALL, ("audit", "verify")),
    ({"auditor"}, ("audit", "show")),
    (ALL, ("security", "OUT4.pdf")),
    (ALL, ("bundle",)),
    (APPROVER, ("close", "2025")),
    (ALL, ("closed",)),
    (APPROVER, ("reopen", "2025Q1", *WHY)),
    (APPROVER, ("purge", "case", "CASE", *WHY)),
    ({"admin"}, ("user", "add", "演示新人", "--role", "entry")),
    ({"admin"}, ("user", "role", "演示录入", "--role", "handler")),
    (ALL, ("user", "list")),
    ({"admin"}, ("user", "code")),
    ({"admin"}, ("user", "on", "演示录入")),
    ({"admin"}, ("user", "off", "演示领导")),
    ({"admin"}, ("user", "password", "演示另一人")),
    ({"admin"}, ("backup", "restore", "1")),
    ({"admin"}, ("migrate",)),
)
"""Who may, and the words of a command.  What destroys most stands last."""

ASIDE = {
    *("init", "county member", "package make", "package settle", "town accept"),
    *("user recover", "rescue"),
}
"""Commands that ask for no role: they make a desk, or have tests of their own (`test_city`,
`test_packages`, `test_towns`)."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with one account of every role and a few records, made once."""
    base = tmp_path_factory.mktemp("office")
    folder = base / "desk"
    make(folder, county="boshan")
    accounts.set_up(folder, NAMES["admin"], PASSWORD, roles=["admin"], cost=CHEAP)
    clock = Clock(TODAY)
    session = sign_in(folder, NAMES["admin"], PASSWORD, now=clock.now())
    with open_desk(folder, key=session.key, officer=session.officer, clock=clock) as desk:
        for role, name in NAMES.items():
            if role != "admin":
                accounts.add_account(desk, name, [role], "演示首次密码甲乙丙丁", cost=CHEAP)
        accounts.add_account(desk, "演示另一人", ["leader"], "演示首次密码甲乙丙丁", cost=CHEAP)
    for role, name in NAMES.items():
        if role != "admin":
            first = sign_in(folder, name, "演示首次密码甲乙丙丁", now=clock.now())
            with open_desk(folder, key=first.key, officer=first.officer, clock=clock) as desk:
                accounts.change_password(
                    desk, name, PASSWORD, old="演示首次密码甲乙丙丁", cost=CHEAP
                )
    everything = Officer("演示筹备", ("approver",), frozenset(Right), id="prepares")
    with open_desk(folder, key=session.key, officer=everything, clock=clock) as desk:
        case, firm = KEPT["case"], KEPT["enterprise"]
        for id in ("CASE", "CASE2", "GONE"):
            values = {"party": "演示公司", "case_no": f"演示{id}", "id_no": "370304190001010012"}
            records.add(desk, case, values, id=id)
        records.withdraw(desk, case, ["GONE"], "演示")
        for id in ("FIRM", "FIRM2", "FULL"):
            uscc = "91370304MA3TETT09E" if id == "FULL" else ""
            values = {"name": f"演示{id}", "uscc": uscc, "town_code": "370304001"}
            records.add(desk, firm, values, id=id)
        records.add(desk, KEPT["informant"], {"case_id": "CASE", "name": "演示人"}, id="INFORMANT")
        records.add(desk, firm, {"name": "演示两边"}, id="RIVAL")
        for id in ("TWIN1", "TWIN2"):
            records.add(desk, KEPT["agency"], {"name": "演示代理"}, id=id)
        with desk.work("演示") as work:
            state = work.states(firm, ["RIVAL"])["RIVAL"]
            others = {"products": {"feedface.1.1": ("别处写的",)}}
            known = replace(state.known, others=others)
            record = work.get(firm.record, "RIVAL")
            work.lay(firm, [Laid(state, record, known.text())])
        slip = {"level": "red", "item": "演示", "period": "2026Q2", "unit": UNIT, "finding": "演示"}
        slip |= {"demand": "演示", "due_on": "2026-10-20", "approver": "演示局长"}
        steps: tuple[dict[str, str], ...] = (
            {"state": "draft"},
            {"state": "issued", "no": "博知督〔2026〕1号", "issued_on": "2026-10-08"},
            {"state": "answered", "no": "博知督〔2026〕2号", "reply": "演示"},
        )
        for number, step in enumerate(steps):
            slip |= step | ({"replied_on": "2026-10-09"} if "reply" in step else {})
            records.add(desk, KEPT["supervision"], slip, id=f"SLIP{number}")
        forms.copy_form(desk, "national", "演示旧表样")
        with desk.work("演示") as work:
            remember(work, case, "", HEADINGS)
        paper = freeze(desk, Request(period=read_period("2026Q2")))
        (base / "PAPER0").write_text(paper.code, "utf-8")
        hand_in(desk, base)
        backups.back_up(desk)
    return folder


def hand_in(desk: Desk, base: Path) -> None:
    """Let a town hand in two packages, and take the first of them."""
    stick = base / "stick"
    stick.mkdir()
    make_desk(base / "town", county="boshan", town="370304113", bare=True)
    with open_desk(base / "town", clock=Clock(TODAY), officer="演示镇员") as town:
        asked = read_request(desk, request(town, stick).path)
        accept(town, enrol(desk, asked, stick).path)
        for name in ("PACKAGE1", "PACKAGE2"):
            records.add(town, KEPT["enterprise"], {"name": f"演示{name}"})
            made = make_package(town, stick, period=read_period("2026Q3"))
            made.path.rename(base / name)
            (base / name.replace("PACKAGE", "PARCEL")).write_text(made.digest, "utf-8")
    with look(desk, base / "PACKAGE1") as seen:
        take(desk, seen)


@pytest.fixture(scope="module")
def bench(office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files that commands read."""
    base = tmp_path_factory.mktemp("files")
    (base / "FILE").write_bytes("演示扫描件".encode())
    (base / "OPS").write_text(
        json.dumps({"op": "edit", "ledger": "case", "id": "CASE", "values": {"remark": "批"}})
    )
    (base / "SHEET.csv").write_text("案号,当事人名称\n演示表1,演示公司\n", "utf-8-sig")
    shutil.copy(asset("resources", "forms", "national.xlsx"), base / "FORM.xlsx")
    for name, path in (("RULES", ("rules", "limits")), ("YEAR", ("calendar", "2026"))):
        shutil.copy(asset("resources", path[0], f"{path[1]}.toml"), base / name)
    shutil.copy(QINGHE_PLAN, base / "PLAN")
    (base / "PAPER").write_text("演示方案\n一、优化服务。支持企业。\n", "utf-8")
    shutil.copy(asset("resources", "reports", "jianbao.toml"), base / "REPORT")
    text = asset("resources", "counties", "boshan.toml").read_text("utf-8")
    (base / "COUNTY").write_text(text.replace("red = 10", "red = 12"), "utf-8")
    make_desk(base / "town", county="boshan", town="源泉镇")
    with open_desk(base / "town", clock=Clock(TODAY)) as town:
        request(town, base / "REQUEST")
    (base / "pw").write_text(PASSWORD + "\n", "utf-8")
    return base


def put(words: tuple[str, ...], files: Path, out: Path, number: str, paper: str) -> list[str]:
    """The words of the table with the places of this run."""
    known = {
        "PAPER0": paper,
        "REPORT": files / "REPORT",
        "FILE": files / "FILE",
        "OPS": files / "OPS",
        "SHEET": files / "SHEET.csv",
        "RULES": files / "RULES",
        "YEAR": files / "YEAR",
        "PLAN": files / "PLAN",
        "PAPER": files / "PAPER",
        "COUNTY": files / "COUNTY",
        "REQUEST": files / "REQUEST",
        "STICK": out / "stick",
        "STICK0": out,
        "FORM": files / "FORM.xlsx",
        "OTHER": out / "other",
        "IMPORT": number,
        "PACKAGE1": files / "PACKAGE1",
        "PACKAGE2": files / "PACKAGE2",
        "PARCEL1": (files / "PARCEL1").read_text("utf-8"),
    }
    return [
        str(known[w]) if w in known else str(out / w) if w.startswith("OUT") else w for w in words
    ]


def head_of(folder: Path, key: str) -> str:
    connection = connect(folder / "desk.db", key=key)
    try:
        return chain.head(connection).short()
    finally:
        connection.close()


@pytest.mark.parametrize("role", list(ROLES))
def test_every_command_asks_for_its_right(
    role: str, office: Path, bench: Path, tmp_path: Path, cli: Cli
) -> None:
    desk = tmp_path / "office"
    shutil.copytree(office, desk)
    key = sign_in(desk, NAMES[role], PASSWORD, now=Clock(TODAY).now()).key
    who = ("--as", NAMES[role], "--password-file", str(bench / "pw"))
    everything = Officer("演示筹备", ("approver",), frozenset(Right), id="prepares")
    number, wrong = "", []
    paper = (office.parent / "PAPER0").read_text("utf-8")
    for name in ("PACKAGE1", "PACKAGE2", "PARCEL1"):
        shutil.copy(office.parent / name, bench / name)
    for may, words in TABLE:
        if words[0] == "import" and words[1] == "undo" and not number:
            number = import_one(desk, key, everything, bench)
        if words[0] == "reopen":
            close_one(desk, key, everything)
        if "JOIN" in words:
            words = tuple(join_number(desk, key, everything) if w == "JOIN" else w for w in words)
        before = head_of(desk, key)
        answer = cli(*who, *put(words, bench, tmp_path, number, paper), desk=desk)
        expected = 0 if role in may else 6
        if answer.status != expected:
            wrong.append((words, answer.status, answer.err))
        if expected == 6:
            assert "权限" in answer.one_line, words
            assert head_of(desk, key) == before, words
        if "--commit" in words and not answer.status:
            number = str(cli(*who, "--json", "imports", desk=desk).lines[0]["n"])
    assert not wrong


def import_one(desk: Path, key: str, officer: Officer, bench: Path) -> str:
    from boshan_desk.usecases import sheets

    with open_desk(desk, key=key, officer=officer, clock=Clock(TODAY)) as opened:
        preview = sheets.look(opened, KEPT["case"], bench / "SHEET.csv")
        return str(sheets.take_in(opened, preview).number)


def join_number(desk: Path, key: str, officer: Officer) -> str:
    from boshan_desk.usecases.exchange.doubles import joins

    with open_desk(desk, key=key, officer=officer, clock=Clock(TODAY)) as opened:
        return str(next((each["n"] for each in joins(opened)), 1))


def close_one(desk: Path, key: str, officer: Officer) -> None:
    from boshan_desk.usecases.closing import close_period

    with open_desk(desk, key=key, officer=officer, clock=Clock(TODAY)) as opened:
        close_period(opened, read_period("2025Q1"))


def test_the_table_names_every_command() -> None:
    named = {" ".join(words[:2]) for _may, words in TABLE} | {words[0] for _may, words in TABLE}
    assert {name for name in every_command() if name not in named | ASIDE} == set()


def every_command() -> set[str]:
    """The commands there are, those with acts of their own by both words."""
    found = set()
    for name, parser in choices_of(build_parser()).items():
        acts = choices_of(parser)
        found |= {f"{name} {act}" for act in acts} if acts else {name}
    return found


choices_of: Callable[..., dict[str, object]] = lambda parser: next(  # noqa: E731
    (dict(action.choices) for action in parser._actions if hasattr(action.choices, "items")),  # noqa: SLF001
    {},
)


@pytest.mark.parametrize("words", [("list", "case"), ("dump",), ("check",), ("user", "list")])
def test_without_a_password_nothing_is_told(
    words: tuple[str, ...], office: Path, bench: Path, cli: Cli
) -> None:
    assert cli(*words, desk=office).status == 6
    assert cli("--as", NAMES["admin"], *words, desk=office).status == 6
    nobody = cli("--as", "演示无名", "--password-file", bench / "pw", *words, desk=office)
    assert nobody.status == 6
    assert "演示公司" not in nobody.out + nobody.err


def test_who_changes_their_own_password_gives_the_new_one(
    office: Path, bench: Path, tmp_path: Path, cli: Cli
) -> None:
    desk = tmp_path / "office"
    shutil.copytree(office, desk)
    who = ("--as", NAMES["entry"], "--password-file")
    assert cli(*who, bench / "pw", "user", "password", NAMES["entry"], desk=desk).status == 2
    (tmp_path / "both").write_text(f"{PASSWORD}\n演示换成的另一句话\n", "utf-8")
    (tmp_path / "new").write_text("演示换成的另一句话\n", "utf-8")
    short = cli(*who, tmp_path / "both", "user", "password", NAMES["entry"], desk=desk)
    assert "至少 10 个字符" in short.one_line
    (tmp_path / "both").write_text(f"{PASSWORD}\n演示换成的另外一句话\n", "utf-8")
    (tmp_path / "new").write_text("演示换成的另外一句话\n", "utf-8")
    assert cli(*who, tmp_path / "both", "user", "password", NAMES["entry"], desk=desk).status == 0
    assert cli(*who, tmp_path / "new", "list", "case", desk=desk).status == 0
    assert cli(*who, bench / "pw", "list", "case", desk=desk).status == 6


def test_a_first_password_is_good_for_nothing_but_changing_it(
    office: Path, tmp_path: Path, cli: Cli
) -> None:
    desk = tmp_path / "office"
    shutil.copytree(office, desk)
    (tmp_path / "first").write_text("演示首次密码甲乙丙丁\n", "utf-8")
    who = ("--as", "演示另一人", "--password-file", tmp_path / "first")
    for words in (("list", "case"), ("user", "list"), ("user", "off", NAMES["leader"])):
        answer = cli(*who, *words, desk=desk)
        assert answer.status == 6, words
        assert "首次" in answer.one_line


def test_operations_may_follow_the_password_on_standard_input(
    office: Path, tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = tmp_path / "office"
    shutil.copytree(office, desk)
    operation = {"op": "edit", "ledger": "case", "id": "CASE", "values": {"remark": "演示"}}
    given = f"{PASSWORD}\n{json.dumps(operation)}\n".encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
    answer = cli("--as", NAMES["handler"], "--password-file", "-", "ops", "-", desk=desk)
    assert (answer.status, answer.out) == (0, "ACK 1 CASE\n")
