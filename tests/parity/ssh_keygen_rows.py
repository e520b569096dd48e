"""Every flag of ssh-keygen 10.5; CI runs them with the release it has, and says where that is too old."""

from __future__ import annotations

from tests.parity.rows import KEYGEN_TESTS, Row, better, left_out, same

_HERE = f"{KEYGEN_TESTS}::test_"
_MAKING = "tests/interop/test_generating_interop.py::test_"
_OPENSSH = "tests/interop/test_openssh_interop.py::test_"
_OPENSSL = "tests/interop/test_openssl_interop.py::test_"
_EDITING = "tests/interop/test_editing_interop.py::test_"
_HOST_KEYS = "tests/interop/test_host_keys_interop.py::test_"
_HOSTS = "tests/interop/test_hosts_interop.py::test_"
_CERTIFYING = "tests/interop/test_certifying_interop.py::test_"
_CERTIFICATES = "tests/interop/test_certificates_interop.py::test_"
_SIGNATURES = "tests/interop/test_file_signatures_interop.py::test_"
_EACH_TYPE = f"{_HERE}each_type_is_made_by_both"
_EACH_EDIT = f"{_EDITING}the_owner_loads_the_same_key_after_each_edit"
_KEPT = f"{_EDITING}ssh_keygen_breaks_the_format_where_we_keep_it"
_LOCK = f"{_HERE}cipher_and_rounds_are_those_that_were_asked_for"
_FINGERPRINTS = f"{_HERE}both_tell_the_same_fingerprints_words_and_drawing"
_SSHFP = f"{_HOST_KEYS}sshfp_records_are_those_of_ssh_keygen"
_ALL_HOST_KEYS = f"{_HERE}both_make_the_host_keys_that_are_missing"
_CERTIFIED = f"{_CERTIFYING}ssh_keygen_makes_and_shows_the_same_certificate"
_SHOWN = f"{_CERTIFICATES}a_certificate_of_every_authority_says_here_what_ssh_keygen_says"
_SIGNED = f"{_SIGNATURES}what_we_sign_ssh_keygen_verifies_and_the_other_way_round"
_WRONG = f"{_SIGNATURES}what_ssh_keygen_refuses_we_refuse"
_CHECKED = f"{_HERE}a_signature_that_names_nobody_is_checked_by_both"
_REVOKED = "tests/interop/test_revocation_interop.py::test_a_list_revokes_what_ssh_keygen_says_it_revokes"
_TOKEN = "it needs a hardware token in a local port, and this program is for machines far away"
_CA_WORK = "making a revocation list is an authority's work on its own list, not on a key file"

ROWS: tuple[Row, ...] = (
    # Generate
    same(
        "-t rsa|-t ecdsa|-t ed25519",
        "make a key",
        "keywright generate -t rsa|keywright generate -t ecdsa|keywright generate",
        "Ed25519 is the default; each key is tried with a signature before it is written",
        _EACH_TYPE,
    ),
    same(
        "-t mldsa44-ed25519",
        "make a key that quantum computers do not break",
        "keywright generate -t mldsa44-ed25519",
        "judged by keys that OpenSSH 10.5 made and signed with: the ssh-keygen in CI is too old to make one",
        "tests/keyops/keys/test_mldsa.py::test_a_file_of_openssh_opens_and_its_seeds_make_its_public_key",
        "tests/keyops/keys/test_mldsa.py::test_a_signature_of_openssh_verifies",
    ),
    better(
        "-t dsa",
        "make a DSA key",
        "keywright generate -t dsa --legacy",
        "ssh-keygen has dropped it; ours is for the devices that know nothing else, as PPK, PEM or the files "
        "of ssh.com and dropbear",
        f"{_MAKING}a_key_for_old_devices_is_loaded_by_the_program_of_its_container",
    ),
    left_out("-t ecdsa-sk|-t ed25519-sk", "make a key in a hardware token", _TOKEN),
    same(
        "-b",
        "choose the size",
        "keywright generate -t rsa -b 3072|keywright generate -t ecdsa -b 521",
        "RSA to 16384 bits, ECDSA 256, 384 and 521; RSA has 4096 by default, ssh-keygen 3072",
        _EACH_TYPE,
        f"{_MAKING}puttygen_and_ssh_keygen_take_a_short_rsa_key",
    ),
    same(
        "-C",
        "the comment",
        "keywright generate -C TEXT",
        "user@host when none is given",
        _EACH_TYPE,
    ),
    same(
        "-f",
        "where to write it",
        "keywright generate -o KEY",
        "the same names in ~/.ssh without it, the same modes, and .pub next to it",
        _EACH_TYPE,
        f"{_HERE}without_a_name_both_choose_the_same",
    ),
    better(
        "-N",
        "the passphrase of a new key",
        "keywright generate --new-passphrase-file F",
        "from a file or asked for twice; never an argument, which every user of the machine can read",
        _LOCK,
        f"{_OPENSSH}ssh_keygen_opens_what_is_written_here",
        f"{_OPENSSL}short_passphrases_are_read_by_the_peers",
    ),
    better(
        "-m PEM|-m PKCS8",
        "PEM or PKCS#8 instead of OpenSSH's format",
        "keywright generate -t rsa --format pem|keywright generate --format pkcs8"
        "|keywright generate --for git-integration-for-jira-cloud",
        "says what a type has no form for, where ssh-keygen 9.2 silently writes another; encrypted as "
        "PKCS#8, with 600,000 iterations instead of 2048",
        _EACH_TYPE,
        f"{_HERE}a_form_that_a_type_does_not_have_is_refused_where_theirs_writes_another",
        f"{_OPENSSL}ssh_keygen_takes_our_pkcs8",
        f"{_OPENSSL}all_peers_take_our_pem",
    ),
    same(
        "-Z",
        "the cipher",
        "keywright generate --cipher aes256-gcm@openssh.com|keywright edit KEY --cipher aes128-ctr",
        "every cipher of OpenSSH for key files",
        _LOCK,
        f"{_OPENSSH}ssh_keygen_opens_every_cipher_written_here",
        f"{_EDITING}ssh_keygen_loads_every_kind_of_cipher_that_is_asked_for",
    ),
    better(
        "-a",
        "the rounds of bcrypt",
        "keywright generate --rounds 100|keywright edit KEY --rounds 100"
        "|keywright edit KEY --milliseconds 500",
        "or as many as take a time on this machine, or several times as many as usual (--stronger)",
        _LOCK,
        f"{_OPENSSH}every_cipher_and_round_count_of_ssh_keygen_opens_here",
    ),
    same(
        "-q",
        "say nothing",
        "keywright generate",
        "what it says goes to standard output and may be sent away; errors do not",
        f"{_HERE}both_say_nothing_on_standard_error",
    ),
    same(
        "-o", "OpenSSH's own format", "keywright generate --format openssh", "the default of both", _EACH_TYPE
    ),
    better(
        "-A|-A -f",
        "make the host keys that are missing",
        "keywright host-keys|keywright host-keys --dir DIR --types ed25519",
        "in any folder, with any choice of types; RSA, ECDSA and Ed25519 without one",
        _ALL_HOST_KEYS,
        f"{_HOST_KEYS}host_keys_are_made_as_sshd_wants_them",
    ),
    left_out(
        "-O application=|-O challenge=|-O device=|-O resident|-O user=|-O write-attestation=|-w|-K"
        "|-t ed25519-sk -O no-touch-required|-t ed25519-sk -O verify-required",
        "enrol a hardware token, or read keys out of it",
        _TOKEN,
    ),
    # Edit
    better(
        "-p|-P|-p -N",
        "change the passphrase",
        "keywright edit KEY --ask-new|keywright edit KEY --passphrase-file F --new-passphrase-file F"
        "|keywright edit KEY --remove-passphrase",
        "PEM stays PEM and PKCS#8 stays PKCS#8, which ssh-keygen -p rewrites in OpenSSH's format unasked; "
        "what was there stays in a backup",
        _KEPT,
        _EACH_EDIT,
    ),
    better(
        "-p -m|-p -Z|-p -a",
        "encrypt it in another way, or convert it",
        "keywright convert KEY --to pem -o OUT|keywright edit KEY --cipher aes256-ctr --rounds 50",
        "another format is a conversion, and says what is lost by it",
        f"{_EDITING}ssh_keygen_loads_every_kind_of_cipher_that_is_asked_for",
        f"{_OPENSSL}we_take_what_ssh_keygen_writes",
    ),
    better(
        "-p -O touch-required|-p -O no-touch-required|-p -O verify-required|-p -O no-verify-required",
        "the flags in the file of a hardware key",
        "keywright edit KEY --touch-required|keywright edit KEY --no-touch-required --verify-required",
        "ssh-keygen has it since 10.5; older ones read what was written",
        f"{_HERE}the_flags_of_a_hardware_key_are_set_in_a_file_that_ssh_keygen_reads",
        f"{_CERTIFICATES}a_fido_file_written_here_is_read_and_relocked_by_ssh_keygen",
    ),
    better(
        "-c",
        "change the comment",
        "keywright edit KEY -C TEXT",
        "in the private file and in the .pub, in any format, with a backup; ssh-keygen -c makes an "
        "OpenSSH file of a PEM",
        _EACH_EDIT,
    ),
    # Export, import
    better(
        "-y",
        "the public line of a private key",
        "keywright public KEY|keywright edit KEY --public",
        "the same bytes, of any format, and without the passphrase where it is not encrypted",
        f"{_MAKING}the_line_is_that_of_ssh_keygen_and_of_puttygen",
        f"{_HERE}the_line_of_a_locked_key_is_told_without_the_passphrase",
    ),
    better(
        "-e|-e -m RFC4716",
        "the public key as RFC 4716",
        "keywright public KEY --to rfc4716",
        "the comment is kept, which ssh-keygen drops",
        f"{_MAKING}the_rfc4716_form_is_that_of_puttygen_with_the_comment_that_ssh_keygen_drops",
        f"{_OPENSSH}ssh_keygen_imports_the_rfc4716_file_written_here",
    ),
    better(
        "-e -m PKCS8|-e -m PEM",
        "the public key as PEM",
        "keywright public KEY --to spki|keywright public KEY --to pkcs1-public",
        "the same bytes; of Ed25519 and Ed448 too, which ssh-keygen refuses",
        f"{_MAKING}the_exported_forms_are_those_of_ssh_keygen",
        f"{_OPENSSL}ssh_keygen_takes_our_public_pem_and_we_take_its",
    ),
    better(
        "-i|-i -m RFC4716|-i -m PKCS8|-i -m PEM|-X",
        "a line from those, and PEM from an ssh.com key",
        "keywright public FILE|keywright convert FILE --to pem -o OUT",
        "the kind of file is seen, not told; comments are kept, and encrypted ssh.com keys are opened",
        f"{_MAKING}what_ssh_keygen_exports_is_imported_as_the_line_that_it_imports",
        f"{_MAKING}the_private_file_of_ssh_com_becomes_the_pem_that_ssh_keygen_makes_of_it",
        f"{_HERE}an_rfc_4716_file_keeps_the_comment_that_ssh_keygen_drops",
    ),
    # Fingerprints
    same(
        "-l|-E sha256|-E md5",
        "fingerprints",
        "keywright inspect KEY|keywright inspect -|keywright inspect --json KEY",
        "of any file, also of many keys in one, and from standard input; both hashes at once",
        _FINGERPRINTS,
        f"{_HERE}both_list_every_key_of_a_file_and_read_standard_input",
    ),
    same(
        "-l -v|-l -v -E md5",
        "the drawing",
        "keywright inspect --randomart KEY|keywright inspect --randomart-md5 KEY",
        "the same drawing, of certificates too",
        _FINGERPRINTS,
    ),
    same("-B", "the words", "keywright inspect --bubblebabble KEY", "the same words", _FINGERPRINTS),
    same(
        "-r|-r -g|-r -O hashalg=",
        "DNS records",
        "keywright public KEY --sshfp HOST|keywright public KEY --sshfp HOST --generic"
        "|keywright public KEY --sshfp HOST --hash sha256",
        "byte for byte the same",
        _SSHFP,
    ),
    # known_hosts
    better(
        "-F|-F -l|-F -v",
        "find a host",
        "keywright hosts find HOST|keywright hosts find HOST --randomart|keywright hosts find HOST --lines",
        "the same lines, hashed ones too, always with their fingerprints; also as JSON and on a screen",
        f"{_HOSTS}both_find_the_same_lines_of_every_host",
        f"{_HOSTS}find_tells_the_fingerprints_and_the_drawing_of_ssh_keygen",
    ),
    left_out(
        "-F -H",
        "print found lines with hashed names",
        "hosts hash does the file, and nothing reads the lines",
    ),
    better(
        "-H",
        "hash every name",
        "keywright hosts hash|keywright hosts hash -f FILE",
        "a dated backup each time, where the next run of ssh-keygen writes over its .old",
        f"{_HOSTS}after_hash_ssh_keygen_finds_what_it_found_before",
    ),
    better(
        "-R",
        "remove a host",
        "keywright hosts remove HOST|keywright hosts remove HOST -f FILE",
        "the same file afterwards, and a dated backup each time",
        f"{_HOSTS}after_remove_the_file_is_that_of_ssh_keygen",
    ),
    # Certificates
    better(
        "-L",
        "what certificates say",
        "keywright certificate show FILE|keywright certificate show -|keywright inspect FILE",
        "in words, with the signature checked and whether it is valid now; also as JSON",
        _SHOWN,
        f"{_CERTIFICATES}a_host_certificate_of_every_key_type_says_here_what_ssh_keygen_says",
    ),
    better(
        "-s|-I|-h|-n|-z",
        "sign a certificate",
        "keywright certificate sign -s CA -I ID -n alice -V +8h KEY.pub"
        "|keywright certificate sign -s CA -I ID --host -n host.example -V +52w -z +7 KEY.pub",
        "with a CA key in any format; asks for the principals, without which OpenSSH 10.3 accepts it "
        "for nobody, and tells in words what it allows",
        _CERTIFIED,
        f"{_CERTIFYING}a_server_lets_a_user_in_by_the_right_principal_only_and_not_after_the_end",
        f"{_CERTIFYING}ssh_believes_a_host_by_its_certificate_and_not_under_another_name",
    ),
    same(
        "-V",
        "from when until when",
        "keywright certificate sign -s CA -I ID -n alice -V 20260101:20270101Z KEY.pub",
        "the same grammar, with an end alone and local dates in summer time as well; it must be given, where "
        "ssh-keygen signs forever without it",
        f"{_CERTIFYING}ssh_keygen_reads_each_validity_as_we_do",
        _CERTIFIED,
    ),
    same(
        "-s -O clear|-O critical:|-O extension:|-O force-command=|-O source-address=|-O verify-required"
        "|-O no-touch-required|-O no-agent-forwarding|-O permit-agent-forwarding|-O no-port-forwarding"
        "|-O permit-port-forwarding|-O no-pty|-O permit-pty|-O no-user-rc|-O permit-user-rc"
        "|-O no-x11-forwarding|-O permit-x11-forwarding",
        "what it allows",
        "keywright certificate sign -s CA -I ID -n alice -V +8h -O clear -O permit-pty "
        "-O source-address=10.0.0.0/8 KEY.pub",
        "the same options, and the same ones without any",
        _CERTIFIED,
    ),
    same(
        "-s -t rsa-sha2-256|-s -t rsa-sha2-512|-s -t ssh-rsa",
        "how an RSA CA signs",
        "keywright certificate sign -s CA -I ID -n alice -V +8h -t rsa-sha2-256 KEY.pub",
        "the same three, with a word of warning for SHA-1",
        _CERTIFIED,
        _SHOWN,
    ),
    same(
        "-s -U|-Y sign -U",
        "sign with a key that only the agent has",
        "keywright sign FILE --agent -k KEY.pub"
        "|keywright certificate sign --agent -s CA.pub -I ID -n alice -V +8h KEY.pub",
        "a forwarded agent too, and s on a .pub does it on the screen; what the agent answers is verified",
        f"{_HERE}both_sign_with_a_key_that_only_the_agent_has",
    ),
    left_out("-D|-s -D", "a key in a PKCS#11 token", _TOKEN),
    # Signatures of files
    same(
        "-Y sign|-Y sign -n|-Y sign -O hashalg=",
        "sign a file",
        "keywright sign FILE -k KEY|keywright sign FILE -k KEY -n git --hash sha256|keywright sign - -k KEY"
        "|keywright sign FILE -k KEY-cert.pub|keywright sign FILE FILE -k KEY",
        "with a key in any format, and with a certificate where its file is named; several files at once",
        f"{_SIGNATURES}several_files_are_signed_at_once_as_by_ssh_keygen",
        _SIGNED,
        _CHECKED,
        f"{_HERE}both_sign_under_a_certificate",
    ),
    same(
        "-Y check-novalidate",
        "check a signature, whoever made it",
        "keywright verify FILE --no-identity|keywright verify FILE SIGNATURE -n git --no-identity",
        "says which key made it",
        _CHECKED,
    ),
    better(
        "-Y verify|-Y verify -I|-Y verify -r|-Y verify -O verify-time=|-Y verify -O print-pubkey",
        "check that one of a list of people signed",
        "keywright verify FILE --signers F --identity NAME"
        "|keywright verify FILE --signers F --at 20260101Z --revoked LIST|keywright inspect SIGNATURE",
        "a refusal says which rule of the list refused it",
        _SIGNED,
        _WRONG,
        f"{_SIGNATURES}the_time_in_the_list_of_signers_counts",
        f"{_SIGNATURES}a_line_that_ssh_keygen_passes_over_counts_for_nobody",
        f"{_SIGNATURES}a_signature_under_a_certificate_counts_for_the_names_in_it",
        f"{_SIGNATURES}a_name_in_a_certificate_is_no_pattern",
        f"{_SIGNATURES}a_revoked_key_signs_for_nobody",
        f"{_SIGNATURES}what_an_authority_certified_is_revoked_with_it",
    ),
    better(
        "-Y find-principals|-Y find-principals -O verify-time=",
        "who of a list may have signed",
        "keywright verify FILE --signers F|keywright verify FILE --signers F --at 20260101Z",
        "all of them, and the signature is checked at once",
        f"{_HERE}both_find_out_who_may_have_signed",
    ),
    left_out(
        "-Y match-principals",
        "which patterns of a list match a name",
        "it is a step of other programs, and verify does it where it is needed",
    ),
    # Revocation, moduli
    same(
        "-Q",
        "ask whether keys are revoked",
        "keywright audit --revoked LIST KEY",
        "by key, hash, serial number, key id and authority; a text of keys and fingerprints is a list too",
        _REVOKED,
        "tests/interop/test_revocation_interop.py::test_a_text_of_keys_and_fingerprints_is_a_list_too",
    ),
    same(
        "-Q -l",
        "what a revocation list holds",
        "keywright audit --entries --revoked LIST|keywright inspect LIST",
        "each entry, in words that ssh-keygen -k takes, SHA-1 hashes in comments as it writes them; inspect "
        "sums them up",
        f"{_HERE}both_list_what_is_revoked_and_the_list_can_be_made_again_from_ours",
        f"{_CERTIFICATES}a_revocation_list_holds_what_went_into_it",
    ),
    left_out("-k|-k -u|-k -s|-k -z", "make a revocation list", _CA_WORK),
    left_out(
        "-M generate|-M generate -O bits=|-M generate -O memory=|-M generate -O start=|-M screen"
        "|-M screen -O checkpoint=|-M screen -O generator=|-M screen -O lines=|-M screen -O prime-tests="
        "|-M screen -O start-line=",
        "primes for key exchange",
        "they are no keys",
    ),
    # Others
    same(
        "-?",
        "help",
        "keywright --help",
        "each verb has its own; F1 on the screens",
        f"{_HERE}both_tell_their_usage",
    ),
    same(
        "-v",
        "say more",
        "keywright inspect KEY",
        "all that is known is told at once",
        _FINGERPRINTS,
    ),
)
