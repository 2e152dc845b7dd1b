from typing import Any, Self

from requests import Session

class OAuth2Session(Session):
    def __init__(
        self,
        client_id: str | None = None,
        client_secret: str | None = None,
        *,
        scope: str | None = None,
        redirect_uri: str | None = None,
        code_challenge_method: str | None = None,
        token_endpoint_auth_method: str | None = None,
    ) -> None: ...
    def __enter__(self) -> Self: ...
    def create_authorization_url(
        self, url: str, state: str | None = None, code_verifier: str | None = None, **kwargs: str
    ) -> tuple[str, str]: ...
    def fetch_token(self, url: str, *, grant_type: str | None = None, **kwargs: str) -> dict[str, Any]: ...
