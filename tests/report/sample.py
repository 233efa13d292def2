"""Invented content with the shape of October 2017: record ids and sentences are made up."""

# ruff: noqa: E501  (sentences)
from __future__ import annotations

from tawthiq.counts.figure import Figure, Rounding, percentage
from tawthiq.dates import Moment, Statement, When
from tawthiq.records import (
    Agreement,
    Exclusion,
    Provision,
    Reason,
    Role,
    RoleKind,
    Term,
    TextVersion,
    Zone,
    ZonePart,
)
from tawthiq.report.content import AgreementResult, Content, Note

CLOCK = "Asia/Damascus"
ROOT = "5f3a" * 16
PARTIES = {"russia": 16, "regime": 11, "coalition": 9, "isis": 2, "other": 1}
GOVERNORATES = {
    "deir_ezzor": 23, "raqqa": 9, "rural_damascus": 2, "idlib": 2, "hama": 1, "hasaka": 1,
    "damascus": 1,
}  # fmt: skip
CELLS = {
    "russia": {"deir_ezzor": 16},
    "regime": {"deir_ezzor": 6, "rural_damascus": 2, "idlib": 2, "hama": 1},
    "coalition": {"raqqa": 9},
    "isis": {"deir_ezzor": 1, "hasaka": 1},
    "other": {"damascus": 1},
}
VICTIMS = {
    "regime": (93, 28, 20), "russia": (186, 65, 35), "isis": (35, 15, 5),
    "coalition": (104, 37, 25), "other": (17, None, None),
}  # fmt: skip

SENTENCES = {
    "en": {
        "sample.first_month": "This is the first month since {{ since|month }} in which {{ party|party }} lead.",
        "sample.undetermined": "Whether {{ place|place }} was held by {{ parties|listed('party') }} is not known.",
        "sample.rounding": "The published shares fit only the rule: {{ rule|rounding }}.",
        "sample.unlinked": "{{ n|counted('incident') }} of another collection may overlap.",
        "sample.sum": "The parts add up to {{ n|number }}.",
    },
    "ar": {
        "sample.first_month": "هذا أول شهر منذ {{ since|month }} تتصدر فيه {{ party|party }}.",
        "sample.undetermined": "لا يُعرف هل كانت {{ place|place }} تحت سيطرة {{ parties|listed('party') }}.",
        "sample.rounding": "النسب المنشورة لا توافق إلا القاعدة: {{ rule|rounding }}.",
        "sample.unlinked": "{{ n|counted('incident') }} من مجموعة أخرى قد تتداخل معها.",
        "sample.sum": "مجموع الأجزاء {{ n|number }}.",
    },
}


def figure(name: str, value: object, unit: str = "massacres", **fields: object) -> Figure:
    return Figure.model_validate(
        {"name": name, "value": value, "unit": unit, "rule": f"count.{unit}", "tree_size": 4711,
         "root": ROOT, "collection": "sample", **fields}
    )  # fmt: skip


def ids(count: int, start: int = 0) -> tuple[str, ...]:
    return tuple(f"r{start + number:06x}" for number in range(count))


def share(name: str, numerator: int, denominator: int) -> Figure:
    value = percentage(numerator, denominator, rounding=Rounding.HALF_UP, decimals=1)
    return figure(
        name, float(value), "percent", numerator=numerator, denominator=denominator,
        rounding=Rounding.HALF_UP, decimals=1, record_ids=ids(denominator),
    )  # fmt: skip


def sample_figures() -> dict[str, Figure]:
    found = [
        figure("massacres.total", 39, record_ids=ids(39)),
        figure("massacres.possible", 0, "incidents"),
        figure("massacres.alliance", 27, record_ids=ids(27)),
        share("massacres.alliance.share", 27, 39),
        figure("massacres.topped_by", "russia", "party"),
        figure("massacres.topped_by.governorate", "deir_ezzor", "party"),
        figure("victims.total", 435, "victims"),
        figure("victims.children", 145, "victims"),
        figure("victims.women", 85, "victims"),
        figure("victims.women_and_children", 230, "victims"),
        share("victims.women_and_children.share", 230, 435),
        figure("massacres.cumulative_since.2017-01-01", 325, detail={"addends": [188, 28, 27, 43, 39]}),
        figure("massacres.previous_month", 43),
        figure("massacres.change_on_previous_month", -4),
        figure("breaches.tested.total", 39, "incidents"),
        figure("breaches.certain.total", 0, "breaches"),
        figure("breaches.possible.total", 6, "breaches"),
        figure("incidents.left_out", 51, "incidents"),
    ]  # fmt: skip
    for party, count in PARTIES.items():
        found += [
            figure(f"massacres.by_party.{party}", count, record_ids=ids(count)),
            share(f"massacres.by_party.{party}.share", count, 39),
            figure(f"breaches.tested.by_party.{party}", count, "incidents", record_ids=ids(count)),
            figure(f"breaches.certain.by_party.{party}", 0, "breaches"),
            figure(
                f"breaches.possible.by_party.{party}", {"regime": 5, "other": 1}.get(party, 0),
                "breaches",
            ),
        ]  # fmt: skip
        found += [
            figure(f"massacres.by_party_governorate.{party}.{place}", one, record_ids=ids(one))
            for place, one in CELLS[party].items()
        ]
        killed, children, women = VICTIMS[party]
        found.append(figure(f"victims.by_party.{party}", killed, "victims"))
        for group, number in (("children", children), ("women", women)):
            if number is not None:
                found.append(figure(f"victims.by_party.{party}.{group}", number, "victims"))
    for place, count in GOVERNORATES.items():
        found += [
            figure(f"massacres.by_governorate.{place}", count, record_ids=ids(count)),
            share(f"massacres.by_governorate.{place}.share", count, 39),
        ]
    for code, possible in {
        "ankara": 29,
        "astana": 5,
        "south_west": 0,
        "idlib": 2,
        "south_damascus": 1,
    }.items():
        numbers = {"certain": 0, "possible": possible, "excluded": 0, "no_breach": 39 - possible}
        found += [
            figure(
                f"breaches.agreement.{code}.{verdict}", number, "breaches", record_ids=ids(number)
            )
            for verdict, number in numbers.items()
        ]
    return {one.name: one for one in found}


def moment(*statements: tuple[str, str]) -> Moment:
    return Moment(statements=tuple(Statement(at=at, clock=clock) for at, clock in statements))


def agreement(code: str, en: str, ar: str, **fields: object) -> Agreement:
    return Agreement.model_validate(
        {
            "id": f"agreement-{code}",
            "code": code,
            "names": {"en": en, "ar": ar},
            "short_names": {"en": en, "ar": ar},
            "level": "regional",
            "signed_at": {"en": "Astana", "ar": "أستانا"},
            "summary": {
                "en": "The guarantors announce an end of hostilities in the zones of the text.",
                "ar": "يعلن الضامنون وقف الأعمال القتالية في المناطق الواردة في النص.",
            },
            "roles": (
                Role(party="regime", role=RoleKind.BELLIGERENT_BOUND),
                Role(party="opposition", role=RoleKind.BELLIGERENT_BOUND),
                Role(party="russia", role=RoleKind.GUARANTOR),
                Role(party="turkey", role=RoleKind.GUARANTOR),
            ),
            "texts": (TextVersion(status="official"),),
            "provisions": (Provision(code="P01"),),
            "zones": (),
            **fields,
        }
    )


def sample_agreements() -> list[AgreementResult]:
    idlib = Zone(
        code="idlib", names={"en": "Idlib", "ar": "إدلب وما حولها"}, definition="map_unpublished",
        certainty="possible",
        parts=(
            ZonePart(place="idlib", share="whole"), ZonePart(place="hama.al_suqaylabiyah", share="part"),
            ZonePart(place="aleppo.jabal_saman", share="part"),
            ZonePart(place="latakia.al_haffah", share="part"),
        ),
    )  # fmt: skip
    ghouta = Zone(
        code="eastern_ghouta", names={"en": "Eastern Ghouta", "ar": "الغوطة الشرقية"},
        parts=(ZonePart(place="rural_damascus.douma", share="part"),), definition="map_unpublished",
    )  # fmt: skip
    homs = Zone(
        code="homs", names={"en": "Northern Homs", "ar": "ريف حمص الشمالي"},
        parts=(ZonePart(place="homs.al_rastan", share="part"),), definition="committee",
    )  # fmt: skip
    south = Zone(
        code="south", names={"en": "South-west", "ar": "الجنوب الغربي"},
        parts=tuple(ZonePart(place=one, share="whole") for one in ("daraa", "quneitra", "suwayda")),
    )  # fmt: skip
    qadam = Zone(
        code="qadam", names={"en": "Southern Damascus", "ar": "جنوب دمشق"},
        parts=(ZonePart(place="damascus", share="part"),), definition="unknown",
    )  # fmt: skip
    undetermined = Reason(
        code="sample.undetermined", facts={"place": "idlib", "parties": ("hts", "isis")}
    )
    ankara = agreement(
        "ankara", "Ankara ceasefire", "اتفاقية أنقرة لوقف إطلاق النار",
        level="national",
        signed_at={"en": "Ankara", "ar": "أنقرة"},
        signed_on=moment(("2016-12-29", CLOCK)),
        terms=(Term(starts=moment(("2016-12-30T00:00", CLOCK))),),
        exclusions=(Exclusion(parties=("isis", "hts"), contested=True),),
    )  # fmt: skip
    astana = agreement(
        "astana", "Astana memorandum", "مذكرة أستانا",
        signed_on=moment(("2017-05-04", CLOCK)),
        terms=(
            Term(
                starts=moment(("2017-05-04", CLOCK), ("2017-05-05", CLOCK), ("2017-05-06T00:00", CLOCK)),
                months=6, renewal="unknown",
            ),
        ),
        zones=(idlib, homs, ghouta),
        exclusions=(Exclusion(parties=("isis", "hts")),),
        disputes=({"en": "Sources state different days of entry into force.",
                   "ar": "تذكر المصادر أياماً مختلفة لدخولها حيز التنفيذ."},),
    )  # fmt: skip
    south_west = agreement(
        "south_west", "South-west agreement", "اتفاقية الجنوب الغربي",
        signed_on=moment(("2017-07-07", CLOCK)),
        signed_at={"en": "Amman", "ar": "عمّان"},
        terms=(Term(starts=moment(("2017-07-09T12:00", CLOCK))),),
        zones=(south,),
        texts=(TextVersion(status="unpublished"),),
    )  # fmt: skip
    idlib_text = agreement(
        "idlib", "Idlib agreement", "اتفاقية إدلب",
        signed_on=moment(("2017-09-15", CLOCK)),
        terms=(Term(starts=moment(("2017-09-15", CLOCK)), months=6, renewal="unknown"),),
        zones=(idlib,),
    )  # fmt: skip
    damascus = agreement(
        "south_damascus", "Southern Damascus agreement", "اتفاقية جنوب دمشق", level="local",
        signed_on=moment(("2017-10-08", CLOCK), ("2017-10-12", CLOCK)),
        signed_at={"en": "Cairo", "ar": "القاهرة"},
        terms=(
            Term(starts=moment(("2017-10-12T12:00", "Africa/Cairo"), ("2017-10-12T13:00", CLOCK))),
        ),
        zones=(qadam,),
        roles=(
            Role(party="regime", role=RoleKind.BELLIGERENT_BOUND, via="russia", signature="none"),
            Role(party="jaish_al_islam", role=RoleKind.BELLIGERENT_BOUND, signature="named"),
            Role(party="russia", role=RoleKind.GUARANTOR, signature="unnamed"),
            Role(party="egypt", role=RoleKind.MEDIATOR),
        ),
        texts=(TextVersion(status="unpublished"),),
    )  # fmt: skip
    groups = [("regime", "idlib", 2, "possible", [undetermined])]
    return [
        AgreementResult(ankara, []),
        AgreementResult(astana, groups),
        AgreementResult(south_west, []),
        AgreementResult(idlib_text, groups),
        AgreementResult(damascus, []),
    ]


def sample_content(**changes: object) -> Content:
    fields: dict[str, object] = {
        "period": When.parse("2017-10", clock=CLOCK),
        "organisation": {"en": "Sample documentation team", "ar": "فريق التوثيق (عينة)"},
        "area": "syria",
        "figures": sample_figures(),
        "agreements": sample_agreements(),
        "trend": [Reason(code="sample.first_month", facts={"since": "2017-01", "party": "russia"})],
        "months": [],
        "series": [],
        "notes": [
            Note(Reason(code="sample.sum", facts={"n": 39}), "holds", "monthly"),
            Note(Reason(code="sample.rounding", facts={"rule": "up"}), "fails", "monthly"),
            Note(Reason(code="sample.sum", facts={"n": 325}), "open"),
        ],
        "left_out": [Reason(code="sample.unlinked", facts={"n": 51})],
        "labels": {"monthly": {"en": "Monthly report, October 2017", "ar": "التقرير الشهري، تشرين الأول 2017"}},
        "texts": {
            "conclusions": {
                "en": "Attacks on **civilians** go on.\n\n- First point.\n- Second point.",
                "ar": "الهجمات على **المدنيين** مستمرة.\n\n- النقطة الأولى.\n- النقطة الثانية.",
            },
            "recommendations": {
                "en": "## Security Council\n\n- Refer the situation.",
                "ar": "## مجلس الأمن\n\n- إحالة الوضع.",
            },
        },
        "sources": [
            ({"en": "Monthly report (invented)", "ar": "التقرير الشهري (مختلق)"}, "https://example.org/report?id=1"),
        ],
        "methodology": {"massacre_threshold": 5, "rounding": "half_up"},
        "ruleset": "sample-1",
        "tree_size": 4711,
        "root": ROOT,
    }  # fmt: skip
    return Content(**{**fields, **changes})  # type: ignore[arg-type]
