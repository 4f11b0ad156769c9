"""Why a file from outside is not read, in the officer's words.

The child that parses can only name one of these: its own words are never shown.
"""

from __future__ import annotations

from typing import Final

from boshan_desk.i18n import mark

BROKEN: Final = mark("{file} 已损坏或不是表格文件，请用 WPS 或 Excel 打开后另存为 .xlsx 再导入")
PASSWORD: Final = mark("{file} 设有打开密码，请在 WPS 或 Excel 中去掉密码后另存，再导入")
MARKUP: Final = mark("{file} 实际是网页或 XML 文件，请用 WPS 或 Excel 打开后另存为 .xlsx 再导入")
MAIL: Final = mark("{file} 是单个文件网页（.mht），请用 WPS 或 Excel 打开后另存为 .xlsx 再导入")
ARCHIVE: Final = mark("{file} 是压缩包，请先解压，再导入里面的表格文件")
ENCODING: Final = mark("{file} 的文字编码无法识别，请用 WPS 或 Excel 打开后另存为 .xlsx 再导入")
STRANGE: Final = mark(
    "{file} 的内部结构不正常（解压后过大或内容重复），为安全起见没有打开；"
    "请用 WPS 或 Excel 打开，复制到新工作簿后再导入"
)
NAMES: Final = mark(
    "{file} 的内部文件名不正常（指向文件以外的位置），为安全起见没有打开；"
    "请用 WPS 或 Excel 打开，复制到新工作簿后再导入"
)
ENTITIES: Final = mark(
    "{file} 内含外部引用（DOCTYPE），为安全起见没有打开；"
    "请用 WPS 或 Excel 打开后另存为 .xlsx 再导入"
)
FAR: Final = mark(
    "{file} 在很远处（{cell} 附近）还有内容，表格范围过大；请删去多余的行和列，另存后再导入"
)
MERGED: Final = mark(
    "{file} 的合并单元格互相重叠或多得不正常；请在 WPS 或 Excel 中取消合并，另存后再导入"
)
TOO_MUCH: Final = mark(
    "{file} 的内容过多，读取时超出了允许的内存；请删去多余的行、列和工作表，或分成几个文件再导入"
)
DIED: Final = mark(
    "{file} 读到一半时出错停止（内容过多或已损坏），没有导入任何内容；"
    "请用 WPS 或 Excel 打开，复制到新工作簿后再导入"
)
TOO_LONG: Final = mark(
    "{file} 在 {seconds} 秒内没有读完，已停止；请删去多余的行、列和工作表，或分成几个文件再导入"
)
FAULT: Final = mark(
    "读取 {file} 时程序出错，没有导入任何内容；请用 WPS 或 Excel 打开后另存为 .xlsx 再导入，"
    "仍不行请告诉维护人员"
)
NO_START: Final = mark("不能启动读取表格的程序；请关闭一些程序后重试，仍不行请重新安装本程序")

NO_DOCUMENT: Final = mark(
    "{file} 不是能读的 Word 文件或文本文件；"
    "请用 WPS 或 Word 打开后另存为 .docx，或把文字复制粘贴进来"
)
OLD_DOCUMENT: Final = mark(
    "{file} 是旧格式的文件（或设有打开密码）；请用 WPS 或 Word 打开后另存为 .docx，再选择"
)
PICTURE: Final = mark(
    "{file} 是版式文件或图片，里面的文字不能直接读取；请打开后复制文字，粘贴到下面的框里"
)

FROM_CHILD: Final = frozenset(
    {
        BROKEN,
        PASSWORD,
        MARKUP,
        MAIL,
        ARCHIVE,
        ENCODING,
        STRANGE,
        NAMES,
        ENTITIES,
        FAR,
        MERGED,
        TOO_MUCH,
    }
)
"""What the child may say."""


class NotRead(Exception):
    """A file that is not read; one of `FROM_CHILD` and its values, all but the file's name."""

    def __init__(self, text: str, **values: str) -> None:
        super().__init__(text)
        self.text = text
        self.values = values
