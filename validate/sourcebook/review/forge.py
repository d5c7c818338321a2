"""The comments of a pull request on GitHub: one of ours, written once and then kept up to date.

Source: https://docs.github.com/rest/issues/comments and https://docs.github.com/rest/pulls/pulls.
A comment is ours if it begins with our marker and a bot has written it: anybody may write the
marker, and a token that may comment may also change the words of others.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from sourcebook.errors import UseError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import urllib3

    from sourcebook.review.event import Event

_PAGE = 100
_PAGES = 100
"""Pages that are read of a list; a pull request of ten thousand comments is none."""


class RefusedError(Exception):
    """The token may not do this; its text is what GitHub says."""


@dataclass(frozen=True, slots=True)
class Forge:
    api: str
    """As GITHUB_API_URL has it."""
    repository: str
    """OWNER/REPO."""
    token: str = field(repr=False)

    def pull_request(self, event: Event) -> int | None:
        """The pull request that an event is about.

        A ``workflow_run`` does not name that of a fork. It is looked up by the branch and the
        commit of that run, as GitHub itself gives them: a number that the run hands on could be
        that of any other pull request. ``None`` where there is none, or it has moved on since.
        """
        if event.name != "workflow_run":
            return event.number
        owner = event.text("workflow_run", "head_repository", "owner", "login")
        branch = event.text("workflow_run", "head_branch")
        commit = event.commit("workflow_run", "head_sha")
        if not owner or not branch or not commit:
            return None
        query = {"state": "open", "head": f"{owner}:{branch}"}
        for each in self._list("pulls", **query):
            head = each.get("head")
            if isinstance(head, dict) and head.get("sha") == commit:
                return int(each["number"])
        return None

    def ours(self, number: int, marker: str) -> tuple[int, str] | None:
        """The id and the body of our comment on a pull request, if there is one."""
        for each in self._list(f"issues/{number}/comments"):
            user, body = each.get("user"), each.get("body")
            bot = isinstance(user, dict) and user.get("type") == "Bot"
            if bot and isinstance(body, str) and body.startswith(marker):
                return int(each["id"]), body
        return None

    def write(self, number: int, body: str, there: tuple[int, str] | None) -> bool:
        """Write the comment, or put it in the place of the one that is there; whether it differed.

        Raises ``RefusedError`` where the token may not, ``UseError`` where GitHub refuses.
        """
        if there is None:
            self._ask("POST", f"issues/{number}/comments", {"body": body})
        elif there[1].replace("\r\n", "\n").rstrip() == body.rstrip():
            return False
        else:
            self._ask("PATCH", f"issues/comments/{there[0]}", {"body": body})
        return True

    def _list(self, path: str, **query: str) -> Iterator[dict[str, Any]]:
        for page in range(1, _PAGES + 1):
            asked = urlencode({**query, "per_page": _PAGE, "page": page})
            found = self._ask("GET", f"{path}?{asked}")
            if not isinstance(found, list):
                raise UseError(f"{self.api}: gives no list of {path}. Check GITHUB_API_URL.")
            yield from (each for each in found if isinstance(each, dict))
            if len(found) < _PAGE:
                return

    def _ask(self, method: str, path: str, value: Any = None) -> Any:
        import urllib3

        url = f"{self.api.rstrip('/')}/repos/{quote(self.repository)}/{path}"
        headers = {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            "User-Agent": "sourcebook",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        # What is asked twice by mistake must not be written twice.
        retries = urllib3.Retry(
            3, allowed_methods={"GET", "PATCH"}, status_forcelist={429, 500, 502, 503, 504},
            backoff_factor=0.5, raise_on_status=False, redirect=0,
        )  # fmt: skip
        try:
            with urllib3.PoolManager(timeout=urllib3.Timeout(connect=10, read=30)) as pool:
                body = None if value is None else json.dumps(value).encode()
                answer = pool.request(method, url, body=body, headers=headers, retries=retries)
        except urllib3.exceptions.HTTPError as error:
            reason = type(error).__name__
            raise UseError(f"{self.api}: can't be reached ({reason}). Run it again.") from error
        return self._read(answer)

    def _read(self, answer: urllib3.BaseHTTPResponse) -> Any:
        try:
            value = json.loads(answer.data)
        except ValueError:
            value = None
        if answer.status < 300:
            return value
        said = value.get("message") if isinstance(value, dict) else None
        told = f"{answer.status} {said or answer.reason or ''}".strip()
        if answer.status in (401, 403, 404):
            raise RefusedError(told)
        raise UseError(f"{self.api}: GitHub says: {told}. Run it again.")
