"""The sample ledger: reports on invented affairs, written for dragoman (CC0), and how they become a ledger."""
