"""The slip and the cover: one page each, the same at both desks, nothing personal whole on them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.i18n import choose_language, in_chinese
from boshan_desk.ledgers import KEPT
from boshan_desk.reports.card import draw_card
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.exchange.accepting import accept
from boshan_desk.usecases.exchange.answers import Answer, AnswerRow, make_answer
from boshan_desk.usecases.exchange.asking import request
from boshan_desk.usecases.exchange.cover import CoverFacts, cover
from boshan_desk.usecases.exchange.enrolling import enrol
from boshan_desk.usecases.exchange.making import make_return
from boshan_desk.usecases.exchange.parcels import Parcel, find_parcel, parcels
from boshan_desk.usecases.exchange.requests import read_request
from boshan_desk.usecases.exchange.slip import MOST_ROWS, slip, slip_card, slip_name, write_slip
from boshan_desk.usecases.exchange.taking_back import take_undo
from tests.usecases.exchange.rounds import BOSHAN, Round, add, county_round, edit, site

OWNER = "370304199001011234"


@pytest.fixture
def round_(tmp_path: Path) -> Iterator[Round]:
    with county_round(tmp_path) as made:
        yield made


def words(pdf: bytes) -> str:
    [page] = PdfReader(BytesIO(pdf)).pages
    return "".join(page.extract_text().split())


def test_both_sides_print_the_same_slip_with_the_heads_of_both(round_: Round) -> None:
    town = round_.town(BOSHAN)
    add(town, "enterprise", name="演示琉璃厂")
    made = round_.make(town, statement="whole")
    round_.take(made)
    own = words(slip(round_.county, made.digest).pdf)
    with round_.county.read() as reader:
        parcel = find_parcel(reader, made.digest)
        assert parcel.head
        assert parcel.head in own
        sql = "SELECT link FROM step WHERE n = ?"
        link = reader.connection.exec_driver_sql(sql, (parcel.step,)).scalar_one().hex()
        assert f"{parcel.step}-{link[:16]}" in own
    with pytest.raises(Refused, match="还没有收到回执"):
        slip(town, made.digest)
    round_.back(town)
    assert words(slip(town, made.digest).pdf) == own
    for part in ("博山镇2026年三季度第01包", "本期已报全", "迟报", "应为第02包", "新增1"):
        assert part in own


def test_both_sides_call_a_desk_as_the_office_above_does(round_: Round) -> None:
    town = round_.town(BOSHAN)
    asked = read_request(round_.county, request(town, round_.stick, renew=True).path)
    accept(town, enrol(round_.county, asked, round_.stick, name="博山镇所").path)
    add(town, "enterprise", name="演示琉璃厂")
    made = round_.make(town)
    assert made.name == "博山镇所_2026三季度_第01包.bsx"
    assert made.cover is not None
    assert "博山镇所2026年三季度第01包" in words(made.cover.read_bytes())
    round_.take(made)
    own = words(slip(round_.county, made.digest).pdf)
    round_.back(town)
    assert "博山镇所_2026三季度_第01包.bsx" in own
    assert words(slip(town, made.digest).pdf) == own


def test_the_slip_is_one_page_however_much_there_is_to_say(desk: Desk) -> None:
    rows = [
        AnswerRow(
            ledger="case", id=f"{n:03}", outcome="refused", why="town", label=f"演示商行{n}号案" * 3
        )
        for n in range(200)
    ]
    answer = make_answer(
        parcel="ab" * 32,
        epoch=1,
        seq=5,
        at="2026-10-09 10:30:00",
        outcomes={name: {"new": 12, "changed": 3, "refused": 4} for name in KEPT},
        rows=rows,
        have={1: 9},
        expected=6,
        missing=[2, 3],
    )
    parcel = parcel_of(answer.parcel, answer)
    with desk.read() as reader, in_chinese():
        card = slip_card(reader, parcel)
    drawn = draw_card(card)
    text = words(drawn.pdf)
    assert drawn.pages == 1
    assert "共200条" in text, "the rest is counted"
    assert "缺少的包第02包、第03包" in text
    [listed] = [part for part in card.parts if getattr(part, "total", 0) == 200]
    assert len(listed.rows) == MOST_ROWS  # type: ignore[union-attr]


def parcel_of(digest: str, answer: Answer) -> Parcel:
    values = {
        "digest": digest,
        "way": "in",
        "site": "演示",
        "kind": "package",
        "epoch": 1,
        "seq": 5,
        "from_n": 0,
        "upto_n": 9,
        "period": "2026Q3",
        "statement": "",
        "made_at": "2026-10-08 16:20:00",
        "at": "2026-10-09 10:30:00",
        "officer": "演示员",
        "step": 1,
        "state": "taken",
        "file": "演示.bsx",
        "texts": {"answer": json.dumps(answer.to_json())},
    }
    return Parcel(**values)  # type: ignore[arg-type]


def test_no_person_stands_on_slip_or_cover_whole(round_: Round) -> None:
    town = round_.town(BOSHAN)
    dispute = add(town, "mediation", applicant="李演示", respondent="王演示", remark=OWNER)
    round_.send(town)
    round_.back(town)
    edit(town, "mediation", dispute, remark="镇里的话")
    edit(round_.county, "mediation", dispute, remark="县里的话")
    made = round_.make(town)
    round_.take(made)
    text = words(slip(round_.county, made.digest).pdf)
    assert "两边不同" in text, "it is listed"
    for page in (text, words(made.path.with_suffix(".pdf").read_bytes())):
        for person in ("李演示", "王演示", OWNER):
            assert person not in page


def test_papers_are_chinese_in_every_window_and_an_undone_taking_is_told(round_: Round) -> None:
    town = round_.town(BOSHAN)
    firm = add(town, "enterprise", name="演示琉璃厂")
    made = round_.make(town)
    taken = round_.take(made)
    choose_language("en")
    try:
        text = words(slip(round_.county, made.digest).pdf)
    finally:
        choose_language("zh_CN")
    assert "接收情况" in text
    assert "企业名录" in text
    take_undo(round_.county, taken.number)
    assert "整批撤销" in words(slip(round_.county, made.digest).pdf)
    edit(town, "enterprise", firm, address="演示路")


def test_a_slip_has_a_plain_name_and_goes_to_a_pdf_alone(round_: Round) -> None:
    town = round_.town(BOSHAN)
    add(town, "enterprise", name="演示琉璃厂")
    made = round_.make(town)
    round_.take(made)
    with round_.county.read() as reader:
        [parcel] = parcels(reader)
        assert find_parcel(reader, str(parcel.step)) == parcel
        assert find_parcel(reader, made.digest[:10]) == parcel
        assert find_parcel(reader, parcel.file) == parcel
        with pytest.raises(Missing):
            find_parcel(reader, "9999")
    assert slip_name(round_.county, parcel) == "博山镇_2026三季度_第01包_回执单.pdf"
    with pytest.raises(Refused, match=r"\.pdf"):
        write_slip(round_.county, made.digest, round_.stick / "desk.db")
    back = round_.back(town)
    assert back.answer is None
    with town.read() as reader:
        returned = next(each for each in parcels(reader) if each.kind == "return")
    with pytest.raises(Refused, match="回执包"):
        slip(town, returned.digest)


def test_a_cover_says_whose_what_and_how_much(desk: Desk) -> None:
    facts = CoverFacts(
        kind="package",
        sender="博山镇",
        recipient="演示局",
        seq=5,
        file="博山镇_2026三季度_第05包.bsx",
        made_at="2026-10-08 16:20:00",
        digest="ab" * 32,
        period="2026Q3",
        statement="nothing",
        rows={"enterprise": 1200, "event": 3},
        attachments=2,
        head={"n": 205, "link": "77" * 32},
    )
    text = words(cover(desk, facts).pdf)
    for part in (
        "数据包报送单",
        "第05包",
        "本期无",
        "1,203条",
        "2个",
        "企业名录1,200",
        "205-7777777777777777",
    ):
        assert part in text


def test_a_cover_names_one_ledger_once_and_a_return_that_answers_nothing(desk: Desk) -> None:
    facts = CoverFacts(
        kind="return",
        sender="演示局",
        recipient="博山镇",
        seq=1,
        file="博山镇_回执_第01号.bsx",
        made_at="2026-10-08 16:20:00",
        digest="ab" * 32,
        rows={"enterprise": 3},
    )
    text = words(cover(desk, facts).pdf)
    assert "没有要回执的数据包" in text
    assert text.count("条数") == 1


def test_a_return_that_is_saved_again_says_the_same_on_its_cover(round_: Round) -> None:
    town = round_.town(BOSHAN)
    add(town, "enterprise", name="演示琉璃厂")
    round_.send(town)
    first = make_return(round_.county, site(town), round_.stick)
    assert first.cover is not None
    before = words(first.cover.read_bytes())
    again = make_return(round_.county, site(town), round_.stick)
    assert (again.again, again.cover) == (True, first.cover)
    assert "1个数据包的回执" in before
    assert words(first.cover.read_bytes()) == before
