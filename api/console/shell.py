"""What every page has: the blueprint, the caller, the language, the frame."""

from __future__ import annotations

from functools import partial
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, send_file, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as Redirect

from api.problems import clean, fault, status_of
from api.problems import language as asked_language
from matcher.domain.errors import FairMatchError, NotAllowed
from matcher.domain.words import named, say

blueprint = Blueprint(
    "console", __name__, template_folder="templates", static_folder="static", static_url_path="/console"
)

blueprint.add_app_template_filter(clean)  # texts that name a post or a wish may hold a number that somebody wrote there

KEY_COOKIE, LANGUAGE_COOKIE = "fairmatch_key", "fairmatch_lang"
POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


@blueprint.before_request
def key_from_cookie() -> None:
    """A browser sends its key as a cookie (SameSite=Strict, so no other site can use it); the API reads a header."""
    key = request.cookies.get(KEY_COOKIE)
    if key and "Authorization" not in request.headers:
        request.environ["HTTP_AUTHORIZATION"] = f"Bearer {key}"


@blueprint.after_request
def no_foreign_content(response: Response) -> Response:
    """Nothing but our own styles, fonts and pictures; pages of persons stay out of caches."""
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    # `no-referrer` would make browsers send our own forms with `Origin: null`, which the door refuses.
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if response.mimetype == "text/html":
        response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.errorhandler(FairMatchError)
def told(error: FairMatchError) -> Response | Redirect:
    """An error as a page; without a key, the page that asks for one."""
    if isinstance(error, NotAllowed) and error.code in ("key_missing", "key_wrong"):
        return redirect(url_for("console.login"))
    return page("error.html", status_of(error), message=clean(error.message(language())))


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(error: RequestEntityTooLarge) -> Response:
    """Files beyond the limit, as a page."""
    return page("error.html", 413, message=say("http_413", language()))


@blueprint.errorhandler(Exception)
def failed(error: Exception) -> Response:
    """A fault of the program, as a page that says how to find it in the log."""
    return page("error.html", 500, message=fault(error, g.get("request_id", ""), language())["detail"])


def language() -> str:
    """The language chosen on a page, else the browser's, else Chinese."""
    chosen = request.args.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
    return chosen if chosen in ("zh", "en") else asked_language()


def page(template: str, status: int = 200, **values: Any) -> Response:
    """A page of the console in the caller's language; `t` and `say` give words, `named` what a code is called."""
    words = language()
    html = render_template(
        f"console/{template}",
        lang=words,
        other_language=_in("en" if words == "zh" else "zh"),
        t=partial(_words, words),
        say=partial(_say, words),
        named=partial(named, language=words),
        signed_in=KEY_COOKIE in request.cookies,
        **values,
    )
    response = make_response(html, status)
    if request.args.get("lang") in ("zh", "en"):
        response.set_cookie(LANGUAGE_COOKIE, words, samesite="Strict", httponly=True)
    return response


def attachment(name: str, kind: str, content: bytes) -> Response:
    """A file to keep, made for this one answer."""
    answer = send_file(BytesIO(content), mimetype=kind, as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _in(language: str) -> str:
    """The same page in another language; the first page where this one came from a form."""
    if request.method != "GET" or request.endpoint is None:
        return url_for("console.home", lang=language)
    return url_for(request.endpoint, **{**(request.view_args or {}), **request.args.to_dict(), "lang": language})


def _say(words: str, code: str, **values: object) -> str:
    return say(code, words, **values)


def _words(words: str, code: str, **values: object) -> str:
    return say(f"console_{code}", words, **values)
