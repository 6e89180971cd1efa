"""How an item looks in OAI-PMH: as Dublin Core, which knows nothing of other schemas, and as ``xoai`` and ``dim``, which do."""

from xml.sax.saxutils import escape, quoteattr

DC_HEAD = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:doc="http://www.lyncode.com/xoai"'
    ' xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd">\n'
)
DIM = "http://www.dspace.org/xmlns/dspace/dim"
XOAI = "http://www.lyncode.com/xoai"
BEFORE = ("title", "creator", "contributor", "subject", "description", "date", "type", "identifier", "language", "relation")
BEFORE += ("rights",)
AFTER = ("publisher", "source", "coverage")
HIDDEN = "dc.description.provenance"


def oai_dc(item):
    kinds = [file.media_type for bundle in item.bundles if bundle.name == "ORIGINAL" for file in bundle.bitstreams]
    formats = [f"   <dc:format>{escape(kind)}</dc:format>\n" for kind in kinds]
    return f"{DC_HEAD}{_lines(item, BEFORE)}{''.join(formats)}{_lines(item, AFTER)}</oai_dc:dc>"


def _lines(item, elements):
    lines = []
    for element in elements:
        for key in sorted(item.metadata):
            if _element(key) == element and key != HIDDEN:
                lines += [f"   <dc:{element}>{twice(value.value)}</dc:{element}>\n" for value in item.metadata[key]]
    return "".join(lines)


def twice(text):
    """The real server escapes what it has escaped already: ``&`` arrives as ``&amp;`` where XML was read."""
    return escape(escape(text or ""))


def _element(key):
    """The plain element a field goes to; None for fields of other schemas."""
    schema, element, *_ = key.split(".")
    if schema != "dc":
        return None
    return "creator" if key == "dc.contributor.author" else element


def dim(item):
    lines = []
    for key, value in _values(item):
        schema, element, qualifier = (*key.split("."), None)[:3]
        names = {"mdschema": schema, "element": element, "qualifier": qualifier, "lang": value.language}
        stated = "".join(f" {name}={quoteattr(text)}" for name, text in names.items() if text)
        lines.append(f"<dim:field{stated}>{twice(value.value)}</dim:field>")
    return f'<dim:dim xmlns:dim="{DIM}">{"".join(lines)}</dim:dim>'


def xoai(item):
    """Elements in elements: schema, element, qualifier, language."""
    tree = {}
    for key, value in _values(item):
        branch = tree
        for name in [*key.split("."), value.language or "none"]:
            branch = branch.setdefault(name, {})
        branch.setdefault("", []).append(value.value or "")
    return f'<metadata xmlns="{XOAI}">{_branches(tree)}{_files(item)}</metadata>'


def _branches(tree):
    text = ""
    for name, branch in tree.items():
        if name == "":
            text += "".join(f'<field name="value">{twice(value)}</field>' for value in branch)
        else:
            text += f"<element name={quoteattr(name)}>{_branches(branch)}</element>"
    return text


def _files(item):
    bundles = ""
    for bundle in item.bundles:
        lines = ""
        for file in bundle.bitstreams:
            facts = {"name": file.name, "format": file.media_type, "size": str(file.size), "checksum": file.md5}
            facts |= {"checksumAlgorithm": "MD5", "sid": str(file.sequence)}
            fields = "".join(f'<field name="{name}">{twice(value)}</field>' for name, value in facts.items())
            lines += f'<element name="bitstream">{fields}</element>'
        name = f'<field name="name">{escape(bundle.name)}</field>'
        bundles += f'<element name="bundle">{name}<element name="bitstreams">{lines}</element></element>'
    return f'<element name="bundles">{bundles}</element>'


def _values(item):
    return [(key, value) for key in sorted(item.metadata) if key != HIDDEN for value in item.metadata[key]]


FORMATS = {"oai_dc": oai_dc, "dim": dim, "xoai": xoai}
SCHEMAS = {
    "oai_dc": ("http://www.openarchives.org/OAI/2.0/oai_dc.xsd", "http://www.openarchives.org/OAI/2.0/oai_dc/"),
    "dim": ("http://www.dspace.org/schema/dim.xsd", DIM),
    "xoai": ("http://www.lyncode.com/schemas/xoai.xsd", XOAI),
}
