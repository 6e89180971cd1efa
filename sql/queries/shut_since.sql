-- Since when each capture that anybody could once read is open in none of our repositories any more.
-- Parameters: plan
with good as (
    select
        evidence,
        repository,
        max(at) as last_good
    from verification
    where found in ('open', 'unlisted')
    group by evidence, repository
),

shut as (
    select
        verification.evidence,
        verification.repository,
        min(verification.at) as first_bad
    from verification
    inner join good on verification.evidence = good.evidence and verification.repository = good.repository
    where verification.found in ('withdrawn', 'missing', 'closed', 'altered') and verification.at > good.last_good
    group by verification.evidence, verification.repository
)

select
    good.evidence,
    max(shut.first_bad) as shut_at
from good
left join shut on good.evidence = shut.evidence and good.repository = shut.repository
inner join capture on good.evidence = capture.id
inner join document on capture.document = document.id
where document.plan = :plan
group by good.evidence
having count(*) = count(shut.first_bad)
order by good.evidence
