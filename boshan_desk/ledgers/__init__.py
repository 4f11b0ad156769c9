"""The table of contents: every ledger, in the order of the menu.

To add a ledger, write its file and put its class into `LEDGERS`.
"""

from __future__ import annotations

from typing import Final

from boshan_desk.domain.ledger import Ledger, Record
from boshan_desk.domain.problems import Missing
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _
from boshan_desk.ledgers.agency import Agency, AgencyCheck
from boshan_desk.ledgers.attachment import Attachment
from boshan_desk.ledgers.body import Body
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.case_file import (
    CaseGoods,
    CaseMeasure,
    CasePaper,
    CaseParty,
    CasePenalty,
    CaseStep,
    CaseStop,
)
from boshan_desk.ledgers.custody import Custody
from boshan_desk.ledgers.enforcement_action import EnforcementAction
from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.ledgers.event import Attendee, Event, Media
from boshan_desk.ledgers.fund import Fund
from boshan_desk.ledgers.gi import GiCheck, GiRight, GiUser, GiYear
from boshan_desk.ledgers.informant import Informant
from boshan_desk.ledgers.ip_register import Patent, Trademark
from boshan_desk.ledgers.ip_stat import IpStat
from boshan_desk.ledgers.key_unit import KeyRight, KeyUnit, KeyVisit
from boshan_desk.ledgers.liaison import Liaison
from boshan_desk.ledgers.mediation import Aid, Mediation, MediationSession
from boshan_desk.ledgers.navigation import Navigation
from boshan_desk.ledgers.plan import PlanAnswer, Supervision, Target, TaskReport
from boshan_desk.ledgers.pledge import Pledge, PledgeAsset
from boshan_desk.ledgers.policy import Policy
from boshan_desk.ledgers.station import Station, StationService
from boshan_desk.ledgers.titles import CertAudit, Certification, TitleGrant
from boshan_desk.ledgers.town_report import TownReport
from boshan_desk.ledgers.transfer import Transfer

LEDGERS: Final[dict[str, Ledger]] = {
    record.ledger.name: record.ledger
    for record in (
        Station,
        StationService,
        GiRight,
        GiUser,
        GiYear,
        GiCheck,
        Case,
        CaseStep,
        CaseMeasure,
        CaseStop,
        CaseParty,
        CasePenalty,
        CaseGoods,
        CasePaper,
        EnforcementAction,
        Event,
        Attendee,
        Media,
        Enterprise,
        IpStat,
        Patent,
        Trademark,
        Transfer,
        Pledge,
        PledgeAsset,
        Navigation,
        TitleGrant,
        Certification,
        CertAudit,
        Custody,
        KeyUnit,
        KeyRight,
        KeyVisit,
        Mediation,
        MediationSession,
        Aid,
        Agency,
        AgencyCheck,
        Liaison,
        Fund,
        Policy,
        Body,
        TownReport,
        Target,
        PlanAnswer,
        TaskReport,
        Supervision,
    )
}

TYPED: Final = {name: ledger for name, ledger in LEDGERS.items() if ledger.typed}
"""Those whose records officers fill in themselves: forms, templates, imports."""

SECRET: Final[dict[str, Ledger]] = {Informant.ledger.name: Informant.ledger}
"""What only some may see, and what is in no export, package or report."""

KEPT: Final[dict[str, Ledger]] = {
    **LEDGERS,
    **SECRET,
    Attachment.ledger.name: Attachment.ledger,
}
"""Everything the store keeps: the ledgers, and what hangs on their records."""


def find_ledger(name: str, *, secret: bool = False) -> Ledger:
    """The ledger of this name, or a refusal that names those there are.

    `secret` finds those too that are in no export.
    """
    known = {**LEDGERS, **SECRET} if secret else LEDGERS
    if name not in known:
        raise Missing("没有台账“{name}”，可用的有：{known}", name=name, known=listed(LEDGERS))
    return known[name]


def ledger_title(name: str) -> str:
    """What a ledger is called; one of a newer program by its name."""
    return _(KEPT[name].title) if name in KEPT else name


def children(ledger: Ledger) -> tuple[Ledger, ...]:
    """The ledgers whose records belong to a record of this one."""
    return tuple(each for each in LEDGERS.values() if each.parent_ledger == ledger.name)


def record_type(name: str) -> type[Record]:
    """The class of a ledger's records."""
    return KEPT[name].record
