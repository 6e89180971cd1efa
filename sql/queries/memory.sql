-- The last good look at each address of a source: what to ask "has it changed?" with.
-- Parameters: plan, source
with looked as (
    select
        url,
        document,
        ended,
        sha256,
        etag,
        last_modified,
        media_type,
        charset,
        final_url,
        row_number() over (partition by url order by ended desc, seq desc) as place
    from attempt
    where plan = :plan and source = :source and outcome in ('fetched', 'unchanged')
)

select url, document, ended, sha256, etag, last_modified, media_type, charset, final_url
from looked
where place = 1
order by url
