-- Progress reports with new content that are certainly public on the day (R19/progress.published asks for one every six months).
-- One row for each commitment that has any.
-- Reads: evidence, edition
select
    evidence.commitment,
    count(*) as reports,
    max(coalesce(evidence.published, evidence.published_by)) as last_report
from evidence
cross join edition
where
    evidence.commitment is not null and evidence.kind = 'progress-report' and evidence.substantive and evidence.public
    and coalesce(evidence.published, evidence.published_by) <= edition.as_of
group by evidence.commitment
order by evidence.commitment
