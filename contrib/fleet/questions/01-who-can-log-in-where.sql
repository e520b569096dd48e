-- Who can log in where
SELECT coalesce(person, 'unknown') AS person, host, account, sha256, options, NULL AS certificate
FROM logins WHERE is_expired IS NOT TRUE
UNION ALL
SELECT person, host, account, sha256, options, key_id FROM certified
ORDER BY ALL;
