"""Second officers' words (18)."""
import re

from payload import HASH, ID, KEY, TEXT, Bad, Payload, demand, fields

KIND = "visit.cosigned/1"


class Cosigned:
    def __init__(self, entries, absent, keys, enrolment, signatures):
        self.enrolment, self.signatures = enrolment, signatures
        self.cut = any(part == "entry" for part, _ in absent)
        self.inside = {e.h.id: e for e in entries}
        self.said = {e.h.id: said for e in entries if e.h.kind == KIND and e.facts is not None and (said := self.read(e)) is not None}
        self.holders = [(who[2], who["officer"]) for who in keys.values() if who]
        self.holders += [(said["key"], said["officer"]) for said in self.said.values() if said["sig"]]

    @staticmethod
    def read(e):
        """What the facts say; None where nobody can read them."""
        try:
            body = Payload(e.facts).read()
            said = fields(body, entry=HASH, officer=ID, method=TEXT, key=KEY, sig=TEXT, device=ID, head=HASH)
            carried = body.get("enrolment", {})
            demand(isinstance(carried, dict), "its enrolment is of another kind")
            said["enrolment"] = fields(carried, body=TEXT, sig=TEXT)
            return said
        except Bad:
            return None

    def check(self, e):
        said = self.said.get(e.h.id)
        if said is None:
            return
        about = self.inside.get(said["entry"])
        if not said["sig"]:
            demand(said["officer"] == (e.h.officer or bytes(16)), "says that another officer signs than the one who did")
            if about:
                demand(about.h.visit == e.h.visit, "signs for an entry of another visit")
                demand(about.h.device != e.h.device and about.h.officer != e.h.officer, "the acting officer signs for themselves")
            return
        demand(said["officer"] != (e.h.officer or bytes(16)), "the acting officer signs for themselves")
        who = self.enrolment(said["enrolment"])
        demand((who["officer"], who["device"], who["officer_key"]) == (said["officer"], said["device"], said["key"]), "the second officer is not the one enrolled")
        signed = b"fv-cosign-v1\n" + (e.h.visit or bytes(16)) + said["entry"] + said["officer"] + said["device"] + said["head"]
        demand(re.fullmatch("[0-9a-f]{128}", said["sig"]) and self.signatures.fits(said["key"], bytes.fromhex(said["sig"]), signed), "the second officer's signature does not fit")
        demand(about or self.cut, "the entry signed for is not inside")
        demand(not about or (about.h.visit, about.h.device) == (e.h.visit, e.h.device), "holds a signature for an entry of another visit or device")
        other = self.inside.get(said["head"])
        if other:
            demand((other.h.kind, other.h.device, other.h.visit) == (KIND, said["device"], e.h.visit), "the second officer's own entry is another")
            theirs = self.said.get(said["head"])
            demand(theirs is None or (theirs["entry"], theirs["officer"]) == (said["entry"], said["officer"]), "the second officer's own entry says something else")
        demand(all(key != said["key"] or officer == said["officer"] for key, officer in self.holders), "one person signs for two")
