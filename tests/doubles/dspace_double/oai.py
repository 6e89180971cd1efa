"""OAI-PMH at ``/server/oai/request``. It lists what an import by the operator has taken in, nothing newer."""

import re
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape, quoteattr

from . import oai_formats
from .clock import second
from .rights import may, parents
from .things import Collection, Community, Item
from .wire import Answer

PAGE = 100
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><?xml-stylesheet type="text/xsl" href="static/style.xsl"?>'
    '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">'
)
INVALID = "badResumptionToken", "The resumption token is invalid"


class Fault(Exception):
    """An OAI-PMH error; it comes with status 200."""


class Harvestable:
    """``identifier_host``: the host in the identifiers of records, that of the server's own address."""

    identifier_host = "127.0.0.1"

    def __init__(self, store):
        self.store = store
        self.records = []
        self.taken_in = None

    def take_in(self):
        """What ``dspace oai import -c`` does. Listed as deleted is what is withdrawn, not discoverable or not for anybody."""
        self.taken_in = self.store.clock.now()
        with self.store.lock:
            self.records = [Record(self, item) for item in self.store.of(Item) if item.handle]


class Record:
    """An item as it was when it was taken in."""

    def __init__(self, harvestable, item):
        self.identifier = f"oai:{harvestable.identifier_host}:{item.handle}"
        self.modified = item.modified.replace(microsecond=0)
        self.deleted = item.withdrawn or not item.discoverable or not may(harvestable.store, None, item, "READ")
        holders = list(parents(item))[1:]
        names = [(f"com_{one.handle.replace('/', '_')}", isinstance(one, Community)) for one in holders]
        names = [(name if community else f"col_{name[4:]}", community) for name, community in names]
        self.sets = [name for name, community in names if community] + [name for name, community in names if not community]
        self.bodies = {prefix: write(item) for prefix, write in oai_formats.FORMATS.items()}

    def header(self):
        status = ' status="deleted"' if self.deleted else ""
        sets = "".join(f"<setSpec>{name}</setSpec>" for name in self.sets)
        stamp = second(self.modified)
        return f"<header{status}><identifier>{self.identifier}</identifier><datestamp>{stamp}</datestamp>{sets}</header>"

    def record(self, prefix):
        metadata = "" if self.deleted else f"<metadata>{self.bodies[prefix]}</metadata>"
        return f"<record>{self.header()}{metadata}</record>"


def request(ctx):
    """``GET /server/oai/request``"""
    asked = dict(parse_qsl(ctx.request.query, keep_blank_values=True))
    verb = asked.get("verb", "")
    try:
        attributes, content = VERBS.get(verb, _bad_verb)(ctx, asked)
        content = f"<{verb}>{content}</{verb}>"
    except Fault as fault:
        code, text = fault.args[:2]
        attributes = fault.args[2] if len(fault.args) > 2 else {}
        content = f'<error code="{code}">{escape(text)}</error>'
    stated = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    now = second(ctx.store.clock.now())
    text = f"{HEAD}<responseDate>{now}</responseDate><request{stated}>{ctx.server.oai_address}</request>{content}</OAI-PMH>"
    return Answer(body=text.encode(), content_type="text/xml;charset=UTF-8")


def _listed(ctx, asked):
    """(attributes of the request, prefix, records of this page, text of the token behind them)"""
    if "resumptionToken" in asked:
        attributes = {"verb": asked["verb"], "resumptionToken": asked["resumptionToken"]}
        prefix, first, last, within, offset = _token(asked["resumptionToken"])
    else:
        prefix, within, offset = asked.get("metadataPrefix"), asked.get("set", ""), 0
        first, last = _moment(asked.get("from"), "from"), _moment(asked.get("until"), "until")
        attributes = {"verb": asked["verb"], "metadataPrefix": prefix or "", "from": first, "until": last, "set": within}
        attributes = {name: value for name, value in attributes.items() if value}
        if prefix is None:
            raise Fault("badArgument", f"{asked['verb']} verb must receive the metadataPrefix parameter")
    if prefix not in oai_formats.FORMATS:
        raise Fault("cannotDisseminateFormat", "Unknown metadata format", attributes)
    found = [
        record
        for record in ctx.server.oai.records
        if (not first or first <= second(record.modified))
        and (not last or second(record.modified) <= last)
        and (not within or within in record.sets)
    ]
    page = found[offset : offset + PAGE]
    if not page:
        raise Fault("noRecordsMatch", "No matches for the query", attributes)
    return attributes, prefix, page, _resume(prefix, first, last, within, offset, len(found))


def _resume(prefix, first, last, within, offset, total):
    if total <= PAGE:
        return ""
    rest = offset + PAGE
    token = f"{prefix}/{first or ''}/{last or ''}/{within}/{rest}" if rest < total else ""
    return f'<resumptionToken completeListSize="{total}" cursor="{offset // PAGE}">{token}</resumptionToken>'


def _token(text):
    parts = text.split("/")
    if len(parts) != 5 or not parts[4].isdecimal() or parts[0] not in oai_formats.FORMATS:
        raise Fault(*INVALID)
    return *parts[:4], int(parts[4])


def _moment(text, name):
    """A date as the server takes and repeats it: a day is its first second, of ``until`` too."""
    if not text:
        return ""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return f"{text}T00:00:00Z"
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", text):
        raise Fault("badArgument", f"The {name} parameter given is not valid")
    return text


def _list_records(ctx, asked):
    attributes, prefix, page, token = _listed(ctx, asked)
    return attributes, "".join(record.record(prefix) for record in page) + token


def _list_identifiers(ctx, asked):
    attributes, _, page, token = _listed(ctx, asked)
    return attributes, "".join(record.header() for record in page) + token


def _get_record(ctx, asked):
    attributes = {name: asked[name] for name in ("verb", "identifier", "metadataPrefix") if name in asked}
    if "identifier" not in asked or "metadataPrefix" not in asked:
        raise Fault("badArgument", "Missing required argument", attributes)
    if asked["metadataPrefix"] not in oai_formats.FORMATS:
        raise Fault("cannotDisseminateFormat", "Unknown metadata format", attributes)
    record = next((one for one in ctx.server.oai.records if one.identifier == asked["identifier"]), None)
    if record is None:
        raise Fault("idDoesNotExist", "The given id does not exist", attributes)
    return attributes, record.record(asked["metadataPrefix"])


def _list_sets(ctx, asked):
    containers = [*ctx.store.of(Community), *ctx.store.of(Collection)]
    lines = []
    for one in containers:
        spec = f"{'com' if isinstance(one, Community) else 'col'}_{one.handle.replace('/', '_')}"
        lines.append(f"<set><setSpec>{spec}</setSpec><setName>{escape(one.name or '')}</setName></set>")
    return {"verb": asked["verb"]}, "".join(lines)


def _identify(ctx, asked):
    oldest = min((record.modified for record in ctx.server.oai.records), default=ctx.store.clock.now())
    return {"verb": asked["verb"]}, (
        f"<repositoryName>DSpace at My University</repositoryName><baseURL>{ctx.server.oai_address}</baseURL>"
        "<protocolVersion>2.0</protocolVersion><adminEmail>dspace-help@myu.edu</adminEmail>"
        f"<earliestDatestamp>{second(oldest)}</earliestDatestamp><deletedRecord>transient</deletedRecord>"
        "<granularity>YYYY-MM-DDThh:mm:ssZ</granularity>"
    )


def _list_formats(_, asked):
    lines = (
        f"<metadataFormat><metadataPrefix>{prefix}</metadataPrefix><schema>{schema}</schema>"
        f"<metadataNamespace>{namespace}</metadataNamespace></metadataFormat>"
        for prefix, (schema, namespace) in oai_formats.SCHEMAS.items()
    )
    return {"verb": asked["verb"]}, "".join(lines)


def _bad_verb(_ctx, _asked):
    raise Fault("badVerb", "Illegal verb")


VERBS = {
    "ListRecords": _list_records,
    "ListIdentifiers": _list_identifiers,
    "GetRecord": _get_record,
    "ListSets": _list_sets,
    "Identify": _identify,
    "ListMetadataFormats": _list_formats,
}
ROUTES = [("GET", "/oai/request", request)]
