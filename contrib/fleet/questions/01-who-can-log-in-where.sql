-- Who can log in where
SELECT coalesce(person, 'unknown') AS person, host, account, sha256, options
FROM logins WHERE is_expired IS NOT TRUE ORDER BY ALL;
