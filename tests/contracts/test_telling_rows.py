"""The law of judging from a register: the rows that tell give the same findings as all rows (docs/rules.md §11)."""

import random
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from ogp_etl.cards import Commitment, Milestone, Plan, Span, Title
from ogp_etl.cards.facts import Amendment
from ogp_etl.check.evidence import telling
from ogp_etl.check.judge import judge
from ogp_etl.check.rulings import Said, newest_looks
from ogp_etl.check.views import report
from ogp_etl.model import COVERS, KINDS, EvidenceRow, Observation

FIRST = date(2020, 1, 15)
SETS = ("R19", "R22", "R16", "TW20", "MSF")
FEW_KINDS = ("decision", "monitoring", "budget", "dataset", "news")


def title(text):
    return Title(**{"zh-Hant": text}, en=text)


def some_plan(dice):
    def card(number):
        due = [date(2021, 1, 1) + timedelta(days=dice.randrange(900)) for _ in range(dice.randrange(4))]
        return Commitment(
            number=number,
            title=title(number),
            kinds=tuple(dice.sample(("decision", "monitoring", "budget", "audit"), dice.randrange(4))),
            milestones=tuple(Milestone(id=f"m{place}", title=title("m"), due=day) for place, day in enumerate(due)),
            completed=dice.choice([None, None, date(2021, 1, 1) + timedelta(days=dice.randrange(900))]),
        )

    amended = date(2021, 1, 1) + timedelta(days=dice.randrange(700))
    return Plan(
        id="xx",
        title=title("plan"),
        zone="Asia/Taipei",
        start=date(2021, 1, 1),
        end=date(2022, 12, 31),
        drafting=Span(start=date(2020, 2, 1), end=date(2020, 12, 31)),
        deadline=date(2021, 8, 31),
        delivered=date(2021, 1, 20),
        earlier_review=dice.random() < 0.5,
        rule_sets=SETS,
        commitments=tuple(card(number) for number in ("1-1", "1-2", "2-1")),
        amendments=dice.choice([(), (Amendment(day=amended, adds=("2-1",)),), (Amendment(day=amended, drops=("1-2",)),)]),
    )


def some_rows(dice, number, days, odd):
    """Crowded on few days, so that many rows of one day, of one stretch and of one span compete. ``odd``: share of rows that
    are not certainly public within few days."""
    widths = dice.choice([(0,), (1,), (0, 1), (0, 31), (0, 1, 1, 5, 31), (1, 32)])
    primary = dice.choice([(True,), (True, None), (True, False), (True, False, None), (None,)])
    kinds = dice.choice([FEW_KINDS, KINDS, ("decision",)])
    commitments = dice.choice([("1-1",), (None, *("1-1",) * 8), (None, "1-1", "1-2", "2-1"), ("1-1", "1-2", "2-1")])
    gone = dice.choice([0, 0, 0.1])
    timed = dice.random() < 0.5

    def row(place):
        first = FIRST + timedelta(days=dice.choice(days))
        last = first + timedelta(days=dice.choice(widths))
        strange = dice.random() < odd
        if strange:
            first, last = dice.choice([(first, last), (None, last), (first, None), (None, None), (first, last + timedelta(50))])
        kind, owner = dice.choice(kinds), dice.choice(commitments)
        return EvidenceRow(
            id=f"r{dice.randrange(10)}-{place}",
            document=f"d{place // 2}",
            commitment=owner,
            # In some tables each milestone has its time, so that its rows are none of the newest.
            milestone=(
                f"m{(first or last or FIRST).toordinal() % 1200 // 400}" if timed else dice.choice([None, "m0", "m1", "m2"])
            )
            if owner
            else None,
            kind=kind,
            language=dice.choice([None, "zh-Hant", "en"]),
            event_date=dice.choice([None, FIRST + timedelta(days=dice.choice(days))]),
            published_from=first,
            published_by=last,
            public_until=FIRST + timedelta(days=dice.randrange(1600)) if dice.random() < gone else None,
            recorded=dice.choice([None, datetime(2021, 6, 1, 12, tzinfo=UTC) + timedelta(minutes=dice.randrange(10**6))]),
            substantive=dice.random() < 0.8,
            primary=dice.choice(primary),
            public=dice.choice([None, True, False]) if strange else True,
            covers=dice.choice([None, (), COVERS[kind][:2]]) if kind in COVERS else None,
            answers=f"r1-{dice.randrange(number)}" if dice.random() < 0.2 else None,
        )

    return [row(place) for place in range(number)]


class World:
    """A plan, its table, and what looks found, from one seed."""

    def __init__(self, seed, many):
        dice = random.Random(seed)  # noqa: S311 no secret
        self.plan = some_plan(dice)
        days = [dice.randrange(1500) for _ in range(dice.choice([3, 60, 400, 400]))]
        if dice.random() < 0.6:  # nothing new for some time
            silence = range(first := dice.randrange(200, 1100), first + dice.randrange(100, 500))
            days = [day for day in days if day not in silence] or [100]
        self.rows = some_rows(dice, dice.choice([60, many, many, many]), days, dice.choice([0, 0, 0.01, 0.2]))
        self.kept_on = FIRST + timedelta(days=dice.randrange(300, 1600))
        self.day = self.kept_on + timedelta(days=dice.choice([0, 0, 1, 31, 200]))
        looked = dice.choice([0, 0, 0.05, 0.5])
        self.said = Said(
            observations=[
                Observation(what="item", key=row.id, day=self.kept_on - timedelta(days=dice.randrange(300)), found=found)
                for row in self.rows
                if dice.random() < looked and (found := dice.choice(["open", "open", "closed"]))
            ]
        )
        self.visits = dice.choice([None, None, {None: self.day, "1-1": self.day - timedelta(days=dice.randrange(60))}])
        self.known_at = dice.choice([None, None, None, datetime(2022, 1, 1, tzinfo=UTC)])

    def told(self):
        looks = newest_looks(self.said.observations, self.kept_on)
        return telling.tell(self.plan, self.rows, self.kept_on, telling.looked_at(looks))

    def findings(self, table, day=None, sets=SETS):
        judged = judge(self.plan, table, self.visits, day or self.day, self.known_at, sets, self.said)
        return [report.finding_json(finding) for finding in judged.findings]


class InMemory:
    """What a register keeps, without one; it counts what is read beside the rows that tell."""

    def __init__(self, rows, day, told):
        self.day, self.basis = day, told.basis
        self._rows, self._told = rows, told
        self.read_whole = 0

    def left(self):
        return self._told.left

    def telling(self):
        return self._of(lambda _: True, self._told.places)

    def of_kind(self, kind):
        return self._of(lambda row: row.kind == kind)

    def of_process(self):
        return self._of(lambda row: row.commitment is None)

    def of_commitment(self, number):
        return self._of(lambda row: row.commitment == number)

    def everything(self):
        self.read_whole += 1
        return self._of(lambda _: True)

    def _of(self, wanted, places=None):
        return [(place, row) for place, row in enumerate(self._rows) if wanted(row) and (places is None or place in places)]


@given(st.integers(0, 10**9))
@settings(max_examples=60)
def test_the_rows_that_tell_give_the_findings_of_all_rows(seed):
    world = World(seed, 900)
    facts = InMemory(world.rows, world.kept_on, world.told())
    assert world.findings(facts) == world.findings(world.rows)


@given(st.integers(0, 10**9))
@settings(max_examples=60)
def test_of_an_earlier_day_all_rows_are_read(seed):
    world = World(seed, 150)
    facts = InMemory(world.rows, world.kept_on, world.told())
    earlier = world.kept_on - timedelta(days=seed % 400 + 1)
    assert world.findings(facts, earlier) == world.findings(world.rows, earlier)


def changed(thing, **more):
    """A card with other facts."""
    return type(thing)(**{name: getattr(thing, name) for name in thing.__dataclass_fields__} | more)


def some_row(name, first, last, **more):
    facts = {
        "document": name,
        "commitment": "1-1",
        "milestone": None,
        "kind": "decision",
        "language": None,
        "event_date": None,
        "published_from": first,
        "published_by": last,
        "public_until": None,
        "recorded": None,
        "substantive": True,
        "primary": True,
        "public": True,
        "covers": None,
    }
    return EvidenceRow(id=name, **{**facts, **more})


def judged_from(rows, card, day):
    """The findings on one commitment by all rows, which those that tell must give too, and how many rows tell."""
    world = World(0, 1)
    world.plan = changed(world.plan, commitments=(card,), amendments=())
    world.rows, world.kept_on, world.day, world.said, world.visits, world.known_at = rows, day, day, Said(), None, None
    told = world.told()
    found = world.findings(rows)
    assert world.findings(InMemory(rows, day, told)) == found
    return {one["rule"]: one for one in found if one["scope"] == "1-1"}, len(told.places)


def test_a_row_that_may_have_come_before_the_clock_stopped_tells():
    card = Commitment(number="1-1", title=title("c"), completed=date(2021, 9, 1))
    at_stop = some_row("a", date(2021, 8, 29), date(2021, 9, 2))
    # For the plan's own clock it is one of many: neither the first nor the last of its stretch, nor of the newest.
    others = [some_row(f"b{at}", at, at + timedelta(days=4), commitment=None) for at in (date(2021, 8, 20), date(2021, 9, 10))]
    newer = [some_row(f"c{place:02}", date(2022, 5, 1), date(2022, 5, 5)) for place in range(25)]
    found, _ = judged_from([others[0], at_stop, others[1], *newer], card, date(2022, 12, 1))
    assert found["R19/repo.updated"]["verdict"] == "unknown"


def test_rows_that_may_be_older_than_the_clock_tell_of_progress_where_nothing_else_does():
    card = Commitment(number="1-1", title=title("c"))
    rows = [some_row(f"b{place:02}", date(2020, 12, 31), date(2021, 1, 1)) for place in range(26)]
    _, tell = judged_from(rows, card, date(2022, 12, 1))
    assert tell == 26


def test_the_earliest_of_the_rows_that_nothing_proves_may_cover_what_all_may():
    certain = [some_row(f"a{place:02}", date(2022, 12, 1), date(2022, 12, 2)) for place in range(25)]
    newer = [some_row(f"b{place:02}", date(2022, 11, 1), None) for place in range(25)]
    rows = [*certain, *newer, some_row("c", date(2021, 6, 20), None)]
    card = Commitment(number="1-1", title=title("c"))
    found, tell = judged_from(rows, card, date(2023, 1, 15))
    assert (found["R19/repo.updated"]["verdict"], found["R19/repo.updated"]["history"]) == ("pass", [])
    assert tell < len(rows)


def test_most_rows_of_a_long_busy_time_do_not_tell():
    card = Commitment(number="1-1", title=title("c"), kinds=("decision",))
    days = [FIRST + timedelta(days=place // 3) for place in range(3000)]
    rows = [some_row(f"r{place:04}", day, day + timedelta(days=1)) for place, day in enumerate(days)]
    found, tell = judged_from(rows, card, date(2022, 12, 1))
    assert (found["R19/repo.updated"]["verdict"], tell < 700) == ("pass", True)


def test_a_register_gives_the_findings_of_the_table(register):
    for seed in range(10):
        world = World(seed, 400)
        earlier = world.kept_on - timedelta(days=90)
        register.keep_facts("xx", world.kept_on, world.rows, world.told())
        with register.kept_facts("xx") as kept:
            assert world.findings(kept) == world.findings(world.rows)
            assert world.findings(kept, earlier) == world.findings(world.rows, earlier)


def test_rows_are_kept_as_they_were(register):
    world = World(3, 300)
    register.keep_facts("other", world.kept_on, world.rows[:7], world.told())
    register.keep_facts("xx", world.kept_on, world.rows)
    with register.kept_facts("xx") as kept:
        assert [row for _, row in kept.everything()] == world.rows
        assert list(kept.telling()) == []
    with register.kept_facts("nothing") as kept:
        assert kept is None


def test_facts_of_which_nobody_chose_those_that_tell_are_read_whole(register):
    world = World(4, 300)
    register.keep_facts("xx", world.kept_on, world.rows)
    with register.kept_facts("xx") as kept:
        assert world.findings(kept) == world.findings(world.rows)


def test_where_a_card_changed_since_the_facts_were_kept_all_rows_are_read():
    world = World(5, 900)
    facts = InMemory(world.rows, world.kept_on, world.told())
    world.known_at = None
    first, *others = world.plan.commitments
    world.plan = changed(world.plan, commitments=(changed(first, completed=date(2021, 7, 1)), *others))
    assert world.findings(facts) == world.findings(world.rows)
    assert facts.read_whole > 0


def test_the_example_of_the_page_on_rules():
    days = [date(2021, 1, 1) + timedelta(days=place // 3) for place in range(2190)]
    rows = [some_row(f"r{place:04}", day, day) for place, day in enumerate(days)]
    found, tell = judged_from(rows, Commitment(number="1-1", title=title("c")), date(2023, 1, 15))
    updated = found["R19/repo.updated"]
    assert (updated["due"], updated["evidence"][-1], len(updated["evidence"])) == ("2023-06-30", "r2170", 20)
    assert tell < 20 + 2 * 7 + 366  # and one for each day of twelve months, of which the plan's updates are counted
