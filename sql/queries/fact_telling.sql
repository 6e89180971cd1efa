-- The rows, of those that were last judged, that tell as much as all (docs/rules.md §11), in the order of the table.
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
where plan = :plan and telling
order by seq
