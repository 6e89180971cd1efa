-- The findings of a plan that one run stored; of a run that judged twice, the later ones.
-- Parameters: plan, run
with judged as (
    select max(made) as made
    from finding
    where plan = :plan and run = :run
)

select
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
