"""Entries (1, 3, 4), leaves (8) and inclusion proofs (11)."""
import hashlib
import re

from payload import HASH, Payload, demand, fields

ZERO = bytes(32)
FORK, AHEAD = 2, 5


class Cursor:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, n):
        demand(self.at + n <= len(self.data), "is malformed: it ends early")
        self.at += n
        return self.data[self.at - n:self.at]

    def int(self, n, signed=False):
        return int.from_bytes(self.take(n), "big", signed=signed)

    def end(self):
        demand(self.at == len(self.data), "is malformed: bytes follow")


class Header:
    def __init__(self, data):
        c = Cursor(data)
        self.id = hashlib.sha256(data).digest()
        demand(c.take(12) == b"fv-entry-v1\n", "is malformed: it is not fv-entry-v1")
        kind, build = c.take(c.int(1)), c.take(c.int(1))
        demand(len(kind) <= 40 and re.fullmatch(rb"[a-z]+\.[a-z]+/[1-9][0-9]{0,3}", kind), "is malformed: its kind")
        demand(re.fullmatch(rb"[ -~]{0,64}", build), "is malformed: its build")
        self.kind = kind.decode()
        demand(c.int(1) <= 1, "is malformed: its flags")
        self.device, self.epoch, self.seq = c.take(16), c.take(16), c.int(8)
        self.prev, self.prev_visit = c.take(32), c.take(32)
        demand(ZERO[:16] not in (self.device, self.epoch), "is malformed: its device or epoch")
        demand(1 <= self.seq <= 2**62 and (self.seq == 1) == (self.prev == ZERO), "is malformed: its seq and prev")
        refs = [c.take(17) for _ in range(c.int(1))]
        demand(len(refs) <= 16 and all(a < b for a, b in zip(refs, refs[1:])) and all(1 <= r[0] <= 7 and any(r[1:]) for r in refs), "is malformed: its refs")
        for once in (1, 2, 4, 5, 7):
            demand(sum(r[0] == once for r in refs) <= 1, "is malformed: its refs")
        one = {r[0]: r[1:] for r in refs}
        self.case, self.visit, self.officer = one.get(1), one.get(2), one.get(4)
        c.take(8)
        demand(-1080 <= c.int(2, signed=True) <= 1080, "is malformed: its zone")
        c.take(16 + 8)
        self.facts_hash, self.words_hash = c.take(32), c.take(32)
        demand(self.facts_hash != ZERO, "is malformed: its facts")
        self.photos = [(c.take(32), c.int(8), c.int(1)) for _ in range(c.int(1))]
        demand(len(self.photos) <= 16 and all(any(root) and 1 <= size <= 64 << 20 and kind in (1, 2, 3, 4) for root, size, kind in self.photos), "is malformed: its photos")
        c.end()


def read_part(c, magic, want, what, states):
    """State and bytes of a part; the bytes are None where they cannot be read."""
    state = c.int(1)
    demand(state in states, f"is malformed: the state of its {what}")
    if state not in (1, 4):
        return state, None
    salt = c.take(32)
    data = c.take(c.int(4))
    if state == 4:
        return state, None
    demand(hashlib.sha256(magic + salt + data).digest() == want, f"its {what} are not those that were signed")
    return state, data


class Entry:
    def __init__(self, data):
        demand(len(data) <= 61_440, "is malformed: it is longer than 61,440 bytes")
        c = Cursor(data)
        self.header = c.take(c.int(2))
        self.h = Header(self.header)
        self.sigs = {}
        last = 0
        for _ in range(c.int(1)):
            role = c.int(1)
            demand(last < role <= 2, "is malformed: the roles of its signatures")
            self.sigs[role], last = c.take(64), role
        demand(1 in self.sigs, "is malformed: the device did not sign it")
        self.facts_state, self.facts = read_part(c, b"fv-facts-v1\n", self.h.facts_hash, "facts", (1, 2, 3, 4))
        never = self.h.words_hash == ZERO
        self.words_state, self.words = read_part(c, b"fv-words-v1\n", self.h.words_hash, "words", (0,) if never else (1, 2, 3, 4))
        c.end()

    def photo_words(self, index):
        """Salt and SHA-256 of a photo; None where the words cannot be read."""
        if self.words is None:
            return None
        listed = Payload(self.words).read().get("photos")
        demand(isinstance(listed, list) and len(listed) >= len(self.h.photos), "cannot be compared: the words of its entry do not list the photos")
        demand(all(isinstance(one, dict) for one in listed), "cannot be compared: the words of its entry list a photo that is no object")
        secret = [fields(one, salt=HASH, sha256=HASH) for one in listed][index]
        return secret["salt"], secret["sha256"]


class Leaf:
    def __init__(self, data):
        c = Cursor(data)
        demand(c.take(11) == b"fv-leaf-v1\n", "has no leaf of this format")
        self.no, self.id, self.device, self.epoch, self.seq = c.int(8), c.take(32), c.take(16), c.take(16), c.int(8)
        c.take(8)
        self.status = c.int(1)
        demand(1 <= self.status <= 5, "its leaf has no status that is known")
        c.end()


def root_of(leaf, proof, index, size):
    """The RFC 6962 root that an inclusion proof leads to."""
    at, last, h = index, size - 1, hashlib.sha256(b"\0" + leaf).digest()
    for p in proof:
        demand(last > 0, "is not in the log of the checkpoint: its proof is too long")
        if at & 1 or at == last:
            h = hashlib.sha256(b"\1" + p + h).digest()
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            h = hashlib.sha256(b"\1" + h + p).digest()
        at, last = at >> 1, last >> 1
    demand(last == 0, "is not in the log of the checkpoint: its proof is too short")
    return h
