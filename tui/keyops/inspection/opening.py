"""What came to light when a key was opened: another spelling of the passphrase, mistakes in its envelope.

Who rejects what was measured with OpenSSH 9.2, PuTTYgen 0.78, OpenSSL 3.0 and pyca/cryptography 50, by a
signature where the program makes any; a test repeats it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..crypto import spellings
from ..findings import Finding, Severity
from ..formats import FORMATS
from ..formats.contract import PROGRAMS
from ..records import dataclass
from ..wording import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..keys.pair import KeyPair

SPELLING: Final = "passphrase-spelling"
"""The id of the finding that the passphrase opened it in another spelling."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """What a program does wrongly when it writes a key file."""

    title: str
    """A sentence without a full stop."""
    refused: str = ""
    """Letters of the PROGRAMS that reject it, in every format that they read."""
    maker: str = ""
    """Who is known to do it."""


MISTAKES: Final = {
    "rsa-crt-missing": Mistake(
        "The CRT exponents dp and dq are missing", "C", "sshpk does this when it reads a PPK file"
    ),
    "rsa-crt": Mistake("The CRT exponents dp and dq are wrong", "C"),
    "rsa-swapped-inverse": Mistake("The CRT coefficient should be 1/q mod p, but is 1/p mod q", "C"),
    "rsa-inverse": Mistake("The CRT coefficient is missing or wrong", "C"),
    "rsa-primes": Mistake("The primes p and q are missing or wrong", "SOPC"),
    "rsa-short": Mistake(
        "It ends too early: its last numbers are missing, and follow from the others", "SOPC"
    ),
    "rsa-exponent": Mistake("The private exponent d is missing or wrong", "PC"),
    "rsa-modulus": Mistake("The modulus n is wrong", "SOPC"),
    "rsa-public-exponent": Mistake("The public exponent e is wrong", "SOPC"),
    "rsa-version-1": Mistake("It claims more than two primes, but has two", "SOPC"),
    "version": Mistake("The version number is wrong", "PC"),
    "negative-number": Mistake("The numbers lack the zero byte that keeps them positive", "C"),
    "negative-mpint": Mistake(
        "The numbers lack the zero byte that SSH needs to read them as positive", "SPC"
    ),
    "long-number": Mistake("The numbers start with superfluous zero bytes", "C"),
    "no-length": Mistake("Its elements have an indefinite length, as BER allows", "PC"),
    "long-length": Mistake("Its lengths are written with superfluous zero bytes", "C"),
    "filling": Mistake("Superfluous bytes follow the key", "C"),
    "body-padding": Mistake(
        "The encrypted part is padded with the wrong bytes, so programs call the right passphrase wrong",
        "SOC",
        "Old versions of Paramiko did this",
    ),
    "ec-no-public": Mistake("It holds no public key", "P"),
    "ec-compressed": Mistake("The public key is a compressed point", "P"),
    "ec-hybrid": Mistake("The public key is a hybrid point", "P"),
    "ec-explicit": Mistake("The curve is spelled out, not named", "PC", "OpenSSL on CentOS 6 did this"),
    "ec-no-curve": Mistake("The curve is not named where it should be", "SOPC"),
    "ec-parameters": Mistake(
        "An EC PARAMETERS block precedes the key", "P", "openssl ecparam -genkey does this"
    ),
    "pkcs8-v2": Mistake(
        "The PKCS#8 file contains the public key, as in version 2", "SOC", "1Password did this"
    ),
    "eddsa-bare-seed": Mistake("The seed is not in an OCTET STRING of its own", "SOC"),
    "eddsa-long-seed": Mistake("The public key follows the seed, where nothing should be", "SOC"),
    "eddsa-parameters": Mistake("The algorithm has parameters, where none should be", "SOC"),
    "eddsa-seed-alone": Mistake("The public key that should follow the seed is missing", "SPC"),
    "wrapped-twice": Mistake("A whole PKCS#8 key is inside another", "SOC", "KeyStore Explorer did this"),
    "openssh-padding": Mistake(
        "The private section does not end in padding 1, 2, 3 ...", "SPC", "dartssh2 started with 0"
    ),
    "openssh-filling": Mistake("Zero bytes follow the private section", "SC"),
    "openssh-blocks": Mistake("The private section is not padded to whole blocks of 8 bytes", "SC"),
    "jwk-curve": Mistake("The curve has its SSH name, not its JOSE name"),
    "jwk-type": Mistake("Its kty is EC, but should be OKP for this curve"),
    "jwk-kty": Mistake("Its kty is not RSA, EC or OKP in capitals, so programs call the type unknown"),
    "jwk-no-curve": Mistake("Its crv is missing, so programs do not know the curve"),
    "jwk-number": Mistake("Its numbers are in decimal or hexadecimal digits, not in base64url"),
    "jwk-base64": Mistake("Its numbers are padded or in standard base64, not in base64url without padding"),
    "jwk-json": Mistake(
        "Its JSON has one comma too many or single quotes, so programs do not accept it as JSON"
    ),
    "jwk-short": Mistake("The leading zero bytes of its numbers are missing"),
    "openssh-check": Mistake("The two check numbers differ", "SPC"),
}
"""By id, as readers note them."""


def findings(pair: KeyPair, container: str) -> Iterator[Finding]:
    """What is worth knowing about how a key was opened.

    Args:
        pair: the key.
        container: the id of its format.
    """
    if pair.spelling:
        yield Finding(
            SPELLING,
            Severity.WARNING,
            f"The passphrase works only {spellings.WORDS[pair.spelling]}",
            "Other programs reject it as you typed it. Change the passphrase, even to the same words: "
            "then it matches what you type",
        )
    for name in pair.mistakes:
        yield finding_of(name, container, pair.public.family)


def finding_of(name: str, container: str, family: str = "") -> Finding:
    """One mistake, in words: what it is, who makes it, who rejects the file."""
    row, written = MISTAKES[name], FORMATS[container]
    readers = written.readers.replace("S", "" if family in written.not_by_openssh else "S")
    refusing = [letter for letter in readers if letter in row.refused]
    severity = Severity.INFO
    if refusing:
        severity = Severity.ERROR if refusing[0] == readers[0] else Severity.WARNING
    accepting = [letter for letter in readers if letter not in refusing]
    who = [
        f"{listed([PROGRAMS[letter] for letter in letters])} {verb if len(letters) == 1 else verb[:-1]} it"
        for letters, verb in ((refusing, "rejects"), (accepting, "accepts"))
        if letters
    ]
    parts = (row.maker, ", ".join(who), "The key is intact: repair or convert it to write it properly")
    return Finding(name, severity, row.title, ". ".join(filter(None, parts)))
