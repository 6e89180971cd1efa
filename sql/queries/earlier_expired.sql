-- Findings of the check before a given one whose ruling had expired. "ruling-expired" may also stand in a person's words: the
-- doubts within the body decide.
-- Parameters: plan, made (epoch seconds of the check that is compared)
with earlier as (
    select max(made) as made
    from finding
    where plan = :plan and made < :made
)

select
    finding.rule,
    finding.scope,
    finding.body
from finding
inner join earlier on finding.made = earlier.made
where finding.plan = :plan and finding.body like '%ruling-expired%'
order by finding.rule, finding.scope
