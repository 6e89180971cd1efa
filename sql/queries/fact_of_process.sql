-- The rows of the process of the whole plan that were last judged, in the order of the table.
-- Parameters: plan
select
    seq,
    id,
    document,
    commitment,
    milestone,
    kind,
    language,
    event_date,
    published,
    published_from,
    published_by,
    public_until,
    recorded,
    substantive,
    "primary",
    public,
    covers,
    answers
from fact
where plan = :plan and commitment is null
order by seq
