"""Every option of PuTTYgen 0.78, as its help, its manual and its menus have them."""

from __future__ import annotations

from tests.parity.rows import PUTTYGEN_TESTS, Row, better, left_out, same

_HERE = f"{PUTTYGEN_TESTS}::test_"
_PPK = "tests/interop/test_puttygen_interop.py::test_"
_OLD = "tests/interop/test_legacy_interop.py::test_"
_MAKING = "tests/interop/test_generating_interop.py::test_"
_EDITING = "tests/interop/test_editing_interop.py::test_"
_EACH_TYPE = f"{_HERE}each_type_is_made_by_both_and_read_by_both"
_EACH_OLD_TYPE = f"{_MAKING}a_key_for_old_devices_is_loaded_by_the_program_of_its_container"
_EACH_OUTPUT = f"{_HERE}each_output_is_that_of_puttygen"
_EACH_EDIT = f"{_EDITING}the_owner_loads_the_same_key_after_each_edit"
_IN_PLACE = f"{_HERE}both_change_and_remove_a_passphrase_in_place"
_ATTACHING = "tests/interop/test_certifying_interop.py::test_puttygen_attaches_shows_and_removes_the_same"
_PARAMETERS = f"{_HERE}each_parameter_of_the_lock_is_kept_by_both"
_REFUSED = f"{_EDITING}puttygen_writes_what_it_cannot_read_where_we_give_the_reason"
_SMALL = f"{_HERE}both_know_a_size_that_is_too_small"
_SIZES = f"{_MAKING}puttygen_and_ssh_keygen_take_a_short_rsa_key"

ROWS: tuple[Row, ...] = (
    # Generate
    better(
        "-t rsa",
        "make an RSA key",
        "keywright generate -t rsa --format ppk3",
        "on every core, in any format, tried with a signature before it is written; 4096 bits by default",
        _EACH_TYPE,
    ),
    same(
        "-t ecdsa -b 256|-t ecdsa -b 384|-t ecdsa -b 521",
        "make an ECDSA key",
        "keywright generate -t ecdsa -b 384 --format ppk3",
        "the default is 256, as in PuTTYgen's window",
        _EACH_TYPE,
        _SMALL,
    ),
    same(
        "-t eddsa -b 255|-t eddsa -b 448|-t ed25519|-t ed448",
        "make an EdDSA key",
        "keywright generate -t ed25519|keywright generate -t ed448 --format ppk3",
        "both curves; Ed25519 is the default type",
        _EACH_TYPE,
    ),
    same(
        "-t dsa -b 1024",
        "make a DSA key",
        "keywright generate -t dsa --legacy",
        "behind a flag that says who still needs them",
        _EACH_OLD_TYPE,
    ),
    left_out(
        "-t dsa (above 1024 bits)",
        "make a longer DSA key",
        "it is no stronger, as its q stays at 160 bits, and the devices that need DSA know 1024 bits only",
    ),
    same(
        "-t rsa1",
        "make a key for SSH version 1",
        "keywright generate -t rsa1 --legacy",
        "behind a flag that says who still needs them",
        _EACH_OLD_TYPE,
    ),
    better(
        "-b",
        "choose the size",
        "keywright generate -t rsa -b 3072|keywright generate -t rsa -b 1024 --legacy",
        "RSA up to 16384 bits; below 2048 it refuses until --legacy is given, where PuTTYgen only warns",
        _SMALL,
        _SIZES,
    ),
    same(
        "-C",
        "the comment of a new key",
        "keywright generate -C TEXT",
        "any text in UTF-8",
        _EACH_TYPE,
    ),
    better(
        "no -C",
        "the comment when none is given",
        "keywright generate",
        "user@host, which tells keys apart in an authorized_keys file; PuTTYgen writes the type and the day",
        f"{_HERE}the_comment_of_a_new_key_says_who_made_it_where_theirs_says_when",
    ),
    same(
        "-q",
        "no progress bar",
        "keywright generate",
        "the command shows none; the screen shows the progress, and Escape stops it",
        _EACH_TYPE,
    ),
    same(
        "--primes probable",
        "primes by probabilistic tests",
        "keywright generate -t rsa",
        "PuTTYgen's default, and what OpenSSL does for us",
        _EACH_TYPE,
    ),
    left_out(
        "--primes proven|--primes proven-even",
        "proven primes",
        "the library has none, and puttygen 0.78 of Debian crashes on each of them; "
        "the chance that a probable prime is none is below 1 in 2^80",
    ),
    left_out(
        "--strong-rsa",
        "strong primes",
        "they hinder no factoring method of today, says PuTTYgen's own manual, and the library has none",
    ),
    left_out(
        "--random-device",
        "where the randomness comes from",
        "the kernel's generator is the right one, and a file as its source makes weak keys by mistake",
    ),
    left_out(
        "mouse movements (in the window)",
        "randomness by hand",
        "the kernel's generator needs no help, and there is no mouse over ssh",
    ),
    same(
        "guard: no public-only output of a new key",
        "never lose a private key",
        "keywright generate",
        "the formats to choose from all hold the private key",
        f"{_HERE}neither_makes_a_key_and_keeps_the_public_half_only",
    ),
    # Load
    better(
        "KEYFILE",
        "load a private key in any form",
        "keywright inspect KEYFILE",
        "reads all that PuTTYgen reads, and PKCS#8, DER, JWK, dropbear, FIDO keys and damaged files besides",
        f"{_PPK}a_file_of_puttygen_opens_here_with_the_same_fingerprint_and_comment",
        f"{_PPK}puttygen_reads_the_version_1_files_that_we_test_our_reader_with",
        f"{_OLD}an_ssh_com_file_of_puttygen_opens_here",
        f"{_OLD}an_ssh_1_file_of_puttygen_opens_here_with_the_same_fingerprint",
        "tests/interop/test_openssh_interop.py::test_a_key_that_puttygen_exports_opens_here",
        "tests/interop/test_openssl_interop.py::test_we_take_what_puttygen_exports",
        "tests/interop/test_repairing_interop.py::test_puttygen_and_openssl_take_and_refuse_what_we_say_too",
    ),
    same(
        "-",
        "load it from standard input",
        "keywright inspect -|keywright public -|keywright convert - --to ppk3 -o OUT",
        "wherever a file is read and not changed",
        f"{_HERE}both_read_standard_input",
    ),
    same(
        "--old-passphrase",
        "the passphrase of the file",
        "keywright convert KEY --to ppk3 -o OUT --passphrase-file F",
        "the first line of a file, or asked for on the terminal; never an argument",
        _IN_PLACE,
        f"{_PPK}a_passphrase_typed_on_windows_opens_here",
    ),
    # Show
    better(
        "-l|-O fingerprint|-E sha256|-E md5",
        "the fingerprint",
        "keywright inspect KEY",
        "both at once, and without the passphrase where the public key is not encrypted",
        f"{_HERE}both_tell_the_four_fingerprints",
        f"{_HERE}the_fingerprint_of_an_ssh_1_key_is_theirs",
    ),
    same(
        "-E sha256-cert|-E md5-cert",
        "the fingerprint of a certificate",
        "keywright certificate show KEY",
        "both at once",
        f"{_HERE}both_tell_the_four_fingerprints",
        _ATTACHING,
    ),
    better(
        "--cert-info|-O cert-info",
        "what a certificate says",
        "keywright certificate show KEY",
        "says too whether its signature is good and whether it is valid now; also as JSON",
        f"{_HERE}both_tell_what_a_certificate_says",
        _ATTACHING,
    ),
    better(
        "--dump|-O text",
        "the numbers of a key",
        "keywright inspect --numbers KEY|keywright inspect --private-numbers KEY",
        "byte for byte the same; the private numbers only when they are asked for by name",
        "tests/interop/test_numbers_interop.py::test_every_number_is_that_of_puttygen",
    ),
    # Change
    better(
        "-C (of a key there is)",
        "change the comment",
        "keywright edit KEY -C TEXT",
        "in its .pub too, with a backup",
        f"{_HERE}an_edit_of_an_unlocked_ppk_gives_the_same_bytes",
        _EACH_EDIT,
    ),
    better(
        "-P|--new-passphrase",
        "set, change or remove the passphrase",
        "keywright edit KEY --ask-new|keywright edit KEY --new-passphrase-file F"
        "|keywright edit KEY --remove-passphrase",
        "in the format of the key, whichever that is, with a backup",
        _IN_PLACE,
        _EACH_EDIT,
    ),
    better(
        "--reencrypt",
        "encrypt it again",
        "keywright edit KEY --reencrypt",
        "with a fresh salt and the same parameters, where PuTTYgen goes back to its defaults",
        f"{_HERE}both_lock_anew_with_another_salt_and_keep_the_rest",
    ),
    better(
        "--ppk-param version=2|--ppk-param version=3",
        "the version of the PPK",
        "keywright convert KEY --to ppk2 -o OUT|keywright edit KEY --ppk-version 2",
        "refuses versions that cannot be read again: PuTTYgen writes version 1 wrongly, and aborts at 4",
        f"{_HERE}an_edit_of_an_unlocked_ppk_gives_the_same_bytes",
        _REFUSED,
    ),
    better(
        "--ppk-param kdf=|--ppk-param memory=|--ppk-param time=|--ppk-param passes=|--ppk-param parallelism=",
        "how costly guessing is made",
        "keywright convert KEY --to ppk3 -o OUT --kdf argon2id --memory 65536 --passes 13 --parallelism 2"
        "|keywright edit KEY --memory 65536 --milliseconds 500",
        "judged before it is used: on some values PuTTYgen crashes",
        _PARAMETERS,
        f"{_EDITING}puttygen_loads_other_parameters_and_another_version",
        _REFUSED,
    ),
    better(
        "--certificate",
        "put a certificate into a key",
        "keywright certificate attach KEY CERT|keywright certificate attach KEY -",
        "says whose certificate it is when it is another key's; next to the key where it is not a PPK",
        _ATTACHING,
        f"{_HERE}both_take_a_certificate_from_standard_input",
    ),
    same(
        "--remove-certificate",
        "take it out again",
        "keywright certificate remove KEY",
        "the same bytes as before it was put in",
        _ATTACHING,
    ),
    better(
        "no -o",
        "write over the file",
        "keywright edit KEY -C TEXT",
        "all or nothing, and what was there stays in a backup",
        _IN_PLACE,
        _EACH_EDIT,
    ),
    # Write
    same(
        "-o",
        "where to write it",
        "keywright convert KEY --to ppk3 -o OUT|keywright edit KEY -C TEXT -o OUT",
        "private files get mode 0600, and nothing is overwritten unasked",
        _EACH_OUTPUT,
    ),
    same(
        "-O private",
        "a PPK, or an SSH-1 file",
        "keywright convert KEY --to ppk3 -o OUT|keywright convert KEY --to ssh1 -o OUT",
        "the same bytes where nothing is encrypted",
        _EACH_OUTPUT,
        f"{_PPK}puttygen_saves_a_file_of_ours_again_in_the_same_bytes",
        f"{_OLD}an_ssh_1_file_of_ours_opens_in_puttygen",
    ),
    better(
        "-O private-openssh",
        "PEM",
        "keywright convert KEY --to pem -o OUT|keywright convert KEY --to openssh -o OUT",
        "ECDSA numbers have their full length: of PuTTYgen's, other programs refuse some",
        _EACH_OUTPUT,
        "tests/interop/test_openssl_interop.py::test_we_take_the_odd_private_numbers_of_puttygen",
    ),
    better(
        "-O private-openssh-new",
        "OpenSSH's own format",
        "keywright convert KEY --to openssh -o OUT",
        "with any cipher and rounds of OpenSSH",
        _EACH_OUTPUT,
        "tests/interop/test_openssh_interop.py::test_puttygen_opens_what_is_written_here",
    ),
    left_out(
        "-O private-openssh-new (of a DSA key)",
        "DSA in OpenSSH's own format",
        "OpenSSH 10 has dropped DSA, and every OpenSSH that has it reads PEM, in which we write it",
    ),
    same(
        "-O private-sshcom",
        "ssh.com's format",
        "keywright convert KEY --to sshcom -o OUT",
        "the same bytes where nothing is encrypted; RSA and DSA, as there",
        _EACH_OUTPUT,
        f"{_OLD}we_write_the_bytes_that_puttygen_writes",
    ),
    same(
        "-p|-O public",
        "the public key as RFC 4716, or an SSH-1 line",
        "keywright public KEY --to rfc4716|keywright public KEY --to ssh1-public",
        "the same bytes; of a PPK with a certificate the plain public key, which every program accepts",
        _EACH_OUTPUT,
        f"{_HERE}both_print_the_public_half_without_a_file_to_write",
        f"{_HERE}the_file_of_a_certificate_is_printed_whole_by_both",
    ),
    same(
        "-L|-O public-openssh",
        "the public key as one line",
        "keywright public KEY|keywright certificate show --line KEY",
        "the same bytes; the line of a certificate inside a PPK is printed by certificate show --line",
        _EACH_OUTPUT,
        f"{_HERE}both_print_the_public_half_without_a_file_to_write",
        f"{_HERE}the_line_of_a_certificate_inside_a_ppk_is_printed_by_both",
    ),
    # Others
    same(
        "-h|--help|-V|--version",
        "help and version",
        "keywright --help|keywright --version|keywright convert --help",
        "each verb has its own help; F1 on the screens",
        f"{_HERE}both_tell_their_version_and_their_options",
    ),
    left_out("--pgpfp", "the PGP keys of PuTTY's releases", "it is about PuTTY's downloads, not about keys"),
)
