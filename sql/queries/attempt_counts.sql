-- How often attempts at each source of a plan ended in which way.
-- Parameters: plan
select
    source,
    purpose,
    outcome,
    reason,
    count(*) as attempts,
    min(ended) as first_one,
    max(ended) as last_one
from attempt
where plan = :plan
group by source, purpose, outcome, reason
order by source, purpose, outcome, reason
