-- Digests of bodies that must stay at hand: of every capture that the repository does not hold (what is hostile it never
-- will) or was last seen to have lost or altered, of the newest version of each document, and of the last good look at each
-- address, which the next conditional request goes back to.
-- Parameters: repository
with ranked as (
    select
        sha256,
        row_number() over (partition by document order by captured desc, seq desc) as place
    from capture
    where screened <> 'quarantine'
),

looked as (
    select
        sha256,
        row_number() over (partition by plan, source, url order by ended desc, seq desc) as place
    from attempt
    where outcome in ('fetched', 'unchanged')
),

verified as (
    select
        evidence,
        found,
        row_number() over (partition by evidence order by at desc, seq desc) as place
    from verification
    where repository = :repository and found <> 'unanswered'
)

select capture.sha256
from capture
left join deposit on capture.id = deposit.evidence and deposit.repository = :repository
left join verified on capture.id = verified.evidence and verified.place = 1
where deposit.evidence is null or verified.found in ('missing', 'altered')
union all
select sha256 from ranked
where place = 1
union all
select sha256 from looked
where place = 1 and sha256 is not null
