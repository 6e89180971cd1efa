-- The worst verdict of what is required (severity minimum or standard), and how many of these rules are missed (breaches), how
-- many nobody can decide on what is known (unknown), and how many wait for a named person to confirm or to look (waiting). A rule
-- that waits is counted there alone: neither unknown nor the verdict takes it in. One row for each commitment, one for the plan.
-- Reads: findings, outstanding
select
    asked.scope,
    case min(asked.place)
        when 1 then 'breach' when 2 then 'unknown' when 3 then 'due-soon' when 4 then 'gap' when 5 then 'pending'
        when 6 then 'pass' when 7 then 'equivalent' when 8 then 'waived' else 'not-applicable'
    end as verdict,
    count(case when asked.place = 1 then 1 end) as breaches,
    count(case when asked.place = 2 then 1 end) as unknown,
    count(case when asked.place is null then 1 end) as waiting
from (
    select
        findings.scope,
        case
            when outstanding.state is not null then null
            when findings.verdict = 'breach' then 1 when findings.verdict = 'unknown' then 2
            when findings.verdict = 'due-soon' then 3 when findings.verdict = 'gap' then 4
            when findings.verdict = 'pending' then 5 when findings.verdict = 'pass' then 6
            when findings.verdict = 'equivalent' then 7 when findings.verdict = 'waived' then 8
            else 9
        end as place
    from findings
    left join outstanding
        on findings.rule = outstanding.rule and findings.scope = outstanding.scope and outstanding.state = 'waiting'
    where findings.severity <> 'advice'
) as asked
group by asked.scope
order by asked.scope
