-- All documents that a source has shown so far, and the last faultless visit that did not yet show each.
-- Parameters: plan, source
select id, unseen_at from document
where plan = :plan and source = :source
order by id
