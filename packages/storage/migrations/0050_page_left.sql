-- When the page of a session closed its stream: it is known to be gone a moment later, and not after three missed beats.
-- Null: it is there, or nobody saw it go.
alter table sessions add column page_left_at timestamptz;
