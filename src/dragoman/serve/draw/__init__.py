"""Drawings made on the server, as SVG: their colours come from classes, and screen readers are told what they show."""
