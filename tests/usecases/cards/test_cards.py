"""Cards of the sample county and of invented records: what they say, and what they do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from boshan_desk.domain.card import Card, Facts, Listing
from boshan_desk.domain.ledger import Record
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.domain.timeline import Timeline
from boshan_desk.ledgers import record_type
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.case_file import CasePaper
from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.ledgers.event import Attendee, Event
from boshan_desk.ledgers.gi import GiCheck, GiRight, GiUser, GiYear
from boshan_desk.ledgers.ip_register import Patent
from boshan_desk.ledgers.station import Station, StationService
from boshan_desk.ledgers.titles import TitleGrant
from boshan_desk.store.desk import Desk
from boshan_desk.usecases import records
from boshan_desk.usecases.cards import CARDS, find_for_card, make_card, write_card
from boshan_desk.usecases.cards.case import case_card
from boshan_desk.usecases.cards.enterprise import enterprise_card
from boshan_desk.usecases.cards.product import product_card
from boshan_desk.usecases.cards.sign_in import sign_in_sheet
from boshan_desk.usecases.cards.station import station_card
from tests.reports.reading import whole_text

USCC = "91370304MA3TETT09E"
GONE = date(2026, 1, 1)


def put(desk: Desk, record: type[Any], /, **values: Any) -> Any:
    return records.save(desk, None, record(status="draft", **values))


def fact(card: Card, label: str) -> str:
    [found] = [
        each.text
        for part in card.parts
        if isinstance(part, Facts)
        for each in part.facts
        if each.label == label
    ]
    return found


def listing(card: Card, title: str) -> Listing:
    [found] = [p for p in card.parts if isinstance(p, Listing) and p.title == title]
    return found


def titles(card: Card) -> list[str]:
    return [part.title for part in card.parts]


# What every card does


@pytest.mark.parametrize("name", ["station", "gi_right", "enterprise", "case"])
def test_every_card_of_the_sample_county_is_one_page(sample_desk: Desk, name: str) -> None:
    with sample_desk.read() as reader:
        found = [r.id for r in reader.all(record_type(name)) if not r.withdrawn]
    for id in found[:: max(1, len(found) // 5)]:
        drawn = make_card(sample_desk, name, id)
        assert (drawn.pages, drawn.missing) == (1, ())


def _personal(record: Record) -> Iterator[str]:
    for field, kind in record.ledger.fields.items():
        value = getattr(record, field)
        if kind.personal and value and kind.name in ("phone", "idnumber", "papers"):
            masked = kind.mask(value, 2, {})
            if masked != value:
                yield value


@pytest.mark.parametrize("name", list(CARDS))
def test_no_card_shows_a_whole_telephone_or_identity_number(sample_desk: Desk, name: str) -> None:
    with sample_desk.read() as reader:
        found = [r for r in reader.all(record_type(name)) if not r.withdrawn]
        for record in found[:: max(1, len(found) // 4)]:
            secret = list(_personal(record))
            if name == "event":
                for attendee in reader.having(Attendee, "event_id", [record.id]):
                    secret += _personal(attendee)
            text = whole_text(make_card(sample_desk, name, record.id).pdf)
            for number in secret:
                assert number not in text


def test_a_ledger_without_cards_is_refused(sample_desk: Desk) -> None:
    with pytest.raises(Refused, match="没有卡片"):
        make_card(sample_desk, "pledge", "x")
    for name in CARDS:
        with pytest.raises(Missing):
            make_card(sample_desk, name, "没有")


def test_a_card_is_written_whole(desk: Desk, tmp_path: Path) -> None:
    firm = put(desk, Enterprise, name="演示公司", uscc=USCC)
    written = write_card(desk, "enterprise", firm.id, tmp_path / "卡片.pdf")
    assert written.path.read_bytes().startswith(b"%PDF")
    assert (written.pages, written.missing) == (1, ())
    assert [each.name for each in tmp_path.iterdir() if each.suffix == ".pdf"] == ["卡片.pdf"]


def test_a_record_is_found_by_its_id_number_or_name(desk: Desk) -> None:
    firm = put(desk, Enterprise, name="演示公司", uscc=USCC)
    for word in (firm.id, "演示公司", USCC):
        assert find_for_card(desk, "enterprise", word) == firm.id
    put(desk, Enterprise, name="演示公司")
    with pytest.raises(Refused, match="有 2 条"):
        find_for_card(desk, "enterprise", "演示公司")
    right = put(desk, GiRight, product_name="演示茶", right_kind="PGI")
    put(desk, GiRight, product_name="演示茶", right_kind="CTM")
    # Both rights are in one product, which has one card.
    assert find_for_card(desk, "product", "演示茶") == right.id
    with pytest.raises(Missing):
        find_for_card(desk, "product", "别的茶")


# A station


def test_a_station_tells_its_services_of_this_year(desk: Desk) -> None:
    station = put(desk, Station, name="演示指导站", head="王演示", phone="13800001234")

    def serve(day: date, **values: Any) -> None:
        put(desk, StationService, station_id=station.id, served_on=day, **values)

    serve(date(2025, 12, 31), client="演示老客户", items=("apply",), result="done_now")
    serve(
        date(2026, 1, 1),
        client="演示甲厂",
        items=("apply", "policy"),
        result="done_now",
        satisfaction="very",
    )
    serve(
        date(2026, 3, 1), client="演示甲厂", items=("apply",), result="closed", satisfaction="bad"
    )
    serve(date(2026, 5, 1), client="演示乙厂", items=("renew",), result="following")
    with desk.read() as reader:
        card = station_card(reader, station.id)
    assert fact(card, "服务次数") == "3次"
    assert fact(card, "服务主体") == "2家"
    assert fact(card, "办结") == "2/3（66.7%）"
    assert fact(card, "满意") == "1/2（50.0%）"
    items = listing(card, "2026年服务事项")
    assert items.rows == (
        ("注册申请", "2", "政策咨询", "1"),
        ("续展", "1", "", ""),
    )
    latest = listing(card, "最近5次服务")
    assert [row[0] for row in latest.rows] == [
        "2026-05-01",
        "2026-03-01",
        "2026-01-01",
        "2025-12-31",
    ]
    # Persons are masked as on every paper.
    assert fact(card, "负责人") == "王某"
    assert "13800001234" not in fact(card, "联系电话")


def test_of_many_services_the_latest_five_are_listed(desk: Desk) -> None:
    station = put(desk, Station, name="演示指导站")
    for day in range(1, 10):
        put(
            desk,
            StationService,
            station_id=station.id,
            served_on=date(2026, 9, day),
            client=f"演示{day}厂",
        )
    gone = put(desk, StationService, station_id=station.id, client="演示撤厂")
    records.withdraw(desk, StationService.ledger, [gone.id], "演示")
    with desk.read() as reader:
        latest = listing(station_card(reader, station.id), "最近5次服务")
    assert [row[1] for row in latest.rows] == [f"演示{day}厂" for day in (9, 8, 7, 6, 5)]
    assert (latest.total, latest.more) == (9, 4)


# A product


def test_a_product_has_all_its_rights_users_values_and_checks(desk: Desk) -> None:
    right = put(desk, GiRight, product_name="演示茶", right_kind="PGI", state="valid")
    mark = put(desk, GiRight, product_name="演示茶", right_kind="CTM", tm_no="12345678")
    other = put(desk, GiRight, product_name="演示枣", right_kind="PGI")

    def user(name: str, of: Any, state: str = "using", until: date | None = None) -> Any:
        return put(
            desk,
            GiUser,
            name=name,
            right_id=of.id,
            state=state,
            valid_to=until,
            state_on=date(2026, 1, 1),
            labels=100,
        )

    late = user("演示晚厂", right, until=date(2029, 1, 1))
    user("演示早厂", mark, until=date(2026, 12, 1))
    user("演示停厂", right, state="stopped")
    user("演示枣厂", other, until=date(2026, 11, 1))
    put(desk, GiYear, right_id=right.id, year=2024, value=100_00)
    put(desk, GiYear, right_id=right.id, year=2025, value=12_345_600_00)
    put(desk, GiYear, right_id=other.id, year=2026, value=1)
    put(desk, GiCheck, checked_on=date(2026, 5, 1), target="演示晚厂", user_id=late.id)
    put(desk, GiCheck, checked_on=date(2026, 6, 1), target="演示早厂")
    put(desk, GiCheck, checked_on=date(2026, 7, 1), target="演示枣厂")
    with desk.read() as reader:
        card = product_card(reader, right.id)
        assert [row[0] for row in listing(card, "权利").rows] == ["地理标志产品", "证明商标"]
    assert fact(card, "使用人") == "2家（累计核准3家）"
    assert fact(card, "一年内到期") == "1家"
    assert fact(card, "年使用数量") == "200枚"
    users = listing(card, "在用的使用人（先到期的在前）")
    assert [row[0] for row in users.rows] == ["演示早厂", "演示晚厂"]
    years = listing(card, "年度产值")
    assert [(row[0], row[3]) for row in years.rows] == [
        ("2025", "1234.56万元"),
        ("2024", "100.00元"),
    ]
    checks = listing(card, "最近的监督检查")
    assert [row[1] for row in checks.rows] == ["演示早厂", "演示晚厂"]


# An enterprise


def test_an_enterprise_is_found_in_all_ledgers_by_its_code(desk: Desk) -> None:
    firm = put(
        desk, Enterprise, name="演示公司", uscc=USCC, patents=7, counted_on=date(2026, 6, 30)
    )
    put(desk, TitleGrant, firm="演示公司", uscc=USCC, notice_on=date(2026, 1, 5))
    put(desk, TitleGrant, firm="老名字", enterprise_id=firm.id, notice_on=date(2025, 1, 5))
    put(desk, TitleGrant, firm="别的公司", notice_on=date(2026, 2, 5))
    for state in ("valid", "lapsed"):
        put(desk, Patent, title="演示", uscc=USCC, kind="invention", state=state, state_on=GONE)
    with desk.read() as reader:
        card = enterprise_card(reader, firm.id)
    grants = listing(card, "称号")
    assert [row[2] for row in grants.rows] == ["2026-01-05", "2025-01-05"]
    assert fact(card, "有效专利").startswith("1件（发明")
    assert fact(card, "填报专利数") == "7件（截至2026-06-30）"
    # What no ledger knows is not listed.
    assert "质押融资" not in titles(card)


def test_a_record_tied_to_another_firm_on_purpose_stays_with_that_one(desk: Desk) -> None:
    firm = put(desk, Enterprise, name="演示公司", uscc=USCC)
    other = put(desk, Enterprise, name="演示分公司")
    put(desk, TitleGrant, firm="演示分公司", uscc=USCC, enterprise_id=other.id)
    with desk.read() as reader:
        assert "称号" not in titles(enterprise_card(reader, firm.id))
        assert "称号" in titles(enterprise_card(reader, other.id))


def test_of_a_case_an_enterprise_shows_the_number_alone(desk: Desk) -> None:
    firm = put(desk, Enterprise, name="演示公司", uscc=USCC)
    put(
        desk,
        Case,
        case_no="演示案9",
        party="演示公司",
        party_uscc=USCC,
        filed_on=date(2026, 7, 3),
        state="FILED",
        brief="举报人李演示反映",
        cause="TM03",
        owner="演示权利人",
    )
    with desk.read() as reader:
        card = enterprise_card(reader, firm.id)
    cases = listing(card, "执法案件")
    [row] = cases.rows
    assert row[:2] == ("演示案9", "2026-07-03")
    printed = "".join(card.texts())
    for secret in ("举报人", "李演示", "演示权利人"):
        assert secret not in printed


def test_people_of_an_enterprise_are_counted_by_event(desk: Desk) -> None:
    firm = put(desk, Enterprise, name="演示公司", uscc=USCC)
    event = put(desk, Event, title="演示培训", starts_on=date(2026, 5, 1))
    for name in ("演示甲", "演示乙"):
        put(desk, Attendee, name=name, event_id=event.id, enterprise_id=firm.id)
    with desk.read() as reader:
        trained = listing(enterprise_card(reader, firm.id), "参加培训")
    assert trained.rows == (("2026-05-01", "演示培训", "2"),)


# A case


def test_a_case_tells_its_state_course_limits_and_file(desk: Desk) -> None:
    case = put(
        desk,
        Case,
        case_no="演示案1",
        clue_on=date(2026, 6, 25),
        filed_on=date(2026, 7, 3),
        state="FILED",
        party="欧阳演示",
        party_kind="person",
        cause="TM03",
    )
    put(
        desk,
        CasePaper,
        case_id=case.id,
        kind="filing",
        title="演示文书",
        pages=3,
        made_on=date(2026, 7, 3),
    )
    with desk.read() as reader:
        card = case_card(reader, case.id)
    assert card.subject == "演示案1"
    assert [part for part in card.parts if isinstance(part, Timeline)]
    assert fact(card, "办理状态")
    assert "演示" not in fact(card, "当事人名称")
    limits = listing(card, "期限")
    assert any("作出处理决定" in cell for row in limits.rows for cell in row)
    papers = listing(card, "卷宗目录")
    assert "演示文书" in [cell for row in papers.rows for cell in row]
    assert "件：" in fact(card, "尚缺文书")


# The sign-in sheet


def test_a_sign_in_sheet_lists_who_is_registered_once(desk: Desk) -> None:
    event = put(
        desk,
        Event,
        title="演示培训",
        starts_on=date(2026, 5, 1),
        ends_on=date(2026, 5, 2),
        place="演示会议室",
    )
    for day in (1, 2):
        put(
            desk,
            Attendee,
            name="王演示",
            unit="演示公司",
            phone="13800001234",
            event_id=event.id,
            attended_on=date(2026, 5, day),
        )
    put(desk, Attendee, name="李演示", unit="演示厂", event_id=event.id)
    with desk.read() as reader:
        sheet = sign_in_sheet(reader, event.id)
        longer = sign_in_sheet(reader, event.id, rows=40)
    assert [(person.name, person.unit) for person in sheet.people] == [
        ("王演示", "演示公司"),
        ("李演示", "演示厂"),
    ]
    assert "13800001234" not in sheet.people[0].phone
    assert sheet.people[0].phone
    assert dict(sheet.told)["时间"] == "2026年5月1日至5月2日"
    assert (sheet.blanks, longer.blanks) == (0, 38)


def test_a_sheet_for_which_nobody_is_registered_has_blank_lines(desk: Desk) -> None:
    event = put(desk, Event, title="演示培训", starts_on=date(2026, 5, 1), people=80)
    with desk.read() as reader:
        assert sign_in_sheet(reader, event.id).blanks == 80
        assert sign_in_sheet(reader, event.id, rows=12).blanks == 12
    drawn = make_card(desk, "event", event.id)
    assert drawn.pages == 4


def test_the_sample_county_has_cards_with_something_in_every_list(sample_desk: Desk) -> None:
    with sample_desk.read() as reader:
        users = Counter(user.right_id for user in reader.all(GiUser) if not user.withdrawn)
        [(right, count)] = users.most_common(1)
        card = product_card(reader, right or "")
        assert count
        assert all(part.rows for part in card.parts if isinstance(part, Listing))
