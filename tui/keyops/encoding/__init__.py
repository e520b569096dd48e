"""The encodings below every format: SSH wire strings, DER, PEM armour."""
