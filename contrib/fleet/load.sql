INSERT INTO keys
SELECT
    regexp_extract(filename, '([^/]+)\.jsonl$', 1), host, path, line, kind, format, algorithm, bits, sha256, comment,
    encrypted, options, mode, owner, mtime, findings, error, certifies, key_id, principals, ca, expires
FROM read_json(
    ?, format = 'newline_delimited', filename = true,
    columns = {
        host: 'VARCHAR', path: 'VARCHAR', line: 'BIGINT', kind: 'VARCHAR', format: 'VARCHAR', algorithm: 'VARCHAR',
        bits: 'INTEGER', sha256: 'VARCHAR', comment: 'VARCHAR', encrypted: 'BOOLEAN', options: 'VARCHAR',
        mode: 'VARCHAR', owner: 'VARCHAR', mtime: 'TIMESTAMP', findings: 'VARCHAR[]', error: 'VARCHAR',
        certifies: 'VARCHAR', key_id: 'VARCHAR', principals: 'VARCHAR[]', ca: 'VARCHAR', expires: 'TIMESTAMP'
    }
);
