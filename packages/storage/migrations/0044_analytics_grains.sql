-- Sums by hours and by weeks (from Monday, UTC) beside those by quarter hours and days: long ranges add up fewer rows, and
-- hours of most time zones need no quarters. A release of before still runs without them; `drawbridge analytics recompute`
-- mends what it counts after this.
alter table analytics_rollups drop constraint analytics_rollups_grain_check;
alter table analytics_rollups add check (grain in ('quarter', 'hour', 'day', 'week'));

insert into analytics_rollups (tenant_id, dimension, value, grain, bucket, opened, tried, connected, ended, completed, attempts, failures, counts)
with wider as (
  select r.*, case grain when 'quarter' then 'hour' else 'week' end as wide,
    date_bin(case grain when 'quarter' then interval '1 hour' else interval '7 days' end, bucket, timestamptz '2000-01-03T00:00:00Z') as start
  from analytics_rollups r
), cores as (
  select tenant_id, dimension, value, wide, start, sum(opened) as opened, sum(tried) as tried, sum(connected) as connected, sum(ended) as ended,
    sum(completed) as completed, sum(attempts) as attempts, sum(failures) as failures
  from wider
  group by tenant_id, dimension, value, wide, start
), keys as (
  select tenant_id, dimension, value, wide, start, family, key, sum(n::int) as n
  from wider, jsonb_each(counts) families (family, inside), jsonb_each_text(inside) numbers (key, n)
  group by tenant_id, dimension, value, wide, start, family, key
), families as (
  select tenant_id, dimension, value, wide, start, family, jsonb_object_agg(key, n) as inside
  from keys
  group by tenant_id, dimension, value, wide, start, family
), wholes as (
  select tenant_id, dimension, value, wide, start, jsonb_object_agg(family, inside) as counts
  from families
  group by tenant_id, dimension, value, wide, start
)
select tenant_id, dimension, value, wide, start, opened, tried, connected, ended, completed, attempts, failures, counts
from cores join wholes using (tenant_id, dimension, value, wide, start);

-- For tables and trends, which need no more than these columns: the rows themselves are wide.
create index analytics_rollups_time on analytics_rollups (tenant_id, dimension, grain, bucket, value)
  include (opened, tried, connected, ended, completed, attempts, failures);
