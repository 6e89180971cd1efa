-- What named persons ruled on the verdicts of a plan, oldest first.
-- Parameters: plan
select
    id,
    rule,
    scope,
    verdict,
    person,
    reason,
    made,
    until
from ruling
where plan = :plan
order by made, seq
