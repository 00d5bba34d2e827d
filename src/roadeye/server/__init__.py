"""HTTP: a page, an API for pictures and videos, and a page that needs no server."""
