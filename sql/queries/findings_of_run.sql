-- The findings of a plan that one run stored; of a run that judged twice (a task that tried again), the later
-- ones, with the instant at which it first did.
-- Parameters: plan, run
with judged as (
    select
        min(made) as began,
        max(made) as made
    from finding
    where plan = :plan and run = :run
)

select
    judged.began,
    finding.made,
    finding.rule,
    finding.scope,
    finding.severity,
    finding.verdict,
    finding.due,
    finding.body
from finding
inner join judged on finding.made = judged.made
where finding.plan = :plan and finding.run = :run
order by finding.seq
