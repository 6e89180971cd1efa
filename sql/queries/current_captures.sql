-- The newest version of each document of a source.
-- Parameters: plan, source
with ranked as (
    select
        capture.*,
        row_number() over (partition by capture.document order by capture.captured desc, capture.seq desc) as place
    from capture
    inner join document on capture.document = document.id
    where document.plan = :plan and document.source = :source and capture.screened <> 'quarantine'
)

select * from ranked
where place = 1
order by document
