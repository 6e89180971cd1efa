-- What a channel was told of a plan: of each subject the last mark (days before the due day; 0: missed, or silent).
-- Parameters: plan, channel
select
    rule,
    scope,
    part,
    about,
    min(mark) as mark
from notice
where plan = :plan and channel = :channel
group by rule, scope, part, about
order by rule, scope, part, about
