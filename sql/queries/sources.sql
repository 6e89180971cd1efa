-- What is known of each source of a plan: visits (an empty drop folder has no attempt), captures, and the last attempt: of
-- several at one instant (the files of a drop folder) one that is still being written.
-- Parameters: plan
with known as (
    select distinct source
    from (
        select source from visit
        where plan = :plan
        union all
        select source from attempt
        where plan = :plan
    ) as met
),

visited as (
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
        row_number() over (
            partition by source
            order by ended desc, case when outcome = 'waiting' then 0 else 1 end, seq desc
        ) as place
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
    known.source,
    visited.last_visit,
    visited.last_whole,
    brought.last_new,
    newest.ended as last_attempt,
    newest.outcome as last_outcome,
    newest.reason as last_failure,
    told.reason as last_reason
from known
left join newest on known.source = newest.source and newest.place = 1
left join visited on known.source = visited.source
left join brought on known.source = brought.source
left join told on known.source = told.source and told.place = 1
order by known.source
