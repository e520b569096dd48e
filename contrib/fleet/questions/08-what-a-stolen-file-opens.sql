-- Private keys without a passphrase, and the accounts that each opens
SELECT keys.host, keys.path, keys.sha256, list_sort(list(DISTINCT logins.account || '@' || logins.host)) AS opens
FROM keys JOIN logins USING (sha256)
WHERE keys.kind = 'private' AND keys.encrypted IS FALSE AND keys.algorithm NOT LIKE 'sk-%'
GROUP BY ALL ORDER BY ALL;
