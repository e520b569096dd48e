-- People who have left and can still log in
SELECT person, until, host, account, path, line, NULL AS certificate FROM logins
WHERE until < current_date AND is_expired IS NOT TRUE
UNION ALL
SELECT person, until, host, account, path, line, key_id FROM certified WHERE until < current_date
ORDER BY ALL;
