-- Captures that a repository does not hold yet: the documents with the oldest ones first, and those of one document together,
-- in the order in which they were received. What is held back waits too, for the private side; what is hostile never does.
-- Parameters: plan, repository
select capture.id
from capture
inner join document on capture.document = document.id
left join deposit on capture.id = deposit.evidence and deposit.repository = :repository
where document.plan = :plan and capture.screened <> 'quarantine' and deposit.evidence is null
order by min(capture.captured) over (partition by capture.document), capture.document, capture.captured, capture.id
