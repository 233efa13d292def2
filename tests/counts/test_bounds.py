from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tawthiq.counts.bounds import Equation, Term, bound

MONTHS = ("2017-01", "2017-02", "2017-03")
PARTIES = ("regime", "russia", "isis")


def test_a_missing_part_is_the_rest_of_the_whole():
    whole, one, other = Term("m", None), Term("m", "a"), Term("m", "b")
    found = bound({whole: 10, one: 4}, [Equation(whole, (one, other))])
    assert (found.counts[other].minimum, found.counts[other].maximum) == (6, 6)


def test_nothing_known_bounds_nothing():
    whole, part = Term("m", None), Term("m", "a")
    assert bound({}, [Equation(whole, (part,))]).counts[part].maximum is None


def test_a_row_below_its_own_months_is_left_out_and_named():
    row = Equation(Term("h", "other"), (Term("1", "other"), Term("2", "other")))
    found = bound({row.whole: 14, row.parts[0]: 15}, [row])
    assert found.left_out == (row,)
    assert found.counts[row.parts[1]].maximum is None


@st.composite
def tables(draw):
    cells = {Term(month, party): draw(st.integers(0, 30)) for month in MONTHS for party in PARTIES}
    truth = dict(cells)
    equations = []
    for month in MONTHS:
        parts = tuple(Term(month, party) for party in PARTIES)
        truth[Term(month, None)] = sum(cells[part] for part in parts)
        equations.append(Equation(Term(month, None), parts))
    for party in PARTIES:
        parts = tuple(Term(month, party) for month in MONTHS)
        truth[Term("quarter", party)] = sum(cells[part] for part in parts)
        equations.append(Equation(Term("quarter", party), parts))
    hidden = draw(st.sets(st.sampled_from(sorted(truth, key=str))))
    order = draw(st.permutations(equations))
    return truth, {term: value for term, value in truth.items() if term not in hidden}, order


@given(tables())
def test_bounds_always_hold_the_truth(table):
    truth, known, equations = table
    found = bound(known, equations)
    assert found.left_out == ()
    for term, count in found.counts.items():
        assert count.minimum <= truth[term]
        assert count.maximum is None or truth[term] <= count.maximum


@given(tables(), st.data())
def test_more_knowledge_never_widens_a_bound(table, data):
    truth, known, equations = table
    hidden = sorted(set(truth) - set(known), key=str)
    if not hidden:
        return
    told = data.draw(st.sampled_from(hidden))
    before = bound(known, equations).counts
    after = bound({**known, told: truth[told]}, equations).counts
    for term, count in after.items():
        assert count.minimum >= before[term].minimum
        assert before[term].maximum is None or count.maximum <= before[term].maximum
