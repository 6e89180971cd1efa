-- When anybody first read each capture from one of our repositories.
-- Parameters: plan
select
    verification.evidence,
    min(verification.at) as first_at
from verification
inner join capture on verification.evidence = capture.id
inner join document on capture.document = document.id
where document.plan = :plan and verification.found in ('open', 'unlisted', 'untrue')
group by verification.evidence
order by verification.evidence
