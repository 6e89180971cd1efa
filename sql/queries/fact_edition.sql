-- The day for which a plan's facts were judged, and what the choice of those that tell rests on.
-- Parameters: plan
select
    as_of,
    basis
from fact_edition
where plan = :plan
