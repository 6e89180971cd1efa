-- Kinds of evidence that are certainly there on the day, primary, and still public (kinds_present of the board counts those that
-- the commitment's card names). One row for each commitment and kind; documents: how many documents show it.
-- Reads: evidence, edition
select
    evidence.commitment,
    evidence.kind,
    count(distinct evidence.document) as documents,
    min(coalesce(evidence.published, evidence.published_by)) as since
from evidence
cross join edition
where
    evidence.commitment is not null and evidence.public and evidence."primary"
    and coalesce(evidence.published, evidence.published_by) <= edition.as_of
    and (evidence.public_until is null or evidence.public_until > edition.as_of)
group by evidence.commitment, evidence.kind
order by evidence.commitment, evidence.kind
