-- What the newest check for a day found of a plan.
-- Parameters: plan, day
with judged as (
    select max(made) as made
    from finding
    where plan = :plan and as_of = :day
),

newest as (
    select max(finding.seq) as seq
    from finding
    inner join judged on finding.made = judged.made
    where finding.plan = :plan and finding.as_of = :day
    group by finding.rule, finding.scope
)

select
    finding.made,
    finding.body
from finding
inner join newest on finding.seq = newest.seq
order by finding.seq
