-- Keys that may log in, of an unknown owner
SELECT sha256, count(DISTINCT host) AS hosts, list_sort(list(DISTINCT account)) AS accounts, min(comment) AS comment
FROM logins WHERE person IS NULL AND NOT is_authority GROUP BY sha256 ORDER BY hosts DESC, sha256;
