"""The desk: web pages for analysts, and the API for programs, over one ledger."""
