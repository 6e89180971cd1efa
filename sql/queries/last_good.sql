-- The last day on which the log of findings says that nothing was missed: by rule and scope. A day of which nobody could say
-- is no such day.
-- Parameters: plan
select
    rule,
    scope,
    max(as_of) as last_day
from finding
where plan = :plan and verdict not in ('breach', 'unknown')
group by rule, scope
order by rule, scope
