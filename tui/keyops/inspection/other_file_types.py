"""Files that are not SSH keys but are taken for them: what they begin with, what they are, what to do.

Three tables: by the first bytes of the file, by the word after BEGIN in a PEM block, and by a pattern that
fits the text. Names continue the words "This is". Sources: the magic numbers are those of file(1) and of the
programs named; labels of RFC 7468, OpenSSL pem.h and GnuPG.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ..patterns import compiled


class OtherFile(NamedTuple):
    """A kind of file that people take for a key."""

    id: str
    """Short and stable."""
    name: str
    """With its article, to follow "This is"."""
    hint: str
    """The next step."""

    @property
    def title(self) -> str:
        """One sentence."""
        return f"This is {self.name}"


PKCS12_HINT: Final = "Extract the private key: openssl pkcs12 -in FILE -nocerts -out key.pem"

CERTIFICATE: Final = OtherFile(
    "x509",
    "an X.509 certificate, which SSH does not use",
    "Choose the private key that belongs to it; ssh-keygen -s makes certificates for SSH",
)
REQUEST: Final = OtherFile(
    "x509-request",
    "an X.509 certificate request (CSR), which SSH does not use",
    "Choose the private key it was made with, usually in the same folder",
)
REVOKED: Final = OtherFile(
    "x509-crl", "an X.509 revocation list (CRL), which SSH does not use", "Choose a key file"
)
PKCS7: Final = OtherFile(
    "pkcs7", "a PKCS#7 or CMS file, which holds certificates and messages", "Choose the private key itself"
)
PKCS12: Final = OtherFile("pkcs12", "a PKCS#12 store (.p12 or .pfx)", PKCS12_HINT)
PARAMETERS: Final = OtherFile(
    "parameters",
    "OpenSSL parameters, without a key",
    "Choose the private key that was made from them",
)
PGP_PRIVATE: Final = OtherFile(
    "openpgp-private",
    "an OpenPGP private key",
    "Keep it in gpg: its agent can serve it to ssh, and gpg --export-ssh-key writes the public key",
)
PGP_PUBLIC: Final = OtherFile(
    "openpgp-public",
    "an OpenPGP public key",
    "Import it with gpg; gpg --export-ssh-key writes it as an SSH public key",
)
_PGP_SIGNATURE: Final = OtherFile("openpgp", "an OpenPGP signature, not a key", "Check it with gpg --verify")
PGP_MESSAGE: Final = OtherFile(
    "openpgp", "a file encrypted with gpg", "Decrypt it: gpg -d FILE > key, then look again"
)
_AGE_FILE: Final = OtherFile(
    "age-file", "a file encrypted with age", "Decrypt it with age -d, then look again"
)
_KEYTOOL: Final = (
    "Convert it to PKCS#12 with keytool -importkeystore -deststoretype PKCS12, then use openssl pkcs12"
)
_REGISTRY: Final = OtherFile(
    "registry", "a Windows registry export", "Choose a key file; PuTTY sessions name theirs"
)
_ENCRYPTED: Final = "Decrypt it there first, then look again"
_SIGSTORE: Final = OtherFile(
    "sigstore", "a cosign signing key, which SSH does not read", "Keep it for cosign"
)

BY_START: Final = (
    (b"\xfe\xed\xfe\xed", OtherFile("jks", "a Java keystore (JKS)", _KEYTOOL)),
    (b"\xce\xce\xce\xce", OtherFile("jceks", "a Java keystore (JCEKS)", _KEYTOOL)),
    (
        b"openssh-key-v1\0",
        OtherFile(
            "openssh-body",
            "the raw body of an OpenSSH private key, not base64",
            "Encode it as base64 between the lines -----BEGIN and -----END OPENSSH PRIVATE KEY-----",
        ),
    ),
    (b"age-encryption.org/", _AGE_FILE),
    (
        b"$ANSIBLE_VAULT;",
        OtherFile(
            "ansible-vault", "a file encrypted with Ansible Vault", "Decrypt it: ansible-vault decrypt FILE"
        ),
    ),
    (b"\0GITCRYPT\0", OtherFile("git-crypt", "a file encrypted by git-crypt", "Run git-crypt unlock first")),
    (
        b"version https://git-lfs.github.com/",
        OtherFile("git-lfs", "a Git LFS pointer, not the file itself", "Run git lfs pull first"),
    ),
    (b"\x03\xd9\xa2\x9a", OtherFile("keepass", "a KeePass database", "Save the key from it as a file first")),
    (b"PK\x03\x04", OtherFile("zip", "a ZIP archive", "Unpack it, then choose the key")),
    (b"\x1f\x8b", OtherFile("gzip", "a gzip archive", "Unpack it, then choose the key")),
    (b"\x7fELF", OtherFile("program", "a program", "Choose a key file")),
    (
        b"untrusted comment:",
        OtherFile("signify", "a minisign or signify key or signature", "Keep it there"),
    ),
    (b"(11:private-key", OtherFile("gpg-agent", "a gpg-agent key", PGP_PRIVATE.hint)),
    (b"(21:protected-private-key", OtherFile("gpg-agent", "a gpg-agent key", PGP_PRIVATE.hint)),
    (
        b"b0VIM ",
        OtherFile(
            "vim-swap",
            "a Vim swap file, not the file that was edited",
            "Choose the file itself; vim -r shows what was not saved",
        ),
    ),
    (
        b"\x00\x05\x16\x07",
        OtherFile(
            "apple-double",
            "an AppleDouble file (._NAME): what macOS keeps next to a file, without its content",
            "Choose the file of the same name without ._ before it",
        ),
    ),
    (b"Windows Registry Editor", _REGISTRY),
    (b"REGEDIT4", _REGISTRY),
)
"""First bytes of a file."""

PUTTY_SESSION: Final = OtherFile(
    "putty-session",
    "an export of PuTTY sessions: settings, no keys",
    "Choose the .ppk file that its PublicKeyFile line names",
)

TAR: Final = OtherFile("tar", "a tar archive", "Unpack it, then choose the key")
PUTTY_HOSTS: Final = OtherFile(
    "putty-hosts",
    "a list of host keys as PuTTY, KiTTY and WinSCP keep it, which OpenSSH cannot read",
    "Ask the servers for their keys: ssh-keyscan HOST >> ~/.ssh/known_hosts, and compare the fingerprints",
)

BY_LABEL: Final = {
    "CERTIFICATE": CERTIFICATE,
    "X509 CERTIFICATE": CERTIFICATE,
    "TRUSTED CERTIFICATE": CERTIFICATE,
    "CERTIFICATE REQUEST": REQUEST,
    "NEW CERTIFICATE REQUEST": REQUEST,
    "X509 CRL": REVOKED,
    "PKCS7": PKCS7,
    "CMS": PKCS7,
    "PKCS12": PKCS12,
    "EC PARAMETERS": PARAMETERS,
    "DSA PARAMETERS": PARAMETERS,
    "DH PARAMETERS": PARAMETERS,
    "X9.42 DH PARAMETERS": PARAMETERS,
    "PGP PRIVATE KEY BLOCK": PGP_PRIVATE,
    "PGP PUBLIC KEY BLOCK": PGP_PUBLIC,
    "PGP MESSAGE": PGP_MESSAGE,
    "PGP SIGNATURE": _PGP_SIGNATURE,
    "PGP SIGNED MESSAGE": _PGP_SIGNATURE,
    "AGE ENCRYPTED FILE": _AGE_FILE,
    "TSS2 PRIVATE KEY": OtherFile(
        "tpm", "a private key wrapped by a TPM", "It only works on that machine: make an SSH key"
    ),
    "ENCRYPTED COSIGN PRIVATE KEY": _SIGSTORE,
    "ENCRYPTED SIGSTORE PRIVATE KEY": _SIGSTORE,
    "OpenVPN Static key V1": OtherFile(
        "openvpn", "an OpenVPN static key, which SSH does not use", "Keep it for OpenVPN"
    ),
}
"""What stands after BEGIN in a block with five dashes."""

BY_PATTERN: Final = (
    (
        compiled(rb"^AGE-SECRET-KEY-1[A-Z0-9]", re.MULTILINE),
        OtherFile(
            "age-identity",
            "an age identity, which is for encrypting files, not for logging in",
            "Keep it for age; age can also use an SSH key",
        ),
    ),
    (
        compiled(rb"\A\s*+age1[a-z0-9]{50,}+\s*+\Z"),
        OtherFile("age-recipient", "an age public key", "Keep it for age; age can also use an SSH key"),
    ),
    (
        compiled(rb"\A\s*+[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=\s*+\Z"),
        OtherFile(
            "wireguard",
            "a WireGuard key, or 32 other bytes in base64",
            "Keep it for wg: SSH does not use it",
        ),
    ),
    (
        compiled(rb"^[ \t]*+PrivateKey[ \t]*+=[ \t]*+[A-Za-z0-9+/]{43}=", re.MULTILINE),
        OtherFile("wireguard-config", "a WireGuard configuration", "Keep it for wg: SSH does not use it"),
    ),
    (
        compiled(rb"ENC\[AES256_GCM,data:"),
        OtherFile("sops", "a file encrypted with SOPS", "Decrypt it with sops -d, then look again"),
    ),
    (
        compiled(rb"\A\s*+eyJ[\w-]++(?:\.[\w-]*+){4}\s*+\Z"),
        OtherFile("jwe", "a JWE, such as an encrypted JWK", _ENCRYPTED),
    ),
    (
        compiled(rb"\A\s*+eyJ[\w-]++(?:\.[\w-]*+){2}\s*+\Z"),
        OtherFile("jwt", "a JSON Web Token, not a key", "Choose a key file"),
    ),
    (
        compiled(
            rb"^[ \t]*+\"?(?:rsa2|ssh-ed25519|ssh-ed448|ecdsa-sha2-nistp[0-9]{3}|dss)@[0-9]{1,5}:"
            rb"[^\s\"=]{1,255}+"
            rb"[\"=\s]++0x[0-9a-f]",
            re.MULTILINE,
        ),
        PUTTY_HOSTS,
    ),
    (
        compiled(
            rb"^(?:[A-Z0-9]+ )?(?:Private|Public)-Key:(?: \([0-9]+ bit|\s)|^Modulus(?: \([0-9]+ bit\))?:\s",
            re.MULTILINE,
        ),
        OtherFile(
            "openssl-text",
            "the numbers of a key as openssl prints them with -text",
            "Write the key itself: run the same openssl command without -text and -noout, with -out key.pem",
        ),
    ),
    (
        compiled(
            rb"^(?:serial: *[0-9]|id: *\S|key: *(?:ssh|ecdsa|sk)-|sha(?:1|256): *\S|hash: *SHA256:)",
            re.MULTILINE,
        ),
        OtherFile(
            "krl-specification",
            "a specification of revoked keys, from which a KRL is made",
            "Make the KRL from it: ssh-keygen -k -f revoked.krl -s CA.pub FILE",
        ),
    ),
    (
        compiled(rb"v=DKIM1\b[^\n]{0,200}\bp=M"),
        OtherFile("dkim", "a DKIM record, with a key for mail", "Keep it in DNS: SSH does not use it"),
    ),
    (
        compiled(rb"^[ \t]*+key-hash ssh-(?:rsa|dss) [0-9A-Fa-f]{32}\b", re.MULTILINE),
        OtherFile(
            "cisco-hash",
            "the configuration of a Cisco device with the MD5 of a key, from which no key can be recovered",
            "Compare it with the MD5 of a key here, and write a key-string in its place",
        ),
    ),
    (
        compiled(rb"^ *% Key pair was generated at|^ *Key Data:\s+[0-9A-F]{8} ", re.MULTILINE),
        OtherFile(
            "cisco-key",
            "the output of show crypto key mypubkey on a Cisco device",
            "The digits below Key Data are a public key: save them alone, and look again",
        ),
    ),
    (
        compiled(rb"\A\s*+(?:[0-9a-fA-F]{64}|[0-9a-fA-F]{128}|[A-Za-z0-9+/]{86}==)\s*+\Z"),
        OtherFile(
            "raw-key",
            "32 or 64 bytes in hexadecimal or base64, perhaps an Ed25519 key without a format",
            "SSH needs a key file: have the program that made it write PEM (PKCS#8) or OpenSSH format",
        ),
    ),
    (
        compiled(rb"^Key: \((?:protected-|shadowed-)?private-key\b", re.MULTILINE),
        OtherFile("gpg-agent", "a gpg-agent key", PGP_PRIVATE.hint),
    ),
)
"""Patterns to search for in text."""

SSH_CONFIG: Final = OtherFile(
    "ssh-config",
    "an ssh configuration, not a key: it only names key files",
    "Choose one of the files that its IdentityFile lines name",
)
SSHD_CONFIG: Final = OtherFile(
    "sshd-config",
    "an sshd configuration, not a key: it only names key files",
    "Choose one of the files that its HostKey or AuthorizedKeysFile lines name",
)
CLIENT_WORDS: Final = frozenset(
    b"""host match include identityfile identitiesonly identityagent hostname user port proxyjump proxycommand
    forwardagent forwardx11 addkeystoagent userknownhostsfile globalknownhostsfile stricthostkeychecking
    serveraliveinterval serveralivecountmax controlmaster controlpath controlpersist localforward
    remoteforward dynamicforward preferredauthentications pubkeyacceptedalgorithms hostkeyalgorithms
    loglevel sendenv setenv compression requesttty hashknownhosts certificatefile connecttimeout
    canonicalizehostname usekeychain visualhostkey ciphers macs kexalgorithms batchmode""".split()
)
"""Keywords of ssh_config(5) that people write, in lower case."""
SERVER_WORDS: Final = frozenset(
    b"""hostkey hostcertificate permitrootlogin passwordauthentication authorizedkeysfile subsystem usepam
    listenaddress x11forwarding acceptenv allowusers allowgroups denyusers denygroups maxauthtries
    authorizedkeyscommand trustedusercakeys authorizedprincipalsfile chrootdirectory forcecommand
    permitemptypasswords clientaliveinterval printmotd""".split()
)
"""Keywords of sshd_config(5) that ssh_config(5) does not have, in lower case."""
