"""The ZIP of a dossier (12), byte by byte."""
import hashlib
import struct
import zlib

from payload import demand

CHUNK = 262_144
END = "end of the ZIP"


def local(name, size, crc):
    return b"PK\3\4" + struct.pack("<H6xHIIIHH", 20, 33, crc, size, size, len(name), 0) + name


def central(name, size, crc, place):
    return b"PK\1\2" + struct.pack("<HH6xHIIIH12xI", 20, 20, 33, crc, size, size, len(name), place) + name


class Archive:
    """A file whose members are found by what the manifest says, never by what the ZIP says of itself."""

    def __init__(self, file, fault):
        self.file, self.fault = file, fault
        self.size = file.seek(0, 2)
        self.stands = {}  # name: where its bytes are, and how many
        self.lines, self.at, self.lost = [], 0, False

    def read(self, at, n):
        self.file.seek(at)
        return self.file.read(min(n, max(0, self.size - at)))

    def chunks(self, name):
        at, size = self.stands[name]
        for part in range(0, size, CHUNK):
            yield self.read(at + part, min(CHUNK, size - part))

    def bytes(self, name):
        return b"".join(self.chunks(name))

    def begin(self, name, limit):
        """The first members are read before anybody has signed for their size."""
        head = self.read(self.at, 30)
        demand(len(head) == 30 and head[:4] == b"PK\3\4" and self.read(self.at + 30, len(name)) == name.encode(), "does not stand where it must")
        size = int.from_bytes(head[22:26], "little")
        demand(size <= limit, f"says that it has {size} bytes, of at most {limit}")
        demand(self.at + 30 + len(name) + size <= self.size, "cannot be read to its end")
        return self.read(self.at + 30 + len(name), size)

    def member(self, name, size, sha, known):
        """Goes over the member that must stand next."""
        while not self.lost:
            said = self.name_here()
            if said == name or self.altered(name, size):
                break
            if said is None:
                self.lost = True
                self.fault(name, "does not stand where it must; what follows was not looked at")
            elif said in known:
                self.fault(name, "is missing, or not where it must stand")
                return
            else:
                self.stranger(said)
        if not self.lost:
            self.compare(name, size, sha)

    def altered(self, name, size):
        """Whether it is this member but for a changed byte of its header."""
        head = self.read(self.at, 30 + len(name))
        want = local(name.encode(), size, int.from_bytes(head[14:18], "little"))
        return sum(a != b for a, b in zip(head, want)) + len(want) - len(head) == 1

    def name_here(self):
        head = self.read(self.at, 30)
        if len(head) < 30 or head[:4] != b"PK\3\4":
            return None
        size = int.from_bytes(head[26:28], "little")
        name = self.read(self.at + 30, size)
        return name.decode("utf-8", "backslashreplace") if len(name) == size else None

    def stranger(self, name, what="stands inside and the manifest does not name it"):
        head = self.read(self.at, 30)
        self.fault(name, what)
        self.at += 30 + sum(int.from_bytes(head[i:j], "little") for i, j in ((18, 22), (26, 28), (28, 30)))

    def compare(self, name, size, sha):
        head = self.read(self.at, 30 + len(name))
        said = int.from_bytes(head[22:26], "little")
        at = self.at + len(head)
        if said != size and self.read(self.at + len(head) + said, 2) == b"PK":
            self.fault(name, f"has {said} bytes, and headquarters listed {size}")
            self.lines.append((name, said, 0))
            self.stands[name], self.at = (at, said), at + said
            return
        self.stands[name] = (at, size)
        crc, digest, got = 0, hashlib.sha256(), 0
        for chunk in self.chunks(name):
            crc, got = zlib.crc32(chunk, crc), got + len(chunk)
            digest.update(chunk)
        if head != local(name.encode(), size, crc):
            self.fault(name, "its header in the ZIP is not the one of these bytes")
        if got < size:
            self.fault(name, "cannot be read to its end")
            del self.stands[name]
            self.lost = True
        elif digest.digest() != sha:
            self.fault(name, "has not the SHA-256 that headquarters listed")
        self.lines.append((name, size, crc))
        self.at = at + size

    def finish(self, known, faulty):
        """What follows the last member: other members, the directory and the end."""
        while not self.lost and (said := self.name_here()) is not None:
            self.stranger(said, "stands there a second time" if said in known else "stands inside and the manifest does not name it")
        if faulty():
            return
        start, place, at = self.at, 0, self.at
        lines = []
        for name, size, crc in self.lines:
            lines.append(central(name.encode(), size, crc, place))
            place += 30 + len(name) + size
        total = sum(map(len, lines))
        if self.size != start + total + 22:
            self.fault(END, f"the file has {self.size} bytes, and headquarters wrote {start + total + 22}")
            return
        for (name, _, _), line in zip(self.lines, lines):
            if self.read(at, len(line)) != line:
                self.fault(name, "its line in the directory of the ZIP is not as it must be")
            at += len(line)
        if self.read(at, 22) != b"PK\5\6" + struct.pack("<4xHHIIH", len(lines), len(lines), total, start, 0):
            self.fault(END, "is not that of what the ZIP holds")
