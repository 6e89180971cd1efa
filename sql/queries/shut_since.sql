-- Of each repository that anybody could once read a capture in: when that was last seen, and when it was first seen to be so no
-- more, null when it never was since.
-- Parameters: plan
with good as (
    select
        evidence,
        repository,
        max(at) as last_good
    from verification
    where found in ('open', 'unlisted', 'untrue')
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
    good.repository,
    good.last_good,
    shut.first_bad
from good
left join shut on good.evidence = shut.evidence and good.repository = shut.repository
inner join capture on good.evidence = capture.id
inner join document on capture.document = document.id
where document.plan = :plan
order by good.evidence, good.repository
