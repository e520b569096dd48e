-- Private keys that are in more than one place
SELECT sha256, count(*) AS copies, list_sort(list(host || ':' || path)) AS places
FROM keys WHERE kind = 'private' AND sha256 IS NOT NULL AND path NOT LIKE '%/ssh_host_%'
GROUP BY sha256 HAVING count(*) > 1 ORDER BY copies DESC, sha256;
