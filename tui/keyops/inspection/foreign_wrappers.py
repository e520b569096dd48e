"""Containers of other programs in which a key may be locked: how each begins, and what takes the key out.

Sources: openssl-enc(1), openssl-rsa(1) with ``-inform PVK`` and ``MSBLOB``; MS-DPAPI, bcrypt.h and
wincrypt.h; RFC 9580; the manuals of sops, age, kubeseal, Ansible Vault, Jenkins (hudson.util.Secret),
hiera-eyaml, Vault (transit), AWS KMS, Fernet, BIND (dnssec-keygen) and Tor.
"""

from __future__ import annotations

import re
from typing import Final

from ..patterns import compiled
from .other_file_types import PGP_MESSAGE, OtherFile

_ENC: Final = "a file encrypted with openssl enc"
_ENC_STEP: Final = (
    "Decrypt it first: openssl enc -d {}-aes-256-cbc -in FILE -out key, with the cipher it was made with, "
    "and with -pbkdf2 or -md md5 if it was made that way"
)
_DPAPI: Final = OtherFile(
    "dpapi",
    "data encrypted by Windows (DPAPI)",
    "Only the account and machine that encrypted it can decrypt it: there, use ConvertTo-SecureString or "
    "Unprotect, and save the key",
)
_JENKINS: Final = OtherFile(
    "jenkins-secret",
    "a secret as Jenkins stores it",
    "Only its own Jenkins can decrypt it: println(hudson.util.Secret.decrypt('{...}')) in its script console",
)
_PVK: Final = OtherFile(
    "pvk",
    "a Microsoft private key (PVK)",
    "Convert it to PEM: openssl rsa -inform PVK -in FILE -out key.pem",
)
_BLOB: Final = OtherFile(
    "msblob",
    "a Microsoft private key (PRIVATEKEYBLOB)",
    "Convert it to PEM: openssl rsa -inform MSBLOB -in FILE -out key.pem",
)
_PUBLIC_BLOB: Final = OtherFile(
    "msblob-public",
    "a Microsoft public key (PUBLICKEYBLOB)",
    "Convert it to PEM: openssl rsa -pubin -inform MSBLOB -in FILE -pubout -out key.pem",
)
_CNG: Final = OtherFile(
    "cng-blob",
    "a Windows CNG key (BCRYPT_KEY_BLOB)",
    "Export it there as PKCS#8 (ExportPkcs8PrivateKey), and open that file",
)
_SECURE_STRING: Final = OtherFile(
    "secure-string",
    "a PowerShell SecureString, encrypted with a key",
    "Decrypt it with that key: ConvertTo-SecureString -Key, then save its text",
)
_CLIXML: Final = OtherFile(
    "clixml",
    "a PowerShell object (Export-Clixml)",
    "Read it as the user and on the machine that wrote it: (Import-Clixml FILE), and save the key from it",
)
_BKS: Final = OtherFile(
    "bks",
    "a Bouncy Castle keystore (BKS)",
    "Convert it to PKCS#12 with keytool -importkeystore -deststoretype PKCS12, then open that",
)
_FIELD: Final = OtherFile(
    "xml-key",
    "a DSA or EC key in XML, which SSH programs do not read",
    "Export it as PKCS#8 or PEM from the program that made it",
)


BY_START: Final = (
    (b"Salted__", OtherFile("openssl-enc", _ENC, _ENC_STEP.format(""))),
    (b"U2FsdGVkX1", OtherFile("openssl-enc", f"{_ENC}, in base64", _ENC_STEP.format("-a "))),
    (b"\x1e\xf1\xb5\xb0", _PVK),
    (b"\x07\x02\0\0\0\xa4\0\0RSA2", _BLOB),
    (b"\x07\x02\0\0\0\x24\0\0RSA2", _BLOB),
    (b"\x06\x02\0\0\0\xa4\0\0RSA1", _PUBLIC_BLOB),
    (b"\x06\x02\0\0\0\x24\0\0RSA1", _PUBLIC_BLOB),
    *((start, _CNG) for start in (b"RSA1\0", b"RSA2\0", b"RSA3\0", b"ECS1 \0\0\0", b"ECS2 \0\0\0")),
    (bytes.fromhex("01000000d08c9ddf0115d1118c7a00c04fc297eb"), _DPAPI),
    (b"01000000d08c9ddf0115d1118c7a00c04fc297eb", _DPAPI),
    (b"AQAAANCMnd8BFdERjHoAwE/Cl+s", _DPAPI),
    (b"\0\x24\0\0\x04\x80\0\0\x94\0\0\0\x06\x02\0\0\0\x24\0\0RSA1", _PUBLIC_BLOB),
    (b"76492d1116743f0423413b16050a5345", _SECURE_STRING),
    (
        b"\0GITCRYPTKEY\0",
        OtherFile("git-crypt", "a git-crypt key", "Keep it there: git-crypt unlock FILE"),
    ),
    (b"scrypt\0", OtherFile("scrypt", "a file encrypted with scrypt", "Decrypt it: scrypt dec FILE key")),
    (b"AES\x02\0", OtherFile("aescrypt", "a file encrypted with AES Crypt", "Decrypt it: aescrypt -d FILE")),
    (
        b"\0\0\0\x01Bud1",
        OtherFile("ds-store", "macOS folder settings (.DS_Store)", "Choose a key file"),
    ),
    (
        b"L\0\0\0\x01\x14\x02\0",
        OtherFile("shortcut", "a Windows shortcut", "Choose the file it points to"),
    ),
    (b"AGE-PLUGIN-", OtherFile("age-identity", "an age identity on a token", "Keep it for age")),
    (b"\0\0\0\2\0\0\0\x14", _BKS),
    (b"\0\0\0\1\0\0\0\x14", _BKS),
    (
        b"LUKS\xba\xbe",
        OtherFile(
            "luks", "an encrypted disk image (LUKS)", "Open it with cryptsetup, then choose the key in it"
        ),
    ),
    (b"7z\xbc\xaf\x27\x1c", OtherFile("7z", "a 7-Zip archive", "Unpack it, then choose the key")),
    (b"Rar!\x1a\x07", OtherFile("rar", "a RAR archive", "Unpack it, then choose the key")),
    (b"\xfd7zXZ\0", OtherFile("xz", "an xz archive", "Unpack it, then choose the key")),
    (b"BZh", OtherFile("bzip2", "a bzip2 archive", "Unpack it, then choose the key")),
    (b"\x28\xb5\x2f\xfd", OtherFile("zstd", "a Zstandard archive", "Unpack it, then choose the key")),
    (b"{\\rtf", OtherFile("rtf", "a rich text document (RTF)", "Save it as plain text, then look again")),
    (
        b"%PDF-",
        OtherFile(
            "pdf", "a PDF document", "Choose the key file itself; a printed key must be typed or scanned"
        ),
    ),
    (b"\x89PNG\r\n", OtherFile("picture", "a picture", "Choose the key file itself, not a picture of it")),
    (b"\xff\xd8\xff", OtherFile("picture", "a picture", "Choose the key file itself, not a picture of it")),
    (b"bplist00", OtherFile("plist", "a macOS property list", "Choose the key file itself")),
    (b"SQLite format 3\0", OtherFile("sqlite", "an SQLite database", "Save the key from it as a file first")),
    (b"kych", OtherFile("keychain", "a macOS keychain", "Export the key from Keychain Access first")),
    (
        b"== ed25519v1-secret:",
        OtherFile("tor", "a Tor onion service key, which SSH does not use", "Keep it for Tor"),
    ),
    (
        b"Private-key-format:",
        OtherFile("dnssec", "a BIND DNSSEC key, which SSH does not use", "Keep it for the name server"),
    ),
)
"""First bytes of a file."""

_ANSIBLE: Final = OtherFile(
    "ansible-vault",
    "text with a value encrypted by Ansible Vault",
    "Decrypt it: save its lines from $ANSIBLE_VAULT on, without the indentation, to a file, and run "
    "ansible-vault decrypt FILE",
)

BY_PATTERN: Final = (
    (
        compiled(rb"<Objs Version=\"[0-9.]{1,16}\" xmlns=\"http://schemas\.microsoft\.com/powershell/"),
        _CLIXML,
    ),
    (
        compiled(rb"(?m)^[ \t]*+kind: *ExternalSecret\b"),
        OtherFile(
            "secret-reference",
            "a Kubernetes ExternalSecret, which only names a stored secret",
            "Read the Secret that it makes: kubectl get secret NAME -o yaml",
        ),
    ),
    (
        compiled(rb"\"encKeyValidation_DO_NOT_EDIT\"|\"encrypted\" ?: ?true\b"),
        OtherFile(
            "bitwarden", "an encrypted Bitwarden export", "Import it there, and copy the key from its item"
        ),
    ),
    (
        compiled(rb"\"encrypted_data\" ?: ?\""),
        OtherFile(
            "data-bag",
            "an encrypted Chef data bag",
            "Decrypt it: knife data bag show BAG ITEM --secret-file FILE",
        ),
    ),
    (
        compiled(rb"\A\s*+\{(?=[^\n]*\"ciphertext\")(?=[^\n]*\"(?:protected|recipients)\")"),
        OtherFile("jwe", "a JWE, such as an encrypted JWK", "Decrypt it there first, then look again"),
    ),
    (
        compiled(rb"(?:^|[{,])[ \t]*+[\"']?kind[\"']?[ \t]*+:[ \t]*+[\"']?SealedSecret\b", re.MULTILINE),
        OtherFile(
            "sealed-secret",
            "a Kubernetes SealedSecret",
            "Only its cluster can decrypt it: kubectl get secret NAME -o yaml shows the decrypted Secret",
        ),
    ),
    (compiled(rb"\A\s*+\"?\{?AQAAA[A-Za-z0-9+/]{20,}+={0,2}\}\"?\s*+\Z"), _JENKINS),
    (compiled(rb">\{AQAAA[A-Za-z0-9+/]{20,}+={0,2}\}<"), _JENKINS),
    (compiled(rb"\$ANSIBLE_VAULT;1\.[0-9];AES256"), _ANSIBLE),
    (compiled(rb"\A\s*+(?i:01000000d08c9ddf0115d1118c7a00c04fc297eb)[0-9a-fA-F\s]+\Z"), _DPAPI),
    (
        compiled(rb"^[ \t]*+(?:-----BEGIN )?AGE ENCRYPTED FILE", re.MULTILINE),
        OtherFile("age-file", "a file encrypted with age", "Decrypt it with age -d, then look again"),
    ),
    (
        compiled(rb"^[ \t\"]*+sops(?:_version|_mac)?\"?[ \t]*+[:=]", re.MULTILINE),
        OtherFile("sops", "a file encrypted with SOPS", "Decrypt it with sops -d, then look again"),
    ),
    (
        compiled(rb"ENC\[(?:PKCS7|GPG|gpg),[A-Za-z0-9+/=\s]+"),
        OtherFile("eyaml", "a value encrypted with hiera-eyaml", "Decrypt it: eyaml decrypt -s 'ENC[...]'"),
    ),
    (
        compiled(rb"\A\s*+vault:v[0-9]++:[A-Za-z0-9+/=]++\s*+\Z"),
        OtherFile(
            "vault-transit",
            "a value encrypted by Vault (transit)",
            "Decrypt it: vault write transit/decrypt/NAME ciphertext=..., then base64 -d",
        ),
    ),
    (
        compiled(rb"\A\s*+AQ(?:I[BCD]|EC)AH[A-Za-z0-9+/\s]{40,}+={0,2}\s*+\Z"),
        OtherFile(
            "aws-kms",
            "a value encrypted with AWS KMS",
            "Decrypt it: aws kms decrypt --ciphertext-blob fileb://FILE --query Plaintext, then base64 -d",
        ),
    ),
    (
        compiled(rb"\A\s*+gAAAAA[\w-]{60,}+={0,2}\s*+\Z"),
        OtherFile(
            "fernet",
            "a value encrypted with Fernet (Airflow, Python)",
            "Decrypt it with its Fernet key first",
        ),
    ),
    (
        compiled(rb"\A\s*+2\.[A-Za-z0-9+/=]{20,}+\|[A-Za-z0-9+/=]++\|[A-Za-z0-9+/=]++\s*+\Z"),
        OtherFile(
            "bitwarden", "a value encrypted by Bitwarden", "Unlock the vault, and copy the key from its item"
        ),
    ),
    (compiled(rb"<(?:DSA|EC|ECD[Ss]A|ECDsa)KeyValue\b"), _FIELD),
    (compiled(rb"\A\s*+-{5}BEGIN PGP MESSAGE-{5}"), PGP_MESSAGE),
    (
        compiled(rb"\A\s*+\[\s*+(?:[0-9]{1,3}\s*+,\s*+){31,}[0-9]{1,3}\s*+\]\s*+\Z"),
        OtherFile(
            "numbers",
            "a list of bytes as numbers, as Solana stores its keys",
            "SSH does not use it; if a key file was printed as numbers, save it as bytes",
        ),
    ),
)
"""Patterns to search for in text."""
