-- Who disputes which verdict of a plan, oldest first, with the first answer to each.
-- Parameters: plan
with answered as (
    select
        objection,
        person,
        answer,
        made,
        row_number() over (partition by objection order by made, seq) as place
    from answer
)

select
    objection.id,
    objection.rule,
    objection.scope,
    objection.person,
    objection.why,
    objection.made,
    answered.made as answered,
    answered.person as answered_by,
    answered.answer
from objection
left join answered on objection.id = answered.objection and answered.place = 1
where objection.plan = :plan
order by objection.made, objection.seq
