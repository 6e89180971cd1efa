-- Documents held and documents known but not held (columns held and known of the board). One row for each commitment, null: the
-- process of the whole plan.
-- Reads: evidence, captures
select
    commitment,
    count(distinct case when held = 1 then document end) as held,
    count(distinct document) - count(distinct case when held = 1 then document end) as known
from (
    select
        evidence.commitment,
        evidence.document,
        case when captures.capture is null then 0 else 1 end as held
    from evidence
    left join captures on evidence.id = captures.capture
) as looked_for
group by commitment
order by coalesce(commitment, '')
