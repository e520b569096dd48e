-- What keywright inspect --jsonl tells, a row for each key, and who has which key.
DROP VIEW IF EXISTS certified;
DROP VIEW IF EXISTS logins;
DROP VIEW IF EXISTS weak;
DROP TABLE IF EXISTS keys;
DROP TABLE IF EXISTS owners;

CREATE TABLE keys (
    host VARCHAR NOT NULL,  -- as the inventory calls it
    nodename VARCHAR,       -- as it calls itself
    path VARCHAR, line BIGINT, kind VARCHAR, format VARCHAR, algorithm VARCHAR, bits INTEGER, sha256 VARCHAR,
    comment VARCHAR, encrypted BOOLEAN, options VARCHAR, mode VARCHAR, owner VARCHAR, mtime TIMESTAMP,
    findings VARCHAR[], error VARCHAR,
    certifies VARCHAR, key_id VARCHAR, principals VARCHAR[], ca VARCHAR, expires TIMESTAMP  -- of certificates
);

CREATE TABLE owners (sha256 VARCHAR PRIMARY KEY, name VARCHAR NOT NULL, mail VARCHAR, until DATE);

-- Each line by which sshd lets somebody in. The account is the folder above .ssh, or the name of a file in
-- /etc/ssh/authorized_keys; elsewhere the owner of the file.
CREATE VIEW logins AS
SELECT
    keys.host,
    coalesce(
        nullif(regexp_extract(path, '([^/]+)/\.ssh/authorized_keys2?$', 1), ''),
        nullif(regexp_extract(path, '/authorized_keys(?:\.d)?/([^/]+)$', 1), ''),
        keys.owner
    ) AS account,
    owners.name AS person, owners.until, sha256, algorithm, comment, options, path, line, findings,
    regexp_matches(coalesce(options, ''), '(^|,)cert-authority') AS is_authority,
    regexp_matches(coalesce(options, ''), '(^|,)(restrict|command=|from=)') AS is_restricted,
    try_strptime(regexp_extract(options, 'expiry-time="(\d{8})', 1), '%Y%m%d') < current_date AS is_expired
FROM keys LEFT JOIN owners USING (sha256)
WHERE keys.kind = 'public' AND keys.format = 'openssh-public' AND sha256 IS NOT NULL
    AND regexp_matches(path, '/authorized_keys2?$|/authorized_keys(\.d)?/[^/]+$');

-- Each certificate that logs in by a cert-authority line: signed by its key, for a user, not over, and with one
-- of the principals that the line names, or, where it names none, with the account's name or none at all.
-- Whose it is: the owner of the key that is certified; else what the authority calls it, its identity.
CREATE VIEW certified AS
SELECT DISTINCT
    authority.host, authority.account, coalesce(owners.name, 'certificate ' || certificate.key_id) AS person,
    owners.until, certificate.sha256, certificate.key_id, certificate.principals, certificate.expires,
    authority.options, authority.path, authority.line
FROM (
    SELECT *, regexp_extract(options, 'principals="([^"]*)"', 1) AS named
    FROM logins WHERE is_authority AND is_expired IS NOT TRUE
) AS authority
JOIN keys AS certificate ON certificate.ca = authority.sha256
LEFT JOIN owners ON owners.sha256 = certificate.sha256
WHERE certificate.certifies = 'user' AND coalesce(certificate.expires > now()::TIMESTAMP, true)
    AND CASE
        WHEN authority.named <> '' THEN list_has_any(certificate.principals, string_split(authority.named, ','))
        ELSE len(certificate.principals) = 0 OR list_contains(certificate.principals, authority.account)
    END;

-- The findings that are about the key itself, not about its file.
CREATE VIEW weak AS
SELECT * FROM (
    SELECT *, list_filter(findings, lambda one: regexp_matches(one, '^(rsa-|dsa|ed25519-|ssh1)')
        AND one NOT IN ('rsa-exponent-small', 'rsa-exponent-large')) AS reasons FROM keys
) WHERE len(reasons) > 0;
