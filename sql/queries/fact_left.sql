-- How many of the rows that were last judged do not tell (docs/rules.md §11): of a commitment (rows; null: of the process), of
-- its updates since its clocks opened (updates), of those that show a milestone (shows) or a kind of evidence that the card
-- names (kinds); part: the milestone, or the kind.
-- Parameters: plan
select
    what,
    commitment,
    part,
    number
from fact_left
where plan = :plan
order by seq
