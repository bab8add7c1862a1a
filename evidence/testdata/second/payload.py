"""JSON of the narrow kind (2) and statements (7)."""
import json
import re


class Bad(Exception):
    """What is wrong with a member."""


def demand(true, what):
    if not true:
        raise Bad(what)


NAME = re.compile(r'"([A-Za-z0-9_-]+)"')
INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)(?![0-9.eE])")
STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"')
SPACE = re.compile(r"[ \t\r\n]*")


class Payload:
    """Reads one JSON object as section 2 allows it."""

    def __init__(self, data):
        try:
            self.text, self.at, self.values = data.decode("utf-8"), 0, 0
        except UnicodeDecodeError:
            raise Bad("is not UTF-8") from None

    def read(self):
        self.space()
        demand(self.peek() == "{", "is not a JSON object")
        value = self.value(0)
        demand(self.at == len(self.text), "bytes follow the JSON object")
        return value

    def space(self):
        self.at = SPACE.match(self.text, self.at).end()

    def peek(self):
        return self.text[self.at:self.at + 1]

    def take(self, pattern):
        found = pattern.match(self.text, self.at)
        demand(found, f"is not JSON of the kind of section 2 at character {self.at}")
        self.at = found.end()
        self.space()
        return found

    def mark(self, allowed):
        c = self.peek()
        demand(c != "" and c in allowed, f"is not JSON at character {self.at}")
        self.at += 1
        self.space()
        return c

    def value(self, depth):
        self.values += 1
        demand(self.values <= 8192, "has too many values")
        c = self.peek()
        demand(c not in ("{", "[") or depth < 16, "is nested too deep")
        if c == "{":
            return self.object(depth + 1)
        if c == "[":
            return self.list(depth + 1)
        if c == '"':
            text = json.loads(self.take(STRING)[0].rstrip(" \t\r\n"))
            demand(not any(0xd800 <= ord(x) <= 0xdfff for x in text), "has half a character")
            return text
        for word, value in (("true", True), ("false", False), ("null", None)):
            if self.text.startswith(word, self.at):
                self.at += len(word)
                self.space()
                return value
        digits = self.take(INTEGER)[0]
        demand(digits != "-0" and len(digits) <= 20 and -2**63 <= int(digits) < 2**63, "has a number that is no 64-bit integer")
        return int(digits)

    def object(self, depth):
        found = {}
        self.mark("{")
        while self.peek() != "}":
            if found:
                self.mark(",")
            name = self.take(NAME)[1]
            demand(name not in found and len(found) < 256, f"names {name} twice, or has too many names")
            self.mark(":")
            found[name] = self.value(depth)
        self.mark("}")
        return found

    def list(self, depth):
        found = []
        self.mark("[")
        while self.peek() != "]":
            if found:
                self.mark(",")
            found.append(self.value(depth))
        self.mark("]")
        return found


def hexed(size, empty):
    """A kind of field: that many bytes in lower-case hex; the empty string is another way to say empty."""
    def read(value, name):
        demand(isinstance(value, str) and re.fullmatch(f"([0-9a-f]{{{2 * size}}})?", value), f"its {name} is not {2 * size} hex digits")
        return bytes.fromhex(value) or empty
    return read, ""


def plain(kind, missing):
    def read(value, name):
        demand(type(value) is kind, f"its {name} is of another kind")
        return value
    return read, missing


TEXT, NUMBER, TRUTH = plain(str, ""), plain(int, 0), plain(bool, False)
ID, HASH = hexed(16, bytes(16)), hexed(32, bytes(32))
KEY, SIGNATURE = hexed(32, b""), hexed(64, b"")  # thirty-two zeros would be a key with which anybody signs


def fields(body, /, **kinds):
    """The fields by name; one that is missing is empty, and a name that is not asked for is passed over."""
    return {name: read(body.get(name, missing), name) for name, (read, missing) in kinds.items()}


ESCAPES = str.maketrans({'"': r"\"", "\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r", "\u2028": r"\u2028", "\u2029": r"\u2029"})


def read_statement(data):
    """The signed bytes without their magic, and the signature."""
    outer = fields(Payload(data).read(), body=TEXT, sig=SIGNATURE)
    body, sig = outer["body"], outer["sig"]
    demand(data == f'{{"body":"{body.translate(ESCAPES)}","sig":"{sig.hex()}"}}'.encode(), "is not spelt as a statement is")
    return body.encode(), sig
