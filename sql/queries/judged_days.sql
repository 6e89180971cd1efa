-- The days for which a plan was judged, each with the instant of its newest check.
-- Parameters: plan
select
    as_of,
    max(made) as made
from finding
where plan = :plan
group by as_of
order by as_of
