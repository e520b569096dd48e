# keywright in fish: verbs, options and values. Made by "keywright completion fish"; changes are lost.

function __keywright_is --description 'Whether these are the first words behind keywright'
    set -l words (commandline -opc)
    set -e words[1]
    switch "$words[1]"
        case mend
            set words[1] repair
    end
    set -l count (count $argv)
    test (count $words) -ge $count; or return 1
    test $count -eq 0; or test "$words[1..$count]" = "$argv"
end

function __keywright_next --description 'Whether the word behind these is the one that is typed'
    __keywright_is $argv; and test (count (commandline -opc)) -eq (math 1 + (count $argv))
end

function __keywright_services
    set -l own $HOME/.config
    set -q XDG_CONFIG_HOME; and set own $XDG_CONFIG_HOME
    set -l files $own/keywright/services/*.toml
    string split ' ' '1password age airbyte airflow ansible-community-crypto apache-nifi appleboy-ssh-action aptible argo-cd asyncssh authorized-keys aws-codecommit aws-ec2 aws-transfer-host-key aws-transfer-sftp-connector aws-transfer-users awx az-ssh azure-data-factory azure-devops azure-vm bitbucket-cloud bitbucket-data-center bitwarden bvnc cdata circleci cisco-ios cisco-ios-xe-sdwan connectbot coolify cryptography cyberduck dbeaver dbeaver-jsch digitalocean dokploy dropbear dropbear-2026 duplicati filezilla fips flux fortigate gerrit git-integration-for-jira-cloud git-integration-for-jira-data-center git-integration-for-jira-data-center-3 gitea github github-actions github-deploy-key gitlab go gogs google-compute-metadata google-os-login heidisql heroku home-assistant-git-pull informatica-sftp jenkins jenkins-git jenkins-publish-over-ssh jsch jsch-mwiede jsch-mwiede-bc keepassxc libssh libssh-0.11 libssh-0.12 libssh2 libssh2-1.11 lightsail mikrotik mina-sshd mina-sshd-bare mina-sshd-bc mobaxterm mulesoft-sftp net-ssh node-sftp oci-console octopus openssh-10.5 openssh-7.8 openssh-9.2 openssh-9.6 openssh-9.8 openssl openstack oracle-integration oracle-integration-government packer paramiko phpseclib procurve proftpd putty-0.84 putty-old puttygen razorsql rclone rundeck russh sage-datasync salesforce-data-360 sap-cloud-integration sap-open-connectors sftpgo snowflake-go snowflake-kafka snowflake-private snowflake-public snowflake-spark sourcehut ssh2 sshj sshnet sshpk tabby teamcity terraform trilead vagrant winscp zabbix'
    test -n "$files"; and sed -n 's/^ *id *= *["\']\\([a-z0-9.-]*\\)["\'].*/\\1/p' $files 2>/dev/null
end

complete -c keywright -f

complete -c keywright -n __keywright_next -a 'list' -d 'list the keys of a folder or a file, one line for each'
complete -c keywright -n __keywright_next -a 'inspect' -d 'show what key files contain, without asking for a passphrase'
complete -c keywright -n __keywright_next -a 'public' -d 'print the public key'
complete -c keywright -n __keywright_next -a 'generate' -d 'generate a key pair'
complete -c keywright -n __keywright_next -a 'convert' -d 'write a key in another format'
complete -c keywright -n __keywright_next -a 'export' -d 'write a key the way a secret field expects it'
complete -c keywright -n __keywright_next -a 'host-keys' -d 'create a server\'s missing host keys'
complete -c keywright -n __keywright_next -a 'edit' -d 'change passphrase, encryption or comment, keeping the format'
complete -c keywright -n __keywright_next -a 'repair' -d 'repair a damaged key file, or file permissions'
complete -c keywright -n __keywright_next -a 'rename' -d 'rename a key with its public key and certificate'
complete -c keywright -n __keywright_next -a 'delete' -d 'delete keys, keeping backups; clear the backups'
complete -c keywright -n __keywright_next -a 'check' -d 'show which services and clients accept a key, and why not'
complete -c keywright -n __keywright_next -a 'services' -d 'list the services and clients'
complete -c keywright -n __keywright_next -a 'audit' -d 'find weak, revoked and unprotected keys'
complete -c keywright -n __keywright_next -a 'certificate' -d 'sign, show, attach and remove certificates'
complete -c keywright -n __keywright_next -a 'sign' -d 'sign files'
complete -c keywright -n __keywright_next -a 'verify' -d 'verify the signature of a file'
complete -c keywright -n __keywright_next -a 'hosts' -d 'find, remove and hash the servers in known_hosts'
complete -c keywright -n __keywright_next -a 'authorized' -d 'list and change the keys that may log in to an account'
complete -c keywright -n __keywright_next -a 'why' -d 'show which keys ssh offers to a host, and why not others'
complete -c keywright -n __keywright_next -a 'uses' -d 'show what uses a key; make ssh offer it to a host'
complete -c keywright -n __keywright_next -a 'install' -d 'put a public key on a server, and prove that it logs in'
complete -c keywright -n __keywright_next -a 'rotate' -d 'replace a key on every host, step by step'
complete -c keywright -n __keywright_next -a 'agent' -d 'list, add and remove the keys of ssh-agent'
complete -c keywright -n __keywright_next -a 'settings' -d 'show the settings, or change one'
complete -c keywright -n __keywright_next -a 'completion' -d 'print shell completions for bash, zsh or fish'
complete -c keywright -n __keywright_next -a 'help' -d 'explain a verb, or the exit codes'
complete -c keywright -n __keywright_next -a 'version' -d 'print the version'
complete -c keywright -n 'not __fish_seen_subcommand_from list inspect public generate convert export host-keys edit repair rename delete check services audit certificate sign verify hosts authorized why uses install rotate agent settings completion help version' -s h -l help -d 'show this help message and exit'
complete -c keywright -n 'not __fish_seen_subcommand_from list inspect public generate convert export host-keys edit repair rename delete check services audit certificate sign verify hosts authorized why uses install rotate agent settings completion help version' -l theme -x -a 'terminal dark light mono nord gruvbox catppuccin-mocha catppuccin-macchiato catppuccin-frappe catppuccin-latte dracula tokyo-night monokai flexoki solarized-dark solarized-light rose-pine rose-pine-moon rose-pine-dawn atom-one-dark atom-one-light textual-dark textual-light' -d 'colours: the terminal\'s own, dark, light, none (mono), or a well-known theme: terminal, dark, light, mono, nord, gruvbox or 17 others (keywright settings --help)'
complete -c keywright -n 'not __fish_seen_subcommand_from list inspect public generate convert export host-keys edit repair rename delete check services audit certificate sign verify hosts authorized why uses install rotate agent settings completion help version' -l clipboard -x -a 'auto tmux osc52 screen desktop show' -d 'how to copy; auto picks what works: auto, tmux, osc52, screen, desktop, show'
complete -c keywright -n 'not __fish_seen_subcommand_from list inspect public generate convert export host-keys edit repair rename delete check services audit certificate sign verify hosts authorized why uses install rotate agent settings completion help version' -l ascii -l no-ascii -d 'draw with ASCII characters only'
complete -c keywright -n 'not __fish_seen_subcommand_from list inspect public generate convert export host-keys edit repair rename delete check services audit certificate sign verify hosts authorized why uses install rotate agent settings completion help version' -l mouse -l no-mouse -d 'mouse clicks go to keywright, not the terminal'
complete -c keywright -n 'not __fish_seen_subcommand_from list inspect public generate convert export host-keys edit repair rename delete check services audit certificate sign verify hosts authorized why uses install rotate agent settings completion help version' -l version -d 'print the version'
complete -c keywright -n 'not __fish_seen_subcommand_from list inspect public generate convert export host-keys edit repair rename delete check services audit certificate sign verify hosts authorized why uses install rotate agent settings completion help version' -F

complete -c keywright -n '__keywright_is list' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is list' -l sort -x -a 'name type age problems' -d 'for a folder: one of name, type, age, problems (default: name)'
complete -c keywright -n '__keywright_is list' -l json -d 'for a folder: a JSON array, one object for each key'
complete -c keywright -n '__keywright_is list' -F

complete -c keywright -n '__keywright_is inspect' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is inspect' -l json -d 'a JSON array, one object for each key'
complete -c keywright -n '__keywright_is inspect' -l jsonl -d 'one JSON object per line, as each key is found; for lists of any size'
complete -c keywright -n '__keywright_is inspect' -s r -l recursive -d 'with --jsonl: descend into folders'
complete -c keywright -n '__keywright_is inspect' -l copied-from -x -d 'with --jsonl: the files are copies from this host, and each folder is its root'
complete -c keywright -n '__keywright_is inspect' -l verify -d 'compare each private key with its public key, check its numbers, and try a signature'
complete -c keywright -n '__keywright_is inspect' -l numbers -d 'also show the numbers of public keys'
complete -c keywright -n '__keywright_is inspect' -l private-numbers -d 'also show the numbers of private keys: anyone who sees them has the key'
complete -c keywright -n '__keywright_is inspect' -l randomart -d 'also show the randomart image, like ssh-keygen -lv'
complete -c keywright -n '__keywright_is inspect' -l randomart-md5 -d 'also show the MD5 randomart image, like ssh-keygen -lv -E md5'
complete -c keywright -n '__keywright_is inspect' -l bubblebabble -d 'also show the bubblebabble fingerprint, like ssh-keygen -B'
complete -c keywright -n '__keywright_is inspect' -l allow-slow -d 'try the passphrase even if it takes longer than any key tool would ask for; Ctrl+C stops'
complete -c keywright -n '__keywright_is inspect' -l passphrase-file -r -F -d 'the key\'s passphrase: the first line of F; an empty file means none'
complete -c keywright -n '__keywright_is inspect' -F

complete -c keywright -n '__keywright_is generate' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is generate' -s t -l type -x -a 'ed25519 rsa ecdsa ed448 mldsa44-ed25519 dsa rsa1' -d 'the key type (default: from the settings); dsa and rsa1 with --legacy'
complete -c keywright -n '__keywright_is generate' -s b -l bits -x -d 'the size: RSA 2048 to 16384 (default 4096), ECDSA 256, 384, 521'
complete -c keywright -n '__keywright_is generate' -s C -l comment -x -d 'the comment (default: user@host)'
complete -c keywright -n '__keywright_is generate' -l legacy -d 'allow what only old devices need: dsa, rsa1, and RSA from 1024 to 2040 bits'
complete -c keywright -n '__keywright_is generate' -l format -l to -l as -x -a 'openssh pem pkcs8 ppk3 ppk2 sshcom ssh1 dropbear jwk pkcs1-der pkcs8-der' -d 'openssh, pem, pkcs8, ppk3, ppk2, sshcom, ssh1, dropbear, jwk, pkcs1-der, pkcs8-der (default: openssh, or the first that supports the type)'
complete -c keywright -n '__keywright_is generate' -l for -x -a '(__keywright_services)' -d 'use the type, size, format and passphrase that a service accepts; see keywright services'
complete -c keywright -n '__keywright_is generate' -s o -l output -r -F -d 'the private key file (default: ssh-keygen\'s name)'
complete -c keywright -n '__keywright_is generate' -l force -d 'overwrite both files without asking; the old file is kept as a backup'
complete -c keywright -n '__keywright_is generate' -l no-backup -d 'with --force: keep no backup'
complete -c keywright -n '__keywright_is generate' -l json -d 'report what was done as a JSON array, one object for each file'
complete -c keywright -n '__keywright_is generate' -l new-passphrase-file -r -F -d 'the passphrase: the first line of F; an empty file means none'
complete -c keywright -n '__keywright_is generate' -l stronger -d 'make the passphrase several times as costly to guess as by default'
complete -c keywright -n '__keywright_is generate' -l cipher -x -d 'such as aes256-ctr or AES-256-CBC'
complete -c keywright -n '__keywright_is generate' -l kdf -x -d 'such as bcrypt, scrypt, pbkdf2-hmac-sha256 or argon2id'
complete -c keywright -n '__keywright_is generate' -l rounds -x -d 'bcrypt rounds or PBKDF2 iterations'
complete -c keywright -n '__keywright_is generate' -l memory -x -d 'for Argon2 or scrypt; at least 8 per lane'
complete -c keywright -n '__keywright_is generate' -l passes -x -d 'for Argon2'
complete -c keywright -n '__keywright_is generate' -l parallelism -x -d 'lanes for Argon2, p for scrypt'
complete -c keywright -n '__keywright_is generate' -l milliseconds -x -d 'use as many rounds or passes as take this long on this machine'

complete -c keywright -n '__keywright_is convert' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is convert' -l format -l to -l as -x -a 'openssh pem pkcs8 ppk3 ppk2 sshcom ssh1 public-blob dropbear rfc4716 spki pkcs1-public jwk jwk-public pkcs1-der pkcs8-der spki-der sshfp openssh-public ssh1-public' -d 'openssh, pem, pkcs8, ppk3, ppk2, sshcom, ssh1, public-blob, dropbear, rfc4716, spki, pkcs1-public, jwk, jwk-public, pkcs1-der, pkcs8-der, spki-der, sshfp, openssh-public, ssh1-public'
complete -c keywright -n '__keywright_is convert' -l for -x -a '(__keywright_services)' -d 'use the format that a service or client accepts; see keywright services'
complete -c keywright -n '__keywright_is convert' -s o -l output -r -F -d 'where to write it (default: an unused name next to IN for a private key, standard output for a public one)'
complete -c keywright -n '__keywright_is convert' -s C -l comment -x -d 'the new comment, instead of the source\'s'
complete -c keywright -n '__keywright_is convert' -l force -d 'overwrite OUT without asking; the old file is kept as a backup'
complete -c keywright -n '__keywright_is convert' -l no-backup -d 'with --force: keep no backup'
complete -c keywright -n '__keywright_is convert' -l json -d 'report what was done as a JSON array, one object for each file'
complete -c keywright -n '__keywright_is convert' -l allow-slow -d 'try the passphrase even if it takes longer than any key tool would ask for; Ctrl+C stops'
complete -c keywright -n '__keywright_is convert' -l passphrase-file -r -F -d 'the key\'s passphrase: the first line of F; an empty file means none'
complete -c keywright -n '__keywright_is convert' -l new-passphrase-file -r -F -d 'the new passphrase: the first line of F; an empty file removes it'
complete -c keywright -n '__keywright_is convert' -l stronger -d 'make the passphrase several times as costly to guess as by default'
complete -c keywright -n '__keywright_is convert' -l cipher -x -d 'such as aes256-ctr or AES-256-CBC'
complete -c keywright -n '__keywright_is convert' -l kdf -x -d 'such as bcrypt, scrypt, pbkdf2-hmac-sha256 or argon2id'
complete -c keywright -n '__keywright_is convert' -l rounds -x -d 'bcrypt rounds or PBKDF2 iterations'
complete -c keywright -n '__keywright_is convert' -l memory -x -d 'for Argon2 or scrypt; at least 8 per lane'
complete -c keywright -n '__keywright_is convert' -l passes -x -d 'for Argon2'
complete -c keywright -n '__keywright_is convert' -l parallelism -x -d 'lanes for Argon2, p for scrypt'
complete -c keywright -n '__keywright_is convert' -l milliseconds -x -d 'use as many rounds or passes as take this long on this machine'
complete -c keywright -n '__keywright_is convert' -F

complete -c keywright -n '__keywright_is edit' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is edit' -s C -l comment -x -d 'the new comment, for the .pub file too'
complete -c keywright -n '__keywright_is edit' -l key -x -d 'which key in a file with several: its line or its number'
complete -c keywright -n '__keywright_is edit' -l public -d 'rewrite the .pub file from the private key'
complete -c keywright -n '__keywright_is edit' -l passphrase-file -r -F -d 'the key\'s passphrase: the first line of F; an empty file means none'
complete -c keywright -n '__keywright_is edit' -l new-passphrase-file -r -F -d 'the new passphrase: the first line of F; an empty file removes it'
complete -c keywright -n '__keywright_is edit' -l ask-new -d 'ask for the new passphrase on the terminal'
complete -c keywright -n '__keywright_is edit' -l remove-passphrase -d 'remove the passphrase'
complete -c keywright -n '__keywright_is edit' -l json -d 'report what was done as a JSON array, one object for each key that changes'
complete -c keywright -n '__keywright_is edit' -l allow-slow -d 'try the passphrase even if it takes longer than any key tool would ask for; Ctrl+C stops'
complete -c keywright -n '__keywright_is edit' -l stronger -d 'make the passphrase several times as costly to guess as by default'
complete -c keywright -n '__keywright_is edit' -l cipher -x -d 'such as aes256-ctr or AES-256-CBC'
complete -c keywright -n '__keywright_is edit' -l kdf -x -d 'such as bcrypt, scrypt, pbkdf2-hmac-sha256 or argon2id'
complete -c keywright -n '__keywright_is edit' -l rounds -x -d 'bcrypt rounds or PBKDF2 iterations'
complete -c keywright -n '__keywright_is edit' -l memory -x -d 'for Argon2 or scrypt; at least 8 per lane'
complete -c keywright -n '__keywright_is edit' -l passes -x -d 'for Argon2'
complete -c keywright -n '__keywright_is edit' -l parallelism -x -d 'lanes for Argon2, p for scrypt'
complete -c keywright -n '__keywright_is edit' -l milliseconds -x -d 'use as many rounds or passes as take this long on this machine'
complete -c keywright -n '__keywright_is edit' -l reencrypt -d 'encrypt it again with a new salt'
complete -c keywright -n '__keywright_is edit' -l ppk-version -x -d '2 or 3, for a PPK file'
complete -c keywright -n '__keywright_is edit' -l touch-required -l no-touch-required -d 'require a touch at each use'
complete -c keywright -n '__keywright_is edit' -l verify-required -l no-verify-required -d 'require the PIN at each use'
complete -c keywright -n '__keywright_is edit' -l dry-run -d 'only show what would change'
complete -c keywright -n '__keywright_is edit' -l no-backup -d 'keep no backup'
complete -c keywright -n '__keywright_is edit' -s o -l output -r -F -d 'write OUT and OUT.pub; leave FILE unchanged'
complete -c keywright -n '__keywright_is edit' -l force -d 'overwrite OUT'
complete -c keywright -n '__keywright_is edit' -F

complete -c keywright -n '__keywright_is public' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is public' -l format -l to -l as -x -a 'public-blob rfc4716 spki pkcs1-public jwk-public spki-der sshfp openssh-public ssh1-public' -d 'public-blob, rfc4716, spki, pkcs1-public, jwk-public, spki-der, sshfp, openssh-public, ssh1-public (default: the authorized_keys line)'
complete -c keywright -n '__keywright_is public' -l sshfp -x -d 'print SSHFP records for DNS, like ssh-keygen -r'
complete -c keywright -n '__keywright_is public' -l generic -d 'with --sshfp: for DNS servers that do not know SSHFP'
complete -c keywright -n '__keywright_is public' -l hash -x -a 'sha1 sha256' -d 'with --sshfp: only this hash'
complete -c keywright -n '__keywright_is public' -l qr -d 'show it as a QR code, to scan with a phone'
complete -c keywright -n '__keywright_is public' -l json -d 'a JSON array, one object for each key'
complete -c keywright -n '__keywright_is public' -l passphrase-file -r -F -d 'the key\'s passphrase: the first line of F; an empty file means none'
complete -c keywright -n '__keywright_is public' -F

complete -c keywright -n '__keywright_is check' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is check' -l for -x -a '(__keywright_services)' -d 'only this service or client: an id, a name or part of one; see keywright services'
complete -c keywright -n '__keywright_is check' -l json -d 'a JSON array, one object for each service'
complete -c keywright -n '__keywright_is check' -l passphrase-file -r -F -d 'the key\'s passphrase: the first line of F; an empty file means none'
complete -c keywright -n '__keywright_is check' -F

complete -c keywright -n '__keywright_is services' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is services' -l star -x -d 'star this one: it is listed first everywhere'
complete -c keywright -n '__keywright_is services' -l unstar -x -d 'remove the star'
complete -c keywright -n '__keywright_is services' -l json -d 'a JSON array, one object for each'
complete -c keywright -n '__keywright_is services' -l stale -x -d 'only those not checked for MONTHS months (default: 12), with their sources; uncertain ones are due twice as soon'

complete -c keywright -n '__keywright_is export' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is export' -l format -l to -l as -x -a 'raw base64 json body crlf user sql' -d 'raw, base64, json, body, crlf, user, sql'
complete -c keywright -n '__keywright_is export' -l for -x -a '(__keywright_services)' -d 'use the key and the form that this service accepts; see keywright services'
complete -c keywright -n '__keywright_is export' -l user -x -d 'for user and sql: the account the key is for'
complete -c keywright -n '__keywright_is export' -s o -l output -r -F -d 'where to write it (default: standard output)'
complete -c keywright -n '__keywright_is export' -l force -d 'overwrite OUT without asking; the old file is kept as a backup'
complete -c keywright -n '__keywright_is export' -l no-backup -d 'with --force: keep no backup'
complete -c keywright -n '__keywright_is export' -l json -d 'report what was done as a JSON array, one object for each file'
complete -c keywright -n '__keywright_is export' -l passphrase-file -r -F -d 'the key\'s passphrase: the first line of F; an empty file means none'
complete -c keywright -n '__keywright_is export' -F

complete -c keywright -n '__keywright_is repair' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is repair' -s o -l output -r -F -d 'the new file (default: FILE_repaired, or another unused name)'
complete -c keywright -n '__keywright_is repair' -l in-place -d 'replace FILE, and keep the damaged one as a backup in the same folder'
complete -c keywright -n '__keywright_is repair' -l dry-run -d 'only show what is wrong and what would be done'
complete -c keywright -n '__keywright_is repair' -l json -d 'report what was done as a JSON array, one object for each file'
complete -c keywright -n '__keywright_is repair' -l permissions -d 'only remove the permissions that let others read or write keys; FILE may be a folder'
complete -c keywright -n '__keywright_is repair' -l accept-key -x -d 'a key that OpenSSH does not read in FILE now but may read after the repair (default: ask on the terminal)'
complete -c keywright -n '__keywright_is repair' -l passphrase-file -r -F -d 'the key\'s passphrase: the first line of F; an empty file means none'
complete -c keywright -n '__keywright_is repair' -l force -d 'overwrite OUT without asking; the old file is kept as a backup'
complete -c keywright -n '__keywright_is repair' -l no-backup -d 'with --force: keep no backup'
complete -c keywright -n '__keywright_is repair' -F

complete -c keywright -n '__keywright_is rename' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is rename' -l only -d 'only this file, not the key\'s other files'
complete -c keywright -n '__keywright_is rename' -l json -d 'report what was done as a JSON array, one object for each file'
complete -c keywright -n '__keywright_is rename' -F

complete -c keywright -n '__keywright_is delete' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is delete' -l only -d 'only the named files, not the key\'s other files'
complete -c keywright -n '__keywright_is delete' -l backups -d 'permanently delete the backups in these folders instead'
complete -c keywright -n '__keywright_is delete' -s y -l yes -d 'do not ask for confirmation'
complete -c keywright -n '__keywright_is delete' -l json -d 'report what was done as a JSON array, one object for each file'
complete -c keywright -n '__keywright_is delete' -F

complete -c keywright -n '__keywright_is certificate' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_next certificate' -a 'sign show attach remove'

complete -c keywright -n '__keywright_is certificate sign' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is certificate sign' -s s -l ca -r -F -d 'the CA\'s private key, in any format'
complete -c keywright -n '__keywright_is certificate sign' -s U -l agent -d 'sign with the ssh-agent; CA_KEY may be the public key'
complete -c keywright -n '__keywright_is certificate sign' -s I -l id -x -d 'the name that servers write to their logs'
complete -c keywright -n '__keywright_is certificate sign' -l host -d 'sign a host certificate (default: a user certificate)'
complete -c keywright -n '__keywright_is certificate sign' -s n -l principals -x -d 'the users who may log in with it, or the host\'s names, separated by commas (default: ask)'
complete -c keywright -n '__keywright_is certificate sign' -l any-principal -d 'leave out the principals; OpenSSH 10.3 and newer refuse such a certificate'
complete -c keywright -n '__keywright_is certificate sign' -s V -l validity -x -d '+8h, +52w, 20261201, START:END, always:forever; dates are YYYYMMDD[HHMM[SS]], with a Z in UTC'
complete -c keywright -n '__keywright_is certificate sign' -s z -l serial -x -d 'serial number; +N counts up for each key'
complete -c keywright -n '__keywright_is certificate sign' -s O -l option -x -d 'The options are: clear; no- or permit- with x11-forwarding, agent-forwarding, port-forwarding, pty, user-rc; force-command=COMMAND; source-address=CIDR,...; verify-required; no-touch-required; critical:NAME[=VALUE]; extension:NAME[=VALUE]'
complete -c keywright -n '__keywright_is certificate sign' -s t -l signature -x -a 'rsa-sha2-512 rsa-sha2-256 ssh-rsa' -d 'how an RSA CA signs (default: rsa-sha2-512)'
complete -c keywright -n '__keywright_is certificate sign' -s o -l output -r -F -d 'where to write it, instead of PUB-cert.pub'
complete -c keywright -n '__keywright_is certificate sign' -l dry-run -d 'only show what would be signed'
complete -c keywright -n '__keywright_is certificate sign' -l force -d 'overwrite PUB-cert.pub without asking; the old file is kept as a backup'
complete -c keywright -n '__keywright_is certificate sign' -l no-backup -d 'with --force: keep no backup'
complete -c keywright -n '__keywright_is certificate sign' -l json -d 'report what was done as a JSON array, one object for each certificate'
complete -c keywright -n '__keywright_is certificate sign' -l allow-slow -d 'try the passphrase even if it takes longer than any key tool would ask for; Ctrl+C stops'
complete -c keywright -n '__keywright_is certificate sign' -l passphrase-file -r -F -d 'the key\'s passphrase: the first line of F; an empty file means none'
complete -c keywright -n '__keywright_is certificate sign' -F

complete -c keywright -n '__keywright_is certificate show' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is certificate show' -l json -d 'a JSON array, one object for each certificate'
complete -c keywright -n '__keywright_is certificate show' -l line -d 'print the certificate line, as in a -cert.pub file, even from a PPK'
complete -c keywright -n '__keywright_is certificate show' -F

complete -c keywright -n '__keywright_is certificate attach' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is certificate attach' -l force -d 'replace the key\'s other certificate; with -o: overwrite OUT'
complete -c keywright -n '__keywright_is certificate attach' -s o -l output -r -F -d 'write a new file, and leave the existing ones unchanged'
complete -c keywright -n '__keywright_is certificate attach' -l json -d 'report what was done as a JSON array, one object for each file'
complete -c keywright -n '__keywright_is certificate attach' -l allow-slow -d 'try the passphrase even if it takes longer than any key tool would ask for; Ctrl+C stops'
complete -c keywright -n '__keywright_is certificate attach' -l passphrase-file -r -F -d 'the key\'s passphrase: the first line of F; an empty file means none'
complete -c keywright -n '__keywright_is certificate attach' -F
complete -c keywright -n '__keywright_is certificate attach' -F

complete -c keywright -n '__keywright_is certificate remove' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is certificate remove' -l force -d 'with -o: overwrite OUT'
complete -c keywright -n '__keywright_is certificate remove' -s o -l output -r -F -d 'write a new file, and leave the existing ones unchanged'
complete -c keywright -n '__keywright_is certificate remove' -l json -d 'report what was done as a JSON array, one object for each file'
complete -c keywright -n '__keywright_is certificate remove' -l allow-slow -d 'try the passphrase even if it takes longer than any key tool would ask for; Ctrl+C stops'
complete -c keywright -n '__keywright_is certificate remove' -l passphrase-file -r -F -d 'the key\'s passphrase: the first line of F; an empty file means none'
complete -c keywright -n '__keywright_is certificate remove' -F

complete -c keywright -n '__keywright_is audit' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is audit' -s r -l recursive -d 'descend into subfolders'
complete -c keywright -n '__keywright_is audit' -l revoked -r -F -d 'a list of revoked keys: a KRL, or a text file of public keys and fingerprints; may be repeated'
complete -c keywright -n '__keywright_is audit' -l owners -r -F -d 'who has which key (TOML): keys in authorized_keys that belong to nobody, or to someone who left, are reported; default ~/.config/keywright/known-owners.toml, if it exists'
complete -c keywright -n '__keywright_is audit' -l entries -d 'print every entry of the lists given with --revoked'
complete -c keywright -n '__keywright_is audit' -l checks -d 'show what is checked, and what it means'
complete -c keywright -n '__keywright_is audit' -l json -d 'a JSON array, one object for each key'
complete -c keywright -n '__keywright_is audit' -l report -x -a 'cbom' -d 'cbom: the keys, certificates and algorithms as CycloneDX 1.6 cryptographic assets'
complete -c keywright -n '__keywright_is audit' -l allow-slow -d 'run every check on every key, however long it takes; Ctrl+C stops'
complete -c keywright -n '__keywright_is audit' -l passphrase-file -r -F -d 'the key\'s passphrase: the first line of F; an empty file means none'
complete -c keywright -n '__keywright_is audit' -F

complete -c keywright -n '__keywright_is host-keys' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is host-keys' -l dir -x -a '(__fish_complete_directories)' -d 'the folder for them (default: /etc/ssh)'
complete -c keywright -n '__keywright_is host-keys' -l types -x -d 'any of rsa, ecdsa, ed25519, mldsa44-ed25519 (default: rsa,ecdsa,ed25519)'
complete -c keywright -n '__keywright_is host-keys' -l json -d 'report what was done as a JSON array, one object for each key file'

complete -c keywright -n '__keywright_is sign' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is sign' -s k -l key -r -F -d 'the private key; or KEY-cert.pub, to sign with that certificate'
complete -c keywright -n '__keywright_is sign' -s U -l agent -d 'sign with the ssh-agent; KEY may be the public key'
complete -c keywright -n '__keywright_is sign' -s n -l namespace -x -d 'what the signature is for, such as git; default file'
complete -c keywright -n '__keywright_is sign' -l hash -x -a 'sha512 sha256' -d 'default sha512'
complete -c keywright -n '__keywright_is sign' -s o -l output -r -F -d 'default: FILE.sig; standard output for -'
complete -c keywright -n '__keywright_is sign' -l force -d 'overwrite OUT'
complete -c keywright -n '__keywright_is sign' -l json -d 'report what was done as a JSON array, one object for each signature'
complete -c keywright -n '__keywright_is sign' -l allow-slow -d 'try the passphrase even if it takes longer than any key tool would ask for; Ctrl+C stops'
complete -c keywright -n '__keywright_is sign' -l passphrase-file -r -F -d 'the key\'s passphrase: the first line of F; an empty file means none'
complete -c keywright -n '__keywright_is sign' -F

complete -c keywright -n '__keywright_is verify' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is verify' -l json -d 'a JSON array of one object'
complete -c keywright -n '__keywright_is verify' -s n -l namespace -x -d 'what the signature is for, such as git; default file'
complete -c keywright -n '__keywright_is verify' -l signers -r -F -d 'an allowed_signers file that says who may sign'
complete -c keywright -n '__keywright_is verify' -l no-identity -d 'accept anyone\'s signature: exit code 0 when it is good, no matter who made it'
complete -c keywright -n '__keywright_is verify' -l identity -x -d 'which of them must have signed'
complete -c keywright -n '__keywright_is verify' -l at -x -d 'when the key must be valid: YYYYMMDD[HHMM[SS]][Z]; default now'
complete -c keywright -n '__keywright_is verify' -l revoked -r -F -d 'a list of revoked keys'
complete -c keywright -n '__keywright_is verify' -F
complete -c keywright -n '__keywright_is verify' -F

complete -c keywright -n '__keywright_is agent' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_next agent' -a 'list add remove'

complete -c keywright -n '__keywright_is agent list' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is agent list' -l json -d 'a JSON array, one object for each key'
complete -c keywright -n '__keywright_is agent list' -l public -d 'the authorized_keys line of each, like ssh-add -L'

complete -c keywright -n '__keywright_is agent add' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is agent add' -l lifetime -x -d 'forget it after TIME, such as 1h or 90m'
complete -c keywright -n '__keywright_is agent add' -l confirm -d 'make the agent ask before each use'
complete -c keywright -n '__keywright_is agent add' -l no-certificate -d 'load only the plain key'
complete -c keywright -n '__keywright_is agent add' -l json -d 'report what was done as a JSON array, one object for each key or certificate'
complete -c keywright -n '__keywright_is agent add' -l allow-slow -d 'try the passphrase even if it takes longer than any key tool would ask for; Ctrl+C stops'
complete -c keywright -n '__keywright_is agent add' -l passphrase-file -r -F -d 'the key\'s passphrase: the first line of F; an empty file means none'
complete -c keywright -n '__keywright_is agent add' -F

complete -c keywright -n '__keywright_is agent remove' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is agent remove' -l all -d 'every key'
complete -c keywright -n '__keywright_is agent remove' -l json -d 'report what was done as a JSON array, one object for each key or certificate'
complete -c keywright -n '__keywright_is agent remove' -F

complete -c keywright -n '__keywright_is hosts' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_next hosts' -a 'list find remove hash'

complete -c keywright -n '__keywright_is hosts list' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is hosts list' -s f -l file -r -F -d 'instead of ~/.ssh/known_hosts'
complete -c keywright -n '__keywright_is hosts list' -l history -d 'also try the hosts that your shell history names'
complete -c keywright -n '__keywright_is hosts list' -l json -d 'a JSON array, one object for each line'

complete -c keywright -n '__keywright_is hosts find' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is hosts find' -s f -l file -r -F -d 'instead of ~/.ssh/known_hosts'
complete -c keywright -n '__keywright_is hosts find' -l json -d 'a JSON array, one object for each line'
complete -c keywright -n '__keywright_is hosts find' -l lines -d 'print the lines as they are in the file'
complete -c keywright -n '__keywright_is hosts find' -l randomart -d 'also show the randomart image'

complete -c keywright -n '__keywright_is hosts remove' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is hosts remove' -s f -l file -r -F -d 'instead of ~/.ssh/known_hosts'
complete -c keywright -n '__keywright_is hosts remove' -l json -d 'report what was done as a JSON array, one object for each line'

complete -c keywright -n '__keywright_is hosts hash' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is hosts hash' -s f -l file -r -F -d 'instead of ~/.ssh/known_hosts'
complete -c keywright -n '__keywright_is hosts hash' -l json -d 'report what was done as a JSON array, one object for each file'

complete -c keywright -n '__keywright_is authorized' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_next authorized' -a 'list add remove disable enable'

complete -c keywright -n '__keywright_is authorized list' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is authorized list' -l json -d 'a JSON array, one object for each line'
complete -c keywright -n '__keywright_is authorized list' -s f -l file -r -F -d 'instead of ~/.ssh/authorized_keys'

complete -c keywright -n '__keywright_is authorized add' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is authorized add' -s f -l file -r -F -d 'instead of ~/.ssh/authorized_keys'
complete -c keywright -n '__keywright_is authorized add' -s C -l comment -x -d 'instead of the comment of the key'
complete -c keywright -n '__keywright_is authorized add' -l again -d 'even if a line already has the key'
complete -c keywright -n '__keywright_is authorized add' -l json -d 'report what was done as a JSON array, one object for each line'
complete -c keywright -n '__keywright_is authorized add' -l restrict -d 'only run commands: no terminal, no forwarding'
complete -c keywright -n '__keywright_is authorized add' -l allow -x -a 'pty port-forwarding agent-forwarding x11-forwarding user-rc' -d 'with --restrict, still allow: pty, port-forwarding, agent-forwarding, x11-forwarding, user-rc'
complete -c keywright -n '__keywright_is authorized add' -l forbid -x -a 'pty port-forwarding agent-forwarding x11-forwarding user-rc' -d 'forbid one of these'
complete -c keywright -n '__keywright_is authorized add' -l from -x -d 'only from these addresses'
complete -c keywright -n '__keywright_is authorized add' -l command -x -d 'always run this command, whatever is requested'
complete -c keywright -n '__keywright_is authorized add' -l expires -x -d 'until a day: YYYYMMDD, or +30d from now'
complete -c keywright -n '__keywright_is authorized add' -l environment -x -d 'set a variable'
complete -c keywright -n '__keywright_is authorized add' -l permit-open -x -d 'forward only to this'
complete -c keywright -n '__keywright_is authorized add' -l permit-listen -x -d 'listen only on this'
complete -c keywright -n '__keywright_is authorized add' -l tunnel -x -d 'use this tunnel device'
complete -c keywright -n '__keywright_is authorized add' -l verify-required -d 'FIDO: require user verification, by PIN or biometrics'
complete -c keywright -n '__keywright_is authorized add' -l no-touch-required -d 'FIDO: do not require a touch'
complete -c keywright -n '__keywright_is authorized add' -l cert-authority -d 'the key is a CA: the certificates it signs may log in'
complete -c keywright -n '__keywright_is authorized add' -l principals -x -d 'with --cert-authority: only for these names'
complete -c keywright -n '__keywright_is authorized add' -F

complete -c keywright -n '__keywright_is authorized remove' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is authorized remove' -s f -l file -r -F -d 'instead of ~/.ssh/authorized_keys'
complete -c keywright -n '__keywright_is authorized remove' -l json -d 'report what was done as a JSON array, one object for each line'

complete -c keywright -n '__keywright_is authorized disable' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is authorized disable' -s f -l file -r -F -d 'instead of ~/.ssh/authorized_keys'
complete -c keywright -n '__keywright_is authorized disable' -l json -d 'report what was done as a JSON array, one object for each line'

complete -c keywright -n '__keywright_is authorized enable' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is authorized enable' -s f -l file -r -F -d 'instead of ~/.ssh/authorized_keys'
complete -c keywright -n '__keywright_is authorized enable' -l json -d 'report what was done as a JSON array, one object for each line'

complete -c keywright -n '__keywright_is why' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is why' -s F -l config -r -F -d 'instead of ~/.ssh/config'
complete -c keywright -n '__keywright_is why' -l json -d 'a JSON array with one object'
complete -c keywright -n '__keywright_is why' -l try -d 'then have ssh log in once, without prompts, and explain the result'

complete -c keywright -n '__keywright_is uses' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is uses' -s F -l config -r -F -d 'instead of ~/.ssh/config'
complete -c keywright -n '__keywright_is uses' -l json -d 'a JSON array, one object for each use'
complete -c keywright -n '__keywright_is uses' -l add-to -x -d 'make ssh offer only this key to HOST: adds IdentityFile and IdentitiesOnly to the configuration; the old file is kept as a backup'
complete -c keywright -n '__keywright_is uses' -F

complete -c keywright -n '__keywright_is install' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is install' -s F -l config -r -F -d 'instead of ~/.ssh/config'
complete -c keywright -n '__keywright_is install' -l print -d 'print the line to run on the server, and do nothing else'
complete -c keywright -n '__keywright_is install' -l prove -d 'install nothing: only log in with this key alone'
complete -c keywright -n '__keywright_is install' -l json -d 'a JSON array with one object'
complete -c keywright -n '__keywright_is install' -F

complete -c keywright -n '__keywright_is rotate' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is rotate' -s F -l config -r -F -d 'instead of ~/.ssh/config'
complete -c keywright -n '__keywright_is rotate' -l new -r -F -d 'the new key, in the folder of OLD; made unless it exists'
complete -c keywright -n '__keywright_is rotate' -l old-line -x -a 'expire remove keep' -d 'what happens to the old key\'s line on each host (default: expire)'
complete -c keywright -n '__keywright_is rotate' -l keep-days -x -d 'days to keep the backup of OLD (default: 90)'
complete -c keywright -n '__keywright_is rotate' -l new-passphrase-file -r -F -d 'the new key\'s passphrase: the first line of F; an empty file means none'
complete -c keywright -n '__keywright_is rotate' -l plan -d 'show the steps, and do nothing'
complete -c keywright -n '__keywright_is rotate' -l next -d 'do the next step only'
complete -c keywright -n '__keywright_is rotate' -l skip -d 'skip the next step; for a host that is not proved, all its steps'
complete -c keywright -n '__keywright_is rotate' -l undo -d 'undo the last step'
complete -c keywright -n '__keywright_is rotate' -l json -d 'a JSON array, one object for each step'
complete -c keywright -n '__keywright_is rotate' -F

complete -c keywright -n '__keywright_is settings' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is settings' -l json -d 'a JSON array, one object for each setting'
complete -c keywright -n '__keywright_is settings' -l theme -x -a 'terminal dark light mono nord gruvbox catppuccin-mocha catppuccin-macchiato catppuccin-frappe catppuccin-latte dracula tokyo-night monokai flexoki solarized-dark solarized-light rose-pine rose-pine-moon rose-pine-dawn atom-one-dark atom-one-light textual-dark textual-light' -d 'colours: the terminal\'s own, dark, light, none (mono), or a well-known theme: terminal, dark, light, mono, nord, gruvbox or 17 others (keywright settings --help)'
complete -c keywright -n '__keywright_is settings' -l clipboard -x -a 'auto tmux osc52 screen desktop show' -d 'how to copy; auto picks what works: auto, tmux, osc52, screen, desktop, show'
complete -c keywright -n '__keywright_is settings' -l ascii -l no-ascii -d 'draw with ASCII characters only'
complete -c keywright -n '__keywright_is settings' -l mouse -l no-mouse -d 'mouse clicks go to keywright, not the terminal'
complete -c keywright -n '__keywright_next settings' -a 'theme start-folder clipboard key-type ascii mouse lock-minutes sort list-width'

complete -c keywright -n '__keywright_is completion' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_next completion' -a 'bash zsh fish'

complete -c keywright -n '__keywright_is help' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is help' -a 'list inspect public generate convert export host-keys edit repair rename delete check services audit certificate sign verify hosts authorized why uses install rotate agent settings completion help version'

complete -c keywright -n '__keywright_is version' -s h -l help -d 'show this help message and exit'
complete -c keywright -n '__keywright_is version' -l json -d 'a JSON array with one object'
