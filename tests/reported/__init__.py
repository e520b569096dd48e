"""PermissionProblems of the kinds that people report in public, each with files made here."""
