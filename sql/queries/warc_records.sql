-- Where the response record of each capture of a plan stands.
-- Parameters: plan
select
    capture.id,
    attempt.warc_file,
    attempt.warc_offset,
    attempt.warc_record
from capture
inner join attempt on capture.attempt = attempt.id
where attempt.plan = :plan and attempt.warc_file is not null
order by capture.id
