"""From a value to what stands in the cell, with what may come of it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Final

from boshan_desk.domain.codes import CodeList, common_lists
from boshan_desk.domain.county import load_county
from tests.plausible import inventing
from tests.plausible.keys import Fault, Formula, Policy, Raw, Rich, Want
from tests.plausible.words import Field
from tests.plausible.xlsx import serial

TOWNS: Final = load_county("boshan").towns
LISTS: Final = common_lists()

_NUMERALS: Final = "〇一二三四五六七八九"
_WIDE: Final = str.maketrans(
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ",
)
_INVISIBLE: Final = ("\u200b", "\ufeff", "\u200e", "\xa0", "\u2060")
_BAD_WORDS: Final = ("近期", "待定", "年底前", "不详", "另行通知", "见附件")
_CAPITALS: Final = "零壹贰叁肆伍陆柒捌玖"


@dataclass(frozen=True)
class Cell:
    """What is written, in which number format, and what may come of it."""

    raw: Raw | None
    want: Want
    style: str = ""


def numeral(number: int) -> str:
    """A number below a hundred in characters: 二十五."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _NUMERALS[ones]
    return ("" if tens == 1 else _NUMERALS[tens]) + "十" + (_NUMERALS[ones] if ones else "")


def capitals(yuan: int) -> str:
    """An amount below a hundred million in the capitals of cheques: 壹万贰仟元整."""
    high, low = divmod(yuan, 10_000)
    words = f"{_four_capitals(high)}万" if high else ""
    return words + ("零" if high and 0 < low < 1000 else "") + _four_capitals(low) + "元整"


def _four_capitals(number: int) -> str:
    words, gap = "", False
    for scale, name in ((1000, "仟"), (100, "佰"), (10, "拾"), (1, "")):
        digit = number // scale % 10
        if digit:
            words += ("零" if gap else "") + _CAPITALS[digit] + name
        gap = bool(words) and not digit
    return words


def same_word(word: str) -> str:
    """A word as it is compared."""
    return "".join(unicodedata.normalize("NFKC", word).split()).lower()


def _words(entries: CodeList) -> set[str]:
    return {same_word(w) for entry in entries for w in (entry.code, entry.label, *entry.also)}


class Writer:
    """Writes the values of one file in the styles that its kinds allow."""

    def __init__(self, dice: Random, kinds: frozenset[str], *, text_only: bool) -> None:
        self.dice = dice
        self.kinds = kinds
        self.text_only = text_only
        self.row = 0
        self._flags = dice.choice(
            (
                ("√", "×"),
                ("有", "无"),
                ("Y", "N"),
                ("1", "0"),
                ("已", "未"),
                ("✓", "✗"),
                ("对", "错"),
                ("yes", "no"),
            )
        )
        self._day_format = dice.choice(("yyyy-mm-dd", "yyyy/m/d", 'yyyy"年"m"月"d"日"'))

    def on(self, kind: str, share: float = 0.5) -> bool:
        """Whether this cell is written in this kind's way."""
        return kind in self.kinds and self.dice.random() < share

    def write(self, field: Field, value: object, unit: str = "元") -> Cell:
        """The cell for a value; `unit` is what amounts of this column count in."""
        if value is None or value == ():
            return self._blank(field)
        if self.on("error-cells", 0.05):
            code = self.dice.choice(("#N/A", "#REF!", "#VALUE!", "#DIV/0!"))
            raw: Raw = code if self.text_only else Fault(code)
            return Cell(raw, Want(field.name, "told", None, "error cell"))
        if self.on("formulas-uncounted", 0.06):
            return Cell(
                Formula('IF(1=1,"",1)', None), Want(field.name, "told", None, "formula uncounted")
            )
        cell = self._value(field, value, unit)
        if (
            self.on("formulas", 0.2)
            and cell.want.policy == "exact"
            and isinstance(cell.raw, str | float)
        ):
            return Cell(Formula("IF(1=1,$A$1,$B$1)", cell.raw), cell.want, cell.style)
        return cell

    def _blank(self, field: Field) -> Cell:
        want = Want(field.name, "empty")
        strict = (
            field.sort in ("money", "whole", "few")
            or "day" in field.sort
            or field.sort.endswith("_on")
        )
        if strict and self.on("blank-marks", 0.7):
            return Cell(self.dice.choice(("/", "-", "—", "无", "——", "－")), want)
        if self.on("padded", 0.2):
            return Cell(self.dice.choice((" ", "　", "\xa0")), want)
        return Cell(None, want)

    def _value(self, field: Field, value: object, unit: str) -> Cell:
        sort = field.sort
        if isinstance(value, bool):
            return self._flag(field, value)
        if isinstance(value, date):
            return self._day(field, value)
        if sort == "money":
            assert isinstance(value, int)
            return self._money(field, value, unit)
        if isinstance(value, int):
            return self._whole(field, value)
        if sort == "town":
            return self._town(field, str(value))
        if sort.startswith(("code:", "codes:")):
            return self._codes(field, value)
        if isinstance(value, tuple):
            return self._names(field, value)
        assert isinstance(value, str)
        if sort in ("uscc", "idcard"):
            return self._code_number(field, value)
        if sort == "phone":
            return self._phone(field, value)
        return self._text(field, value)

    # ------------------------------------------------------------ days

    def _day(self, field: Field, day: date) -> Cell:
        shown = day.isoformat()

        def cell(raw: Raw, policy: Policy = "exact", style: str = "", why: str = "") -> Cell:
            return Cell(
                raw, Want(field.name, policy, shown if policy != "told" else None, why), style
            )

        dice, y, m, d = self.dice, day.year, day.month, day.day
        if self.on("date-short", 0.1):
            raw = dice.choice(
                (
                    f"{y % 100:02d}.{m}.{d}",
                    f"{y % 100:02d}-{m}-{d}",
                    f"{y % 100:02d}年{m}月{d}日",
                    f"'{y % 100:02d}/{m}/{d}",
                )
            )
            return cell(raw, "told", why="two-digit year")
        if self.on("date-month-only", 0.1):
            raw = dice.choice(
                (
                    f"{y}年{m}月",
                    f"{y}.{m:02d}",
                    f"{y}-{m:02d}",
                    f"{m}月{d}日",
                    f"{y}年",
                    f"{y}{m:02d}",
                )
            )
            return cell(raw, "told", why="not a whole date")
        if self.on("date-impossible", 0.1):
            raw = dice.choice(
                (
                    f"{y}-02-30",
                    f"{y}年13月{d}日",
                    f"{y}.{m}.32",
                    f"{y}/6/31",
                    f"{y}0230",
                    f"{y}.2.29" if y % 4 else f"{y}.2.30",
                )
            )
            return cell(raw, "told", why="no such day")
        if self.on("date-words", 0.1):
            return cell(dice.choice(_BAD_WORDS), "told", why="words for a day")
        if self.on("date-serials", 0.5):
            number = serial(day)
            assert not isinstance(number, str)
            if "date-1904" not in self.kinds:
                raw2: Raw = (
                    str(int(number)) if dice.random() < 0.5 or self.text_only else int(number)
                )
                return cell(raw2, "either", why="serial number")
        if self.on("date-texts", 0.75):
            styles: tuple[Raw, ...] = (
                f"{y}-{m:02d}-{d:02d}",
                f"{y}/{m}/{d}",
                f"{y}.{m}.{d}",
                f"{y}.{m:02d}.{d:02d}",
                f"{y}年{m}月{d}日",
                f"{y}年{m:02d}月{d:02d}日",
                f"{y} 年 {m} 月 {d} 日",
                f"{y}-{m}-{d} 0:00:00",
                f"{y}-{m:02d}-{d:02d} 00:00:00",
                f"{y}{m:02d}{d:02d}",
                int(f"{y}{m:02d}{d:02d}"),
                "".join(_NUMERALS[int(c)] for c in str(y)) + f"年{numeral(m)}月{numeral(d)}日",
                f"{y}-{m}-{d}".translate(_WIDE),
                f"{y}年{m}月{d}日".translate(_WIDE),
                f" {y}-{m}-{d} ",
                f"{y}。{m}。{d}",
                f"{y}－{m:02d}－{d:02d}",
            )
            raw3 = dice.choice(styles)
            if "。" in str(raw3) or "－" in str(raw3):
                return cell(raw3, "either", why="odd separators")
            return cell(str(raw3) if self.text_only else raw3)
        if self.text_only:
            return cell(
                f"{y}/{m}/{d}" if self._day_format == "yyyy/m/d" else f"{y}-{m:02d}-{d:02d}"
            )
        if dice.random() < 0.05:
            noon = datetime(y, m, d) + timedelta(hours=dice.randrange(24))
            return cell(noon, style="yyyy/m/d h:mm")
        return cell(day, style=self._day_format)

    # ------------------------------------------------------------ amounts and numbers

    def _money(self, field: Field, fen: int, unit: str) -> Cell:
        yuan = Decimal(fen) / 100
        shown = f"{yuan:.2f}"
        dice = self.dice

        def cell(raw: Raw, policy: Policy = "exact", style: str = "", why: str = "") -> Cell:
            return Cell(raw, Want(field.name, policy, shown, why), style)

        inwan = f"{(yuan / 10000).normalize():f}"
        own = inwan if unit == "万元" else f"{yuan.normalize():f}"
        if self.on("money-about", 0.1):
            return cell(
                dice.choice((f"约{own}{unit}", f"约{own}", f"{own}{unit}左右", f"近{own}{unit}")),
                "told",
                why="about so much",
            )
        if self.on("money-bad", 0.1):
            raw = dice.choice(
                ("若干", f"{own}-{own}9{unit}", "待核算", "数额较大", f"{own}美元", f"{own}+50")
            )
            return Cell(raw, Want(field.name, "told", None, "no amount"))
        if self.on("money-capitals", 0.2) and yuan == int(yuan) and 0 < yuan < 10**8:
            return cell(capitals(int(yuan)), "either", why="capitals")
        if self.on("money-wan-cell", 0.3):
            return cell(
                dice.choice(
                    (f"{inwan}万元", f"{inwan} 万元", f"{inwan}万", f"{inwan}万元".translate(_WIDE))
                )
            )
        if self.on("money-texts", 0.6):
            grouped = f"{Decimal(own):,}"
            raw = dice.choice(
                (
                    own,
                    grouped,
                    f"¥{grouped}",
                    f"￥{own}",
                    f"{own}{unit}",
                    f"{grouped}{unit}",
                    own.translate(_WIDE),
                    f" {own} ",
                    f"人民币{own}{unit}",
                    f"{own} {unit}",
                )
            )
            return cell(
                raw, "exact" if unit == "元" or unit in raw else "either", why="amount as text"
            )
        number = float(own)
        style = dice.choice(("", "#,##0.00", "0.00")) if unit == "元" else ""
        if self.text_only:
            return cell(own)
        return cell(
            int(number) if number.is_integer() and dice.random() < 0.5 else number, style=style
        )

    def _whole(self, field: Field, number: int) -> Cell:
        dice = self.dice
        want = Want(field.name, "exact", number)
        if self.on("number-bad", 0.1):
            raw: Raw = dice.choice(
                ("若干", "十余", f"{number}-{number + 5}", f"{number}.5", "多次", "待统计")
            )
            return Cell(raw, Want(field.name, "told", None, "no number"))
        if self.on("number-texts", 0.7):
            if field.sort == "year":
                return Cell(
                    dice.choice((str(number), f"{number}年", f"{number}年度")),
                    Want(field.name, "either", number, "year with word"),
                )
            raw = dice.choice(
                (
                    str(number),
                    f"{number:,}",
                    str(number).translate(_WIDE),
                    f" {number}",
                    f"{number}.0",
                )
            )
            return Cell(raw, want if raw[-2:] != ".0" else Want(field.name, "either", number))
        return Cell(str(number) if self.text_only else number, want)

    # ------------------------------------------------------------ numbers of people and firms

    def _code_number(self, field: Field, code: str) -> Cell:
        dice = self.dice
        want = Want(field.name, "exact", code)
        if code.isdigit() and self.on("destroyed-codes", 0.5):
            raw: Raw = (
                f"{float(code):.5E}" if self.text_only or dice.random() < 0.3 else float(code)
            )
            return Cell(raw, Want(field.name, "told", None, "digits lost"))
        if self.on("wrong-codes", 0.15):
            bad = dice.choice(
                (
                    inventing.wrong_check(code),
                    code[:-1],
                    code + "1",
                    "待补",
                    code[:5] + "I" + code[6:],
                )
            )
            return Cell(bad, Want(field.name, "told", bad, "wrong code"))
        if self.on("lower-codes"):
            code = code.lower()
        if self.on("spaced-codes"):
            code = dice.choice(
                (
                    f"{code[:6]} {code[6:14]} {code[14:]}",
                    f" {code}",
                    f"{code} ",
                    f"{code[:4]}　{code[4:]}",
                    f"{code}\n",
                )
            )
        if self.on("wide-digits"):
            code = code.upper().translate(_WIDE)
        if self.on("apostrophes"):
            code = "'" + code
        return Cell(self._hide(code), want, "@" if dice.random() < 0.5 else "")

    def _phone(self, field: Field, number: str) -> Cell:
        dice = self.dice
        want = Want(field.name, "exact", number)
        mobile = number.isdigit()
        if self.on("phone-numbers", 0.8) and mobile and not self.text_only:
            return Cell(int(number) if dice.random() < 0.5 else float(number), want)
        if self.on("phone-styles", 0.6):
            if mobile:
                raw = dice.choice(
                    (
                        f"{number[:3]}-{number[3:7]}-{number[7:]}",
                        f"{number[:3]} {number[3:7]} {number[7:]}",
                        f"+86 {number}",
                        f"86-{number}",
                    )
                )
                return Cell(
                    raw, want if "86" not in raw[:3] else Want(field.name, "either", number)
                )
            raw = dice.choice(
                (
                    number.replace("-", "—"),
                    number.replace("-", " "),
                    f"（{number[:4]}）{number[5:]}",
                    number[5:],
                )
            )
            if raw == number[5:]:
                return Cell(raw, Want(field.name, "either", raw, "no area code"))
            return Cell(raw, Want(field.name, "either", number, "landline style"))
        if self.on("wide-digits", 0.3):
            return Cell(number.translate(_WIDE), want)
        return Cell(self._hide(number), want)

    # ------------------------------------------------------------ words

    def _flag(self, field: Field, value: bool) -> Cell:
        want = Want(field.name, "exact", value)
        if self.on("flag-bad", 0.2):
            raw: Raw = self.dice.choice(("待核实", "部分", "不清楚", "？", "是/否", "2"))
            return Cell(raw, Want(field.name, "told", None, "neither yes nor no"))
        if self.on("flag-spellings", 0.08) and not self.text_only:
            return Cell(value, want)
        if "flag-spellings" in self.kinds:
            raw = self._flags[not value]
            if raw.isdigit() and not self.text_only and self.dice.random() < 0.7:
                return Cell(int(raw), want)
            return Cell(raw, want)
        return Cell("是" if value else "否", want)

    def _town(self, field: Field, code: str) -> Cell:
        dice, label = self.dice, TOWNS.label(code)
        want = Want(field.name, "exact", code)
        if self.on("town-bad", 0.15):
            raw = dice.choice(
                ("城南街道", "岳庄镇", "临淄区", "外地", label[:-1] + "村", "演示镇", "城冻街道")
            )
            if same_word(raw) not in _words(TOWNS):
                return Cell(raw, Want(field.name, "told", None, "no such town"))
        if self.on("town-aliases", 0.7) and label not in ("博山镇", "未归属／区本级"):
            short = label.removesuffix("街道").removesuffix("镇")
            raw = dice.choice(
                (
                    short,
                    f"{label}办事处" if label.endswith("街道") else f"{label}人民政府",
                    f"博山区{label}",
                    f"{short}街办" if label.endswith("街道") else f"{label}政府",
                    f" {label}",
                    f"{label[0]}　{label[1:]}",
                )
            )
            sure = raw.strip() in (short, label) or "　" in raw
            if same_word(raw) in _words(TOWNS) or sure:
                return Cell(raw, want)
            return Cell(raw, Want(field.name, "either", code, "town by another name"))
        return Cell(self._hide(label), want)

    def _codes(self, field: Field, value: object) -> Cell:
        entries = LISTS[field.sort.partition(":")[2]]
        codes = value if isinstance(value, tuple) else (value,)
        want = Want(field.name, "exact", list(codes) if isinstance(value, tuple) else value)
        dice = self.dice
        by_code = {entry.code: entry for entry in entries}
        if self.on("code-near", 0.15):
            label = by_code[codes[0]].label
            spot = dice.randrange(len(label))
            near = dice.choice(
                (
                    label[:spot] + label[spot + 1 :],
                    label + "类",
                    label[:spot] + "某" + label[spot:],
                    label[::-1],
                )
            )
            if (
                near
                and same_word(near) not in _words(entries)
                and not set(near) & set("、，,；;/ （）")
            ):
                return Cell(near, Want(field.name, "told", want.value, "near miss"))
        if self.on("code-unknown", 0.15):
            raw = dice.choice(("演示其他情形", "见附件", "不详", "未定"))
            if same_word(raw) not in _words(entries):
                return Cell(raw, Want(field.name, "told", None, "unknown word"))
        written = []
        for code in codes:
            entry = by_code[code]
            if self.on("code-aliases", 0.6):
                written.append(dice.choice((entry.label, *entry.also)))
            else:
                written.append(entry.label)
        if self.on("code-aliases", 0.1):
            written = list(codes)
        separator = (
            dice.choice(("、", "，", "；", ",")) if "name-separators" in self.kinds else "、"
        )
        return Cell(self._hide(separator.join(written)), want)

    def _names(self, field: Field, names: tuple[str, ...]) -> Cell:
        want = Want(field.name, "exact", list(names))
        separator = "、"
        if "name-separators" in self.kinds:
            separator = self.dice.choice(("、", "，", ",", "；", ";", "\n", "、", " ", "/", "  "))
            if separator.isspace() or separator == "/":
                want = Want(
                    field.name,
                    "exact" if separator == "\n" else "either",
                    list(names),
                    "names by blanks",
                )
        return Cell(self._hide(separator.join(names)), want)

    def _text(self, field: Field, text: str) -> Cell:
        want = Want(field.name, "exact", text)
        dice = self.dice
        if field.sort in ("caseno", "fileno", "decisionno", "docno"):
            if self.on("bracket-styles", 0.8):
                left, right = dice.choice(
                    (("[", "]"), ("(", ")"), ("（", "）"), ("【", "】"), ("﹝", "﹞"))
                )
                text = text.replace("〔", left).replace("〕", right)
            if self.on("spaced-codes", 0.3):
                text = dice.choice(
                    (text.replace("号", " 号"), text + " ", text.replace("〔", " 〔"))
                )
        if self.on("wide-digits", 0.4):
            text = text.translate(_WIDE)
        if self.on("padded", 0.3):
            text = dice.choice((f" {text}", f"{text}　", f"\t{text}", f"{text}\n"))
        if self.on("line-breaks", 0.15) and len(text) > 8:
            text = f"{text[:6]}\n{text[6:]}"
        text = self._hide(text)
        if self.on("rich-text", 0.3) and len(text) > 3 and not self.text_only:
            spot = dice.randrange(1, len(text) - 1)
            return Cell(Rich((text[:spot], text[spot:])), want)
        return Cell(text, want)

    def _hide(self, text: str) -> str:
        """The text with an invisible character somewhere, where that is among the kinds."""
        if not self.on("invisible", 0.3):
            return text
        mark = self.dice.choice(_INVISIBLE)
        spot = self.dice.choice((0, len(text)))
        if mark != "\xa0":
            spot = self.dice.randrange(len(text) + 1)
        return text[:spot] + mark + text[spot:]
