-- Private keys that were last written five years ago or earlier
SELECT host, path, algorithm, mtime::DATE AS written, sha256
FROM keys WHERE kind = 'private' AND mtime < current_date - INTERVAL 5 YEAR ORDER BY mtime, host, path;
