"""Ed25519, by the command openssl."""
import hashlib
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor


class NothingChecked(Exception):
    """What keeps this program from answering."""


class Signatures:
    """Asks openssl, once for each signature."""

    def __init__(self, folder):
        self.folder, self.known, self.turn = folder, {}, 0
        self.pool = ThreadPoolExecutor(os.cpu_count() or 1)
        # RFC 8032, 7.1, test 2: an openssl that cannot do this would call every dossier forged.
        key = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
        sig = bytes.fromhex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")
        if not self.fits(key, sig, b"\x72") or self.fits(key, sig, b"\x73"):
            raise NothingChecked("openssl does not check Ed25519 as RFC 8032 says")

    def fits(self, key, sig, message):
        return self.fit([(key, sig, message)])[0]

    def fit(self, questions):
        """Answers many at once; the answers come in their order."""
        if len(self.known) > 100_000:
            self.known.clear()
        names = [hashlib.sha256(k + s + m).digest() for k, s, m in questions]
        new = {n: q for n, q in zip(names, questions) if n not in self.known}
        self.known.update(zip(new, self.pool.map(self.ask, new.values(), range(self.turn, self.turn + len(new)))))
        self.turn += len(new)
        return [self.known[n] for n in names]

    def ask(self, question, turn):
        key, sig, message = question
        if len(key) != 32 or len(sig) != 64:
            return False
        der = self.write(key.hex(), bytes.fromhex("302a300506032b6570032100") + key, keep=True)
        m, s = self.write(f"m{turn}", message), self.write(f"s{turn}", sig)
        try:
            done = subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", der, "-rawin", "-in", m, "-sigfile", s],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=False)
        except OSError as e:
            raise NothingChecked(f"openssl does not start: {e}") from e
        finally:
            os.unlink(m)
            os.unlink(s)
        if done.returncode not in (0, 1):
            raise NothingChecked(f"openssl ended with {done.returncode}")
        return done.returncode == 0

    def write(self, name, data, keep=False):
        path = os.path.join(self.folder, name)
        if keep and os.path.exists(path):
            return path
        part = f"{path}.{os.urandom(4).hex()}"  # two threads may write one key
        with open(part, "wb") as f:
            f.write(data)
        os.replace(part, path)
        return path
