"""What the entries inside say of each other (5, 12)."""
from collections import defaultdict

from entry import AHEAD, FORK, ZERO
from payload import NUMBER, Bad, Payload, demand, fields


class Chains:
    def __init__(self, entries, absent):
        self.absent, self.called = absent, set()
        self.at = defaultdict(list)  # (device, epoch, seq)
        self.of_visit = defaultdict(list)  # (device, visit)
        self.inside = {e.h.id for e in entries}
        self.forked = {(e.h.device, e.h.epoch, e.h.visit) for e in entries if e.status == FORK}
        for e in entries:
            self.at[e.h.device, e.h.epoch, e.h.seq].append(e)
            if e.h.visit:
                self.of_visit[e.h.device, e.h.visit].append(e)

    def check(self, e):
        here = self.at[e.h.device, e.h.epoch, e.h.seq]
        demand(len(here) == 1 or any(o.status == FORK for o in here), "another entry stands at its seq, and no leaf says fork")
        before = self.at.get((e.h.device, e.h.epoch, e.h.seq - 1), [])
        demand(not before or e.status in (FORK, AHEAD) or e.h.prev in [o.h.id for o in before], "the entry before it in the chain is another")
        self.prev_visit(e)
        if e.h.kind in ("visit.closed/1", "visit.abandoned/1") and e.h.visit and e.facts is not None:
            self.counts(e)

    def prev_visit(self, e):
        if e.h.visit is None:
            demand(e.h.prev_visit == ZERO, "names an entry of a visit, and no visit")
            return
        forked = (e.h.device, e.h.epoch, e.h.visit) in self.forked
        earlier = [o for o in self.of_visit.get((e.h.device, e.h.visit), []) if o.h.epoch == e.h.epoch and o.h.seq < e.h.seq]
        unknown = ("entry", e.h.prev_visit.hex())
        if e.h.prev_visit not in self.inside and e.h.prev_visit != ZERO and unknown in self.absent:
            self.called.add(unknown)
            demand(self.absent[unknown] == ("unknown", "-"), "names an entry before it that is absent, and not for a reason a dossier has")
            return
        if e.h.prev_visit == ZERO:
            demand(forked or not earlier, "names no entry before it of its visit")
            return
        demand(earlier, "the entry of its visit before it is not inside")
        last = max(o.h.seq for o in earlier)
        may = [o for o in earlier if o.h.seq == last or forked]
        inside = any(e.h.prev_visit == o.h.id for o in earlier)
        demand(e.h.prev_visit in [o.h.id for o in may], "the entry of its visit before it is " + ("another" if inside else "not inside"))

    def counts(self, e):
        group = self.of_visit[e.h.device, e.h.visit]
        if any(o.status == FORK or ("entry", o.h.prev_visit.hex()) in self.absent for o in group):
            return
        upto = [o for o in group if (o.h.seq <= e.h.seq if o.h.epoch == e.h.epoch else o.no < e.no)]
        try:
            facts = fields(Payload(e.facts).read(), entries=NUMBER, photos=NUMBER)
        except Bad:
            return  # bytes that nobody can read are still evidence
        said, have = (facts["entries"], facts["photos"]), (len(upto), sum(len(o.h.photos) for o in upto))
        demand(said == have, f"counts {said[0]} entries and {said[1]} photos of its visit, and there are {have[0]} and {have[1]}")

    def left(self):
        """What absent names and nothing called for."""
        return [key for key in self.absent if key not in self.called]
