-- Every version of every document of a plan, with what decides when it can have become public.
-- Parameters: plan
with versions as (
    select
        capture.*,
        lag(capture.captured) over (partition by capture.document order by capture.captured, capture.seq) as earlier,
        first_value(capture.until) over (
            partition by capture.document order by capture.captured desc, capture.seq desc
        ) as announced
    from capture
    where capture.screened = 'accept'
),

good as (
    select
        document,
        max(ended) as last_good
    from attempt
    where plan = :plan and document is not null and outcome in ('fetched', 'unchanged')
    group by document
),

vanished as (
    select
        attempt.document,
        min(attempt.ended) as gone
    from attempt
    inner join good on attempt.document = good.document
    where attempt.plan = :plan and attempt.reason = 'not-found' and attempt.ended > good.last_good
    group by attempt.document
),

refused as (
    select
        document,
        screened,
        screen_reason,
        row_number() over (partition by document order by captured desc, seq desc) as place
    from capture
    where screened <> 'accept'
),

listed as (
    select
        source,
        max(started) as listed_at
    from visit
    where plan = :plan and whole = 1
    group by source
)

select
    document.id as document_id,
    document.plan as document_plan,
    document.source as document_source,
    document.commitment as document_commitment,
    document.locator as document_locator,
    document.url as document_url,
    document.title as document_title,
    document.kind as document_kind,
    document.event_date as document_event_date,
    document.stated as document_stated,
    document.first_listed as document_first_listed,
    document.unseen_at as document_unseen_at,
    versions.*,
    vanished.gone,
    good.last_good,
    listed.listed_at,
    refused.screened as refused_as,
    refused.screen_reason as refused_reason,
    tried.outcome as tried_outcome,
    tried.reason as tried_reason,
    tried.detail as tried_detail,
    tried.status as tried_status,
    tried.ended as tried_at
from document
left join versions on document.id = versions.document
left join good on document.id = good.document
left join listed on document.source = listed.source
left join vanished on document.id = vanished.document
left join refused on document.id = refused.document and refused.place = 1
left join attempt as tried
    on
        tried.seq = (
            select looks.seq
            from attempt as looks
            where looks.document = document.id and looks.plan = :plan
            order by looks.ended desc, looks.seq desc
            limit 1
        )
where document.plan = :plan
order by document.commitment, document.source, document.id, versions.captured, versions.seq
