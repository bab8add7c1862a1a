"""What section 12 demands of a dossier."""
import base64
import binascii
import hashlib
import re

from archive import Archive
from chains import Chains
from cosigned import Cosigned
from entry import Entry, Leaf, root_of
from payload import ID, KEY, NUMBER, TEXT, TRUTH, Bad, Payload, demand, fields, read_statement

MAX_STATEMENT = 64 << 10
MAX_LISTS = 16 << 20  # of the manifest and of the list, whose lines are as many as members
MAX_FAULTS = 1000
AT_ONCE = 64  # entries whose signatures are checked together

MEMBER = re.compile(r"devices/([0-9a-f]{32})\.json|entries/([0-9]{8,19})\.(bin|proof)|photos/([0-9]{8,19})-([0-9]{1,19})\.(jpg|png|wav|bin)")
LINE = re.compile(r"(0|[1-9][0-9]{0,9}) ([0-9a-f]{64}) (\S+)")
KINDS = {1: "jpg", 2: "png", 3: "wav", 4: "bin"}
FIRST = ["keys.json", "checkpoint", "list.json"]


ABOUT = {"case": ID, "visit": ID, "generation": ID, "size": NUMBER}  # what manifest and list say alike


class Stop(Exception):
    """What follows cannot be checked."""


def place_of(name):
    """Where a member stands in the order of members; None for a name that none has."""
    if name == "report.pdf":
        return (4,)  # for people; only its SHA-256 is looked at
    found = MEMBER.fullmatch(name)
    if not found:
        return None
    device, no, kind, of, index, _ = found.groups()
    if device:
        return 1, device, 0
    if (no or of) != f"{int(no or of):08d}" or index and index != str(int(index)):
        return None
    return (2, int(no), kind) if no else (3, int(of), int(index))


class Dossier:
    def __init__(self, file, root, signatures):
        self.root, self.signatures, self.faults = root, signatures, []
        self.zip = Archive(file, self.fault)
        self.keys, self.entries, self.needed = {}, [], {}

    def fault(self, member, what):
        if len(self.faults) < MAX_FAULTS:
            self.faults.append((member, what))

    def attempt(self, member, act, *args):
        """What act answers, or None, and then the member has a fault."""
        try:
            return act(*args)
        except Bad as e:
            self.fault(member, str(e))
        return None

    def verify(self):
        try:
            self.begin()
            self.walk()
            self.attempt("checkpoint", self.checkpoint)
            self.attempt("list.json", self.list)
            if {m for m, _ in self.faults} & {"checkpoint", "list.json"}:
                raise Stop
            self.enrolments()
            self.each_entry()
            self.each_photo()
            self.across()
        except Stop:
            pass
        return self.faults

    def step(self, member, act, *args):
        """Like attempt, where nothing can be said without it."""
        answer = self.attempt(member, act, *args)
        if answer is None:
            raise Stop
        return answer

    def statement(self, data, magic, key, who):
        body, sig = read_statement(data)
        demand(self.signatures.fits(key, sig, magic + body), who + " did not sign it")
        return Payload(body).read()

    # ---- manifest and keys: each needs the other

    def begin(self):
        z = self.zip
        manifest = self.step("manifest.json", z.begin, "manifest.json", MAX_LISTS)
        self.step("manifest.json", read_statement, manifest)
        z.at = 30 + len("manifest.json") + len(manifest)
        keys = self.step("keys.json", z.begin, "keys.json", MAX_STATEMENT)
        self.service = self.step("keys.json", self.key_list, keys)
        body = self.step("manifest.json", self.statement, manifest, b"fv-dossier-v1\n", self.service, "headquarters")
        self.step("manifest.json", self.manifest, body)
        self.manifest_is = len(manifest), hashlib.sha256(manifest).digest()

    def key_list(self, data):
        body = self.statement(data, b"fv-keys-v1\n", self.root, "the root of that fingerprint")
        service = fields(body, version=NUMBER, generation=ID, service=KEY, transport=KEY, recovery=KEY)["service"]
        demand(service, "names no service key")
        return service

    def manifest(self, body):
        about = fields(body, version=NUMBER, mask=TEXT, members=TEXT, absent=TEXT, **ABOUT)
        demand(about["version"] == 1, f"is of version {about['version']}, which is not known here")
        self.mask = about["mask"]
        demand(self.mask in ("none", "names", "all"), "its mask is no masking level")
        self.about = {name: about[name] for name in ABOUT}
        self.case, self.visit, self.generation, self.n = self.about.values()
        self.members, total = [], self.zip.at + 46 + len("manifest.json") + 22
        for line in self.lines(about["members"], "members"):
            found = LINE.fullmatch(line)
            demand(found, "a line of members is not one a dossier has")
            size, sha, name = int(found[1]), bytes.fromhex(found[2]), found[3]
            total += size + 76 + 2 * len(name)
            self.members.append((name, size, sha))
        names = [name for name, _, _ in self.members]
        demand(names[:3] == FIRST, "its members do not begin with keys, checkpoint and list")
        places = [place_of(name) for name in names[3:]]
        demand(None not in places, "a member's name is not one a dossier has")
        demand(all(a < b for a, b in zip(places, places[1:])), "its members are not in the order a dossier has")
        demand(total < 2**32 and len(names) < 65_534, "it lists more than a dossier holds")
        self.absent = {}
        for line in self.lines(about["absent"], "absent"):
            found = re.fullmatch(r"(words|facts|photo|entry) (\S+) (\S+) (\S+)", line)
            demand(found and (found[1], found[2]) not in self.absent, "a line of absent is not one a dossier has")
            self.absent[found[1], found[2]] = found[3], found[4]
        return True

    @staticmethod
    def lines(value, name):
        demand(value == "" or value.endswith("\n"), f"its {name} are not lines")
        return value.split("\n")[:-1]

    def walk(self):
        known = {"manifest.json"} | {name for name, _, _ in self.members}
        self.zip.at = 0
        self.zip.member("manifest.json", *self.manifest_is, known)
        for name, size, sha in self.members:
            self.zip.member(name, size, sha, known)
        self.zip.finish(known, lambda: self.faults)
        if self.zip.lost:
            raise Stop

    def bytes(self, name, limit):
        demand(name in self.zip.stands, "is not inside")
        demand(self.zip.stands[name][1] <= limit, f"has more than {limit} bytes")
        return self.zip.bytes(name)

    # ---- checkpoint, list, enrolments

    def checkpoint(self):
        data = self.bytes("checkpoint", MAX_STATEMENT)
        name = f"fairvisit.hq/{self.generation.hex()}"
        found = re.fullmatch(r"((fairvisit\.hq/[0-9a-f]{32})\n(0|[1-9][0-9]{0,18})\n([A-Za-z0-9+/]{43}=)\n)\n\u2014 (\S+) ([A-Za-z0-9+/]+=*)\n",
                             data.decode("utf-8", "replace"))
        demand(found, "is not a checkpoint with one signature")
        signed, whose, size, root, by, sig = found.groups()
        try:
            self.log_root, sig = base64.b64decode(root, validate=True), base64.b64decode(sig, validate=True)
        except binascii.Error:
            raise Bad("is not base64") from None
        demand(base64.b64encode(self.log_root).decode() == root and base64.b64encode(sig).decode() == found[6], "is not spelt as base64 is")
        demand(len(sig) == 68 and sig[:4] == hashlib.sha256(by.encode() + b"\n\1" + self.service).digest()[:4]
               and self.signatures.fits(self.service, sig[4:], signed.encode()), "headquarters did not sign it")
        demand(whose == name and by == name and int(size) == self.n, f"is not of the generation, or not the manifest of size {self.n}")

    def list(self):
        body = self.statement(self.bytes("list.json", MAX_LISTS), b"fv-list-v1\n", self.service, "headquarters")
        demand(fields(body, **ABOUT) == self.about, "is of another case, visit or size than the manifest")
        self.listed, last = {}, -1
        for line in self.lines(fields(body, entries=TEXT)["entries"], "entries"):
            found = re.fullmatch(r"(0|[1-9][0-9]{0,18}) ([0-9a-f]{64})", line)
            demand(found and last < int(found[1]) < self.n, "its lines are not numbers below N and ids, in ascending order")
            last = int(found[1])
            self.listed[last] = bytes.fromhex(found[2])

    def enrolments(self):
        self.wrote = set()
        for name, _, _ in self.members:
            if name.startswith("devices/") and name in self.zip.stands:
                self.keys[name] = self.attempt(name, self.enrolment, name)

    def enrolment(self, name):
        body = self.statement(self.bytes(name, MAX_STATEMENT), b"fv-enrol-v1\n", self.service, "headquarters")
        who = fields(body, device=ID, officer=ID, unit=ID, role=TEXT, device_key=KEY, officer_key=KEY, issued=NUMBER, demo=TRUTH)
        demand(who["device"].hex() == name[8:40], "enrols another device")
        return {1: who["device_key"], 2: who["officer_key"], "officer": who["officer"], "device": who["device"]}

    def carried_enrolment(self, carried):
        """The enrolment that an entry's facts carry."""
        demand(re.fullmatch("[0-9a-f]{128}", carried["sig"]), "carries an enrolment without a signature")
        body = carried["body"].encode()
        demand(self.signatures.fits(self.service, bytes.fromhex(carried["sig"]), b"fv-enrol-v1\n" + body), "headquarters did not sign its enrolment")
        return fields(Payload(body).read(), device=ID, officer=ID, unit=ID, role=TEXT, device_key=KEY, officer_key=KEY, issued=NUMBER, demo=TRUTH)

    # ---- entries

    def each_entry(self):
        inside = {place[1] for name, _, _ in self.members if (place := place_of(name)) and place[0] == 2}
        numbers = sorted(inside | self.listed.keys())
        self.named = {name for name, _, _ in self.members}
        for i in range(0, len(numbers), AT_ONCE):
            group = [(no, self.attempt(f"entries/{no:08d}.bin", self.read_entry, no)) for no in numbers[i:i + AT_ONCE]]
            asked = [(key, sig, e.header) for _, e in group if e for key, sig in self.questions(e)]
            fits = dict(zip(asked, self.signatures.fit(asked)))
            for no, e in group:
                if e and not self.skipped(f"entries/{no:08d}.bin"):
                    self.attempt(f"entries/{no:08d}.bin", self.entry, no, e, fits)
                if f"entries/{no:08d}.proof" in self.named or no in self.listed and f"entries/{no:08d}.bin" in self.named:
                    self.attempt(f"entries/{no:08d}.proof", self.proof, no, e)

    def skipped(self, member):
        return any(m == member for m, _ in self.faults)

    def read_entry(self, no):
        name = f"entries/{no:08d}.bin"
        demand(no in self.listed, "list.json does not name it")
        demand(name in self.named, "list.json names it and it is not inside")
        e = Entry(self.bytes(name, 61_440))
        e.no = no
        self.entries.append(e)
        return e

    def questions(self, e):
        keys = self.keys.get(f"devices/{e.h.device.hex()}.json")
        return [(keys[role], sig) for role, sig in e.sigs.items()] if keys else []

    def entry(self, no, e, fits):
        demand(e.h.id == self.listed[no], "is not the entry that list.json names under this number")
        device = f"devices/{e.h.device.hex()}.json"
        self.wrote.add(device)
        demand(device in self.named, f"{device}, the enrolment of its device, is not inside")
        demand(e.h.case in (None, self.case), "names another case")
        demand(e.h.case or e.h.visit, "is of no case")
        demand(not any(self.visit) or e.h.visit == self.visit, "is not of the visit")
        keys = self.keys.get(device)
        if keys:  # else the enrolment has the fault
            demand(e.h.officer in (None, keys["officer"]), "its officer is not enrolled on its device")
            demand((e.h.officer is not None) == (2 in e.sigs), "its officer did not sign, or somebody did for whom it names no officer")
            demand(all(fits[key, sig, e.header] for key, sig in self.questions(e)), "a signature does not fit")
        self.part(no, "facts", e.facts_state, False)
        masked = all(self.hides(kind) for _, _, kind in e.h.photos) if self.mask == "names" else self.mask == "all"
        demand(not masked or e.words_state in (0, 2, 3), f"shows words that the mask {self.mask} withholds")
        self.part(no, "words", e.words_state, masked)

    def part(self, no, what, state, masked):
        allowed = {2: [("withheld", "author")] + [("withheld", "mask")] * masked, 3: [("erased", "-")], 4: [("sealed", "-")]}.get(state)
        if allowed:  # else what absent says of it is left there, and called for by nothing
            said = self.absent.pop((what, str(no)), None)
            demand(said in allowed, f"its {what} are not readable, and the manifest does not say so, or not why")

    def proof(self, no, e):
        name = f"entries/{no:08d}.proof"
        demand(name in self.named, "is not inside")
        data = self.bytes(name, 100 + 64 * 32)
        demand(len(data) >= 100 and (len(data) - 100) % 32 == 0, "is no leaf and hashes")
        leaf = Leaf(data[:100])
        demand(leaf.no == no, "is of another number")
        demand(leaf.id == self.listed.get(no), "its leaf is not of the entry that list.json names under this number")
        demand(e is None or (leaf.device, leaf.epoch, leaf.seq) == (e.h.device, e.h.epoch, e.h.seq), "its leaf is not the entry's")
        hashes = [data[i:i + 32] for i in range(100, len(data), 32)]
        demand(root_of(data[:100], hashes, no, self.n) == self.log_root, "is not in the log of the checkpoint")
        if e:
            e.status = leaf.status

    # ---- photos

    def each_photo(self):
        called = set()
        for e in self.entries:
            for index, (_, _, kind) in enumerate(e.h.photos):
                name = f"photos/{e.no:08d}-{index}.{KINDS[kind]}"
                called.add(name)
                self.attempt(name, self.photo, name, e, index)
        for name, _, _ in self.members:
            if name.startswith("photos/") and name not in called and not self.unread(name):
                self.fault(name, "no entry inside names it")

    def unread(self, photo):
        return f"entries/{place_of(photo)[1]:08d}.bin" in {m for m, _ in self.faults}

    def hides(self, kind):
        """Of what can be heard the mask names withholds the file too."""
        return self.mask == "all" or self.mask == "names" and kind > 2

    def photo(self, name, e, index):
        said = self.absent.pop(("photo", f"{e.no}/{index}"), None)
        if name not in self.named:
            may = {"withdrawn": said and re.fullmatch(r"[a-z0-9_]{1,40}", said[1]), "awaited": said and said[1] == "-",
                   "withheld": said and (said[1] == "mask" and self.hides(e.h.photos[index][2]) or said[1] == "salt" and e.words is None)}
            demand(said and may.get(said[0]), "is not inside, and the manifest does not say why")
            return
        demand(said is None, "is inside, and the manifest says it is not")
        demand(not self.hides(e.h.photos[index][2]), f"shows what the mask {self.mask} withholds")
        demand(name in self.zip.stands, "is not inside")
        root, size, _ = e.h.photos[index]
        secret = e.photo_words(index)
        demand(secret, "cannot be compared: the words with its salt are not readable")
        demand(self.zip.stands[name][1] == size, "has another size than the device signed")
        hashes, whole = [], hashlib.sha256()
        for chunk in self.zip.chunks(name):
            hashes.append(hashlib.sha256(chunk).digest())
            whole.update(chunk)
        demand(whole.digest() == secret[1], "has not the SHA-256 of the words")
        made = hashlib.sha256(b"fv-photo-v1\n" + secret[0] + size.to_bytes(8, "big") + b"".join(hashes)).digest()
        demand(made == root, "is not the photo whose root the device signed")

    # ---- what one entry says of another

    def across(self):
        broken = any(m.startswith("entries/") for m, _ in self.faults)
        for name in self.keys:
            if name not in self.wrote and not broken:
                self.fault(name, "no entry inside is of this device")
        if broken:
            return  # each of these would be told again of its neighbours
        chains = Chains(self.entries, self.absent)
        for e in self.entries:
            self.attempt(f"entries/{e.no:08d}.bin", chains.check, e)
        for part, where in chains.left():
            self.fault("manifest.json", f"absent names {part} {where}, and nothing inside calls for that")
        visits = {e.h.visit for e in self.entries if e.h.case}
        for e in self.entries:
            if e.h.case is None and e.h.visit not in visits and not any(self.visit):
                self.fault(f"entries/{e.no:08d}.bin", "is not of the case")
        words = Cosigned(self.entries, self.absent, self.keys, self.carried_enrolment, self.signatures)
        for e in self.entries:
            self.attempt(f"entries/{e.no:08d}.bin", words.check, e)
