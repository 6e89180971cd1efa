"""CSRF tokens and JSON Web Tokens, as DSpace hands them out and takes them."""

import base64
import hashlib
import hmac
import json
import secrets
from datetime import timedelta
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from .rights import refuse
from .store import new_uuid
from .things import Account
from .wire import CSRF, Answer, Refused

LIFE = timedelta(minutes=30)
SHORT = timedelta(seconds=2)
SKEW = timedelta(seconds=60)
COOKIE = "DSPACE-XSRF-COOKIE"
DELETED = f"{COOKIE}=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:10 GMT; Path=/server; HttpOnly; SameSite=Lax"
SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}


def handed_out(token, *, anew=False):
    """Headers that give a client its CSRF token; ``anew``: the cookie of before is deleted first."""
    cookie = f"{COOKIE}={token}; Path=/server; HttpOnly; SameSite=Lax"
    return [*([("Set-Cookie", DELETED)] if anew else []), ("Set-Cookie", cookie), ("DSPACE-XSRF-TOKEN", token)]


def cookie_of(request):
    try:
        morsel = SimpleCookie(request.headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return None
    return morsel.value if morsel and morsel.value else None


def check_csrf(request, *, stale=False):
    """Headers to add to the answer. Cookie and header must agree: that is all the server knows of a session.

    ``stale``: a test wants this token to be one that is no longer good."""
    cookie = cookie_of(request)
    if request.method in SAFE:
        return handed_out(new_uuid()) if cookie is None else []
    header = request.headers.get("x-xsrf-token")
    if cookie is not None and cookie == header and not stale:
        return []
    refusal = Refused(403, CSRF)
    refusal.headers = handed_out(new_uuid(), anew=cookie is not None)
    raise refusal


def csrf(ctx):
    """``GET /api/security/csrf``"""
    token = cookie_of(ctx.request)
    if token is None:
        return Answer(204)  # the first token goes out with any answer to a client that has none
    return Answer(204, headers=handed_out(token))


# --- JSON Web Tokens -------------------------------------------------------------------------------------------------------


def account_of(store, secret, request):
    """Whose token it is; None without one, and with one that has ended or is not signed by this server.

    Raises Refused: 400 for a token that names nobody by a proper id, 500 for one that names nobody."""
    header = request.headers.get("authorization", "")
    token = header.replace("Bearer", "").strip() or request.one("authentication-token", "")
    try:
        head, claims, signature = token.split(".")
        facts, known = json.loads(_unpack(claims)), "alg" in json.loads(_unpack(head))
        user, ends = facts.get("eid"), facts.get("exp", 0)
    except (ValueError, TypeError, AttributeError):
        return None
    if not known:
        return None
    if not isinstance(user, str):
        raise Refused(500, "Cannot invoke the claim of nobody")
    if len(user) != 36 or user.count("-") != 4:
        raise Refused(400, "Authentication request is invalid or incorrect")
    account = store.get(Account, user)
    if account is None or not account.salt:
        return None
    if not hmac.compare_digest(signature, _sign(secret, account, f"{head}.{claims}")):
        return None
    return account if store.clock.now().timestamp() < ends + SKEW.total_seconds() else None


def _token(store, secret, account, life=LIFE):
    now = store.clock.now()
    if not account.salt or account.last_login is None or now - account.last_login > LIFE:
        account.salt = secrets.token_hex(24)
    account.last_login = now
    claims = {
        "eid": account.uuid,
        "sg": [],
        "authenticationMethod": "password",
        "jti": secrets.token_hex(8),
        "exp": int((now + life).timestamp()),
    }
    signed = ".".join(_pack(json.dumps(part).encode()) for part in ({"alg": "HS256"}, claims))
    return f"{signed}.{_sign(secret, account, signed)}"


def _sign(secret, account, text):
    return _pack(hmac.digest((secret + account.salt).encode(), text.encode(), hashlib.sha256))


def _pack(content):
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _unpack(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def login(ctx):
    """``POST /api/authn/login``, by user and password or by a token that is still good."""
    form = parse_qs(ctx.request.body.decode("utf-8", "replace"))
    user, password = form.get("user", [None])[0], form.get("password", [None])[0]
    account = ctx.account
    if user is not None or account is None:
        account = ctx.store.by_user(user)
        if account is None or not hmac.compare_digest(account.password.encode(), (password or "").encode()):
            refusal = Refused(401, "Authentication failed!")
            refusal.headers = [("WWW-Authenticate", 'password realm="DSpace REST API"')]
            raise refusal
    bearer = ("Authorization", f"Bearer {_token(ctx.store, ctx.secret, account)}")
    return Answer(200, headers=[*handed_out(new_uuid(), anew=True), bearer])


def short_lived(ctx):
    """``POST /api/authn/shortlivedtokens``: a token for ``?authentication-token=``"""
    if ctx.account is None:
        refuse(None)
    token = _token(ctx.store, ctx.secret, ctx.account, SHORT)
    own = {"self": {"href": f"{ctx.api}/authn/shortlivedtokens"}}
    return Answer(body={"token": token, "type": "shortlivedtoken", "_links": own})


def logout(ctx):
    """``POST /api/authn/logout``: ends every token of the account, those of other threads too."""
    if ctx.account:
        ctx.account.salt = ""
    return Answer(204, headers=handed_out(new_uuid(), anew=True))


def status(ctx):
    """``GET /api/authn/status``"""
    api = ctx.api
    links = {"specialGroups": {"href": f"{api}/authn/status/specialGroups"}, "self": {"href": f"{api}/authn/status"}}
    links["eperson"] = {"href": f"{api}/eperson/epersons/{ctx.account.uuid}" if ctx.account else f"{api}/authn/status/eperson"}
    body = {
        "id": None,
        "okay": True,
        "authenticated": ctx.account is not None,
        "authenticationMethod": "password" if ctx.account else None,
        "type": "status",
        "_links": links,
    }
    if ctx.account and "eperson" in ctx.embeds:
        body["_embedded"] = {"eperson": ctx.show(ctx.account, ctx.embeds["eperson"])}
    return Answer(body=body, headers=[] if ctx.account else [("WWW-Authenticate", 'password realm="DSpace REST API"')])


def special_groups(ctx):
    return ctx.page([], "specialGroups", always=True)


ROUTES = [
    ("GET", "/api/security/csrf", csrf),
    ("POST", "/api/authn/login", login),
    ("POST", "/api/authn/logout", logout),
    ("POST", "/api/authn/shortlivedtokens", short_lived),
    ("GET", "/api/authn/status", status),
    ("GET", "/api/authn/status/specialGroups", special_groups),
]
