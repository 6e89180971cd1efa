-- The two figures in days. days_since_update counts from the day by which the last update that is certain had become public
-- (updated_proven of figure_updates) to the day of judging; days_to_breach from the day of judging to the nearest day by which
-- something required must be done that is not missed yet (the rule and its part stand in outstanding). One row for each figure
-- that a commitment or the plan has.
-- No way to subtract days is common to all databases: each day is made a number, in years that begin with March.
-- Reads: evidence, outstanding, edition
select
    numbered.scope,
    numbered.figure,
    numbered.from_day,
    numbered.to_day,
    cast(
        sum(
            numbered.side * (
                365 * numbered.years + (numbered.years - numbered.years % 4) / 4 - (numbered.years - numbered.years % 100) / 100
                + (numbered.years - numbered.years % 400) / 400
                + (153 * numbered.months + 2 - (153 * numbered.months + 2) % 5) / 5 + numbered.days
            )
        ) as integer
    ) as days
from (
    select
        parted.scope,
        parted.figure,
        parted.from_day,
        parted.to_day,
        parted.side,
        parted.days,
        (parted.months - parted.months % 12) / 12 as years,
        parted.months % 12 as months
    from (
        select
            told.scope,
            told.figure,
            told.from_day,
            told.to_day,
            told.side,
            12 * cast(substr(told.written, 1, 4) as integer) + cast(substr(told.written, 6, 2) as integer) - 3 as months,
            cast(substr(told.written, 9, 2) as integer) as days
        from (
            select
                counted.scope,
                counted.figure,
                counted.from_day,
                counted.to_day,
                sides.side,
                cast(case when sides.side = 1 then counted.to_day else counted.from_day end as text) as written
            from (
                select
                    'plan' as scope,
                    'days_since_update' as figure,
                    max(coalesce(evidence.published, evidence.published_by)) as from_day,
                    edition.as_of as to_day
                from evidence
                cross join edition
                where
                    evidence.substantive and (evidence."primary" is null or evidence."primary") and evidence.public
                    and coalesce(evidence.published, evidence.published_by) <= edition.as_of
                group by edition.as_of
                union all
                select
                    evidence.commitment as scope,
                    'days_since_update' as figure,
                    max(coalesce(evidence.published, evidence.published_by)) as from_day,
                    edition.as_of as to_day
                from evidence
                cross join edition
                where
                    evidence.substantive and (evidence."primary" is null or evidence."primary") and evidence.public
                    and coalesce(evidence.published, evidence.published_by) <= edition.as_of
                    and evidence.commitment is not null
                group by evidence.commitment, edition.as_of
                union all
                select
                    outstanding.scope,
                    'days_to_breach' as figure,
                    edition.as_of as from_day,
                    min(outstanding.due) as to_day
                from outstanding
                cross join edition
                where outstanding.state = 'due' and outstanding.due >= edition.as_of
                group by outstanding.scope, edition.as_of
            ) as counted
            cross join (
                select 1 as side
                union all
                select -1 as side
            ) as sides
        ) as told
    ) as parted
) as numbered
group by numbered.scope, numbered.figure, numbered.from_day, numbered.to_day
order by numbered.scope, numbered.figure
