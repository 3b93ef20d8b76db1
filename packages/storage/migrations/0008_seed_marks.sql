-- What was seeded last, so that a start with the same lists has nothing to compare.
create table seed_marks (
  source text primary key,
  fingerprint text not null
);
