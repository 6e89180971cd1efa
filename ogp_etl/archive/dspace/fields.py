"""The metadata fields written to DSpace: Dublin Core for people, ``ogp`` for machines. The table in docs/metadata.md says
where each comes from; a test holds both to each other."""

from __future__ import annotations

from dataclasses import dataclass

SCHEMA = "ogp"
NAMESPACE = "urn:ogp-etl:metadata:1"

EVIDENCE = "ogp.evidence.id"
"""On items: the document id; of a sealed original, with the suffix ``#sealed``."""
CAPTURE = "ogp.capture.id"
"""On items: the versions that stand whole. On files: the version that the file belongs to."""
PROVENANCE = "ogp.capture.provenance"
"""On files: what stands as ``provenance.json`` in an object store. On items only for versions whose files are all
elsewhere."""
CAPTURED = "ogp.capture.date"
CAPTURE_SHA256 = "ogp.capture.sha256"
DEPOSITED = "ogp.capture.deposited"
WITHHELD = "ogp.withheld.sha256"
REPLACED_BY = "dc.relation.isreplacedby"
"""On withdrawn doubles: the item that counts."""
NOTE = "dc.description"
"""On files: what they are. On items: why a file is not in it."""
LINK = "dc.relation.uri"
"""On items: where a file is that the server does not take."""
FILE_NAME = "ogp.file.name"
FILE_SHA256 = "ogp.file.sha256"
IDENTIFIER = "dc.identifier.other"
"""On communities and collections: the stable id. On items: the evidence id, once more where a submission form can hold it."""


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    """``schema.element`` or ``schema.element.qualifier``."""
    note: str
    """Scope note in the server's registry, in English as the registry's own are."""

    @property
    def parts(self) -> tuple[str, str, str | None]:
        schema, element, *qualifier = self.name.split(".")
        return schema, element, qualifier[0] if qualifier else None


OWN_FIELDS = (
    Field(EVIDENCE, "Stable id of the document; one item each. Ends with #sealed for an original that is held back."),
    Field(CAPTURE, "Ids of the versions that stand whole in this item; on a file: the version it belongs to."),
    Field(CAPTURED, "Instants (UTC) at which the versions were received."),
    Field(CAPTURE_SHA256, "SHA-256 of the versions as received."),
    Field(DEPOSITED, "Instants (UTC) at which the versions were deposited whole."),
    Field(PROVENANCE, "Provenance of the version: canonical JSON, whole."),
    Field("ogp.plan", "Id of the action plan."),
    Field("ogp.commitment", "Number of the commitment, or process."),
    Field("ogp.milestone", "Id of the milestone within the commitment."),
    Field("ogp.kind", "Kind of evidence, as a code."),
    Field("ogp.phase", "drafting or implementation."),
    Field("ogp.source.id", "Id of the source in the plan's cards."),
    Field("ogp.source.locator", "Stable locator of the document within its source."),
    Field("ogp.event.date", "Day that the evidence itself states."),
    Field("ogp.stated.date", "Day of publication that the source states."),
    Field("ogp.issued.basis", "Where dc.date.issued comes from: stated, event or captured."),
    Field("ogp.primary", "yes or no: primary evidence, said by a person; absent when nobody said."),
    Field("ogp.primary.reason", "Why it is primary, or not."),
    Field("ogp.warc.file", "WARC file that holds the exchange."),
    Field("ogp.warc.record", "Record of the WARC file."),
    Field(WITHHELD, "SHA-256 of originals that are held back."),
    Field(FILE_NAME, "Name of the file within its package."),
    Field(FILE_SHA256, "SHA-256 of the file."),
)
"""What ``prepare`` registers; all below the schema ``ogp``."""
