-- Keys that log in as root without any limit
SELECT host, coalesce(person, 'unknown') AS person, sha256, comment, path, line
FROM logins WHERE account = 'root' AND NOT is_restricted AND is_expired IS NOT TRUE ORDER BY ALL;
