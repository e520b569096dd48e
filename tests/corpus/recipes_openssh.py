"""What ssh-keygen makes: every key type, cipher and container, certificates, signatures, lists of keys."""

from __future__ import annotations

from tests.corpus.museum import PASSPHRASE, Folder, Key, lock, version

TYPES = {
    "rsa-2048": ("rsa", 2048, "ssh-rsa"),
    "ecdsa-256": ("ecdsa", 256, "ecdsa-sha2-nistp256"),
    "ecdsa-384": ("ecdsa", 384, "ecdsa-sha2-nistp384"),
    "ecdsa-521": ("ecdsa", 521, "ecdsa-sha2-nistp521"),
    "ed25519": ("ed25519", 256, "ssh-ed25519"),
    "dsa-1024": ("dsa", 1024, "ssh-dss"),
}
CIPHERS = (
    "3des-cbc",
    "aes128-cbc",
    "aes192-cbc",
    "aes256-cbc",
    "aes128-ctr",
    "aes192-ctr",
    "aes256-ctr",
    "aes128-gcm@openssh.com",
    "aes256-gcm@openssh.com",
    "chacha20-poly1305@openssh.com",
)
COMMENTS = {
    "empty": "",
    "blanks": "two words, and  more   of them ",
    "utf8": "größe ключ 鍵 \N{KEY}",
    "long": "x" * 300,
    "markup": "[bold red]not bold[/] <b>&amp;</b>",
    "quotes": 'it\'s "quoted" \\ and $HOME',
}
ROUNDS = 16
"""The default of 9.2."""


def make() -> list[dict]:
    folder = Folder("ssh-keygen-9.2", f"ssh-keygen, {version('ssh', '-V')}")
    keys = {name: _base(folder, name) for name in TYPES}
    _locked(folder, keys)
    _other_containers(folder, keys)
    _comments(folder)
    _certificates(folder, keys)
    _about_keys(folder, keys)
    _lists(folder, keys)
    folder.close()
    return folder.rows


def fingerprint(folder: Folder, path: str) -> str:
    return folder.quietly("ssh-keygen", "-l", "-f", path).decode().split()[1]


def _generate(folder: Folder, name: str, kind: str, bits: int, comment: str, *more: str) -> None:
    size = () if kind == "ed25519" else ("-b", str(bits))
    folder.run("ssh-keygen", "-q", "-t", kind, *size, "-C", comment, "-N", "", *more, "-f", name)


def _base(folder: Folder, name: str) -> Key:
    kind, bits, algorithm = TYPES[name]
    comment = f"{name} of the museum"
    _generate(folder, name, kind, bits, comment)
    key = Key(name, algorithm, bits, fingerprint(folder, f"{name}.pub"), comment)
    folder.keep(name, key.facts("private", "openssh", encrypted=False))
    made = f"beside {name}"
    folder.keep(f"{name}.pub", key.facts("public", "openssh-public", encrypted=False), made=made)
    return key


def _relock(folder: Folder, source: str, target: str, *more: str) -> None:
    folder.copy(source, target)
    folder.run("ssh-keygen", "-q", "-p", "-P", "", "-N", PASSPHRASE, *more, "-f", target)


def _locked(folder: Folder, keys: dict[str, Key]) -> None:
    for name, key in keys.items():
        target = f"{name}-locked"
        _relock(folder, name, target)
        facts = lock("aes256-ctr", "bcrypt", rounds=ROUNDS)
        folder.keep(target, key.facts("private", "openssh", **facts))
    for name in ("ed25519", "ecdsa-256"):
        for cipher in CIPHERS:
            target = f"{name}-{cipher.partition('@')[0]}"
            _relock(folder, name, target, "-Z", cipher, "-a", "2")
            facts = lock(cipher, "bcrypt", rounds=2)
            folder.keep(target, keys[name].facts("private", "openssh", **facts))
    for rounds in (1, 5, 64, 100):
        target = f"ed25519-rounds-{rounds}"
        _relock(folder, "ed25519", target, "-a", str(rounds))
        facts = lock("aes256-ctr", "bcrypt", rounds=rounds)
        folder.keep(target, keys["ed25519"].facts("private", "openssh", **facts))


def _other_containers(folder: Folder, keys: dict[str, Key]) -> None:
    for name, key in keys.items():
        if name == "ed25519":
            continue
        for wish, container in (("PEM", "pem"), ("PKCS8", "pkcs8")):
            target = f"{name}-{container}"
            folder.copy(name, target)
            folder.run("ssh-keygen", "-q", "-p", "-m", wish, "-P", "", "-N", "", "-f", target)
            folder.keep(target, key.facts("private", container, comment=False, encrypted=False))
            _relock(folder, target, f"{target}-locked", "-m", wish)
            facts = (
                lock("AES-128-CBC", "md5")
                if container == "pem"
                else lock("AES-128-CBC", "pbkdf2-hmac-sha256", iterations=2048)
            )
            folder.keep(f"{target}-locked", key.facts("private", container, comment=False, **facts))
            if wish == "PEM" and name == "dsa-1024":
                continue
            data = folder.run("ssh-keygen", "-e", "-m", wish, "-f", f"{name}.pub")
            public = f"{name}-{'pkcs1' if wish == 'PEM' else 'spki'}.pub"
            folder.put(public, data)
            form = "pkcs1-public" if data.startswith(b"-----BEGIN RSA") else "spki"
            folder.keep(public, key.facts("public", form, comment=False, encrypted=False))
    for name, key in keys.items():
        data = folder.run("ssh-keygen", "-e", "-f", f"{name}.pub")
        folder.put(f"{name}-rfc4716.pub", data)
        comment = next(line for line in data.decode().splitlines() if line.startswith("Comment: "))
        facts = key.facts("public", "rfc4716", encrypted=False) | {"comment": comment[10:-1]}
        folder.keep(f"{name}-rfc4716.pub", facts)


def _comments(folder: Folder) -> None:
    for word, comment in COMMENTS.items():
        name = f"comment-{word}"
        _generate(folder, name, "ed25519", 256, comment)
        key = Key(name, "ssh-ed25519", 256, fingerprint(folder, f"{name}.pub"), comment)
        folder.keep(name, key.facts("private", "openssh", encrypted=False))
        public = key.facts("public", "openssh-public", encrypted=False) | {"comment": comment.strip()}
        folder.keep(f"{name}.pub", public, made=f"beside {name}")


def _certificates(folder: Folder, keys: dict[str, Key]) -> None:
    for authority in ("ed25519", "ecdsa-384", "rsa-2048"):
        _generate(folder, f"ca-{authority}", authority.partition("-")[0], TYPES[authority][1], "an authority")
    plans = [
        ("user", name, "ca-ed25519", ("-n", "alice,root", "-V", "20260101:20360101", "-z", "42"))
        for name in keys
    ]
    plans += [
        ("host", name, "ca-ecdsa-384", ("-h", "-n", "a.example,b.example"))
        for name in ("ed25519", "rsa-2048")
    ]
    plans += [
        ("by-rsa", "ed25519", "ca-rsa-2048", ("-n", "alice")),
        ("by-rsa-sha256", "ed25519", "ca-rsa-2048", ("-n", "alice", "-t", "rsa-sha2-256")),
        ("by-rsa-sha1", "ed25519", "ca-rsa-2048", ("-n", "alice", "-t", "ssh-rsa")),
        ("expired", "ed25519", "ca-ed25519", ("-n", "alice", "-V", "20200101:20210101")),
        ("nobody", "ed25519", "ca-ed25519", ()),
        ("clear", "ed25519", "ca-ed25519", ("-n", "alice", "-O", "clear")),
        (
            "restricted",
            "ecdsa-256",
            "ca-ed25519",
            (
                "-n",
                "alice",
                "-O",
                "force-command=/bin/true",
                "-O",
                "source-address=10.0.0.0/8",
                "-O",
                "no-pty",
            ),
        ),
        ("critical", "ed25519", "ca-ed25519", ("-n", "alice", "-O", "critical:odd@example.com=yes")),
    ]
    for word, name, authority, options in plans:
        target = f"{name}-{word}"
        folder.copy(f"{name}.pub", f"{target}.pub")
        folder.run("ssh-keygen", "-q", "-s", authority, "-I", f"the {word} one", *options, f"{target}.pub")
        base = keys[name].algorithm
        cert = f"{base}-cert-v01@openssh.com"
        facts = keys[name].facts("certificate", "openssh-public", encrypted=False) | {"algorithm": cert}
        folder.keep(f"{target}-cert.pub", facts)


def _about_keys(folder: Folder, keys: dict[str, Key]) -> None:
    for name in ("rsa-2048", "ecdsa-256", "ecdsa-521", "ed25519"):
        signed = folder.run(
            "ssh-keygen", "-q", "-Y", "sign", "-n", "file", "-f", name, data=b"some message\n"
        )
        folder.put(f"{name}.sshsig", signed)
        facts = keys[name].facts("other", "sshsig", comment=False, encrypted=False)
        folder.keep(f"{name}.sshsig", facts)
    folder.put("serials", b"serial: 1-100\nserial: 7000\nid: somebody\n")
    folder.put("hashes", b"hash: " + keys["ed25519"].sha256.encode() + b"\n")
    nothing = {"kind": "other", "container": "krl", "comment": "", "encrypted": False}
    for name, argv in {
        "keys.krl": ("rsa-2048.pub", "dsa-1024.pub"),
        "certificates.krl": ("-s", "ca-ed25519.pub", "-z", "3", "serials"),
        "hashes.krl": ("hashes",),
        "empty.krl": (),
    }.items():
        folder.run("ssh-keygen", "-q", "-k", "-f", name, *argv)
        folder.keep(name, dict(nothing))


def _lists(folder: Folder, keys: dict[str, Key]) -> None:
    lines = {name: (folder.work / f"{name}.pub").read_bytes() for name in keys}
    bare = {name: b" ".join(line.split()[:2]) for name, line in lines.items()}
    first = keys["ed25519"]
    everything = b"# all of them\n\n" + b"".join(lines[name] for name in ("ed25519", "rsa-2048", "ecdsa-521"))
    hand = "written by hand around keys of this folder"

    def put(name: str, data: bytes, facts: dict) -> None:
        folder.put(name, data)
        folder.keep(name, facts, made=hand)

    put("authorized_keys", everything, first.facts("public", "openssh-public", encrypted=False, keys=3))
    options = b'restrict,command="echo \\"hi, you\\"",from="10.0.0.0/8" ' + lines["ed25519"]
    put("authorized_keys-options", options, first.facts("public", "openssh-public", encrypted=False))
    with_bad = lines["ed25519"] + b"ssh-rsa AAAAB3NzaC1yc2EAAAAD\n" + lines["ecdsa-256"]
    put(
        "authorized_keys-bad-line", with_bad, first.facts("public", "openssh-public", encrypted=False, keys=3)
    )
    authority = b'cert-authority,principals="alice" ' + lines["ecdsa-256"]
    facts = keys["ecdsa-256"].facts("public", "openssh-public", encrypted=False)
    put("authorized_keys-authority", authority, facts)

    hosts = b"".join(
        (
            b"host.example,10.1.1.1 " + bare["ed25519"] + b"\n",
            b"[host.example]:2222 " + bare["ecdsa-256"] + b"\n",
            b"@cert-authority *.example " + bare["rsa-2048"] + b" the CA\n",
            b"@revoked * " + bare["ecdsa-384"] + b"\n",
        )
    )
    facts = first.facts("public", "known-hosts", comment=False, encrypted=False, keys=4) | {"comment": ""}
    put("known_hosts", hosts, dict(facts))
    folder.put("known_hosts-hashed", hosts)
    folder.run("ssh-keygen", "-q", "-H", "-f", "known_hosts-hashed")
    folder.keep("known_hosts-hashed", facts | {"keys": 5})
    signers = b'alice@example.com,bob@example.com namespaces="file" ' + lines["ed25519"]
    put("allowed_signers", signers, first.facts("public", "allowed-signers", encrypted=False))
    signers = b'* cert-authority,valid-after="20260101" ' + lines["ecdsa-256"]
    facts = keys["ecdsa-256"].facts("public", "allowed-signers", encrypted=False)
    put("allowed_signers-authority", signers, facts)
    for name in ("ed25519", "rsa-2048"):
        for word, options in (("sshfp", ()), ("sshfp-generic", ("-g",))):
            data = folder.run("ssh-keygen", "-r", "host.example", *options, "-f", f"{name}.pub")
            folder.put(f"{name}-{word}", data)
            facts = {"kind": "other", "container": "sshfp", "keys": 2, "encrypted": False}
            folder.keep(f"{name}-{word}", facts)
