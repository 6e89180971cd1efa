-- What lay in each drop folder of a plan at the last visit and is no file.
-- Parameters: plan
with newest as (
    select
        id,
        row_number() over (partition by source order by ended desc, seq desc) as place
    from visit
    where plan = :plan
)

select distinct
    attempt.source,
    attempt.url
from attempt
inner join newest on attempt.visit = newest.id and newest.place = 1
where attempt.plan = :plan and attempt.reason = 'not-a-file'
order by attempt.source, attempt.url
