-- The demo warehouse: two years of a software company, in schema demo. Plain PostgreSQL, no extension.
--
--   psql -f test/demo/load.sql                                        1,000 accounts up to 2026-06-30
--   psql -v accounts=10000 -v last_day=2026-11-20 -f test/demo/load.sql
--   psql -v skill=off -f test/demo/load.sql                           outcomes permuted: nothing can predict them
--
-- Every value is a hash of its key and a seed, so the same variables give the same rows on every machine.
-- What each table is, and how each trait is made: README.md beside this file.
\set ON_ERROR_STOP on
\if :{?accounts}
\else
\set accounts 1000
\endif
\if :{?last_day}
\else
\set last_day '2026-06-30'
\endif
\if :{?skill}
\else
\set skill on
\endif
\if :{?seed}
\else
\set seed 20
\endif

\ir 00_parameters.sql
\ir 10_accounts.sql
\ir 15_traits.sql
\ir 20_latent.sql
\ir 25_decisions.sql
\ir 30_usage.sql
\ir 40_support.sql
\ir 50_engagement.sql
\ir 60_commercial.sql
\ir 70_outcomes.sql
\ir 80_traits_and_cast.sql
\ir 90_finish.sql
