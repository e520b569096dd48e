-- Hosts that share a host key
SELECT sha256, list_sort(list(DISTINCT host)) AS hosts
FROM keys WHERE path LIKE '%/ssh_host_%' AND sha256 IS NOT NULL
GROUP BY sha256 HAVING count(DISTINCT host) > 1 ORDER BY sha256;
