"""The styles of our Word files, after GB/T 9704-2012.

Five things go wrong in Word files of offices, and each is met here.  A face of the theme beats a
named one: there is no theme, and every style names its faces itself.  Heading levels shift by one:
the title is a title, 一、 is heading 1.  The name of a font file is no name of a face: faces are
called as Word lists them.  Lines of 28 points burst tables and cut pictures: cells, captions and
pictures have line spacing of their own.  A substitute hides the fault: each face says by what other
name it may be known, and nothing else is named.

The page says that its grid is 28 by 22, as who checks the page set-up expects, but nothing is laid
on it: programs differ over what a grid narrower than the type means.  Exact lines and a pitch of
characters give the same everywhere.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from boshan_desk.reports.faces import Role
from boshan_desk.reports.word.marks import MAIN, attribute, twips

FACES: Final[dict[Role, tuple[str, str, str]]] = {
    "title": ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "roman"),
    "fang": ("仿宋_GB2312", "仿宋", "modern"),
    "kai": ("楷体_GB2312", "楷体", "modern"),
    "hei": ("黑体", "SimHei", "modern"),
    "song": ("宋体", "SimSun", "auto"),
}
"""The name of each face in Word, another name that it goes by, and its kin."""
_LATIN: Final = "Times New Roman"
_THIN: Final = ("fang", "song")
"""Faces whose Latin and digits are set in the manner of Times, as in the PDF."""

BODY: Final = 16.0
"""三号, in points."""
LINE: Final = 28.95
"""Points between lines: 22 of them fill 225 mm with a hair to spare."""
PITCH: Final = -0.2
"""What each character gives up so that 28 of them fill 156 mm, in points."""
RED: Final = "FF0000"


class _Style(NamedTuple):
    """A style of paragraphs."""

    id: str
    name: str
    role: Role
    size: float
    align: str = "both"
    """both, left, center or right."""
    indent: int = 0
    """First line, in hundredths of a character."""
    line: float = 0.0
    """Points between lines, exactly; 0 is as high as the type, off the grid."""
    before: float = 0.0
    after: float = 0.0
    level: int | None = None
    """Of a heading, from 0."""
    keep: bool = False
    """Whether it stays with the next paragraph."""
    red: bool = False
    above: str = "Normal"
    """The style that it is based on."""
    next: str = "Body"


_STYLES: Final = (
    _Style("Normal", "Normal", "fang", BODY, line=LINE, above="", next="Normal"),
    _Style("Body", "公文正文", "fang", BODY, indent=200, line=LINE),
    _Style("Title", "Title", "title", 22, "center", line=36),
    _Style("Heading1", "heading 1", "hei", BODY, "left", 200, LINE, level=0, keep=True),
    _Style("Heading2", "heading 2", "kai", BODY, "left", 200, LINE, level=1, keep=True),
    _Style("Heading3", "heading 3", "fang", BODY, "left", 200, LINE, level=2, keep=True),
    _Style("Issuer", "发文机关标志", "title", 40, "center", red=True, keep=True),
    _Style("Top", "版头", "fang", BODY, "center", line=LINE),
    _Style("Secrecy", "密级和紧急程度", "hei", BODY, "left", line=LINE),
    _Style("Office", "编发单位", "kai", BODY, "center", line=LINE),
    _Style("AsOf", "数据截止日期", "fang", 14, "center", line=24),
    _Style("Addressed", "主送机关", "fang", BODY, "left", line=LINE),
    _Style("Attached", "附件说明", "fang", BODY, "left", line=LINE),
    _Style("Sign", "署名", "fang", BODY, "right", line=LINE),
    _Style("AnnexTitle", "附件标题", "title", 22, "center", line=36, before=28, after=9, keep=True),
    _Style("Remark", "附注", "fang", BODY, indent=200, line=LINE),
    _Style("Note", "注释", "song", 10.5, indent=200, line=17),
    _Style("Caption", "caption", "hei", 12, "center", before=6, keep=True),
    _Style("PictureTitle", "图题", "hei", 12, "center", after=9),
    _Style("Unit", "表格单位", "song", 10.5, "right", keep=True),
    _Style("Picture", "图片", "song", 10.5, "center", before=9, keep=True),
    _Style("Cell", "表格文字", "song", 10.5, "left"),
    _Style("CellHead", "表头", "hei", 10.5, "center", above="Cell"),
    _Style("Gap", "表后间距", "song", 4.5, "left"),
    _Style("Imprint", "版记", "fang", 14, "left", line=25),
    _Style("Mark", "核验信息", "song", 9, "left", line=12),
    _Style("Footer", "footer", "song", 14, "left", line=16),
)


def faces(role: Role) -> str:
    """The faces of a style, each said by name for every kind of character."""
    name = FACES[role][0]
    latin = _LATIN if role in _THIN else name
    return (
        f'<w:rFonts w:hint="eastAsia" w:ascii="{latin}" w:hAnsi="{latin}" '
        f'w:eastAsia="{name}" w:cs="{latin}"/>'
    )


def styles_xml() -> str:
    """All styles, and what a paragraph is that has none."""
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{faces('fang')}"
        '<w:kern w:val="0"/><w:sz w:val="32"/><w:szCs w:val="32"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0"/></w:pPr></w:pPrDefault>'
        "</w:docDefaults>"
    )
    fixed = (
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/>'
        "</w:style>"
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr>'
        '<w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
        '<w:left w:w="70" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList">'
        '<w:name w:val="No List"/><w:uiPriority w:val="99"/><w:semiHidden/></w:style>'
    )
    own = "".join(_style_xml(style) for style in _STYLES)
    return f'<w:styles xmlns:w="{MAIN}">{defaults}{own}{fixed}</w:styles>'


def _style_xml(style: _Style) -> str:
    # The order of the elements is fixed by the schema.
    first = ' w:default="1"' if style.id == "Normal" else ""
    own = "" if style.name[0].isascii() else ' w:customStyle="1"'
    based = f'<w:basedOn w:val="{style.above}"/>' if style.above else ""
    keep = "<w:keepNext/>" if style.keep else ""
    line = (
        f'w:line="{twips(style.line)}" w:lineRule="exact"'
        if style.line
        else 'w:line="240" w:lineRule="auto"'
    )
    indent = (
        f'<w:ind w:firstLineChars="{style.indent}" '
        f'w:firstLine="{twips((style.size + PITCH) * style.indent / 100)}"/>'
        if style.indent
        else '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
    )
    level = f'<w:outlineLvl w:val="{style.level}"/>' if style.level is not None else ""
    colour = RED if style.red else "000000"
    pitch = f'<w:spacing w:val="{twips(PITCH)}"/>' if style.size == BODY else ""
    half = round(style.size * 2)
    return (
        f'<w:style w:type="paragraph"{first}{own} w:styleId="{style.id}">'
        f'<w:name w:val={attribute(style.name)}/>{based}<w:next w:val="{style.next}"/>'
        f'<w:uiPriority w:val="1"/><w:qFormat/>'
        f'<w:pPr>{keep}<w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/>'
        f'<w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/>'
        f'<w:spacing w:before="{twips(style.before)}" w:after="{twips(style.after)}" {line}/>'
        f'{indent}<w:jc w:val="{style.align}"/>{level}</w:pPr>'
        f'<w:rPr>{faces(style.role)}<w:b w:val="0"/><w:i w:val="0"/>'
        f'<w:snapToGrid w:val="0"/><w:color w:val="{colour}"/>{pitch}'
        f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr>'
        "</w:style>"
    )


def fonts_xml() -> str:
    """The table of faces, with the other name of each for machines that lack it."""
    faces = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{kin}"/><w:pitch w:val="default"/></w:font>'
        for name, other, kin in FACES.values()
    )
    latin = (
        f'<w:font w:name="{_LATIN}"><w:charset w:val="00"/><w:family w:val="roman"/>'
        '<w:pitch w:val="variable"/></w:font>'
    )
    return f'<w:fonts xmlns:w="{MAIN}">{faces}{latin}</w:fonts>'


def settings_xml() -> str:
    """How Word treats the file: odd and even pages differ, the newest way of setting lines."""
    uri = "http://schemas.microsoft.com/office/word"
    return (
        f'<w:settings xmlns:w="{MAIN}"><w:zoom w:percent="100"/>'
        "<w:bordersDoNotSurroundHeader/><w:bordersDoNotSurroundFooter/>"
        '<w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>'
        '<w:drawingGridVerticalSpacing w:val="579"/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat>'
        "<w:balanceSingleByteDoubleByteWidth/><w:useFELayout/>"
        f'<w:compatSetting w:name="compatibilityMode" w:uri="{uri}" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )
