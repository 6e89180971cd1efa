-- The newest attestation of each field of each document of a plan.
-- Parameters: plan, as_of (ISO day: what ended before it no longer counts)
with ranked as (
    select
        attestation.*,
        row_number() over (partition by document, field order by made desc, seq desc) as place
    from attestation
    where plan = :plan
)

select document, field, value, person, reason, made, until
from ranked
where place = 1 and (until is null or until >= :as_of)
order by document, field
