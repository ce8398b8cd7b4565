"""The style sheets and scripts, which browsers keep."""

from __future__ import annotations

import os
from urllib.parse import parse_qs

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from dragoman.serve import look


class Static(StaticFiles):
    """Files under static/: for good where the address names their content, else to be asked for each time."""

    def __init__(self) -> None:
        super().__init__(directory=look.STATIC)

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """The file, and how long it may be kept."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("v")
        named = asked == [look.version(os.path.relpath(full_path, look.STATIC))]
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if named else "no-cache"
        return response
