-- The last visit without fault of each source of a plan.
-- Parameters: plan
select
    commitment,
    source,
    max(ended) as last_whole
from visit
where plan = :plan and whole = 1
group by commitment, source
order by commitment, source
