"""The root document, what the actuator tells, the site."""

from .rights import need_site_admin
from .wire import Answer, Refused

# name: address, "" for the name of nothing but the API itself
RELATIONS = """
authn authn|authorizations authz/authorizations|bitstreamformats core/bitstreamformats|bitstreams core/bitstreams
|browses discover/browses|bulkaccessconditionoptions config/bulkaccessconditionoptions|bundles core/bundles|captcha captcha
|claimedtasks workflow/claimedtasks|claimedtasks-search workflow/claimedtasks/search|collections core/collections
|communities core/communities|contentreport contentreport|correctiontypes config/correctiontypes|discover discover
|dso dso/find{?uuid}|enqueueretry ldn/messages/{id}/enqueueretry|entitytypes core/entitytypes
|eperson-registration eperson/registrations|epersons eperson/epersons|externalsources integration/externalsources
|features authz/features|feedbacks tools/feedbacks|groups eperson/groups|identifiers pid/identifiers
|itemfilters config/itemfilters|itemrequests tools/itemrequests|items core/items|itemtemplates core/itemtemplates
|ldnservices ldn/ldnservices|messages ldn/messages|metadatafields core/metadatafields|metadataschemas core/metadataschemas
|notifyrequests ldn/notifyrequests|oidc authn|pid pid/find{?id}|pooltasks workflow/pooltasks
|pooltasks-search workflow/pooltasks/search|processes system/processes|properties config/properties
|qualityassuranceevents integration/qualityassuranceevents|qualityassurancesources integration/qualityassurancesources
|qualityassurancetopics integration/qualityassurancetopics|registrations eperson/registrations|relationships core/relationships
|relationshiptypes core/relationshiptypes|resourcepolicies authz/resourcepolicies
|resourcepolicies-search authz/resourcepolicies/search|scripts system/scripts|sites core/sites|statistics statistics
|submissionaccessoptions config/submissionaccessoptions|submissioncclicenseUrls config/submissioncclicenseUrls
|submissioncclicenseUrls-search config/submissioncclicenseUrls/search|submissioncclicenses config/submissioncclicenses
|submissioncoarnotifyconfigs config/submissioncoarnotifyconfigs|submissiondefinitions config/submissiondefinitions
|submissionforms config/submissionforms|submissionsections config/submissionsections|submissionuploads config/submissionuploads
|subscriptions core/subscriptions|subscriptions-search core/subscriptions/search|suggestions integration/suggestions
|suggestionsources integration/suggestionsources|suggestiontargets integration/suggestiontargets
|supervisionorders core/supervisionorders|systemwidealerts system/systemwidealerts|usagereports statistics/usagereports
|versionhistories versioning/versionhistories|versions versioning/versions|vocabularies submission/vocabularies
|vocabularyEntryDetails submission/vocabularyEntryDetails|vocabularyEntryDetails-search submission/vocabularyEntryDetails/search
|workflowactions config/workflowactions|workflowdefinitions config/workflowdefinitions|workflowitems workflow/workflowitems
|workflowsteps config/workflowsteps|workspaceitems submission/workspaceitems
"""


def root(ctx):
    """``GET /api``"""
    links = {"actuator": {"href": f"{ctx.base}/actuator"}, "self": {"href": ctx.api}}
    for entry in RELATIONS.split("|"):
        name, path = entry.split()
        links[name] = {"href": f"{ctx.api}/{path}", **({"templated": True} if "{" in path else {})}
    body = {
        "dspaceUI": ctx.server.ui,
        "dspaceName": "DSpace at My University",
        "dspaceServer": ctx.base,
        "dspaceVersion": f"DSpace {ctx.server.version}",
        "type": "root",
        "_links": links,
    }
    return Answer(body=body)


def info(ctx):
    """``GET /actuator/info``, for site administrators"""
    need_site_admin(ctx)
    app = {
        "name": "DSpace at My University",
        "dir": "/dspace",
        "url": ctx.base,
        "db": "jdbc:postgresql://localhost:5432/dspace",
        "solr": {"server": "http://localhost:8983/solr", "prefix": ""},
        "mail": {"server": "smtp.example.com", "from-address": "dspace-noreply@myu.edu"},
        "cors": {"allowed-origins": ctx.server.ui},
        "ui": {"url": ctx.server.ui},
        "version": ctx.server.version,
    }
    java = {"vendor": {"name": "Debian"}, "version": "17.0.15", "runtime": {"name": "OpenJDK Runtime Environment"}}
    body = {"app": app, "java": {**java, "jvm": {"name": "OpenJDK 64-Bit Server VM"}}}
    return Answer(body=body, content_type="application/vnd.spring-boot.actuator.v3+json")


def health(_):
    return Answer(body={"status": "UP"}, content_type="application/vnd.spring-boot.actuator.v3+json")


def reports(_):
    """The reports of the server are off, as they are in a fresh one."""
    return Answer(404, b"Content Reports are disabled", content_type="text/html;charset=UTF-8")


def sites(ctx):
    return Answer(body={"_embedded": {"sites": [_site(ctx)]}, "_links": {"self": {"href": ctx.own}}, "page": _PAGE})


def site(ctx):
    if ctx.args["uuid"] != ctx.store.site:
        raise Refused(404)
    return Answer(body=_site(ctx))


_PAGE = {"size": 20, "totalElements": 1, "totalPages": 1, "number": 0}


def _site(ctx):
    own = f"{ctx.api}/core/sites/{ctx.store.site}"
    names = {"id": ctx.store.site, "uuid": ctx.store.site, "name": "DSpace at My University", "handle": "123456789/0"}
    return {**names, "metadata": {}, "type": "site", "_links": {"self": {"href": own}}}


ROUTES = [
    ("GET", "/api", root),
    ("GET", "/api/", root),
    ("GET", "/actuator/info", info),
    ("GET", "/actuator/health", health),
    ("GET", "/api/contentreport/filtereditems", reports),
    ("GET", "/api/core/sites", sites),
    ("GET", "/api/core/sites/{uuid}", site),
]
