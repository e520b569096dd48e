-- People who left, and can still log in
SELECT person, until, host, account, path, line FROM logins
WHERE until < current_date AND is_expired IS NOT TRUE ORDER BY ALL;
