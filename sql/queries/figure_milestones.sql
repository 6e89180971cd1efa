-- Milestones that primary evidence certainly shows on the day (R19/repo.evidence-linked asks for each that is past its due day).
-- One row for each milestone shown; documents: how many show it; since: the first day on which one certainly did.
-- Reads: evidence, edition
select
    evidence.commitment,
    evidence.milestone,
    count(distinct evidence.document) as documents,
    min(coalesce(evidence.published, evidence.published_by)) as since
from evidence
cross join edition
where
    evidence.milestone is not null and evidence.public and evidence."primary"
    and coalesce(evidence.published, evidence.published_by) <= edition.as_of
    and (evidence.public_until is null or evidence.public_until > edition.as_of)
group by evidence.commitment, evidence.milestone
order by evidence.commitment, evidence.milestone
