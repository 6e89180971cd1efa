"""The metadata registry: schemas and their fields."""

from .rights import need_site_admin
from .things import Field
from .wire import Answer, Refused


def create_schema(ctx):
    """``POST /api/core/metadataschemas``; 422 when prefix or namespace is taken or no proper one"""
    need_site_admin(ctx)
    body = ctx.request.json()
    prefix, namespace = body.get("prefix"), body.get("namespace")
    if not prefix or not namespace or len(prefix) > 32 or set(prefix) & set("<>., "):
        raise Refused(422)
    if any(prefix == schema.prefix or namespace == schema.namespace for schema in ctx.store.schemas.values()):
        raise Refused(422)
    return ctx.one(ctx.store.add_schema(prefix, namespace), 201)


def create_field(ctx):
    """``POST /api/core/metadatafields?schemaId=``"""
    need_site_admin(ctx)
    schema = ctx.store.schemas.get(ctx.request.number("schemaId", 0))
    body = ctx.request.json()
    element, qualifier = body.get("element"), body.get("qualifier") or None
    if schema is None or not element or "." in f"{element}{qualifier or ''}" or len(element) > 64:
        raise Refused(422)
    if ctx.store.field(Field(0, schema, element, qualifier).key):
        raise Refused(422)
    return ctx.one(ctx.store.add_field(schema, element, qualifier, body.get("scopeNote")), 201)


def schemas(ctx):
    return ctx.page(list(ctx.store.schemas.values()), "metadataschemas")


def fields(ctx):
    return ctx.page(list(ctx.store.fields.values()), "metadatafields")


def fields_of_schema(ctx):
    """``GET …/metadatafields/search/bySchema?schema=<prefix>``"""
    prefix = ctx.request.one("schema")
    return ctx.page([field for field in ctx.store.fields.values() if field.schema.prefix == prefix], "metadatafields")


def fields_by_name(ctx):
    """``GET …/metadatafields/search/byFieldName``, by ``exactName`` or by ``schema``, ``element``, ``qualifier``, ``query``"""
    exact = ctx.request.one("exactName")
    if exact:
        return ctx.page([field for field in ctx.store.fields.values() if field.key == exact], "metadatafields")
    wanted = {name: ctx.request.one(name) for name in ("schema", "element", "qualifier")}
    begin = ctx.request.one("query") or ""
    found = []
    for field in ctx.store.fields.values():
        facts = {"schema": field.schema.prefix, "element": field.element, "qualifier": field.qualifier}
        if all(value is None or facts[name] == value for name, value in wanted.items()) and field.key.startswith(begin):
            found.append(field)
    return ctx.page(found, "metadatafields")


def _one(table):
    def get(ctx):
        found = getattr(ctx.store, table).get(int(ctx.args["number"]))
        if found is None:
            raise Refused(404)
        return ctx.one(found)

    return get


def delete_field(ctx):
    need_site_admin(ctx)
    if ctx.store.fields.pop(int(ctx.args["number"]), None) is None:
        raise Refused(404)
    return Answer(204)


def delete_schema(ctx):
    need_site_admin(ctx)
    schema = ctx.store.schemas.pop(int(ctx.args["number"]), None)
    if schema is None:
        raise Refused(404)
    ctx.store.fields = {number: field for number, field in ctx.store.fields.items() if field.schema is not schema}
    return Answer(204)


ROUTES = [
    ("GET", "/api/core/metadataschemas", schemas),
    ("POST", "/api/core/metadataschemas", create_schema),
    ("GET", "/api/core/metadataschemas/{number:[0-9]+}", _one("schemas")),
    ("DELETE", "/api/core/metadataschemas/{number:[0-9]+}", delete_schema),
    ("GET", "/api/core/metadatafields", fields),
    ("POST", "/api/core/metadatafields", create_field),
    ("GET", "/api/core/metadatafields/search/bySchema", fields_of_schema),
    ("GET", "/api/core/metadatafields/search/byFieldName", fields_by_name),
    ("GET", "/api/core/metadatafields/{number:[0-9]+}", _one("fields")),
    ("DELETE", "/api/core/metadatafields/{number:[0-9]+}", delete_field),
]
