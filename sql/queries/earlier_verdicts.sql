-- Verdicts of the check before a given one: each rule and scope as the newest earlier check of the plan found it.
-- Parameters: plan, made (epoch seconds of the check that is compared)
with earlier as (
    select max(made) as made
    from finding
    where plan = :plan and made < :made
)

select
    finding.rule,
    finding.scope,
    finding.verdict
from finding
inner join earlier on finding.made = earlier.made
where finding.plan = :plan
order by finding.rule, finding.scope
