-- Meetings of the forum up to the day, and the day of the one before (R19/forum.meets asks for one every three months).
-- A meeting is a day that minutes, an agenda or a transcript of the process state; documents: how many do.
-- Reads: evidence, edition
select
    evidence.event_date as met,
    lag(evidence.event_date) over (order by evidence.event_date) as met_before,
    count(distinct evidence.document) as documents
from evidence
cross join edition
where
    evidence.commitment is null and evidence.event_date <= edition.as_of
    and evidence.kind in ('minutes', 'founding-minutes', 'agenda', 'transcript')
    and evidence.public and coalesce(evidence.published, evidence.published_by) <= edition.as_of
group by evidence.event_date
order by evidence.event_date
