-- Captures that a repository does not hold yet, oldest first. What is held back or quarantined does not wait.
-- Parameters: plan, repository
select capture.id
from capture
inner join document on capture.document = document.id
left join deposit on capture.id = deposit.evidence and deposit.repository = :repository
where document.plan = :plan and capture.screened = 'accept' and deposit.evidence is null
order by capture.captured, capture.seq
