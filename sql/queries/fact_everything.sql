-- All rows that were last judged, in the order of the table.
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
where plan = :plan
order by seq
