"""Numbers for tables whose rows are numbered: the same thing has the same number in every run and every table."""

from __future__ import annotations

from hashlib import blake2b


def number(*parts: str) -> int:
    """63 bits of a digest of ``parts``: among a million, two share a number with a chance of one in 18 million."""
    digest = blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1
