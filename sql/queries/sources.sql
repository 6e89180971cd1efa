-- What is known of each source of a plan: visits, captures, last attempt.
-- Parameters: plan
with visited as (
    select
        source,
        max(ended) as last_visit,
        max(case when whole = 1 then ended end) as last_whole
    from visit
    where plan = :plan
    group by source
),

brought as (
    select
        document.source,
        max(capture.captured) as last_new
    from capture
    inner join document on capture.document = document.id
    where document.plan = :plan
    group by document.source
),

newest as (
    select
        source,
        ended,
        outcome,
        reason,
        row_number() over (partition by source order by ended desc, seq desc) as place
    from attempt
    where plan = :plan
),

told as (
    select
        source,
        reason,
        row_number() over (partition by source order by ended desc, seq desc) as place
    from visit
    where plan = :plan
)

select
    newest.source,
    visited.last_visit,
    visited.last_whole,
    brought.last_new,
    newest.ended as last_attempt,
    newest.outcome as last_outcome,
    newest.reason as last_failure,
    told.reason as last_reason
from newest
left join visited on newest.source = visited.source
left join brought on newest.source = brought.source
left join told on newest.source = told.source and told.place = 1
where newest.place = 1
order by newest.source
