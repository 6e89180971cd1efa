-- Captures that a repository does not hold yet, oldest first. What is held back waits too, for the private side; what is
-- hostile never does.
-- Parameters: plan, repository
select capture.id
from capture
inner join document on capture.document = document.id
left join deposit on capture.id = deposit.evidence and deposit.repository = :repository
where document.plan = :plan and capture.screened <> 'quarantine' and deposit.evidence is null
order by capture.captured, capture.seq
