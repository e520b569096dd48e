"""What a key is: its numbers, its wire form, and whether its halves agree. One file per family.

No container is known here, and no slow import made: a public key is read, named and fingerprinted
without any cryptography being loaded.
"""
