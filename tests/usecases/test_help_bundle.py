"""What is handed to who helps: how things stand, and nobody's data."""

from __future__ import annotations

from pathlib import Path

from boshan_desk.ledgers import KEPT
from boshan_desk.store.desk import Desk
from boshan_desk.usecases import records
from boshan_desk.usecases.attachments import attach
from boshan_desk.usecases.backups import back_up
from boshan_desk.usecases.crash import write_log
from boshan_desk.usecases.help_bundle import save_bundle, write_bundle


def test_it_tells_how_things_stand_and_no_data(desk: Desk, tmp_path: Path) -> None:
    secret = ("演示张三丰", "370304190001010012", "13812345678", "演示路99号")
    values = dict(zip(("party", "id_no", "phone", "address"), secret, strict=True))
    case = records.add(desk, KEPT["case"], values).id
    scan = tmp_path / "演示张三丰身份证.pdf"
    scan.write_bytes("演示".encode())
    attach(desk, KEPT["case"], case, scan)
    records.withdraw(desk, KEPT["case"], [case], "演示张三丰要求")
    records.restore(desk, KEPT["case"], [case])
    back_up(desk)
    assert write_log(KeyError(secret), desk.folder)
    text = write_bundle(desk)
    for word in (*secret, "身份证", "演示员"):
        assert word not in text
    assert "执法案件：1" in text
    assert "备份份数：1" in text
    assert "首尾相连" in text
    assert "KeyError" in text
    saved = save_bundle(text, tmp_path / "求助.txt")
    assert saved.read_text("utf-8") == text
