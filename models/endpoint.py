"""An embedder behind an OpenAI-compatible HTTP endpoint (`POST {url}/embeddings`).

**It sends the texts of profiles and posts to the machine at `url`.** Nothing uses it unless an office configures it,
and `leaves_the_house` lets the doors say so. Plain http is taken for the loopback address alone; redirects are not
followed, because they would carry texts and key elsewhere. No error holds a text or the key.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from models.embedder import Vectors, unit_rows_of
from models.errors import EndpointError
from models.normalise import NORMALISATION

BATCH = 128
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
LARGEST_ANSWER = 64 * 1024 * 1024  # bytes; 128 vectors of 4,096 numbers written out take about 10 MB


class EndpointEmbedder:
    """Vectors from elsewhere; the same shape as every embedder."""

    def __init__(self, url: str, model: str, dimensions: int, key: str | None = None, timeout: float = 60.0) -> None:
        """`url`: the base, such as https://host/v1. `key`: sent as bearer token. `timeout`: seconds a request.

        Raises ValueError for a url that is neither https nor loopback.
        """
        parts = urlsplit(url)
        self.leaves_the_house = parts.hostname not in LOOPBACK
        if parts.scheme != "https" and not (parts.scheme == "http" and not self.leaves_the_house):
            raise ValueError("an embedding endpoint must be https (http only on the loopback address)")
        self.name = f"endpoint/{parts.netloc.rpartition('@')[2]}{parts.path}/{model}/{dimensions}/{NORMALISATION}"
        self.dimensions = dimensions
        self._url = url.rstrip("/") + "/embeddings"
        self._model = model
        self._headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
        self._timeout = timeout
        self._open = urllib.request.build_opener(_NoRedirect).open

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit rows, zeros for blank texts. Raises EndpointError when the answer is not what was asked for."""
        return unit_rows_of(texts, self.dimensions, self._encode)

    def _encode(self, texts: list[str]) -> Vectors:
        return np.concatenate([self._batch(texts[i : i + BATCH]) for i in range(0, len(texts), BATCH)])

    def _batch(self, texts: list[str]) -> Vectors:
        body = json.dumps({"model": self._model, "input": texts, "encoding_format": "float"}).encode()
        request = urllib.request.Request(self._url, data=body, headers=self._headers, method="POST")  # noqa: S310
        try:
            with self._open(request, timeout=self._timeout) as answer:
                content = answer.read(LARGEST_ANSWER + 1)
        except urllib.error.HTTPError as error:
            raise EndpointError(f"{self._url} answered {error.code}") from None
        except OSError as error:
            raise EndpointError(f"{self._url} did not answer: {type(error).__name__}") from None
        if len(content) > LARGEST_ANSWER:
            raise EndpointError(f"{self._url} answered more than {LARGEST_ANSWER} bytes")
        return self._vectors(content, len(texts))

    def _vectors(self, content: bytes, wanted: int) -> Vectors:
        try:
            items = sorted(json.loads(content)["data"], key=lambda item: int(item["index"]))
            vectors = np.array([item["embedding"] for item in items], dtype=np.float32)
        except (ValueError, KeyError, TypeError):
            raise EndpointError(f"{self._url} answered something else than embeddings") from None
        if vectors.shape != (wanted, self.dimensions) or not np.isfinite(vectors).all():
            shape = f"{vectors.shape}, wanted ({wanted}, {self.dimensions})"
            raise EndpointError(f"{self._url} answered vectors of shape {shape}, or not finite")
        return vectors


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None
