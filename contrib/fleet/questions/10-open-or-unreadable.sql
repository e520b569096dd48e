-- Files that others can read or change, and files that could not be read
SELECT host, path, line, owner, mode, error,
    nullif(list_filter(findings, lambda one: one IN ('mode-open', 'file-open', 'folder-open', 'owner')), []) AS reasons
FROM keys WHERE error IS NOT NULL OR list_has_any(findings, ['mode-open', 'file-open', 'folder-open', 'owner'])
ORDER BY host, path, line;
