"""Whom to trust: known_hosts, revocation, and audits for weak keys."""
