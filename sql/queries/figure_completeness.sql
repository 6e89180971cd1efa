-- Completeness (docs/rules.md §9): of the cells of the matrix that are there or due (expected), how many are certainly there
-- (shown); completeness is their quotient, null where nothing is due yet. Beside it, of the same cells, the kinds of evidence and
-- the milestones past their day, as the board shows them where a rule set of the plan asks for them. One row for each commitment,
-- one for the plan.
-- Reads: matrix, edition
select
    counted.scope,
    counted.shown,
    counted.expected,
    cast(counted.shown as double precision) / nullif(counted.expected, 0) as completeness,
    counted.kinds_present,
    counted.kinds_expected,
    counted.milestones_shown,
    counted.milestones_due
from (
    select
        matrix.scope,
        count(case when matrix.state = 'present' then 1 end) as shown,
        count(case when matrix.state <> 'not-due' then 1 end) as expected,
        count(case when matrix.family = 'kind' and matrix.state = 'present' then 1 end) as kinds_present,
        count(case when matrix.family = 'kind' then 1 end) as kinds_expected,
        count(
            case when matrix.family = 'milestone' and matrix.due < edition.as_of and matrix.state = 'present' then 1 end
        ) as milestones_shown,
        count(case when matrix.family = 'milestone' and matrix.due < edition.as_of then 1 end) as milestones_due
    from matrix
    cross join edition
    group by matrix.scope
) as counted
order by counted.scope
