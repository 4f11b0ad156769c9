"""Attachments (附件): scans and photos that hang on a record, kept by the hash of their content."""

from __future__ import annotations

from typing import Annotated

from boshan_desk.domain.fields import Text, Whole
from boshan_desk.domain.ledger import Record, ledger
from boshan_desk.i18n import mark


@ledger(
    "attachment",
    title=mark("附件"),
    table="file_name size",
    form=[(mark("附件"), "of_ledger of_id file_name sha256 size remark")],
    called="file_name",
    town="",
    together=("of_ledger of_id", "file_name sha256 size"),
)
class Attachment(Record):
    """One file that belongs to one record; the file itself lies in the desk's folder."""

    of_ledger: Annotated[str | None, Text(mark("台账"), need="submit", max=40)] = None
    of_id: Annotated[str | None, Text(mark("记录"), need="submit", max=40)] = None
    file_name: Annotated[str | None, Text(mark("文件名"), need="submit", max=255)] = None
    sha256: Annotated[str | None, Text(mark("内容摘要"), need="submit", max=64)] = None
    size: Annotated[int | None, Whole(mark("大小"), need="submit", unit=mark("字节"))] = None
