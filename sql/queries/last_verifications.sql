-- The newest verification of each deposit of a plan in one repository.
-- Parameters: plan, repository
with ranked as (
    select
        verification.*,
        row_number() over (
            partition by verification.evidence order by verification.at desc, verification.seq desc
        ) as place
    from verification
    inner join capture on verification.evidence = capture.id
    inner join document on capture.document = document.id
    where document.plan = :plan and verification.repository = :repository
)

select * from ranked
where place = 1
order by evidence
