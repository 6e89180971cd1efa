-- The last update, in the columns of the published board: it became public between updated and updated_possible, and by
-- updated_proven one certainly had (figure_days counts from that day, as findings do). updated is null where nothing says from
-- when on, updated_proven where no update is certain. One row for each commitment, one for the plan, which reads the rows of
-- all. A statement without evidence updates nothing.
-- Reads: evidence, edition
select
    updating.scope,
    max(case when updating.proven <= edition.as_of then updating.first_day end) as updated,
    max(case when updating.proven <= edition.as_of then updating.proven else edition.as_of end) as updated_possible,
    max(case when updating.proven <= edition.as_of then updating.proven end) as updated_proven
from (
    select
        'plan' as scope,
        coalesce(published, published_from) as first_day,
        case when public then coalesce(published, published_by) end as proven
    from evidence
    where
        substantive and ("primary" is null or "primary") and (public is null or public)
        and (published is not null or published_from is not null or published_by is not null)
    union all
    select
        commitment as scope,
        coalesce(published, published_from) as first_day,
        case when public then coalesce(published, published_by) end as proven
    from evidence
    where
        substantive and ("primary" is null or "primary") and (public is null or public)
        and (published is not null or published_from is not null or published_by is not null)
        and commitment is not null
) as updating
cross join edition
where updating.first_day is null or updating.first_day <= edition.as_of
group by updating.scope
order by updating.scope
