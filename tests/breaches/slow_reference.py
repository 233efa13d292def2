"""The five tests once more: plain Python, one row at a time, straight from the rules in words.

It shares nothing with the engine but the records, the dates and the vocabulary, and is written to
be read: every interval is split at every instant at which something changes, and every shape is
compared as it is.
"""

import calendar
import itertools
import math
from datetime import UTC, datetime, timedelta
from functools import cached_property

import shapely

from tawthiq.dates import zone as time_zone
from tawthiq.records import RoleKind
from tawthiq.vocabulary import alliances, parties

TRUE, FALSE, UNKNOWN = "true", "false", "unknown"
ORDER = ("act", "time", "place", "party")
FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
NEVER = (FIRST, FIRST)
BINDING = (RoleKind.BELLIGERENT_BOUND, RoleKind.SIGNATORY, RoleKind.ACCEDED)
SETTLING = (*BINDING, RoleKind.GUARANTOR, RoleKind.REJECTED)
READINGS = {
    "narrow_agreed": {"exclusion_reading": "narrow", "contested_exclusions": "void"},
    "narrow_all": {"exclusion_reading": "narrow", "contested_exclusions": "applies"},
    "broad_agreed": {"exclusion_reading": "broad", "contested_exclusions": "void"},
    "broad_all": {"exclusion_reading": "broad", "contested_exclusions": "applies"},
}
NOTHING = shapely.Polygon()
ANYWHERE = shapely.box(-180, -90, 180, 90)


def all_of(values):
    seen = set(values)
    return FALSE if FALSE in seen else UNKNOWN if UNKNOWN in seen else TRUE


def any_of(values):
    seen = set(values)
    return TRUE if TRUE in seen else UNKNOWN if UNKNOWN in seen else FALSE


def negated(value):
    return {TRUE: FALSE, FALSE: TRUE, UNKNOWN: UNKNOWN}[value]


def same_throughout(values):
    """Of one value per piece of a whole: that value where all agree, else unknown."""
    seen = set(values)
    return seen.pop() if len(seen) == 1 else UNKNOWN


def verdict_of(values):
    """The first row of the table of verdicts that fits, and the failing test."""
    for name in ORDER:
        if values[name] == FALSE:
            return "no_breach", name
    if values["exclusion"] == TRUE:
        return "excluded", "exclusion"
    if all(values[name] == TRUE for name in ORDER) and values["exclusion"] == FALSE:
        return "breach", None
    return "possible", None


# --- time: spans of instants


def span_of(row):
    return (row["start"] or FIRST, row["end"] or LAST)


def covered(span, certain, possible):
    """Whether a span lies in certain spans without a gap; false where it meets no possible one."""
    reached = span[0]
    for start, end in sorted(certain):
        if start <= reached < end:
            reached = end
    if reached >= span[1]:
        return TRUE
    real = [(start, end) for start, end in possible if start < end]
    if any(start < span[1] and span[0] < end for start, end in real):
        return UNKNOWN
    return FALSE


def pieces(span, instants):
    """A span, split at every one of these instants that lies in it."""
    cuts = sorted({span[0], span[1], *(each for each in instants if span[0] < each < span[1])})
    return list(itertools.pairwise(cuts))


def holding(first, last):
    """The certain and the possible span of what holds from one moment to another."""
    return (
        (first.latest if first else FIRST, last.earliest if last else LAST),
        (first.earliest if first else FIRST, last.latest if last else LAST),
    )


def instants_of(moment):
    """Every bound that a source states, with the clock on which it is counted."""
    return [(at, statement.clock) for statement in moment.statements for at in statement.bounds]


def months_later(told, months):
    """The same local times so many months later; a time that comes twice is either of the two."""
    found = []
    for instant, clock in told:
        local = instant.astimezone(time_zone(clock))
        year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
        day = min(local.day, calendar.monthrange(year, month + 1)[1])
        for fold in (0, 1):
            later = local.replace(year=year, month=month + 1, day=day, fold=fold)
            found.append((later.astimezone(UTC), clock))
            if not _comes_twice(later):
                break
    return found


def _comes_twice(local):
    first, second = local.replace(fold=0), local.replace(fold=1)
    return first.utcoffset() > second.utcoffset()


def stated_ends(term):
    """Every instant at which a term ends as its sources state it, renewals included."""
    if term.ends is not None:
        told = instants_of(term.ends)
    elif term.months is not None:
        told = months_later(instants_of(term.starts), term.months)
    else:
        return []
    for renewal in term.renewals:
        told = (
            instants_of(renewal.until) if renewal.until is not None
            else months_later(told, renewal.months)
        )  # fmt: skip
    return [instant for instant, _ in told]


def end_of_term(term):
    """The earliest and the latest instant at which a term can have ended."""
    earliest = latest = LAST
    stated = stated_ends(term)
    if stated and term.renewal == "none":
        earliest, latest = min(stated), max(stated)
    elif stated and term.renewal in ("consensus", "unknown"):
        earliest = min(stated)
    if term.ended is not None:
        earliest = min(earliest, term.ended.at.earliest)
        latest = min(latest, term.ended.at.latest)
    return earliest, latest


# --- parties


def chain(code):
    """A party and those that it stands under, the nearest first."""
    found = []
    while code is not None:
        found.append(code)
        code = parties()[code].within if code in parties() else None
    return found


def is_residual(code):
    return code in parties() and parties()[code].is_residual


def membership(code, group):
    """Whether a party is one of a group: by itself or by one that it stands under."""
    if any(each in group for each in chain(code)):
        return TRUE
    below = any(code in chain(each) for each in group)
    return UNKNOWN if below or is_residual(code) or code in alliances() else FALSE


# --- shapes


def metres_per_degree(latitude):
    """East and north, by the usual series for the WGS 84 ellipsoid."""
    angle = math.radians(latitude)
    north = 111132.92 - 559.82 * math.cos(2 * angle) + 1.175 * math.cos(4 * angle)
    east = 111412.84 * math.cos(angle) - 93.5 * math.cos(3 * angle)
    return east, north


def circle(longitude, latitude, radius):
    east, north = metres_per_degree(latitude)
    turns = [2 * math.pi * step / 360 for step in range(360)]
    return shapely.Polygon(
        [
            (longitude + radius / east * math.cos(turn), latitude + radius / north * math.sin(turn))
            for turn in turns
        ]
    )


def moved(shape, metres):
    """A shape whose border is moved outwards by so many metres."""
    _, south, _, north = shape.bounds
    per_east, per_north = metres_per_degree((south + north) / 2)
    flat = shapely.transform(shape, lambda at: at * [per_east, per_north])
    return shapely.transform(flat.buffer(metres), lambda at: at / [per_east, per_north])


class Reference:
    """Decides single rows against one provision of one agreement under one set of rules.

    `rules` is the content of a ruleset file. `wider_events` and `wider_discs` stretch the radii of
    events and of zones: an answer that changes with one hundredth is too near to call.
    """

    def __init__(self, rules, places, controls=(), *, clock="Asia/Damascus",
                 wider_events=1.0, wider_discs=1.0):  # fmt: skip
        self.rules, self.places, self.controls, self.clock = rules, places, controls, clock
        self.wider_events, self.wider_discs = wider_events, wider_discs
        self._areas, self._parts, self._zones, self._spans = {}, {}, {}, {}

    def decide(self, row, agreement, provision):
        """The five values, the verdict and the failing test."""
        values = {
            "act": self.act(row, provision),
            "time": self.time(row, agreement, provision),
            "place": self.place(row, agreement, provision),
            "party": self.party(row, agreement, provision),
            "exclusion": self.exclusion(row, agreement),
        }
        return values, *verdict_of(values)

    def readings(self, row, agreement, provision):
        """The verdict under each reading of the exclusions, where the text leaves anyone out."""
        if not agreement.exclusions:
            return {}
        told = {}
        for name, settings in READINGS.items():
            other = Reference({**self.rules, **settings}, self.places, self.controls)
            told[name] = other.decide(row, agreement, provision)[1]
        return told

    @cached_property
    def prohibitions(self):
        """Provisions that some violation can breach."""
        broad = self.rules["acts_reading"] == "broad"
        kinds = ("breaches", "may_breach", "broad") if broad else ("breaches", "may_breach")
        return {
            code for act in self.rules["acts"].values() for kind in kinds
            for code in act.get(kind, ())
        }  # fmt: skip

    # --- act

    def act(self, row, provision):
        if not row["violations"]:
            return UNKNOWN
        broad = self.rules["acts_reading"] == "broad"
        values = []
        for violation in row["violations"]:
            act = self.rules["acts"].get(violation, {})
            certain = [*act.get("breaches", ()), *(act.get("broad", ()) if broad else ())]
            open_here = provision.code in act.get("may_breach", ())
            values.append(TRUE if provision.code in certain else UNKNOWN if open_here else FALSE)
        value = any_of(values)
        return UNKNOWN if value == TRUE and provision.conditional_on is not None else value

    # --- time

    def time(self, row, agreement, provision):
        if row["start"] is None:
            return UNKNOWN
        key = (id(agreement), id(provision))
        if key not in self._spans:
            self._spans[key] = (agreement, provision, *self._in_force(agreement, provision))
        return covered(span_of(row), *self._spans[key][2:])

    def _in_force(self, agreement, provision):
        """The spans in which a provision is surely in force, and those in which it can be."""
        certain, possible = [], []
        own_certain, own_possible = holding(provision.starts, provision.ends)
        for term in agreement.terms:
            earliest, latest = end_of_term(term)
            certain.append((max(term.starts.latest, own_certain[0]), min(earliest, own_certain[1])))
            possible.append(
                (max(term.starts.earliest, own_possible[0]), min(latest, own_possible[1]))
            )
        return certain, possible

    # --- place

    def place(self, row, agreement, provision):
        wanted = [each for each in agreement.zones if provision.zone in (None, each.code)]
        if not wanted:
            return UNKNOWN
        versions = [(each, *holding(each.valid_from, each.valid_to)) for each in wanted]
        cuts = [instant for _, sure, open_ in versions for instant in (*sure, *open_)]
        values = []
        for piece in pieces(span_of(row), cuts):
            here = []
            for version, sure, open_ in versions:
                if covered(piece, [sure], [open_]) != FALSE:
                    settled = covered(piece, [sure], [open_]) == TRUE
                    here.append((version, settled and version.certainty == "core"))
            values.append(self._in_zones(row, tuple(here)))
        return same_throughout(values)

    def _in_zones(self, row, zones):
        """Whether the place of a row lies in the union of zones, each sure or not."""
        key = (row["place"], tuple((id(version), sure) for version, sure in zones))
        if key not in self._zones:
            self._zones[key] = (zones, *self._join(row["place"], zones))
        _, by_code, core, outer = self._zones[key]
        if by_code == TRUE or outer is None:
            return by_code
        shape = self._shape(row)
        if shape is None or self._contradicts(row):
            return UNKNOWN
        if shapely.covers(core, shape):
            return TRUE
        touched = shapely.intersects(outer, shape)
        return UNKNOWN if touched or by_code == UNKNOWN else FALSE

    def _join(self, place, zones):
        """What codes settle about a place, and the shapes that it must be held against."""
        by_code, core, outer = [FALSE], [], []
        for version, sure in zones:
            inside, drawn = self._compare(place, version.parts)
            left_out, gaps = self._compare(place, version.without)
            if TRUE in left_out:
                continue
            gap_core, gap_outer = NOTHING, NOTHING
            if gaps:
                gap_core, gap_outer = map(shapely.union_all, zip(*gaps, strict=True))
            if TRUE in inside and gaps:
                drawn = [(ANYWHERE, ANYWHERE)]  # in by code; what is left out is a shape
            else:
                value = all_of([any_of(inside), negated(any_of(left_out))])
                by_code.append(value if sure or value == FALSE else UNKNOWN)
            settled_here = sure and any_of(left_out) == FALSE
            for part_core, part_outer in drawn:
                core.append(shapely.difference(part_core, gap_outer) if settled_here else NOTHING)
                outer.append(shapely.difference(part_outer, gap_core))
        if not outer:
            return any_of(by_code), None, None
        shapes = shapely.union_all(core), shapely.union_all(outer)
        shapely.prepare(shapes)
        return any_of(by_code), *shapes

    def _compare(self, place, parts):
        """Values of the parts that codes settle, and the shapes of the others."""
        values, shapes = [FALSE], []
        for part in parts:
            if part.place is not None and part.radius is None and place is not None:
                if part.place in self.places.path(place):
                    values.append(TRUE if part.share == "whole" else UNKNOWN)
                    continue
                if place not in self.places.path(part.place):
                    continue
            core, outer = self._part(part)
            shapes.append((core if part.share == "whole" else NOTHING, outer))
        return values, shapes

    def _part(self, part):
        key = part.model_dump_json()
        if key not in self._parts:
            self._parts[key] = self._drawn(part)
        return self._parts[key]

    def _drawn(self, part):
        if part.polygon is not None:
            shape = shapely.from_geojson(part.polygon)
            return shape, shape
        if part.radius is None and part.disc is None:
            return self.area(part.place)
        middle = part.disc or self.places.get(part.place).point
        if middle is None:
            return NOTHING, ANYWHERE
        radius = (part.radius or part.disc.radius) * self.wider_discs
        shape = circle(middle.longitude, middle.latitude, radius)
        return shape, shape

    def area(self, code):
        """What surely lies in a place, and what can lie in it at most."""
        if code not in self._areas:
            place = self.places.get(code)
            parts = [each for each in self.places
                     if each.parent == code and each.level == "governorate"]  # fmt: skip
            if place.polygon is not None:
                shape = shapely.from_geojson(place.polygon)
                error = place.border or 0
                found = (moved(shape, -error), moved(shape, error)) if error else (shape, shape)
            elif place.parent is not None:
                found = (NOTHING, self.area(place.parent)[1])
            elif parts and all(each.polygon is not None for each in parts):
                areas = [self.area(each.code) for each in parts]
                found = tuple(shapely.union_all(each) for each in zip(*areas, strict=True))
            else:
                found = (NOTHING, ANYWHERE)
            self._areas[code] = found
        return self._areas[code]

    def _shape(self, row):
        """The shape of the place of a row: its point, its disc, or all of its area."""
        if row["longitude"] is not None:
            if row["radius"] is None:
                return shapely.Point(row["longitude"], row["latitude"])
            radius = row["radius"] * self.wider_events
            disc = circle(row["longitude"], row["latitude"], radius)
            if row["place"] is None:
                return disc
            return shapely.intersection(disc, self.area(row["place"])[1])
        return self.area(row["place"])[1] if row["place"] is not None else None

    def _contradicts(self, row):
        """Whether a point or disc lies outside of the place that the row names besides."""
        if row["longitude"] is None or row["place"] is None:
            return False
        spot = shapely.Point(row["longitude"], row["latitude"])
        if row["radius"] is not None:
            spot = circle(row["longitude"], row["latitude"], row["radius"] * self.wider_events)
        return not shapely.intersects(spot, self.area(row["place"])[1])

    # --- party

    def party(self, row, agreement, provision):
        if not row["parties"]:
            return UNKNOWN
        values = [self._candidate(code, row, agreement, provision) for code in row["parties"]]
        return any_of(values) if row["joint"] else same_throughout(values)

    def _candidate(self, code, row, agreement, provision):
        if code in alliances():
            alliance = alliances()[code]
            if not self._stands(alliance, row):
                return UNKNOWN
            members = [self._candidate(e, row, agreement, provision) for e in alliance.members]
            return same_throughout(members)
        if is_residual(code):
            return UNKNOWN
        asked = membership(code, provision.obligors) if provision.obligors else TRUE
        return all_of([asked, self._bound(code, row, agreement)])

    def _stands(self, alliance, row):
        if row["start"] is None:
            return alliance.starts_on is None and alliance.ends_on is None
        local = time_zone(self.clock)
        last = row["end"] - timedelta(microseconds=1)
        return alliance.stands(row["start"].astimezone(local).date(), last.astimezone(local).date())

    def _bound(self, code, row, agreement):
        certain, possible = [], []
        for each in chain(code):
            # What a formation is to the agreement itself comes before what its party is.
            own = [role for role in agreement.roles
                   if role.party == each and role.role in SETTLING]  # fmt: skip
            for role in own:
                certain.extend(self._add(role, possible))
            if own:
                break
        value = covered(span_of(row), certain, possible)
        if value != FALSE:
            return value
        below = []
        for role in agreement.roles:
            if code in chain(role.party)[1:]:
                self._add(role, below)
        return UNKNOWN if covered(span_of(row), [], below) == UNKNOWN else FALSE

    def _add(self, role, possible):
        """Adds when a role can bind its party, and returns when it surely does."""
        binds = role.role in BINDING and (role.via is None or self.rules["represented_bound"])
        if role.role is RoleKind.GUARANTOR:
            binds = self.rules["guarantors_bound"]
        if binds:
            sure, open_ = holding(role.bound_from, role.bound_to)
            possible.append(open_)
            return [NEVER if role.contested else sure]
        return []

    # --- exclusion

    def exclusion(self, row, agreement):
        contested = self.rules["contested_exclusions"]
        usual = "held" if self.rules["exclusion_reading"] == "narrow" else "present"
        groups = {"held": (set(), set()), "present": (set(), set()), "attacked": (set(), set())}
        for each in agreement.exclusions:
            if each.contested and contested == "void":
                continue
            sure, possible = groups[each.scope or usual]
            possible.update(each.parties)
            if not each.contested or contested == "applies":
                sure.update(each.parties)
        if not any(possible for _, possible in groups.values()):
            return FALSE
        attacked = UNKNOWN if groups["attacked"][1] else FALSE
        if row["start"] is None:
            return UNKNOWN
        told = [(each, self._covers(row, each.place)) for each in self.controls]
        told = [(each, value) for each, value in told if value != FALSE]
        cuts = [at for each, _ in told for at in (each.during.start, each.during.end)]
        values = []
        for piece in pieces(span_of(row), cuts):
            here = [(each, value) for each, value in told
                    if each.during.start <= piece[0] and piece[1] <= each.during.end]  # fmt: skip
            held = settled([(_held(each, *groups["held"]), value) for each, value in here])
            present = settled([(_present(each, *groups["present"]), value) for each, value in here])
            values.append(
                any_of(
                    [
                        held if groups["held"][1] else FALSE,
                        present if groups["present"][1] else FALSE,
                    ]
                )
            )
        return any_of([attacked, same_throughout(values)])

    def _covers(self, row, code):
        """Whether a place holds the whole of the place of a row."""
        if row["place"] is not None:
            if code in self.places.path(row["place"]):
                return TRUE
            if row["place"] not in self.places.path(code):
                return FALSE
        if row["longitude"] is None or self._contradicts(row):
            return UNKNOWN
        core, outer = self.area(code)
        shape = self._shape(row)
        if shapely.covers(core, shape):
            return TRUE
        return UNKNOWN if shapely.intersects(outer, shape) else FALSE


def settled(told):
    """What control rows settle: one of the whole place, and none that says otherwise."""
    said = {value for value, _ in told if value is not None}
    whole = {value for value, place in told if value is not None and place == TRUE}
    return said.pop() if len(said) == 1 and whole == said else UNKNOWN


def _held(control, sure, possible):
    """Whether those of a group alone held a place."""
    if control.parties and all(membership(each, sure) == TRUE for each in control.parties):
        return TRUE
    others = all(membership(each, possible) == FALSE for each in control.parties)
    return FALSE if control.parties and others else UNKNOWN


def _present(control, sure, possible):
    """Whether one of a group was present; None where the row tells of holders only."""
    if _held(control, sure, possible) == TRUE:
        return TRUE
    if any(membership(each, sure) == TRUE for each in control.present or ()):
        return TRUE
    there = (*control.parties, *(control.present or ()))
    if any(membership(each, possible) != FALSE for each in there) or not control.parties:
        return UNKNOWN
    return None if control.present is None else FALSE
