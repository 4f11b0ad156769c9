"""Five hundred strings that an office may type or a workbook may hold, and no paper may stumble on.

They are made from families, so that each mark comes up alone, first, last and amid Hanzi.
"""

# One to a line they would be five hundred lines.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from boshan_desk.reports.faces import MISSING, clean, missing

RARE: Final = "㛃䶮𠮷𬭎𠅤𪚥𫠝𫞩𬖾𰻝𱁬𬱖龑㻽𬍛𣲘𬬭𬣙䂮㴔邨鿫鿏"

_MARKUP = (
    "<b>粗</b>", "<b>", "</b>", "<br/>", "</para>", "<para>", "<i><b>错</i></b>", "<font color='red'>红",
    '<img src="/etc/passwd">', '<img src="http://127.0.0.1:9/x.png"/>', "<img src='file:///etc/hosts' />",
    '<a href="file:///etc/passwd">链接</a>', '<a href="http://127.0.0.1:9/">x</a>', "<!-- 注释 -->",
    "<!--", "-->", "<![CDATA[文]]>", "<?xml version='1.0'?>", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "&x;", "&amp;", "&lt;b&gt;", "&nbsp;", "&#60;", "&#x3c;b&#x3e;", "&", "&&", "&amp;amp;", "a & b < c > d",
    "<script>alert(1)</script>", "<seq id='1'/>", "<index item='x'/>", "<onDraw name='x'/>", "<super>2</super>",
    "<svg onload=alert(1)>", "[b]粗[/b]", "**粗** _斜_ `码`", "# 标题", "\\textbf{粗}", "$\\frac{1}{2}$", "#include(\"/etc/passwd\")",
)  # fmt: skip
_FORMULAS = (
    "=1+1", "=cmd|' /C calc'!A0", "+cmd", "-2+3", "@SUM(A1:A9)", "=HYPERLINK(\"http://127.0.0.1:9\",\"点\")",
    "=IMPORTXML(A1)", "\t=1+1", "\r=1+1", "=1+1;2", "'=1+1", "＝1＋1", "＠SUM", "%0A=1", "=", "+", "-", "@", "==", "=A1&B1",
)  # fmt: skip
_TEMPLATES = (
    "{0}", "{}", "{", "}", "{{}}", "{name}", "{M-EN02}", "{M-EN02.total}", "{period}", "{0.__class__}", "%s", "%d%%", "%(name)s",
    "%", "100%", "${x}", "$x", "$$", "{{x}}", "{% for x in y %}", "<%= 1 %>", "#{x}", "\\{x\\}", "〔{year}〕{n}号", "[[x]]", "~~x~~",
)  # fmt: skip
_PDF = (
    ") Tj", ") Tj ET Q q BT (", "(", ")", "()", "))((", "((()", "\\", "\\\\", "\\(", "\\)", "\\n", "\\r\\n", "\\050", "\\101\\102", "\\777",
    "<48656c6c6f>", "<< /Type /Catalog >>", ">>", "<<", "endstream endobj", "stream", "xref", "trailer", "%%EOF", "%PDF-1.4", "1 0 obj",
    "/JavaScript (app.alert(1))", "/F1 12 Tf", "BT ET", "0 0 m 100 100 l S", "[(a) 120 (b)] TJ", "Do", "'", '"', "''", '""',
)  # fmt: skip
_OTHER_WAYS = (
    "'; DROP TABLE case; --", '" OR "1"="1', "Robert'); --", "../../etc/passwd", "..\\..\\win.ini", "C:\\Users\\演示\\a.txt",
    "\\\\server\\share", "file:///etc/passwd", "http://127.0.0.1:9/?a=1&b=2#c", "javascript:alert(1)", "data:text/html,<b>x</b>",
    "$(reboot)", "`reboot`", "; reboot", "| reboot", "&& reboot", "CON", "NUL", "null", "None", "undefined", "NaN", "Infinity", "1e999",
    "-0", "0x1F", "1/0", "TRUE", "false", "1,234.50", "１２３４", "①②③", "㈠㈡", "Ⅳ", "½", "²³", "‰", "№", "℃", "℡", "㎡", "㏄",
)  # fmt: skip
_WRITING = (
    "שלום עולם", "مرحبا بالعالم", "ABC שלום 123", "博山 مرحبا 区", "سلام‌دنیا", "Ελληνικά", "Кириллица", "ประเทศไทย", "देवनागरी", "한국어 시험",
    "ひらがなカタカナ", "ﾊﾝｶｸｶﾅ", "བོད་ཡིག", "ᠮᠣᠩᠭᠣᠯ", "ئۇيغۇرچە", "Tiếng Việt", "Zażółć gęślą jaźń", "İstanbul ıI", "ﬁ ﬂ ﬀ", "ǅ ǈ", "ſt",
    "Å Å", "é é", "ñ ñ", "が か\u3099", "각 \u1100\u1161\u11a8", "Z̴̢̛̮a̸̡l̷̨g̶̛o̴̧", "a" + "\u0301" * 30, "e\u0301\u0302\u0303",
    "𝕄𝕒𝕥𝕙", "𝟙𝟚𝟛", "ＡＢＣ１２３！？", "（全角）［］｛｝", "～￥％＆＊", "｡｢｣､･", "￠￡￢￣￤", "\u3000\u3000全角空格\u3000", "ˈfɒnɛtɪks",
)  # fmt: skip
_INVISIBLE: Final = (
    "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2060", "\u2061",
    "\u2066", "\u2067", "\u2068", "\u2069", "\ufeff", "\u00ad", "\u180e", "\ufe0e", "\ufe0f", "\U000e0100", "\U000e01ef", "\U000e0020",
    "\u061c", "\ufff9", "\ufffb",
)  # fmt: skip
_CONTROLS: Final = tuple(chr(code) for code in (*range(0x00, 0x20), *range(0x7F, 0xA0)))
_ODD: Final = (
    "\ud800", "\udfff", "\ud83d", "\ue000", "\uf8ff", "\U000f0000", "\U0010fffd", "\ufffe", "\uffff", "\ufffd", "\U0001fffe", "\u0378", "\U000323b0",
    "😀", "👨‍👩‍👧", "🇨🇳", "👍🏽", "❤️", "☎", "☑", "★", "※", "〇", "々", "〆", "〓", "■", "□", "→", "⇒", "∞", "≠", "≤", "√", "π", "Ω", "·", "—",
    "……", "——", "～", "〜", "‐", "‑", "–", "―", "⁄", "⸺", "⸻",
)  # fmt: skip
_BLANKS: Final = (
    "\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\x1c", "\t", "\xa0", "\u2002", "\u2003", "\u2009", "\u202f",
    "\u205f", "\u1680",
)  # fmt: skip
_LONG = (
    "字" * 10_000, "W" * 3_000, "1" * 2_000, "，" * 500, "（" * 500, "）" * 500, "—" * 401, "…" * 399, "“" * 200 + "”" * 200,
    "甲，" * 400, "http://127.0.0.1/" + "a/" * 400, "<b>" * 300, "&" * 1_000, "\\" * 700, "()" * 500, " " * 400 + "甲", "甲\n" * 60,
    "𠮷" * 800, "😀" * 300, "a b " * 300, "Z" + "\u0301" * 700, "{}" * 300, "一" + "\u200b二" * 300, "0123456789" * 90,
)  # fmt: skip
_MARKS = "，。、；：？！”’）》〉】〕］｝」』“‘（《〈【〔［｛「『￥％·—…～,.:;!?)(%-_/\\'\""


def _all() -> Iterator[str]:
    for family in (_MARKUP, _FORMULAS, _TEMPLATES, _PDF, _OTHER_WAYS, _WRITING):
        yield from family
    for char in (*_INVISIBLE, *_CONTROLS, *_BLANKS):
        yield f"甲{char}乙"
    for char in RARE:
        yield f"演示人{char}"
    for char in _ODD:
        yield f"甲{char}乙"
    for char in _MARKS:
        yield f"{char}甲{char}{char}乙{char}"
    yield from ("", " ", "\x00", "\u200b", "\ufeff", "\ud800")
    yield from _LONG
    for text in (*_MARKUP, *_FORMULAS):
        yield f"博山区{text}有限公司，同比增长28.5%。"


NASTY: Final = tuple(dict.fromkeys(_all()))[:500]
"""All different."""


def printed(text: str) -> str:
    """What a reader of the paper sees of a string, without its blanks: 〓 where no face has it."""
    text = clean(text)
    lacking = frozenset(missing([text]))
    return "".join([MISSING if char in lacking else char for char in text if not char.isspace()])
