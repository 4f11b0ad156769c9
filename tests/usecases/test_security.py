"""The page for the security office: made off line, true of this disk; and no port anywhere."""

from __future__ import annotations

import ast
import dataclasses
import hashlib
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from importlib import metadata
from pathlib import Path

import pytest

import boshan_desk
from boshan_desk.assets import asset
from boshan_desk.domain.problems import Refused
from boshan_desk.ledgers.case import Case
from boshan_desk.store.backups import Backup
from boshan_desk.store.chain import Head
from boshan_desk.store.keys import COST, Cost
from boshan_desk.store.opening import open_desk
from boshan_desk.store.versions import read_versions
from boshan_desk.usecases import accounts, attachments, backups, records, security
from boshan_desk.usecases.security import CODE, PROGRAM, RESOURCES, Facts
from tests.reports.reading import bare, page_texts

PACKAGE = Path(boshan_desk.__file__).parent
DAY = date(2026, 11, 22)
CHEAP = Cost(1, 1, 64)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program, small enough to be damaged."""
    root = tmp_path_factory.mktemp("program")
    left_out = shutil.ignore_patterns("__pycache__", "_assets")
    shutil.copytree(PACKAGE, root / "boshan_desk", ignore=left_out)
    shutil.copytree(PROGRAM / "i18n", root / "i18n", ignore=left_out)
    shutil.copytree(PROGRAM / "resources" / "codes", root / "resources" / "codes")
    (root / "boshan_desk" / "__pycache__").mkdir()
    (root / "boshan_desk" / "__pycache__" / "a.pyc").write_bytes(b"compiled")
    return root


def _gather(folder: Path, program: Path = PROGRAM, /, **known: object) -> Facts:
    facts = security.gather(
        folder,
        county="演示区市场监督管理局",
        today=DAY,
        accounts={},
        backup=None,
        audit=None,
        program=program,
    )
    return dataclasses.replace(facts, **known)  # type: ignore[arg-type]  # named by the callers


def _page(facts: Facts, path: Path) -> str:
    """The bare text of the one page."""
    written = security.write_paper(facts, path)
    assert (written.pages, written.missing) == (1, ())
    [text] = page_texts(path.read_bytes())
    return text


def _by_hand(root: Path, *tops: str) -> str:
    """What `sha256sum` says of the files under these folders, in the order of their paths."""
    paths = {
        path.relative_to(root).as_posix(): path
        for top in tops
        for path in (root / top).rglob("*")
        if path.is_file() and path.parent.name != "__pycache__"
    }
    return "".join(
        f"{hashlib.sha256(paths[name].read_bytes()).hexdigest()}  {name}\n"
        for name in sorted(paths)
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# ---------------------------------------------------------------- the page and the disk


def test_the_page_matches_the_disk(folder: Path, program: Path, tmp_path: Path) -> None:
    page = _page(_gather(folder, program), tmp_path / "a.pdf")
    code = _by_hand(program, "boshan_desk")
    resources = _by_hand(program, "i18n", "resources")
    assert f"程序文件{code.count('  ')}个文件，SHA-256：{_hash(code)}资源文件" in page
    assert f"资源文件{resources.count('  ')}个文件，SHA-256：{_hash(resources)}核对办法" in page
    assert f"校验清单，其SHA-256：{_hash(code + resources)}。" in page


def test_the_annex_is_what_sha256sum_would_write(program: Path, tmp_path: Path) -> None:
    annex = security.write_digests(tmp_path / "校验清单.txt", program=program)
    assert annex.read_bytes() == _by_hand(program, "boshan_desk", "i18n", "resources").encode()


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="only where there is sha256sum")
def test_sha256sum_agrees_with_the_annex_and_finds_a_changed_file(
    program: Path, tmp_path: Path
) -> None:
    annex = security.write_digests(tmp_path / "annex.txt", program=program)
    told = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", annex], cwd=program, check=False
    )
    assert told.returncode == 0
    copy = tmp_path / "copy"
    shutil.copytree(program, copy)
    (copy / "boshan_desk" / "i18n.py").write_bytes(b"")
    again = subprocess.run(
        ["sha256sum", "--check", annex], cwd=copy, capture_output=True, check=False
    )
    assert again.returncode == 1
    assert b"boshan_desk/i18n.py: FAILED" in again.stdout


@pytest.mark.parametrize(
    ("file", "group"),
    [
        ("boshan_desk/__main__.py", CODE),
        ("boshan_desk/store/keys.py", CODE),
        ("resources/codes/case.toml", RESOURCES),
        ("i18n/boshan_desk.pot", RESOURCES),
    ],
)
def test_one_changed_byte_changes_its_digest_and_no_other(
    folder: Path, program: Path, tmp_path: Path, file: str, group: str
) -> None:
    before = _gather(folder, program)
    copy = tmp_path / "copy"
    shutil.copytree(program, copy)
    assert _gather(folder, copy).groups == before.groups
    content = bytearray((copy / file).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / file).write_bytes(content)
    after = _gather(folder, copy)
    assert {name for name in (CODE, RESOURCES) if after.groups[name] != before.groups[name]} == {
        group
    }
    assert after.annex != before.annex


def test_a_planted_file_and_a_missing_one_are_seen(
    folder: Path, program: Path, tmp_path: Path
) -> None:
    before = _gather(folder, program).groups[CODE]
    copy = tmp_path / "copy"
    shutil.copytree(program, copy)
    planted = copy / "boshan_desk" / "planted.py"
    planted.write_text("", "utf-8")
    more = _gather(folder, copy).groups[CODE]
    assert (more.files, more.sha256 == before.sha256) == (before.files + 1, False)
    planted.rename(copy / "boshan_desk" / "__pycache__" / "planted.py")
    assert _gather(folder, copy).groups[CODE] == before


def test_an_installed_program_has_its_resources_inside_the_package(
    folder: Path, program: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "site-packages"
    shutil.copytree(program / "boshan_desk", copy / "boshan_desk")
    shutil.copytree(program / "resources", copy / "boshan_desk" / "_assets" / "resources")
    # Somebody else's.
    (copy / "resources").mkdir()
    (copy / "resources" / "other.txt").write_text("x", "utf-8")
    groups = _gather(folder, copy).groups
    assert groups[CODE] == _gather(folder, program).groups[CODE]
    assert groups[RESOURCES].files == len(list((program / "resources").rglob("*.*")))


def test_this_program_is_looked_at_when_nothing_else_is_said(folder: Path) -> None:
    groups = _gather(folder).groups
    sources = [path for path in PACKAGE.rglob("*.py") if "_assets" not in path.parts]
    assert groups[CODE].files >= len(sources) > 200
    assert groups[RESOURCES].files > 50


# ---------------------------------------------------------------- versions


def test_the_page_names_every_library_that_the_program_asks_for(
    folder: Path, tmp_path: Path
) -> None:
    facts = _gather(folder)
    page = _page(facts, tmp_path / "a.pdf")
    declared = tomllib.loads((PROGRAM / "pyproject.toml").read_text("utf-8"))
    asked = [re.split("[^A-Za-z0-9_-]", line)[0] for line in declared["project"]["dependencies"]]
    assert len(asked) > 8
    for name in asked:
        assert bare(f"{metadata.distribution(name).name}=={metadata.version(name)}") in page
    # What those need in turn, and nothing that only the developers use.
    names = {line.partition("==")[0].lower() for line in facts.libraries}
    assert {"shiboken6", "markupsafe", "cffi"} <= names
    assert names.isdisjoint({"pytest", "ruff", "mypy", "hypothesis", "babel", "pypdf", "pip"})


def test_the_versions_are_those_of_the_parts_themselves(folder: Path, tmp_path: Path) -> None:
    page = _page(_gather(folder), tmp_path / "a.pdf")
    versions = read_versions()
    assert re.fullmatch(r"3\.\d+\.\d+", versions.sqlite)
    assert re.match(r"4\.\d+\.\d+", versions.sqlcipher)
    assert bare(f"SQLite {versions.sqlite}，加密 SQLCipher {versions.sqlcipher}") in page
    assert f"PySide6{metadata.version('PySide6-Essentials')}" in page
    assert f"Python{sys.version.split()[0]}" in page
    assert f"工作台{boshan_desk.__version__}" in page


# ---------------------------------------------------------------- the desk


def test_a_desk_without_accounts_is_said_to_be_open(folder: Path, tmp_path: Path) -> None:
    page = _page(_gather(folder), tmp_path / "a.pdf")
    assert "台账、变更记录、账户1" in page
    assert "SQLCipher加密" not in page
    assert "逐页AES-256加密" not in page
    assert "未设账户" in page
    assert "尚无经校验的备份" in page
    assert bare(str(folder)) in page


def test_an_encrypted_desk_is_described_as_it_is(folder: Path, tmp_path: Path) -> None:
    accounts.set_up(folder, "张演示", "演示用的很长的密码一句", cost=CHEAP)
    session = accounts.sign_in(
        folder, "张演示", "演示用的很长的密码一句", now=datetime(2026, 11, 22, 9)
    )
    with open_desk(folder, key=session.key, officer=session.officer) as desk:
        backup = backups.back_up(desk)
        with desk.read() as reader:
            head = reader.head()
    page = _page(
        _gather(folder, accounts={"admin": 1, "entry": 3, "auditor": 0}, backup=backup, audit=head),
        tmp_path / "a.pdf",
    )
    assert "SQLCipher加密" in page
    assert "HMAC-SHA512" in page
    assert f"Argon2id（{COST.memory // 1024}MiB，{COST.passes}轮）" in page
    assert "管理1个、录入3个；无默认密码" in page
    assert f"共{head.number}步，末步校验值{head.link}。" in page
    assert f"第{backup.number}号，{backup.at:%Y-%m-%d%H:%M}，" in page
    assert "可发现改动" in page
    assert "不是经检测认证的商用密码产品" in page
    assert "都能解开同一把数据密钥" in page
    assert "不可篡改" not in page


def test_a_plain_backup_put_beside_an_encrypted_desk_is_not_hidden(
    folder: Path, tmp_path: Path
) -> None:
    shutil.copy(folder / "desk.db", tmp_path / "plain.db")
    accounts.set_up(folder, "张演示", "演示用的很长的密码一句", cost=CHEAP)
    assert _gather(folder).plain_backups == 0
    shutil.copy(tmp_path / "plain.db", folder / "backups" / "desk-000001-20260101-080000.db")
    facts = _gather(folder)
    assert (facts.encrypted, facts.plain_backups) == (True, 1)
    assert "1份旧备份未加密" in _page(facts, tmp_path / "a.pdf")


def test_attachments_are_said_to_be_kept_as_they_are(folder: Path, tmp_path: Path) -> None:
    scan = tmp_path / "扫描件.pdf"
    scan.write_bytes("演示".encode() * 1000)
    with open_desk(folder) as desk:
        case = records.add(desk, Case.ledger, {"case_no": "演示1"}).id
        attachments.attach(desk, Case.ledger, case, scan)
    (kept,) = (folder / "files").glob("??/*")
    assert kept.read_bytes() == scan.read_bytes()
    assert "files附件16KB未加密" in _page(_gather(folder), tmp_path / "a.pdf")
    accounts.set_up(folder, "张演示", "演示用的很长的密码一句", cost=CHEAP)
    assert "演示".encode() not in kept.read_bytes()
    assert "files附件16KBAES-256-GCM加密" in _page(_gather(folder), tmp_path / "b.pdf")


def test_everything_stays_on_one_page_where_names_are_long(folder: Path, tmp_path: Path) -> None:
    backup = Backup(
        path=folder, number=999_999, at=datetime(2026, 11, 22, 23, 59), why="daily", pinned=False,
        schema=2, program="演示", counts={}, digest="", head="", size=7 * 1024**3,
    )  # fmt: skip
    facts = _gather(
        folder,
        folder=Path("/" + "很长的文件夹名称" * 30),
        county="演示市演示区市场监督管理局（知识产权局）",
        libraries=tuple(f"a-rather-long-name-{n}==1.2.3" for n in range(40)),
        accounts=dict.fromkeys(("entry", "handler", "approver", "leader", "admin", "auditor"), 99),
        backup=backup,
        audit=Head(999_999, "f" * 64),
    )
    page = _page(facts, tmp_path / "a.pdf")
    assert "a-rather-long-name-39==1.2.3" in page
    assert "第999999号，2026-11-2223:59，7.0GB" in page
    assert page.endswith("填报人核验人核验日期")


# ---------------------------------------------------------------- common passwords


def test_passwords_that_people_really_choose_are_refused() -> None:
    text = asset("resources", "codes", "common_passwords.txt").read_text("utf-8")
    words = text.splitlines()
    assert words == sorted(set(text.split()))
    assert text.isascii()
    assert text == text.lower()
    long = [word for word in words if len(word) >= accounts.SHORTEST]
    assert len(long) > 400
    for word in long:
        for typed in (word, word.upper(), word.capitalize()):
            with pytest.raises(Refused, match="太常见"):
                accounts.check_password(typed, "张演示")


# ---------------------------------------------------------------- off line


OFF_LINE = """
import sys
from datetime import date
from pathlib import Path

def refuse(event, arguments):
    if event.partition(".")[0] in ("socket", "urllib", "http", "ftplib", "smtplib"):
        raise AssertionError(event)

sys.addaudithook(refuse)
from boshan_desk.usecases import security
folder, out = map(Path, sys.argv[1:])
facts = security.gather(
    folder, county="演示区", today=date(2026, 11, 22), accounts={}, backup=None, audit=None
)
security.write_paper(facts, out / "a.pdf")
security.write_digests(out / "a.txt")
import socket
try:
    socket.socket()
except AssertionError:
    print("refused")
"""


def test_the_page_is_made_off_line(folder: Path, tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", OFF_LINE, folder, tmp_path],
        cwd=PROGRAM,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    # The last word proves that the guard stood.
    assert (told.returncode, told.stdout) == (0, "refused\n"), told.stderr
    digest = hashlib.sha256((tmp_path / "a.txt").read_bytes()).hexdigest()
    assert digest in page_texts((tmp_path / "a.pdf").read_bytes())[0]


NETWORK = re.compile(
    "_?socket|aiohttp|asyncio|ftplib|http|httpx|imaplib|multiprocessing|nntplib|poplib|requests|"
    "smtplib|socketserver|ssl|telnetlib|urllib|urllib3|webbrowser|websockets|wsgiref|xmlrpc"
)
"""Modules that make connections or listen, and those that hide such a module."""

HARMLESS = frozenset({"urllib.parse"})

LOCAL = {"ui/one_window.py": {"QLocalServer", "QLocalSocket"}}
"""The one window of a desk is found by a socket of this person's on this machine."""


def _network(tree: ast.AST, file: str) -> Iterator[str]:
    """Whatever in a module's source could reach a network."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                for name in names:
                    yield from _suspects(name.name)
            case ast.ImportFrom(module=str(module), names=names, level=0):
                found = [f"{module}.{name.name}" for name in names]
                if module == "PySide6.QtNetwork":
                    allowed = {f"{module}.{name}" for name in LOCAL.get(file, ())}
                    yield from set(found) - allowed
                elif module not in HARMLESS:
                    yield from (word for name in found for word in _suspects(name))
            case ast.Call(func=function, args=[ast.Constant(value=str(name)), *_rest]):
                if ast.unparse(function).rpartition(".")[2] in ("import_module", "__import__"):
                    yield from _suspects(name)
            case ast.Call(func=ast.Attribute(attr="openUrl"), args=[argument]):
                # Files and folders only: an address would start the browser.
                if not ast.unparse(argument).startswith("QUrl.fromLocalFile("):
                    yield ast.unparse(node)


def _suspects(module: str) -> Iterator[str]:
    qt = re.match(r"PySide6\.(QtNetwork|QtWeb|QtHttp|QtBluetooth|QtGrpc|QtMqtt|QtCoap)", module)
    if qt or (NETWORK.fullmatch(module.partition(".")[0]) and module not in HARMLESS):
        yield module


def test_nothing_in_the_program_reaches_a_network() -> None:
    found = {}
    for path in PACKAGE.rglob("*.py"):
        file = path.relative_to(PACKAGE).as_posix()
        if suspects := sorted(_network(ast.parse(path.read_bytes()), file)):
            found[file] = suspects
    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        "import socket",
        "import os, urllib.request",
        "from urllib import request",
        "from urllib.request import urlopen",
        "from http import server",
        "import asyncio as a",
        "def f():\n    import smtplib",
        "import importlib\nimportlib.import_module('ftplib')",
        "__import__('socket')",
        "import PySide6.QtNetwork",
        "from PySide6 import QtNetwork",
        "from PySide6.QtNetwork import QTcpServer, QLocalSocket",
        "from PySide6.QtNetwork import QNetworkAccessManager",
        "from PySide6.QtWebEngineWidgets import QWebEngineView",
        "from multiprocessing.connection import Listener",
        "QDesktopServices.openUrl(QUrl('http://a.b'))",
    ],
)
def test_a_planted_connection_is_found(line: str) -> None:
    assert list(_network(ast.parse(line), "ui/one_window.py"))


@pytest.mark.parametrize(
    "line",
    [
        "from urllib.parse import quote",
        "import urllib.parse",
        "from PySide6.QtNetwork import QLocalServer, QLocalSocket",
        "QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))",
        "from .http import x",
    ],
)
def test_what_stays_on_the_machine_is_let_pass(line: str) -> None:
    assert not list(_network(ast.parse(line), "ui/one_window.py"))


def test_the_local_socket_is_allowed_in_one_place_alone() -> None:
    line = "from PySide6.QtNetwork import QLocalServer"
    assert list(_network(ast.parse(line), "ui/shell.py")) == ["PySide6.QtNetwork.QLocalServer"]
