-- Verdicts by severity, as the newest check found them. Rules that are left to the reviewer have none.
-- Reads: findings
select
    severity,
    verdict,
    count(*) as findings
from findings
where verdict is not null and verdict <> ''
group by severity, verdict
order by severity, verdict
