-- An institution that left its list stays for the connections that know it; it is no longer offered.
alter table institutions add column retired_at timestamptz;
