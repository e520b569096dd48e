-- Weak keys, and where they are
SELECT host, path, line, algorithm, bits, reasons, sha256 FROM weak ORDER BY host, path, line;
