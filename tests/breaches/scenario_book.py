"""Reads a file of scenarios: invented agreements, places and incidents with known answers."""

import json
from dataclasses import dataclass
from pathlib import Path

import shapely
import yaml

from invented import CLOCK, incident
from tawthiq.breaches import Ruleset, decide_incidents
from tawthiq.casebook.casebook import first_places
from tawthiq.dates import When
from tawthiq.records import Agreement, Control, Gazetteer, Place, Point, Where
from tawthiq.vocabulary.terms import load_yaml

RULES = load_yaml("ruleset.yaml")


def box(corners):
    return json.dumps(shapely.geometry.mapping(shapely.box(*corners)))


def place_of(fields):
    point = fields.get("point")
    return Place(
        id=fields["code"],
        code=fields["code"],
        level=fields["level"],
        parent=fields.get("parent"),
        names={"en": fields["code"], "ar": fields["code"]},
        point=Point(longitude=point[0], latitude=point[1]) if point else None,
        polygon=box(fields["box"]) if "box" in fields else None,
        border=fields.get("border"),
    )


def where_of(told):
    """Returns where an incident was told to be: a code, or a map of what is known."""
    if not isinstance(told, dict):
        return Where(place=told) if told else None
    spot = {name: told[name] for name in ("longitude", "latitude", "radius") if name in told}
    return Where(
        place=told.get("place"),
        point=Point(**spot) if spot else None,
        polygon=box(told["box"]) if "box" in told else None,
    )


def controls_of(scenario):
    return [
        Control(
            id=f"control{at}",
            place=row["place"],
            parties=tuple(row["parties"]),
            present=tuple(row["present"]) if "present" in row else None,
            during=When.parse(row["during"], clock=CLOCK),
        )
        for at, row in enumerate(scenario.get("controls", ()))
    ]


def told_by(scenario):
    told = scenario["incident"]
    made = incident(
        when=told["when"],
        place=None,
        violations=told["violations"],
        parties=told["parties"],
        mode=told.get("mode", "any"),
    )
    return made.model_copy(update={"where": where_of(told["where"])})


def row_of(scenario):
    """Returns the incident of a scenario as a row of a table of events, named by the scenario."""
    told, when = scenario["incident"], told_by(scenario).when
    where = told["where"] if isinstance(told["where"], dict) else {"place": told["where"]}
    return {
        "incident": scenario["id"],
        "start": when and when.start,
        "end": when and when.end,
        "place": where.get("place"),
        "longitude": where.get("longitude"),
        "latitude": where.get("latitude"),
        "radius": where.get("radius"),
        "violations": told["violations"],
        "parties": told["parties"],
        "joint": told.get("mode") == "joint",
    }


def rules_of(scenario):
    return {**RULES, **scenario.get("ruleset", {})}


@dataclass(frozen=True)
class Book:
    """The scenarios of one file."""

    scenarios: list
    agreements: dict
    places: Gazetteer

    @classmethod
    def read(cls, name):
        content = yaml.safe_load((Path(__file__).parent / name).read_text("utf-8"))
        return cls(
            scenarios=content["scenarios"],
            agreements={
                fields["code"]: Agreement.model_validate({"id": fields["code"], **fields})
                for fields in content["agreements"]
            },
            places=Gazetteer(
                [*first_places(), *(place_of(each) for each in content.get("places", ()))]
            ),
        )

    def decide(self, scenario, agreements=None):
        """Returns the findings of a scenario on its own provision."""
        findings = decide_incidents(
            [told_by(scenario)],
            agreements or [self.agreements[scenario["agreement"]]],
            ruleset=Ruleset.model_validate(rules_of(scenario)),
            places=self.places,
            controls=controls_of(scenario),
        )
        return [
            each
            for each in findings
            if (each.agreement, each.provision) == (scenario["agreement"], scenario["provision"])
        ]

    def provision(self, scenario):
        agreement = self.agreements[scenario["agreement"]]
        return next(each for each in agreement.provisions if each.code == scenario["provision"])
