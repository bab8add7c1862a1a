"""A second verifier of dossiers, written from FORMAT.md and not from the code in Go.

    python3 verify.py FILE ROOT_FINGERPRINT
        0 and a summary, or 1 and each fault as "member: what is wrong"; 2 if nothing was checked
    python3 verify.py -
        many files by one process: lines "ROOT_FINGERPRINT FILE" in, for each one line of JSON out:
        {"file": FILE, "verdict": 0 or 1, "faults": [[member, what], ...], "summary": text}

It needs Python 3.11 and the command `openssl` 3.0, shares nothing with the verifier in Go and must agree with it. It
is for checking the format, not for haste: each signature is a process of its own.
"""
import json
import re
import sys
import tempfile

sys.dont_write_bytecode = True

from dossier import Dossier
from signatures import NothingChecked, Signatures


def check(path, root, signatures):
    """The faults of a file, and one line on it."""
    try:
        file = open(path, "rb")
    except OSError as e:
        raise NothingChecked(f"{path} cannot be opened: {e.strerror}; nothing was checked") from e
    with file:
        d = Dossier(file, root, signatures)
        try:
            faults = d.verify()
        except NothingChecked:
            raise
        except Exception as e:  # whatever a hostile file brings about is a fault of the file
            return d.faults + [("file", f"cannot be checked: {e!r}")], ""
    if faults:
        return faults, ""
    of = f"visit {d.visit.hex()} of case {d.case.hex()}" if any(d.visit) else f"case {d.case.hex()}"
    return [], f"sound: {of} at size {d.n}, {len(d.entries)} entries, {len(d.members) + 1} members, mask {d.mask}"


def fingerprint(text):
    if not re.fullmatch("[0-9a-fA-F]{64}", text):
        raise NothingChecked("a root's fingerprint is 64 hex digits; nothing was checked")
    return bytes.fromhex(text)


def many(signatures):
    for line in sys.stdin:
        root, path = line.rstrip("\n").split(" ", 1)
        faults, summary = check(path, fingerprint(root), signatures)
        print(json.dumps({"file": path, "verdict": min(1, len(faults)), "faults": faults, "summary": summary}), flush=True)
    return 0


def one(path, root, signatures):
    faults, summary = check(path, root, signatures)
    for member, what in faults:
        print("".join(c if c.isprintable() else ascii(c)[1:-1] for c in f"{member}: {what}"))
    if not faults:
        print(summary)
    return min(1, len(faults))


def main(args):
    sys.stdout.reconfigure(errors="backslashreplace")
    with tempfile.TemporaryDirectory() as folder:
        if args == ["-"]:
            return many(Signatures(folder))
        if len(args) != 2:
            raise NothingChecked("give FILE ROOT_FINGERPRINT, or -; nothing was checked")
        return one(args[0], fingerprint(args[1]), Signatures(folder))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except NothingChecked as e:
        print(e, file=sys.stderr)
        sys.exit(2)
