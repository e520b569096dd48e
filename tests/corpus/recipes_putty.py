"""What puttygen makes: every -O, both versions of PPK, every --ppk-param, SSH-1, keys with certificates."""

from __future__ import annotations

import re

from tests.corpus.museum import Folder, Key, lock, version

TYPES = {
    "rsa-2048": (("-t", "rsa", "-b", "2048"), "ssh-rsa", 2048),
    "dsa-1024": (("-t", "dsa", "-b", "1024"), "ssh-dss", 1024),
    "ecdsa-256": (("-t", "ecdsa", "-b", "256"), "ecdsa-sha2-nistp256", 256),
    "ecdsa-384": (("-t", "ecdsa", "-b", "384"), "ecdsa-sha2-nistp384", 384),
    "ecdsa-521": (("-t", "ecdsa", "-b", "521"), "ecdsa-sha2-nistp521", 521),
    "ed25519": (("-t", "ed25519"), "ssh-ed25519", 256),
    "ed448": (("-t", "ed448"), "ssh-ed448", 448),
}
PARAMETERS = [
    (kdf, *sizes) for kdf in ("argon2id", "argon2i", "argon2d") for sizes in ((8192, 13, 1), (64, 2, 2))
]
COMMENT = "größe ключ of the museum"
COMMENTS = {
    "empty": "",
    "colon": "a: colon, and Private-Lines: 3",
    "quotes": 'some "quoted" \\ words',
    "long": "y" * 200,
}


def make() -> list[dict]:
    folder = Folder("puttygen-0.78", version("puttygen", "--version"))
    folder.note(
        "rsa-4096-locked.ppk",
        {
            **lock("aes256-cbc", "argon2id", **_argon2((folder.path / "rsa-4096-locked.ppk").read_text())),
            "kind": "private",
            "container": "ppk3",
            "algorithm": "ssh-rsa",
            "bits": 4096,
            "sha256": folder.quietly("puttygen", "-l", folder.path / "rsa-4096-locked.ppk")
            .decode()
            .split()[2],
            "comment": _comment((folder.path / "rsa-4096-locked.ppk").read_text()),
        },
        "puttygen -t rsa -b 4096 --new-passphrase pass -o rsa-4096-locked.ppk",
    )
    for name in TYPES:
        _all_outputs(folder, name)
    _parameters(folder)
    _comments(folder)
    _sizes(folder)
    _ssh1(folder)
    _certified(folder)
    folder.close()
    return folder.rows


def _argon2(text: str) -> dict[str, int]:
    names = {"memory_kib": "Memory", "passes": "Passes", "parallelism": "Parallelism"}
    return {ours: int(re.search(rf"Argon2-{theirs}: (\d+)", text)[1]) for ours, theirs in names.items()}


def _comment(text: str) -> str:
    return re.search(r"^Comment: (.*)$", text, re.MULTILINE)[1]


def _generate(folder: Folder, name: str, options: tuple[str, ...], comment: str) -> None:
    folder.run("puttygen", *options, "-q", "-C", comment, "--new-passphrase", "none", "-o", name)


def _key(folder: Folder, path: str, algorithm: str, bits: int, comment: str) -> Key:
    shown = folder.quietly("puttygen", "-l", path).decode().split()
    return Key(path, algorithm, bits, shown[2], comment)


def _lock(folder: Folder, source: str, target: str, output: str = "private", *more: str) -> None:
    known = ("--old-passphrase", "none", "-P", "--new-passphrase", "pass")
    folder.run("puttygen", source, *known, "-O", output, *more, "-o", target)


def _all_outputs(folder: Folder, name: str) -> None:
    options, algorithm, bits = TYPES[name]
    base = f"{name}.ppk"
    _generate(folder, base, options, COMMENT)
    key = _key(folder, base, algorithm, bits, COMMENT)
    plain, first = {"encrypted": False}, {"comment": False, "encrypted": False}
    folder.keep(base, key.facts("private", "ppk3", **plain))
    folder.run(
        "puttygen",
        base,
        "-O",
        "private",
        "--ppk-param",
        "version=2",
        "-P",
        "--new-passphrase",
        "none",
        "-o",
        f"{name}-v2.ppk",
    )
    folder.keep(f"{name}-v2.ppk", key.facts("private", "ppk2", **plain))
    _lock(folder, base, f"{name}-locked.ppk", "private", "--ppk-param", "passes=13")
    argon2 = lock("aes256-cbc", "argon2id", memory_kib=8192, passes=13, parallelism=1)
    folder.keep(f"{name}-locked.ppk", key.facts("private", "ppk3", **argon2))
    _lock(folder, base, f"{name}-v2-locked.ppk", "private", "--ppk-param", "version=2")
    folder.keep(f"{name}-v2-locked.ppk", key.facts("private", "ppk2", **lock("aes256-cbc", "sha1")))
    old = "openssh" if name in {"ed25519", "ed448"} else "pem"
    outputs = [("private-openssh", old), ("private-openssh-new", "openssh")]
    if name in {"rsa-2048", "dsa-1024"}:
        outputs.append(("private-sshcom", "sshcom"))
    for output, container in outputs:
        target = f"{name}-{output}"
        folder.run("puttygen", base, "-O", output, "-o", target)
        folder.keep(target, key.facts("private", container, **(first if container == "pem" else plain)))
        _lock(folder, base, f"{target}-locked", output)
        locks = {
            "pem": lock("DES-EDE3-CBC", "md5"),
            "openssh": lock("aes256-ctr", "bcrypt", rounds=16),
            "sshcom": lock("3des-cbc", "md5"),
        }
        facts = {"comment": container != "pem", **locks[container]}
        folder.keep(f"{target}-locked", key.facts("private", container, **facts))
    for output, container in (("public", "rfc4716"), ("public-openssh", "openssh-public")):
        target = f"{name}-{output}.pub"
        folder.run("puttygen", base, "-O", output, "-o", target)
        folder.keep(target, key.facts("public", container, **plain))


def _parameters(folder: Folder) -> None:
    key = _key(folder, "ed25519.ppk", "ssh-ed25519", 256, COMMENT)
    for kdf, memory, passes, lanes in PARAMETERS:
        target = f"ed25519-{kdf}-{memory}.ppk"
        wish = f"kdf={kdf},memory={memory},passes={passes},parallelism={lanes}"
        _lock(folder, "ed25519.ppk", target, "private", "--ppk-param", wish)
        facts = lock("aes256-cbc", kdf, memory_kib=memory, passes=passes, parallelism=lanes)
        folder.keep(target, key.facts("private", "ppk3", **facts))
    _lock(folder, "ed25519.ppk", "ed25519-tuned.ppk", "private", "--ppk-param", "memory=1024,time=20")
    tuned = _argon2((folder.work / "ed25519-tuned.ppk").read_text())
    folder.keep("ed25519-tuned.ppk", key.facts("private", "ppk3", **lock("aes256-cbc", "argon2id", **tuned)))


def _comments(folder: Folder) -> None:
    for word, comment in COMMENTS.items():
        name = f"comment-{word}.ppk"
        _generate(folder, name, ("-t", "ed25519"), comment)
        key = _key(folder, name, "ssh-ed25519", 256, comment)
        folder.keep(name, key.facts("private", "ppk3", encrypted=False))
        for output, container in (("public", "rfc4716"), ("public-openssh", "openssh-public")):
            target = f"comment-{word}-{output}.pub"
            folder.run("puttygen", name, "-O", output, "-o", target)
            folder.keep(target, key.facts("public", container, encrypted=False))


def _sizes(folder: Folder) -> None:
    for name, options, algorithm, bits in (
        ("rsa-512", ("-t", "rsa", "-b", "512"), "ssh-rsa", 512),
        ("rsa-1024", ("-t", "rsa", "-b", "1024"), "ssh-rsa", 1024),
        ("rsa-2047", ("-t", "rsa", "-b", "2047"), "ssh-rsa", 2047),
        ("rsa-3072", ("-t", "rsa", "-b", "3072"), "ssh-rsa", 3072),
        ("rsa-strong", ("-t", "rsa", "-b", "1024", "--strong-rsa"), "ssh-rsa", 1024),
        ("dsa-2048", ("-t", "dsa", "-b", "2048"), "ssh-dss", 2048),
    ):
        _generate(folder, f"{name}.ppk", options, COMMENT)
        key = _key(folder, f"{name}.ppk", algorithm, bits, COMMENT)
        folder.keep(f"{name}.ppk", key.facts("private", "ppk3", encrypted=False))


def _ssh1(folder: Folder) -> None:
    _generate(folder, "rsa1", ("-t", "rsa1", "-b", "2048"), COMMENT)
    shown = folder.quietly("puttygen", "-l", "rsa1").decode().split()
    md5 = next(word for word in shown if word.count(":") == 15)
    facts = {"algorithm": "rsa1", "bits": 2048, "md5": f"MD5:{md5}", "comment": COMMENT}
    folder.keep("rsa1", {"kind": "private", "container": "ssh1", "encrypted": False, **facts})
    _lock(folder, "rsa1", "rsa1-locked")
    folder.keep("rsa1-locked", {"kind": "private", "container": "ssh1", **lock("3des", "md5"), **facts})
    folder.run("puttygen", "rsa1", "-O", "public", "-o", "rsa1.pub")
    folder.keep("rsa1.pub", {"kind": "public", "container": "ssh1-public", "encrypted": False, **facts})


def _certified(folder: Folder) -> None:
    folder.quietly("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "an authority", "-f", "ca")
    for name in ("ed25519", "rsa-2048", "ecdsa-256"):
        _, algorithm, bits = TYPES[name]
        folder.quietly("puttygen", f"{name}.ppk", "-O", "public-openssh", "-o", "key.pub")
        folder.quietly("ssh-keygen", "-q", "-s", "ca", "-I", "one", "-n", "alice", "key.pub")
        target = f"{name}-certified.ppk"
        folder.run("puttygen", f"{name}.ppk", "--certificate", "key-cert.pub", "-O", "private", "-o", target)
        plain = _key(folder, f"{name}.ppk", algorithm, bits, COMMENT)
        facts = plain.facts("private", "ppk3", encrypted=False)
        folder.keep(target, facts | {"algorithm": f"{algorithm}-cert-v01@openssh.com"})
        for output, container in (("public", "rfc4716"), ("public-openssh", "openssh-public")):
            public = f"{name}-certified-{output}.pub"
            folder.run("puttygen", target, "-O", output, "-o", public)
            facts = plain.facts("certificate", container, encrypted=False)
            folder.keep(public, facts | {"algorithm": f"{algorithm}-cert-v01@openssh.com"})
