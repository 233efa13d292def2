"""What is documented: frozen models without any reading or writing of files."""

from tawthiq.records.access import Access, access_of
from tawthiq.records.agreement import Agreement, Provision, Role, RoleKind, TextVersion
from tawthiq.records.casework import (
    Batch,
    Collection,
    Custody,
    Evidence,
    FindingReview,
    Judgement,
    Place,
)
from tawthiq.records.compliance import Compliance, ComplianceState
from tawthiq.records.gazetteer import LEVELS, Gazetteer, rank_of, spellings_of
from tawthiq.records.incident import Control, Incident, Offensive, Person, Verification, Victim
from tawthiq.records.published import TOPICS, Measure, Publication, PublishedFigure, Share
from tawthiq.records.reason import Reason
from tawthiq.records.record import Code, Labels, Record, RecordId, Value
from tawthiq.records.telling import Account, Listing, Source
from tawthiq.records.term import Ending, Renewal, Term
from tawthiq.records.truth import Truth, all_of, any_of
from tawthiq.records.values import (
    Attribution,
    Count,
    Fate,
    Group,
    Mode,
    Point,
    Status,
    Toll,
    Where,
    toll_of,
)
from tawthiq.records.zone import Exclusion, Zone, ZonePart

KINDS: dict[str, type[Record]] = {
    model.kind: model
    for model in (
        Account, Agreement, Batch, Collection, Compliance, Control, Evidence, FindingReview,
        Incident, Judgement, Listing, Offensive, Person, Place, Publication, PublishedFigure,
        Source, Victim,
    )
}  # fmt: skip
"""Every kind of record and its model."""

__all__ = [
    "KINDS",
    "LEVELS",
    "TOPICS",
    "Access",
    "Account",
    "Agreement",
    "Attribution",
    "Batch",
    "Code",
    "Collection",
    "Compliance",
    "ComplianceState",
    "Control",
    "Count",
    "Custody",
    "Ending",
    "Evidence",
    "Exclusion",
    "Fate",
    "FindingReview",
    "Gazetteer",
    "Group",
    "Incident",
    "Judgement",
    "Labels",
    "Listing",
    "Measure",
    "Mode",
    "Offensive",
    "Person",
    "Place",
    "Point",
    "Provision",
    "Publication",
    "PublishedFigure",
    "Reason",
    "Record",
    "RecordId",
    "Renewal",
    "Role",
    "RoleKind",
    "Share",
    "Source",
    "Status",
    "Term",
    "TextVersion",
    "Toll",
    "Truth",
    "Value",
    "Verification",
    "Victim",
    "Where",
    "Zone",
    "ZonePart",
    "access_of",
    "all_of",
    "any_of",
    "rank_of",
    "spellings_of",
    "toll_of",
]
