"""The texts of ``no_key_inside``: what each looks like, what it is, and what to do.

The messages are those of OpenSSH 9.2 (ssh-keygen, ssh-keyscan, ssh-add, ssh), PuTTY 0.78, coreutils, bash,
curl, kubectl, aws, gcloud and vault; the names of variables and references those of their own manuals.
"""

from __future__ import annotations

from typing import Final

from .other_file_types import OtherFile

_PRIVATE_NAME: Final = (
    rb"(?:id_[\w.-]+|[\w.-]+\.(?:pem|key|ppk|pub|p8|der|pfx|p12)|authorized_keys2?|known_hosts)"
)
_STORE: Final = "Have the program that starts this one fetch the secret, and save the result in a file"
_AGAIN: Final = "Remove it, and run the command again by itself to see what is wrong"
FETCH: Final = (
    "Fetch the key again, and check the response before saving it (curl --fail writes no error page)"
)

PATH: Final = OtherFile(
    "path",
    "a path, not the content of that file",
    "Choose that file itself. A pipeline's file variable holds a path: copy the file, or use its content",
)
VARIABLE: Final = OtherFile(
    "variable",
    "a variable that was not expanded",
    "Check where the variable is set: it is empty, misspelled, or not passed to this step. Single quotes "
    "in a shell prevent expansion",
)
STARS: Final = OtherFile(
    "redacted",
    "the mask that a log or a page shows in place of a secret",
    "The key is not in it: get it from the store itself, not from what the store shows",
)
NOTHING: Final = OtherFile(
    "no-value",
    "what a program writes for a missing value",
    "The variable was not set when this file was written: check its name, set it, and write the file again",
)

BY_WHOLE_TEXT: Final = (
    (
        (
            rb"(?:\$\{\{.{1,200}?\}\}|\{\{.{1,200}?\}\}|\$\{[^{}\s]{1,200}\}|\$[A-Za-z_]\w{0,99}"
            rb"|%[A-Za-z_]\w{0,99}%"
            rb"|\$env:\w{1,99}|\$\([^()]{1,200}\)|`[^`]{1,200}`|<%.{1,200}?%>|#\{[^{}\s]{1,200}\}"
            rb"|\(\([\w.:/-]{1,200}\)\)"
            rb"|@@?[A-Z_][A-Z0-9_]{1,99}@@?|__[A-Z][A-Z0-9_]{1,99}__|\[\[.{1,200}?\]\]"
            rb"|env\(['\"]?\w{1,99}['\"]?\)"
            rb"|process\.env\.\w{1,99}|\$\[[\w.]{1,200}\]|\$\([A-Za-z_.]{1,99}\)"
            rb"|<< ?[\w.-]{1,99} ?>>|!(?:Ref|Sub|GetAtt|ImportValue) \S[^\n]{0,200}"
            rb"|\{\"(?:Ref|Fn::\w{1,30})\" ?: ?[^{}]{1,200}\}"
            rb"|(?:var|local|module|data|tls_private_key)\.[\w.\[\]-]{1,200}|file\([\"'][^\"'\n]{1,300}[\"']\)"
            rb"|(?:export )?[A-Za-z_]\w{0,60}=[\"']?(?:\$[\w{(]|`)[^\n]{1,200}"
            rb"|VARIABLE IS NOT DEFINED!|AnsibleUndefined)"
        ),
        VARIABLE,
    ),
    (
        (
            rb"op://[^\n]{1,300}|(?:bw|vault|secretref|keyring|pass|doppler|infisical|gcp-?sm|aws-?sm|akv|ssm|env"
            rb"|azurekeyvault|berglas"
            rb"|sm)://?[^\s]{1,300}|ref\+[a-z]+://[^\s]{1,300}|arn:aws[a-z-]*:(?:secretsmanager|ssm"
            rb"|kms):[^\s]{1,300}"
            rb"|projects/[^/\s]+/secrets/[^\s]{1,200}|@Microsoft\.KeyVault\([^()]{1,300}\)"
            rb"|secret/(?:data/)?[\w/.#-]{1,200}"
            rb"|\{\{resolve:[^{}]{1,300}\}\}|vault:(?!v[0-9])[\w/.#-]{1,200}"
        ),
        OtherFile("secret-reference", "a reference to a stored secret, not the secret", _STORE),
    ),
    (
        (
            rb"['\"<(\[]?(?:\*{3,}|[\xe2\x80\xa2\xe2\x97\x8f\xe2\x96\x88]{6,}|[xX]{3,}|#{3,}|\.{3}"
            rb"|\xe2\x80\xa6|-{0}[*.]{3,}"
            rb"|\[?(?:REDACTED|FILTERED|MASKED|SECRET|HIDDEN|REMOVED|secure|hidden|redacted|masked"
            rb"|filtered|removed)\]?"
            rb"|(?:sensitive(?: value)?|known after apply|secret|redacted|hidden|masked|private key"
            rb"|snip|cut|removed"
            rb"|sensitive data hidden|sensitive information[^<>()\[\]]{0,40}))['\">)\]]?"
        ),
        STARS,
    ),
    (
        (
            rb"(?i:['\"]?(?:null|none|nil|undefined|nan|true|false|n/a|<no value>|<nil>|<none>|<unset>"
            rb"|\[\]|\{\}|\(null\)"
            rb"|\[object object\])['\"]?|b?''|b?\"\"|!!null|~)"
            rb"|(?:export )?(?:KEY|[A-Z][A-Z0-9]{0,30}(?:_[A-Z0-9]{1,30}){1,8})=(?:\"\"|'')?"
        ),
        NOTHING,
    ),
    (
        (
            rb"(?:System(?:\.[A-Z]\w{1,60}){1,6}(?:\[\]|`[0-9]\[[\w.\[\], ]{1,200}\])?"
            rb"|(?:[a-z_$][\w$]{0,60}\.){1,8}[A-Z][\w$]{0,80}@[0-9a-f]{3,16}"
            rb"|(?:Private|Public)?(?:KeyObject|CryptoKey|Promise) ?\{[^{}\n]{0,200}\}|PKey\([^()\n]{1,200}\)"
            rb"|&?\{\{[0-9 ]{9,4000}\}[^\n]{0,9000}\}"
            rb"|\[[BCLI][\w.;]*@[0-9a-f]{3,}"
            rb"|<[_a-z.A-Z]+ (?:object|name=|at 0x)[^<>]{0,200}>"
            rb"|<Buffer [0-9a-f ]{2,200}(?:\.{3}[^<>]{0,40})?>|\[object \w+\]"
            rb"|#<[A-Z]\w+[^<>]{0,200}>|Buffer\([0-9]+\)[^\n]{0,200}|Object\(\.\.\.\))"
        ),
        OtherFile(
            "object",
            "a program's name for an object, not the object's content",
            "Have the program write the object's text or bytes (decode it, or read it first)",
        ),
    ),
    (
        (
            rb"(?i:[\[<{('\"]*(?:(?:insert|paste|put|enter|add|place)[ _-](?:your |the "
            rb"|an? )?[\w -]{0,40}(?:key|here|content)[\w -]{0,20}"
            rb"|(?:your|my|the|example|some)[ _-](?:\w{1,20}[ _-]){0,4}key(?:[ _-](?:here|content"
            rb"|goes here))?|change[ _-]?me!?|replace[ _-]?(?:me|this)"
            rb"|to-?do:?[^\n]{0,60}|fix-?me|place-?holder|dummy(?:[ _-]key)?|test|foo|example"
            rb"|private[ _-]key|public[ _-]key|ssh[ _-]key)"
            rb"[\]>})'\"]*)"
        ),
        OtherFile(
            "placeholder",
            "an example's placeholder, which the key should replace",
            "Put the key in its place, with its BEGIN and END lines",
        ),
    ),
    (
        (
            rb"(?:[0-9]{3,5} )?(?:SHA256:[A-Za-z0-9+/]{42,43}=?|SHA512:[A-Za-z0-9+/]{80,88}=*"
            rb"|(?:MD5:)?(?:[0-9a-fA-F]{2}:){15,31}[0-9a-fA-F]{2}"
            rb"|SHA1:[A-Za-z0-9+/]{27}=?)(?: [^\n]{0,200})?"
        ),
        OtherFile(
            "fingerprint",
            "a fingerprint, which names a key but does not contain it",
            "Find the key that it names: ssh-keygen -lf FILE prints a file's fingerprint",
        ),
    ),
    (
        (
            rb"(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abp]-[\w-]{10,}"
            rb"|A[KS]IA[0-9A-Z]{16}|hv[sb]\.[\w-]{20,}"
            rb"|s\.[A-Za-z0-9]{24}|npm_\w{30,}|dop_v1_\w{30,}|otpauth://\S{5,300}|sk-[\w-]{20,}"
            rb"|nsec1[a-z0-9]{50,})"
        ),
        OtherFile("token", "an access token, which SSH does not use", "Choose a private or public key file"),
    ),
    (
        rb"(?:sk-)?(?:ssh|ecdsa)-[a-z0-9]{3,20}[a-z0-9@.-]{0,40}",
        OtherFile(
            "type-alone",
            "a key type without its key",
            "Copy the whole line of the .pub file: type, base64 and comment, without a line ending in it",
        ),
    ),
    (
        rb"pkcs11:\S{3,400}",
        OtherFile(
            "pkcs11-address",
            "the address of a key on a token (PKCS#11), not the key",
            "The key stays on the token: ssh uses it through PKCS11Provider or the agent",
        ),
    ),
    (
        rb"(?:SHA(?:1|256|512) ?\([^()\n]{1,200}\) ?= ?)?[0-9a-f]{32,128}(?: [ *][^\n]{1,200})",
        OtherFile("checksum", "the checksum of a file, not the file", "Choose the file that it names"),
    ),
    (
        rb"SSH-[12]\.[0-9]+-[\x20-\x7e]{1,240}",
        OtherFile(
            "banner",
            "an SSH server's banner, not its host key",
            "Ask for the host key with ssh-keyscan",
        ),
    ),
    (
        rb"(?:https?|ftp|s3|gs|ssh|sftp|git)://[^\s]{3,1000}|[\w.-]+@[\w.-]+:[\w./~-]{1,300}",
        OtherFile(
            "address",
            "a URL, not the content behind it",
            "Download it, and save the result in a file",
        ),
    ),
    (
        rb"@?(?:file://|~[\w-]{0,32}/|\.{0,2}/(?!/)|[A-Za-z]:[\\/]|\\\\[\w.-]+\\|\$\{?\w+\}?/"
        rb"|%\w+%\\|/[cd]/)[\w .,@%+~$(){}\\/-]{1,400}"
        rb"|(?:[\w.-]+[/\\]){0,8}" + _PRIVATE_NAME,
        PATH,
    ),
)
"""Patterns that fit all of a text; the first counts. Without regard to quotes around it."""

BY_MESSAGE: Final = (
    (
        (
            rb"\AThe agent has no identities\.|\ACould not open a connection to your authentication agent"
            rb"|\AError connecting to agent|\Aerror fetching identities|^ssh-add: "
        ),
        OtherFile(
            "ssh-add",
            "a message from ssh-add, which had no key to list",
            "Add the key to the agent first (ssh-add FILE), then list again; or choose the .pub file",
        ),
    ),
    (
        (
            rb"^getaddrinfo \S|^# ?\S{1,255}:[0-9]{1,5} SSH-|^(?:read|connect|write) \(?\S{1,255}\)?: "
            rb"|no hostkey alg"
            rb"|^\S{1,255}: (?:Connection closed by remote host|exception|Connection refused"
            rb"|Connection timed out|Connection reset by peer|Network is unreachable|No route to host"
            rb"|Name or service not known|Temporary failure in name resolution)"
        ),
        OtherFile(
            "ssh-keyscan",
            "what ssh-keyscan prints when it gets no key",
            "Try again when the host is up: ssh-keyscan HOST 2>/dev/null writes keys only",
        ),
    ),
    (
        (
            rb"^(?:Load key \".{0,300}?\"|Saving key \".{0,300}?\" failed|Failed to load key"
            rb"|do_convert_\w+|key_load_\w+): "
            rb"|is not a (?:public )?key file\.?\s*\Z|^Generating public/private "
            rb"|^Your identification has been saved"
            rb"|^Enter (?:passphrase|same passphrase|file in which|PIN for )|^Confirm user presence for key"
            rb"|WARNING: UNPROTECTED PRIVATE KEY FILE|^\+-{1,3}\[[A-Z0-9 -]+\]-"
            rb"|^puttygen: |^ssh-keygen: |^Bad passphrase|^unknown key type |^Too many arguments"
            rb"|^Permissions 0[0-7]{3} for "
            rb"|Permission denied \(publickey|^(?:Host key verification failed"
            rb"|Too many authentication failures)"
            rb"|^ssh: (?:connect|Could not resolve)|^kex_exchange_identification: "
            rb"|^Connection (?:closed|reset|refused)"
            rb"|^Warning: Permanently added |^scp: |^Agent admitted failure"
            rb"|REMOTE HOST IDENTIFICATION HAS CHANGED|^The authenticity of host |^Number of key\(s\) added"
            rb"|already exists\.\s{1,4}Overwrite \(y/n\)|\AOpenSSH_[0-9]|\AAgent pid [0-9]|\ASSH_AUTH_SOCK="
        ),
        OtherFile(
            "ssh-message",
            "a message from an SSH program, not a key",
            "Read what it says, and run the program again; ssh-keygen writes keys to the file given with -f",
        ),
    ),
    (
        (
            rb": (?:No such file or directory|Permission denied|command not found|not found"
            rb"|Is a directory|cannot open|No space left on device)"
            rb"\.?\s*\Z|The system cannot find the (?:path|file) specified|Access is denied\.\s*\Z"
            rb"|is not recognized as (?:an internal|the name)|Cannot find path '[^'\n]{0,300}' because"
            rb"|^(?:Traceback \(most recent call last\)|panic: |Segmentation fault|Killed\s*\Z"
            rb"|usage: |Usage: |fatal: |FATAL: "
            rb"|sudo: |bash: |sh: [0-9]+: |zsh: |-bash: |cat: |cp: |base64: |openssl: |gpg: "
            rb"|unable to load |\w+ is not recognized as )"
        ),
        OtherFile("message", "a message from a program, not a key", _AGAIN),
    ),
    (
        (
            rb"^(?:Error from server|error: You must be logged in|An error occurred \(|ERROR: \(gcloud"
            rb"|Error (?:making|reading|writing) "
            rb"|Unable to locate credentials|Error: |ERROR: |error: |\[ERROR\] |ERROR |curl: \([0-9]+\)"
            rb"|wget: |HTTP/[0-9.]+ [345]|az : |No value found at |gh: |error code: [0-9]|age: error"
            rb"|Doppler Error|Error response from daemon|error during connect|The connection to the server "
            rb"|Unable to connect to "
            rb"|No resources found|The SSO session |Parameter validation failed|Failed to get the data key"
            rb"|Anonymous caller |Calling \[toString\] on an \[Output<T>\]|\x1b\[[0-9;]{1,9}mError"
            rb"|\([A-Z]\w{3,40}\) [A-Z])"
            rb"|\A(?:[345][0-9]{2}[: ][A-Za-z -]{3,60}|404 page not found|Not Found|Access Denied"
            rb"|Forbidden|Unauthorized|Bad credentials"
            rb"|Internal Server Error|Bad Request|Bad Gateway|Service Unavailable|Too Many Requests"
            rb"|permission denied|You are not logged in|Vault is locked|no such (?:key|user)"
            rb"|No selection)\.?\s*\Z"
        ),
        OtherFile(
            "error-message", "an error from a service or from the program that called it, not a key", FETCH
        ),
    ),
    (
        rb"(?i)\A(?:<\?xml[^<>]{0,200}>\s{0,9})?(?:<!doctype html|<html|<head|<body|<script|<meta|<h1)\b",
        OtherFile("html", "a web page, perhaps an error page saved instead of the key", FETCH),
    ),
    (
        (
            rb"(?is)\A(?:<\?xml[^>]{0,200}>\s*)?<(?:error|fault|exception|soap:envelope|errorresponse"
            rb"|response)\b"
        ),
        OtherFile("xml-error", "an error response from a service, in XML", FETCH),
    ),
    (
        rb"^<{7} |^={7}\s*$|^>{7} ",
        OtherFile(
            "conflict",
            "text with git merge conflict markers",
            "Resolve the conflict in the repository first; keep one of the two versions whole",
        ),
    ),
    (
        rb"use 'op item get [^'\n]{1,80} --reveal' to reveal",
        OtherFile(
            "item-without-secret",
            "a 1Password item whose secrets are not shown",
            "Read the key itself: op read 'op://VAULT/ITEM/private key?ssh-format=openssh'",
        ),
    ),
    (
        (
            rb"\A(?:[0-9]{3,5} (?:SHA256:[A-Za-z0-9+/]{43}|(?:MD5:)?(?:[0-9a-f]{2}:){15}[0-9a-f]{2}) "
            rb"[^\n]{1,200}\n?){2,}\Z"
        ),
        OtherFile(
            "fingerprint",
            "a list of fingerprints, which name keys but do not contain them",
            "ssh-add -L lists the public keys themselves; ssh-keygen -lf FILE prints a file's fingerprint",
        ),
    ),
    (
        rb"\A(?:total [0-9]+\n)?[dl-][rwxsStT-]{9}[.+@]? +[0-9]+ ",
        OtherFile("listing", "a list of files (ls -l), not one of them", "Choose one of the files in it"),
    ),
    (
        (
            rb"\A\[(?:InternetShortcut|\.ShellClassInfo|Desktop Entry)\]"
            rb"|\A(?:<\?xml[^<>]{0,200}>\s{0,9})?<!DOCTYPE plist"
        ),
        OtherFile("shortcut", "a desktop shortcut or settings file", "Choose the key file itself"),
    ),
    (
        rb"\A/annex/objects/|\A\.\.?/(?:[^\n]{1,300}/)?\.git/annex/objects/",
        OtherFile("git-annex", "a git-annex pointer, not the file itself", "Run git annex get first"),
    ),
)
"""Patterns that are searched in the lines of a text."""
