-- The default model on hand-made accounts: every expected value below was worked out by hand from the definitions, for the end
-- of 30 June 2026 in Berlin. Both the oracle and the workspace's functions have to give them.
\set ECHO none
\o /dev/null
\getenv inputdir PG_ABS_SRCDIR
\set ws golden_cs
\set oracle :inputdir '/oracle/'
\set as_of 2026-06-30
\set d 'date ''2026-06-30'''
SET timezone = 'UTC';
SET datestyle = 'ISO';
SET client_min_messages = warning;
\set file :oracle 'golden_tables.sql'
\i :file
SET search_path = golden, public;

-- f1…f4 are core; f5 is not
INSERT INTO feature VALUES ('f1', 'uc1', true), ('f2', 'uc1', true), ('f3', 'uc2', true), ('f4', 'uc3', true), ('f5', NULL, false),
                           ('shiny', NULL, false), ('calls', NULL, false), ('gateway', NULL, false);

-- a crowd, so that days can be judged and every feed is live since 2023
SELECT start('crowd'), used('crowd', '2026-04-01', :d, 60), used('crowd', '2023-01-01', '2023-01-01'),
       asked('crowd', '2023-01-01', 1);
INSERT INTO engagement (account_id, engagement_id, at, kind) VALUES ('crowd', 'first', '2023-01-01 12:00+01', 'call');
INSERT INTO survey (account_id, survey_id, kind, sent_at) VALUES ('crowd', 'first', 'csat', '2023-01-01 12:00+01');

-- usage level ---------------------------------------------------------------------------------------------------------
-- level 3 users a day, usual 5: exactly 0.6
SELECT start('lv_60'), used('lv_60', '2024-05-01', :d - 28, 5), used('lv_60', :d - 27, :d, 3);
-- stopped on the last day before the current block
SELECT start('lv_dormant'), used('lv_dormant', '2024-05-01', :d - 28);
-- stopped long ago: the baseline is 0 too, but it was used in this life
SELECT start('lv_forgotten'), used('lv_forgotten', '2023-02-01', '2023-03-01');
-- 90 and 89 days without any usage
SELECT start('lv_never', :d - 89), start('lv_never_young', :d - 88);
-- began ten days ago after years of nothing
SELECT start('lv_newly'), used('lv_newly', :d - 9, :d);
-- the third block begins on the first day, and a day before it
SELECT start('lv_84', :d - 83), used('lv_84', :d - 83, :d), start('lv_83', :d - 82), used('lv_83', :d - 82, :d);
-- collapsed five blocks ago: the median of three says normal, the year-median does not
SELECT start('lv_collapsed'), used('lv_collapsed', '2024-05-01', :d - 140, 10), used('lv_collapsed', :d - 139, :d, 1);
-- the whole last year at a tenth of the year before: level with its baseline, but rebased
SELECT start('lv_rebased'), used('lv_rebased', '2024-05-01', :d - 392, 10), used('lv_rebased', :d - 391, :d, 1);
-- five whole blocks before the current one: the year-median needs six, so the baseline is the median of three
SELECT start('lv_five', :d - 167), used('lv_five', :d - 167, :d - 112, 10), used('lv_five', :d - 111, :d, 5);
-- known at the last instant of the day, and one later
SELECT start('lv_late'), used('lv_late', '2024-05-01', :d);
UPDATE usage SET known_at = '2026-06-30 23:59:59.999999+02' WHERE account_id = 'lv_late' AND day > :d - 28;
UPDATE usage SET known_at = '2026-07-01 00:00+02' WHERE account_id = 'lv_late' AND day > :d - 14;
-- vendor, system, exports and rows without events do not count, customer and interactive by name do
SELECT start('lv_others'), used('lv_others', '2024-05-01', :d), used('lv_others', :d - 27, :d, 8, 'f1', 'x');
UPDATE usage SET actor = 'customer', kind = 'interactive' WHERE account_id = 'lv_others' AND user_id = 'u1';
UPDATE usage SET actor = 'vendor' WHERE account_id = 'lv_others' AND user_id IN ('x1', 'x2');
UPDATE usage SET actor = 'system' WHERE account_id = 'lv_others' AND user_id IN ('x3');
UPDATE usage SET kind = 'export' WHERE account_id = 'lv_others' AND user_id IN ('x4', 'x5');
UPDATE usage SET events = 0 WHERE account_id = 'lv_others' AND user_id IN ('x6', 'x7');
UPDATE usage SET user_id = NULL WHERE account_id = 'lv_others' AND user_id = 'x8';
-- new instrumentation: the same person, first with f1, for the second half of the block only with what is new
SELECT start('lv_shiny'), used('lv_shiny', '2024-05-01', :d - 14), used('lv_shiny', :d - 27, :d, 1, 'shiny');
-- a second life: what was before its start is no baseline and no acquaintance
SELECT start('lv_again', '2026-01-01'), used('lv_again', '2024-05-01', '2025-11-30', 10), used('lv_again', '2026-01-01', :d);
-- a gap in the account's own feed: still in it; ended 84 days ago; ended 83 days ago
SELECT start('gap_in'), used('gap_in', '2024-05-01', :d), start('gap_84'), used('gap_84', '2024-05-01', :d),
       start('gap_83'), used('gap_83', '2024-05-01', :d);
INSERT INTO feed_gap VALUES ('gap_in', 'usage', '2026-05-01', '2026-07-01'), ('gap_84', 'usage', '2026-01-01', :d - 83),
                            ('gap_83', 'usage', '2026-01-01', :d - 82), ('gap_84', 'ticket', '2026-06-01', NULL);
-- quiet but integrated: 5 of 20 seats; 6 of 20 are too many; without seats, one active day
SELECT start(id, seats => 20), used(id, '2024-05-01', :d - 28, 8), used(id, :d - 27, :d, n), called(id, '2024-05-01', :d, 100)
  FROM (VALUES ('api_5', 5), ('api_6', 6)) AS a(id, n);
SELECT start('api_1'), used('api_1', '2024-05-01', :d - 28, 8), used('api_1', :d, :d, 8), called('api_1', '2024-05-01', :d - 28, 100),
       called('api_1', :d - 27, :d, 80);
-- its level is 79 % of its own baseline
SELECT start('api_79'), used('api_79', '2024-05-01', :d - 28, 8), called('api_79', '2024-05-01', :d - 28, 100),
       called('api_79', :d - 27, :d, 79);
-- calls on exactly 15 of the last 20 working days, which begin on 2 June; 19 June is a holiday, a call on it helps nothing
SELECT start(id), used(id, '2024-05-01', :d - 28, 8), called(id, '2024-05-01', :d - 29, 100), called(id, from_day, :d, 140)
  FROM (VALUES ('api_15', date '2026-06-09'), ('api_14', date '2026-06-10')) AS a(id, from_day);
DELETE FROM usage WHERE account_id = 'api_15' AND kind = 'api' AND day = '2026-06-19';

-- features ------------------------------------------------------------------------------------------------------------
-- f1 by two users, f2 by one, f3 by two of whom one only before W(28)
SELECT start('dp_1'), used('dp_1', :d - 3, :d, 2), used('dp_1', :d - 3, :d, 1, 'f2'), used('dp_1', :d, :d, 1, 'f3'),
       used('dp_1', :d - 28, :d - 28, 2, 'f3');
-- entitled to f1 and f5; to f5 alone; to f5 until today
SELECT start('dp_2'), used('dp_2', :d - 3, :d, 2), used('dp_2', :d - 2, :d, 2, 'f3'), start('dp_3'), start('dp_4'),
       used('dp_4', :d, :d, 2, 'f4');
INSERT INTO entitlement (account_id, kind, item, valid_to) VALUES
    ('dp_2', 'feature', 'f1', NULL), ('dp_2', 'feature', 'f5', :d + 1), ('dp_3', 'feature', 'f5', NULL), ('dp_4', 'feature', 'f5', :d);
-- f1 on four days by two, f3 on three days; 10 seats and one user; 11 seats and one user
INSERT INTO entitlement (account_id, kind, item) VALUES ('dp_2', 'use_case', 'uc1'), ('dp_2', 'use_case', 'uc2'),
    ('uc_10', 'use_case', 'uc1'), ('uc_11', 'use_case', 'uc1');
SELECT start('uc_10', seats => 10), used('uc_10', :d - 3, :d), start('uc_11', seats => 11), used('uc_11', :d - 3, :d);
-- 27, 28, 89, 90, 119 and 120 days old, one user a day
SELECT start('age_' || n, :d - n + 1, 4), used('age_' || n, :d - n + 1, :d) FROM unnest(ARRAY[27, 28, 89, 90, 119, 120]) AS n;
INSERT INTO entitlement (account_id, kind, item) SELECT 'age_' || n, 'use_case', 'uc1' FROM unnest(ARRAY[89, 90]) AS n;

-- days of use and depth: 2 users, one on all 7 days and one on 3; the peers' quantiles are set below
SELECT start('st_1'), used('st_1', :d - 6, :d, 1, 'f1', 'a'), used('st_1', :d - 2, :d, 1, 'f1', 'b'), used('st_1', :d - 7, :d - 7, 3, 'f1', 'c');
SELECT start(id), used(id, :d - n + 1, :d) FROM (VALUES ('sh_4', 4), ('sh_3', 3), ('sh_deep', 4), ('sh_other', 4), ('sh_older', 4)) AS a(id, n);
SELECT used('sh_deep', :d, :d, 1, 'f2'), used('sh_older', :d - 28, :d - 28, 1, 'f2');
UPDATE account SET segment = 'other' WHERE account_id = 'sh_other';

-- capacity ------------------------------------------------------------------------------------------------------------
-- 5 + 3 seats are entitled, 100 are on the account; units unknown: the account's; 0 seats: unknown
SELECT start('cap_8', seats => 100), used('cap_8', :d, :d, 6), start('cap_4', seats => 4), used('cap_4', :d, :d, 2),
       start('cap_0', seats => 0), used('cap_0', :d, :d), start('cap_none', seats => 4), used('cap_none', :d, :d, 2);
INSERT INTO entitlement (account_id, kind, item, units, valid_from, valid_to) VALUES
    ('cap_8', 'seat', 'full', 5, '2026-01-01', NULL), ('cap_8', 'seat', 'light', 3, NULL, :d + 1),
    ('cap_8', 'seat', 'old', 50, NULL, :d), ('cap_8', 'seat', 'next', 50, :d + 1, NULL), ('cap_4', 'seat', 'full', NULL, NULL, NULL), ('cap_none', 'seat', 'full', 0, NULL, NULL);
-- 460 of 1,000 a month; 905 of 3,650 a year in its first 181 days; both
SELECT start('vol_' || id) FROM unnest(ARRAY['month', 'term', 'both']) AS id;
INSERT INTO usage (account_id, day, events, user_id, feature) VALUES
    ('vol_month', :d - 27, 460, 'u1', 'calls'), ('vol_month', :d - 28, 999, 'u1', 'calls'), ('vol_month', :d, 999, 'u1', 'f1'),
    ('vol_term', '2026-01-01', 905, 'u1', 'calls'), ('vol_term', '2025-12-31', 999, 'u1', 'calls'),
    ('vol_both', :d, 460, 'u1', 'calls'), ('vol_both', :d, 905, 'u1', 'f5');
INSERT INTO entitlement VALUES
    ('vol_month', 'volume', 'calls', 1000, 'month', '2026-01-01', NULL), ('vol_term', 'volume', 'calls', 3650, 'term', '2026-01-01', '2027-01-01'),
    ('vol_both', 'volume', 'calls', 1000, 'month', NULL, NULL), ('vol_both', 'volume', 'f5', 3650, 'term', '2026-01-01', '2027-01-01');

-- users: a goes on, b is new, c was last seen 60 days ago, d 150 days ago, f comes back after more than a year: (2 − 1) ÷ 4 -----------------
SELECT start('net_1'), used('net_1', :d - 200, :d, 1, 'f1', 'a'), used('net_1', :d - 89, :d, 1, 'f1', 'b'),
       used('net_1', :d - 100, :d - 60, 1, 'f1', 'c'), used('net_1', :d - 200, :d - 150, 1, 'f1', 'd'),
       used('net_1', :d - 455, :d - 455, 1, 'f1', 'f'), used('net_1', :d, :d, 1, 'f1', 'f');
SELECT start('net_lost'), used('net_lost', :d - 120, :d - 100), start('net_none'), used('net_none', '2024-05-01', '2024-06-01');

-- tickets -------------------------------------------------------------------------------------------------------------
-- three a month, then five; a level below the usual; none; buckets 4…6 just inside, and not
SELECT start(id, started) FROM (VALUES ('tk_5', date '2023-01-01'), ('tk_0', '2023-01-01'), ('tk_none', '2023-01-01'),
                                       ('tk_3', :d - 179), ('tk_2', :d - 178), ('tk_mad', '2023-01-01'), ('tk_excl', '2023-01-01'),
                                       ('tk_edge', '2023-01-01'), ('tk_before', '2024-06-01')) AS a(id, started);
SELECT asked('tk_5', :d - 30 * k + 5, CASE k WHEN 1 THEN 5 ELSE 3 END), asked('tk_0', :d - 30 * k + 5, CASE k WHEN 1 THEN 0 ELSE 3 END),
       asked('tk_mad', :d - 30 * k + 5, CASE WHEN k = 1 THEN 7 WHEN k BETWEEN 4 AND 9 THEN 4 ELSE 0 END)
  FROM generate_series(1, 15) AS k;
SELECT asked('tk_3', :d, 2), asked('tk_2', :d, 2), asked('tk_excl', :d, 3), asked('tk_before', '2024-05-31', 1);
UPDATE ticket SET is_excluded = true WHERE account_id = 'tk_excl' AND ticket_id NOT LIKE '%-1';
-- opened on the last minute of day e − 30 and half an hour after it, in Berlin
INSERT INTO ticket (account_id, ticket_id, opened_at) VALUES
    ('tk_edge', '1', '2026-05-31 21:59+00'), ('tk_edge', '2', '2026-05-31 22:30+00'), ('tk_edge', '3', '2026-06-30 22:00+00');

-- critical tickets, one story an account
SELECT start('cr_' || id) FROM unnest(ARRAY['89', '90', 'long', '3h59', '4h', '4h01', 'solved', 'again', 'future', 'null', 'twice',
                                            'tomorrow', 'low', 'tie', 'mended', 'late']) AS id;
INSERT INTO ticket (account_id, ticket_id, opened_at, solved_at, closed_at, severity, known_at) VALUES
    ('cr_89', '1', '2026-04-02 00:00+02', '2026-04-03 00:00+02', NULL, 2, NULL),               -- the first day of W(90)
    ('cr_90', '1', '2026-04-01 23:59+02', '2026-04-03 00:00+02', NULL, 2, NULL),               -- the day before it
    ('cr_long', '1', '2025-12-01 12:00+01', '2026-07-01 12:00+02', NULL, 1, NULL),             -- solved only tomorrow
    ('cr_3h59', '1', '2026-06-10 08:00+00', NULL, NULL, 3, NULL),
    ('cr_4h', '1', '2026-06-10 08:00+00', NULL, NULL, 3, NULL),
    ('cr_4h01', '1', '2026-06-10 08:00+00', NULL, NULL, 3, NULL),
    ('cr_solved', '1', '2026-06-10 08:00+00', NULL, '2026-06-10 08:30+00', 1, NULL),           -- closed after half an hour
    ('cr_again', '1', '2025-10-01 08:00+00', '2026-06-25 08:00+00', NULL, 2, NULL),            -- solved, reopened in June, solved
    ('cr_future', '1', '2026-06-10 08:00+00', NULL, NULL, 1, NULL),                            -- 1 now, but 3 until tomorrow
    ('cr_null', '1', '2026-06-10 08:00+00', NULL, NULL, NULL, NULL),
    ('cr_twice', '1', '2026-05-10 08:00+00', NULL, NULL, 1, NULL),
    ('cr_twice', '2', '2026-05-10 08:00+00', NULL, NULL, 2, NULL),
    ('cr_tomorrow', '1', '2026-06-30 22:00+00', NULL, NULL, 1, NULL),                          -- midnight in Berlin
    ('cr_low', '1', '2026-06-10 08:00+00', NULL, NULL, 3, NULL),
    ('cr_tie', '1', '2026-06-10 08:00+00', '2026-06-10 09:00+00', NULL, 1, NULL),              -- raised and solved at one instant
    ('cr_mended', '1', '2025-12-01 08:00+00', NULL, NULL, 3, NULL),                            -- critical in winter, open at 3 since
    ('cr_late', '1', '2026-06-10 08:00+00', NULL, NULL, 1, '2026-07-02 08:00+00');             -- heard of the day after tomorrow
INSERT INTO ticket_change VALUES
    ('cr_3h59', '1', '2026-06-10 09:00+00', 'severity', '3', '1'), ('cr_3h59', '1', '2026-06-10 12:59+00', 'severity', '1', '3'),
    ('cr_4h', '1', '2026-06-10 09:00+00', 'severity', '3', '1'), ('cr_4h', '1', '2026-06-10 13:00+00', 'severity', '1', '3'),
    ('cr_4h01', '1', '2026-06-10 09:00+00', 'severity', '3', '1'), ('cr_4h01', '1', '2026-06-10 13:01+00', 'severity', '1', '3'),
    ('cr_again', '1', '2025-10-02 08:00+00', 'status', 'open', 'Solved'), ('cr_again', '1', '2026-06-20 08:00+00', 'status', 'solved', 'open'),
    ('cr_future', '1', '2026-07-01 08:00+00', 'severity', '3', '1'),
    ('cr_twice', '1', '2026-05-11 08:00+00', 'severity', '1', '4'), ('cr_twice', '1', '2026-06-11 08:00+00', 'severity', '4', '1'),
    ('cr_tie', '1', '2026-06-10 09:00+00', 'severity', '3', '1'),
    ('cr_mended', '1', '2026-01-10 08:00+00', 'severity', '1', '3');

-- five tickets: one breached, one breached and escalated, one escalated after midnight, two well
SELECT start('br_1'), asked('br_1', :d - 10, 5);
UPDATE ticket SET sla_breached_at = '2026-06-21 00:00+00' WHERE ticket_id IN ('br_1-2026-06-20-1', 'br_1-2026-06-20-2');
UPDATE ticket SET escalated_at = '2026-06-21 00:00+00' WHERE ticket_id = 'br_1-2026-06-20-2';
UPDATE ticket SET escalated_at = '2026-06-30 22:00+00' WHERE ticket_id = 'br_1-2026-06-20-3';

-- severity 1 for 48 hours at midnight, after a spell at severity 2
SELECT start('sev_48');
INSERT INTO ticket (account_id, ticket_id, opened_at, severity) VALUES ('sev_48', '1', '2026-06-20 08:00+00', 1);
INSERT INTO ticket_change VALUES ('sev_48', '1', '2026-06-28 22:00+00', 'severity', '2', '1');

-- engagement ----------------------------------------------------------------------------------------------------------
SELECT start('ex_' || id) FROM unnest(ARRAY['10', 'later', 'no_level', 'kinds']) AS id;
SELECT start('ex_89', :d - 88), start('ex_90', :d - 89);
INSERT INTO contact (account_id, contact_id, role, level, valid_from, valid_to) VALUES
    ('ex_10', 'c1', 'economic_buyer', 'executive', NULL, NULL), ('ex_later', 'c1', 'user', 'executive', :d - 5, NULL),
    ('ex_later', 'c1', 'user', 'manager', NULL, :d - 5), ('ex_no_level', 'c1', 'user', NULL, NULL, NULL),
    ('ex_kinds', 'c1', 'user', 'executive', NULL, NULL), ('ex_89', 'c1', 'user', 'executive', NULL, NULL), ('ex_90', 'c1', 'user', 'executive', NULL, NULL);
INSERT INTO engagement (account_id, engagement_id, at, kind, status, contact_id, attended) VALUES
    ('ex_10', '1', :d - 10 + time '12:00', 'meeting', 'held', 'c1', true),
    ('ex_later', '1', :d - 10 + time '12:00', 'meeting', 'held', 'c1', true),
    ('ex_no_level', '1', :d - 10 + time '12:00', 'meeting', 'held', 'c1', true),
    ('ex_kinds', '1', :d - 5 + time '12:00', 'call', 'held', 'c1', true),
    ('ex_kinds', '2', :d - 6 + time '12:00', 'meeting', 'held', 'c1', false),
    ('ex_kinds', '3', :d - 7 + time '12:00', 'qbr', 'missed', 'c1', NULL),
    ('ex_kinds', '4', :d - 50 + time '12:00', 'executive', NULL, 'c1', NULL),
    ('ex_kinds', '5', :d + 1 + time '12:00', 'executive', NULL, 'c1', NULL);

-- answered on the fifth working day (19 June is a holiday), on the sixth, before it was sent, after midnight; too old, too new, a campaign
SELECT start('rs_1'), start('rs_none'), start('rs_half'), start('rs_tie'), start('rs_96', :d - 95), start('rs_97', :d - 96);
INSERT INTO engagement (account_id, engagement_id, at, kind, direction, responded_at) VALUES
    ('rs_1', 'fifth', '2026-06-12 15:00+00', 'email', 'outbound', '2026-06-22 21:59+00'),
    ('rs_1', 'sixth', '2026-06-12 15:00+00', 'email', 'outbound', '2026-06-22 22:01+00'),
    ('rs_1', 'before', '2026-06-12 15:00+00', 'email', 'outbound', '2026-06-12 14:00+00'),
    ('rs_1', 'day 7', '2026-06-23 21:59+00', 'call', 'outbound', '2026-06-30 22:00+00'),
    ('rs_1', 'day 6', '2026-06-23 22:00+00', 'email', 'outbound', '2026-06-24 08:00+00'),
    ('rs_1', 'day 97', '2026-03-25 12:00+00', 'email', 'outbound', '2026-03-25 13:00+00'),
    ('rs_1', 'campaign', '2026-06-12 15:00+00', 'campaign', 'outbound', '2026-06-12 16:00+00'),
    ('rs_1', 'inbound', '2026-06-12 15:00+00', 'email', 'inbound', '2026-06-12 16:00+00'),
    -- two attendees, one answer: one engagement
    ('rs_1', 'two', '2026-06-01 08:00+00', 'meeting', 'outbound', NULL), ('rs_1', 'two', '2026-06-01 08:00+00', 'meeting', 'outbound', '2026-06-02 08:00+00'),
    -- three weeks of silence but for one answer; an answer to each of two: half of them after the first
    ('rs_half', '1', '2026-06-12 15:00+00', 'email', 'outbound', '2026-06-15 15:00+00'), ('rs_half', '2', '2026-06-12 15:00+00', 'email', 'outbound', NULL),
    ('rs_half', '3', '2026-06-12 15:00+00', 'call', 'outbound', NULL),
    ('rs_tie', '1', '2026-06-01 08:00+00', 'email', 'outbound', '2026-06-01 09:00+00'), ('rs_tie', '2', '2026-06-01 08:00+00', 'email', 'outbound', '2026-06-04 08:00+00'),
    ('rs_96', '1', '2026-06-01 08:00+00', 'email', 'outbound', '2026-06-02 08:00+00'), ('rs_97', '1', '2026-06-01 08:00+00', 'email', 'outbound', '2026-06-02 08:00+00');

-- c1 wrote, c2 answered, c3 answers tomorrow, c4 did not come, c5 met us, c6 came to the webinar, c7 wrote 90 days ago
SELECT start('rc_4'), start('rc_0');
INSERT INTO engagement (account_id, engagement_id, at, kind, direction, status, contact_id, responded_at, attended) VALUES
    ('rc_4', '1', :d - 3 + time '12:00', 'email', 'inbound', NULL, 'c1', NULL, NULL), ('rc_4', '2', :d - 2 + time '12:00', 'email', 'inbound', NULL, 'c1', NULL, NULL),
    ('rc_4', '3', :d - 1 + time '12:00', 'email', 'outbound', NULL, 'c2', '2026-06-30 21:59+00', NULL),
    ('rc_4', '4', :d - 1 + time '12:00', 'email', 'outbound', NULL, 'c3', '2026-06-30 22:00+00', NULL),
    ('rc_4', '5', :d - 9 + time '12:00', 'meeting', NULL, 'held', 'c4', NULL, false), ('rc_4', '5', :d - 9 + time '12:00', 'meeting', NULL, 'held', 'c5', NULL, NULL),
    ('rc_4', '6', :d - 89 + time '12:00', 'webinar', NULL, NULL, 'c6', NULL, true), ('rc_4', '7', :d - 90 + time '12:00', 'email', 'inbound', NULL, 'c7', NULL, NULL),
    ('rc_4', '8', :d - 9 + time '12:00', 'email', 'inbound', NULL, NULL, NULL, NULL);

-- c1 decides, c2 was a manager until she became a director, c3 is an individual, c4 has no level, c5 did not come; another account has one contact
SELECT start('rl_1'), start('rc_1');
INSERT INTO contact (account_id, contact_id, role, level, valid_from, valid_to) VALUES
    ('rl_1', 'c1', 'user', 'executive', NULL, NULL), ('rl_1', 'c1', 'champion', NULL, NULL, NULL), ('rl_1', 'c2', 'user', 'manager', NULL, :d - 20),
    ('rl_1', 'c2', 'user', 'director', :d - 20, NULL), ('rl_1', 'c3', 'user', 'individual', NULL, NULL), ('rl_1', 'c4', 'user', NULL, NULL, NULL),
    ('rl_1', 'c5', 'user', 'executive', NULL, NULL), ('rc_1', 'c1', 'user', 'manager', NULL, :d - 5);
INSERT INTO engagement (account_id, engagement_id, at, kind, direction, status, contact_id, attended)
SELECT 'rl_1', contact || back, :d - back + time '12:00', 'meeting', NULL, 'held', contact, contact <> 'c5'
  FROM (VALUES ('c1', 3), ('c2', 30), ('c2', 10), ('c3', 3), ('c4', 3), ('c5', 3)) AS g(contact, back)
UNION ALL SELECT 'rc_1', back::text, :d - back + time '12:00', 'email', 'inbound', NULL, 'c1', NULL FROM unnest(ARRAY[3, 8]) AS back;

-- QBRs: the last four due are held, missed, held, held; a cancelled by us, one to come and an older miss do not count
SELECT start('qbr_1'), start('qbr_2');
INSERT INTO engagement (account_id, engagement_id, at, scheduled_for, kind, status) VALUES
    ('qbr_1', '1', :d - 500 + time '12:00', NULL, 'qbr', 'missed'), ('qbr_1', '2', :d - 400 + time '12:00', NULL, 'qbr', 'held'),
    ('qbr_1', '3', :d - 300 + time '12:00', NULL, 'qbr', 'no_show'), ('qbr_1', '4', :d - 200 + time '12:00', NULL, 'qbr', 'held'),
    ('qbr_1', '5', :d - 100 + time '12:00', NULL, 'qbr', NULL), ('qbr_1', '6', :d - 50 + time '12:00', NULL, 'qbr', 'cancelled_by_us'),
    ('qbr_1', '7', :d - 20 + time '12:00', :d + 5 + time '12:00', 'qbr', NULL),
    ('qbr_2', '1', :d - 200 + time '12:00', NULL, 'qbr', 'held'), ('qbr_2', '2', :d - 100 + time '12:00', NULL, 'qbr', 'cancelled');

-- surveys -------------------------------------------------------------------------------------------------------------
-- c1 answered 3 and later 9, c2 8, somebody 7, c4 without a score, c5 181 days ago; c6 tomorrow
SELECT start('nps_8'), start('nps_stop');
INSERT INTO survey VALUES
    ('nps_8', '1', 'nps', :d - 100 + time '12:00', 'c1', :d - 99 + time '12:00', 3), ('nps_8', '2', 'nps', :d - 50 + time '12:00', 'c1', :d - 49 + time '12:00', 9),
    ('nps_8', '3', 'nps', :d - 50 + time '12:00', 'c2', :d - 49 + time '12:00', 8), ('nps_8', '4', 'nps', :d - 50 + time '12:00', NULL, :d - 49 + time '12:00', 7),
    ('nps_8', '5', 'nps', :d - 50 + time '12:00', 'c4', :d - 49 + time '12:00', NULL), ('nps_8', '6', 'nps', :d - 190 + time '12:00', 'c5', :d - 180 + time '12:00', 1),
    ('nps_8', '7', 'nps', :d - 20 + time '12:00', 'c6', '2026-06-30 22:30+00', 10), ('nps_8', '8', 'csat', :d - 50 + time '12:00', 'c8', :d - 49 + time '12:00', 1),
    ('nps_stop', '1', 'nps', :d - 300 + time '12:00', 'c1', :d - 299 + time '12:00', 9), ('nps_stop', '2', 'nps', :d - 100 + time '12:00', 'c1', NULL, NULL),
    ('nps_stop', '3', 'nps', :d - 21 + time '12:00', 'c1', NULL, NULL), ('nps_stop', '4', 'nps', :d - 20 + time '12:00', 'c1', :d - 19 + time '12:00', 9);

-- facts ---------------------------------------------------------------------------------------------------------------
SELECT start('inv_' || id) FROM unnest(ARRAY['31', 'paid', 'paid_later', 'void', 'credit', 'unknown']) AS id;
INSERT INTO invoice VALUES
    ('inv_31', '1', :d - 31, 100, NULL, NULL, NULL), ('inv_31', '2', :d + 9, 100, NULL, NULL, NULL),
    ('inv_paid', '1', :d - 40, 100, :d, NULL, NULL), ('inv_paid_later', '1', :d - 40, 100, :d + 1, NULL, NULL),
    ('inv_void', '1', :d - 40, 100, NULL, :d, NULL), ('inv_credit', '1', :d - 40, -5, NULL, NULL, NULL),
    ('inv_unknown', '1', :d - 40, 100, NULL, NULL, '2026-07-01 12:00+00');
-- (next: her roles begin tomorrow, so nobody is known today)
SELECT start('ch_' || id) FROM unnest(ARRAY['59', '60', 'new', 'left', 'next']) AS id;
INSERT INTO contact (account_id, contact_id, role, is_active, valid_from, valid_to) VALUES
    ('ch_59', 'c1', 'champion', NULL, NULL, :d - 59), ('ch_60', 'c1', 'champion', NULL, NULL, :d - 60),
    ('ch_new', 'c1', 'champion', NULL, NULL, :d - 10), ('ch_new', 'c2', 'champion', NULL, :d, NULL),
    ('ch_left', 'c1', 'champion', NULL, NULL, :d), ('ch_left', 'c2', 'champion', false, NULL, NULL),
    ('ch_next', 'c1', 'champion', NULL, :d + 1, NULL), ('ch_next', 'c1', 'executive_sponsor', NULL, :d + 1, NULL);
INSERT INTO contact (account_id, contact_id, role, level, valid_from) VALUES ('ch_next', 'c1', 'user', 'executive', :d + 1);
-- due: done in time, done late against the first plan, not done; not due
SELECT start('plan_1');
INSERT INTO milestone (account_id, milestone_id, phase, milestone, first_planned_on, planned_on, done_on) VALUES
    ('plan_1', '1', 'onboarding', 'kickoff', :d - 50, :d - 50, :d - 50), ('plan_1', '2', 'onboarding', 'data', :d - 40, :d - 20, :d - 30),
    ('plan_1', '3', 'value', 'report', NULL, :d, NULL), ('plan_1', '4', 'value', 'block', :d + 1, :d + 1, :d - 1);
SELECT start('opp_2');
INSERT INTO opportunity VALUES ('opp_2', '1', 'upsell', :d - 89 + time '12:00'), ('opp_2', '2', 'inquiry', '2026-06-30 21:59+00'),
                               ('opp_2', '3', 'upsell', :d - 90 + time '12:00'), ('opp_2', '4', 'upsell', '2026-06-30 22:00+00');

-- phases --------------------------------------------------------------------------------------------------------------
SELECT start('ph_tomorrow', :d + 1), start('ph_today', :d), start('ph_90', :d - 89), start('ph_91', :d - 90), start('ph_value', :d - 30),
       start('ph_ended'), start('ph_last_day'), start('ph_churned'), start('ph_notice'), start('ph_unheard'), start('ph_back', '2025-01-01'),
       start('ph_internal'), start('ph_unknown', NULL);
UPDATE account SET ended_on = :d WHERE account_id = 'ph_ended';
UPDATE account SET ended_on = :d + 1 WHERE account_id = 'ph_last_day';
UPDATE account SET is_internal = true WHERE account_id = 'ph_internal';
INSERT INTO milestone (account_id, milestone_id, phase, milestone, done_on) VALUES ('ph_value', '1', 'onboarding', 'first_value', :d);
INSERT INTO outcome VALUES ('ph_churned', '1', :d, 'churn', :d - 60), ('ph_notice', '1', :d + 60, 'churn', :d),
                           ('ph_unheard', '1', :d + 60, 'churn', :d + 1), ('ph_back', '1', '2024-06-01', 'churn', '2024-03-01');
-- started_on unknown: a ticket at half past midnight of 2 December in Berlin comes before the first usage
SELECT used('ph_unknown', '2026-01-15', :d);
INSERT INTO ticket (account_id, ticket_id, opened_at) VALUES ('ph_unknown', '1', '2025-12-01 23:30+00');
-- the row in force: renamed and with other seats since yesterday, with others again from tomorrow
INSERT INTO account (account_id, name, started_on, seats, valid_from, valid_to) VALUES
    ('row_2', 'first', '2023-01-01', 10, NULL, :d - 1), ('row_2', 'second', '2023-01-01', 20, :d - 1, NULL), ('row_2', 'third', '2023-01-01', 40, :d + 1, NULL);
SELECT used('row_2', :d, :d, 5);

-- pulse: 89 and 90 days ago; two; another csm since; the same csm again; no csm known -----------------------------------------
SELECT start('pu_' || id) FROM unnest(ARRAY['89', '90', 'two', 'void', 'same', 'tomorrow']) AS id;
INSERT INTO assignment VALUES ('pu_void', 'kim', 'csm', '2023-01-01', :d - 10), ('pu_void', 'lee', 'csm', :d - 10, NULL),
                              ('pu_same', 'kim', 'csm', '2023-01-01', :d - 10), ('pu_same', 'kim', 'csm', :d - 10, NULL), ('pu_same', 'lee', 'ae', :d - 5, NULL);

-- whole scores --------------------------------------------------------------------------------------------------------
-- z_full: every criterion observed. z_little: usage and support alone. z_due, z_due_30: z_full with an invoice 31, 30 days over due
CREATE FUNCTION full_account(id text) RETURNS void LANGUAGE sql AS $$
    SELECT start(id, seats => 10), used(id, '2024-05-01', '2026-06-30', 5);
    INSERT INTO golden.entitlement (account_id, kind, item) VALUES (id, 'use_case', 'uc1'), (id, 'use_case', 'uc2');
    SELECT asked(id, date '2026-06-30' - 30 * k + 5, CASE k WHEN 1 THEN 2 ELSE 1 END) FROM generate_series(1, 15) AS k;
    UPDATE golden.ticket SET severity = 3, solved_at = opened_at + interval '1 day' WHERE account_id = id;
    INSERT INTO golden.contact (account_id, contact_id, role, level) VALUES (id, 'c1', 'economic_buyer', 'executive');
    INSERT INTO golden.engagement (account_id, engagement_id, at, kind, direction, status, contact_id, responded_at) VALUES
        (id, '1', '2026-04-01 12:00+00', 'meeting', NULL, 'held', 'c1', NULL),
        (id, '2', '2026-06-10 12:00+00', 'email', 'outbound', NULL, 'c2', '2026-06-11 12:00+00'),
        (id, '3', '2026-06-11 12:00+00', 'email', 'inbound', NULL, 'c3', NULL)
$$;
SELECT full_account(id) FROM unnest(ARRAY['z_full', 'z_due', 'z_due_30', 'z_hub', 'z_champion', 'z_two']) AS id;
-- one person is all there is; the one who wrote last is the only champion; there is another
UPDATE engagement SET contact_id = 'c1' WHERE account_id = 'z_hub';
INSERT INTO contact (account_id, contact_id, role) VALUES ('z_champion', 'c3', 'champion'), ('z_two', 'c3', 'champion'), ('z_two', 'c9', 'champion');
INSERT INTO invoice VALUES ('z_due', '1', :d - 31, 1), ('z_due_30', '1', :d - 30, 1);
SELECT start('z_little'), used('z_little', '2024-05-01', :d, 5);

\set file :oracle 'golden_bind.sql'
\i :file
INSERT INTO :ws.holiday VALUES ('2026-06-19');
INSERT INTO :ws.new_feature VALUES ('shiny', '2026-06-03');
INSERT INTO :ws.peer_quantile (model, version, measure, segment, quantile, value, accounts, as_of) VALUES
    ('four_component', 1, 'active_days', '', 0.5, 4, 20, :d), ('four_component', 1, 'core_depth', '', 0.25, 1, 20, :d),
    ('four_component', 1, 'core_depth', 'other', 0.25, 0.5, 20, :d), ('four_component', 1, 'core_depth', '', 0.5, 9, 20, :d);
INSERT INTO :ws.pulse (account_id, at, value) VALUES
    ('pu_89', :d - 89 + time '12:00', 'green'), ('pu_90', :d - 90 + time '12:00', 'green'),
    ('pu_two', :d - 20 + time '12:00', 'green'), ('pu_two', :d - 10 + time '12:00', 'yellow'),
    ('pu_void', :d - 20 + time '12:00', 'red'), ('pu_same', :d - 20 + time '12:00', 'red'), ('pu_tomorrow', '2026-06-30 22:00+00', 'green'),
    ('z_hub', :d - 20 + time '12:00', 'green'), ('z_champion', :d - 20 + time '12:00', 'green'), ('z_two', :d - 20 + time '12:00', 'green'),
    ('z_full', :d - 20 + time '12:00', 'green'), ('z_due', :d - 20 + time '12:00', 'green'), ('z_due_30', :d - 20 + time '12:00', 'green');

CREATE TABLE expected (account_id text, measure text, value float8, reason text, flag text, PRIMARY KEY (account_id, measure));
INSERT INTO expected VALUES
    ('lv_60', 'usage_level', 0.6, 'observed', NULL),
    ('lv_dormant', 'usage_level', 0, 'observed', 'dormant'),
    ('lv_forgotten', 'usage_level', 0, 'observed', 'dormant'),
    ('lv_never', 'usage_level', 0, 'observed', 'never_used'),
    ('lv_never_young', 'usage_level', NULL, 'too_young', NULL),
    ('lv_newly', 'usage_level', NULL, 'too_young', 'newly_active'),
    ('lv_84', 'usage_level', 1, 'observed', NULL),
    ('lv_83', 'usage_level', NULL, 'too_young', NULL),
    ('lv_collapsed', 'usage_level', 0.1, 'observed', 'rebased'),
    ('lv_rebased', 'usage_level', 1, 'observed', 'rebased'),
    ('lv_five', 'usage_level', 1, 'observed', NULL),
    ('lv_late', 'usage_level', 0.5, 'observed', 'rebased'),
    ('lv_others', 'usage_level', 1, 'observed', NULL),
    ('lv_others', 'daily_active_users', 1, 'observed', NULL),
    ('lv_shiny', 'usage_level', 0.5, 'observed', 'rebased'),
    ('lv_shiny', 'daily_active_users', 1, 'observed', NULL),
    ('lv_again', 'usage_level', 1, 'observed', NULL),
    ('lv_again', 'users_net_growth', 0, 'observed', NULL),
    ('gap_in', 'usage_level', NULL, 'feed_gap', NULL),
    ('gap_in', 'users_net_growth', NULL, 'feed_gap', NULL),
    ('gap_in', 'critical_tickets', 0, 'observed', NULL),
    ('gap_84', 'usage_level', 1, 'observed', NULL),
    ('gap_84', 'users_net_growth', NULL, 'too_young', NULL),
    ('gap_84', 'critical_tickets', NULL, 'feed_gap', NULL),
    ('gap_83', 'usage_level', NULL, 'too_young', NULL),
    ('api_5', 'usage_level', 1, 'observed', 'quiet_integrated'),
    ('api_6', 'usage_level', 0.75, 'observed', NULL),
    ('api_1', 'usage_level', 0.8, 'observed', 'quiet_integrated'),
    ('api_79', 'usage_level', 0, 'observed', 'dormant'),
    ('api_15', 'usage_level', 1.05, 'observed', 'quiet_integrated'),
    ('api_14', 'usage_level', 0, 'observed', 'dormant'),
    ('api_79', 'api_level', 0.79, 'observed', NULL),
    ('lv_60', 'api_level', NULL, 'not_applicable', NULL),
    ('dp_1', 'feature_depth', 0.25, 'observed', NULL),
    ('dp_2', 'feature_depth', 1, 'observed', NULL),
    ('dp_3', 'feature_depth', NULL, 'not_applicable', NULL),
    ('dp_4', 'feature_depth', 0.25, 'observed', NULL),
    ('dp_1', 'use_cases_active', NULL, 'not_recorded', NULL),
    ('dp_2', 'use_cases_active', 0.5, 'observed', NULL),
    ('uc_10', 'use_cases_active', 1, 'observed', NULL),
    ('uc_11', 'use_cases_active', 0, 'observed', NULL),
    ('dp_2', 'feature_adoption', 0.5, 'observed', NULL),
    ('dp_1', 'feature_adoption', NULL, 'not_recorded', NULL),
    ('age_27', 'feature_depth', NULL, 'too_young', NULL), ('age_28', 'feature_depth', 0, 'observed', NULL),
    ('age_27', 'capacity_used', NULL, 'too_young', NULL), ('age_28', 'capacity_used', 0.25, 'observed', NULL),
    ('age_27', 'stickiness', NULL, 'too_young', NULL), ('age_28', 'stickiness', 1, 'observed', NULL),
    ('age_89', 'use_cases_active', NULL, 'too_young', NULL), ('age_90', 'use_cases_active', 1, 'observed', NULL),
    ('age_119', 'users_net_growth', NULL, 'too_young', NULL), ('age_120', 'users_net_growth', 0, 'observed', NULL),
    ('age_27', 'reach', NULL, 'too_young', NULL), ('age_89', 'reach', NULL, 'too_young', NULL), ('age_90', 'reach', 0, 'observed', NULL),
    ('st_1', 'daily_stickiness', 10::float8 / 14, 'observed', NULL),
    ('st_1', 'active_days', 8, 'observed', NULL),
    ('lv_dormant', 'daily_stickiness', NULL, 'not_applicable', NULL),
    ('lv_dormant', 'active_days', 0, 'observed', NULL),
    ('age_27', 'active_days', NULL, 'too_young', NULL), ('age_28', 'active_days', 28, 'observed', NULL),
    ('sh_4', 'core_depth', 1, 'observed', 'shallow'),
    ('sh_3', 'core_depth', 1, 'observed', NULL),
    ('sh_deep', 'core_depth', 2, 'observed', NULL),
    ('sh_other', 'core_depth', 1, 'observed', NULL),
    ('sh_older', 'core_depth', 1, 'observed', 'shallow'),
    ('lv_dormant', 'core_depth', NULL, 'not_applicable', NULL),
    ('cap_8', 'capacity_used', 0.75, 'observed', NULL),
    ('cap_4', 'capacity_used', 0.5, 'observed', NULL),
    ('cap_none', 'capacity_used', 0.5, 'observed', NULL),
    ('cap_0', 'capacity_used', NULL, 'not_recorded', NULL),
    ('row_2', 'capacity_used', 0.25, 'observed', NULL),
    ('vol_month', 'capacity_used', 460 / (1000 * 28 / 30.4375::float8), 'observed', NULL),
    ('vol_month', 'commitment_used', 460 / (1000 * 28 / 30.4375::float8), 'observed', 'under_used'),
    ('vol_term', 'capacity_used', 0.5, 'observed', NULL),
    ('vol_both', 'capacity_used', (460 / (1000 * 28 / 30.4375::float8) + 0.5) / 2, 'observed', NULL),
    ('cap_8', 'commitment_used', NULL, 'not_recorded', NULL),
    ('net_1', 'users_net_growth', 0.25, 'observed', NULL),
    ('net_lost', 'users_net_growth', -1, 'observed', NULL),
    ('net_none', 'users_net_growth', NULL, 'not_applicable', NULL),
    ('tk_5', 'ticket_change', 2, 'observed', NULL),
    ('tk_0', 'ticket_change', 0, 'observed', NULL),
    ('tk_none', 'ticket_change', NULL, 'not_applicable', NULL),
    ('tk_none', 'critical_tickets', 0, 'observed', NULL),
    ('tk_none', 'breaches_escalations', NULL, 'not_applicable', NULL),
    ('tk_3', 'ticket_change', 2, 'observed', NULL),
    ('tk_2', 'ticket_change', NULL, 'too_young', NULL),
    ('tk_mad', 'ticket_change', 5 / (1.4826::float8 * 2), 'observed', NULL),
    ('tk_excl', 'ticket_change', 1, 'observed', NULL),
    ('tk_edge', 'ticket_change', 1, 'observed', NULL),
    ('tk_before', 'ticket_change', NULL, 'not_applicable', NULL),
    ('cr_89', 'critical_tickets', 1, 'observed', NULL),
    ('cr_90', 'critical_tickets', 0, 'observed', NULL),
    ('cr_long', 'critical_tickets', 1, 'observed', NULL),
    ('cr_3h59', 'critical_tickets', 0, 'observed', NULL),
    ('cr_4h', 'critical_tickets', 0, 'observed', NULL),
    ('cr_4h01', 'critical_tickets', 1, 'observed', NULL),
    ('cr_solved', 'critical_tickets', 1, 'observed', NULL),
    ('cr_again', 'critical_tickets', 1, 'observed', NULL),
    ('cr_future', 'critical_tickets', 0, 'observed', NULL),
    ('cr_null', 'critical_tickets', NULL, 'not_recorded', NULL),
    ('cr_twice', 'critical_tickets', 2, 'observed', NULL),
    ('cr_tomorrow', 'critical_tickets', 0, 'observed', NULL),
    ('cr_low', 'critical_tickets', 0, 'observed', NULL),
    ('cr_tie', 'critical_tickets', 1, 'observed', NULL),
    ('cr_mended', 'critical_tickets', 0, 'observed', NULL),
    ('cr_late', 'critical_tickets', 0, 'observed', NULL),
    ('cr_null', 'breaches_escalations', 0.5 / 6, 'observed', NULL),
    ('br_1', 'breaches_escalations', 0.25, 'observed', NULL),
    ('sev_48', 'severe_ticket_hours', 48, 'observed', NULL),
    ('cr_solved', 'severe_ticket_hours', 0, 'observed', NULL),
    ('cr_future', 'severe_ticket_hours', 0, 'observed', NULL),
    ('ex_10', 'executive_touch', 10, 'observed', NULL),
    ('ex_later', 'executive_touch', :d - date '2023-01-01', 'observed', 'never'),
    ('ex_no_level', 'executive_touch', NULL, 'not_recorded', NULL),
    ('ex_kinds', 'executive_touch', 50, 'observed', NULL),
    ('ex_89', 'executive_touch', NULL, 'too_young', 'never'),
    ('ex_90', 'executive_touch', 89, 'observed', 'never'),
    ('rs_1', 'responsiveness', 5::float8 / 10, 'observed', NULL),
    ('rs_none', 'responsiveness', NULL, 'not_applicable', NULL),
    ('rs_96', 'responsiveness', NULL, 'too_young', NULL),
    ('rs_97', 'responsiveness', 4::float8 / 6, 'observed', NULL),
    -- 1 and 5 and 6 working days to the answer, 5 and 11 without one: 4 ÷ 5, · 3 ÷ 4, · 1 ÷ 2
    ('rs_1', 'answer_time', 6, 'observed', NULL),
    ('rs_none', 'answer_time', NULL, 'not_applicable', NULL),
    ('rs_half', 'answer_time', 11, 'observed', 'not_reached'),
    ('rs_tie', 'answer_time', 1.5, 'observed', NULL),
    ('rs_96', 'answer_time', NULL, 'too_young', NULL),
    ('rs_97', 'answer_time', 1, 'observed', NULL),
    ('rl_1', 'reach', 4, 'observed', NULL),
    ('rl_1', 'reach_executives', 1, 'observed', NULL),
    ('rl_1', 'reach_directors', 1, 'observed', NULL),
    ('rl_1', 'reach_managers', 0, 'observed', NULL),
    ('rl_1', 'reach_individuals', 1, 'observed', NULL),
    ('rc_1', 'reach', 1, 'observed', 'single_threaded'),
    ('rc_1', 'reach_managers', 1, 'observed', NULL),
    ('rc_4', 'reach_executives', NULL, 'not_recorded', NULL),
    ('rc_4', 'reach', 4, 'observed', NULL),
    ('rc_0', 'reach', 0, 'observed', NULL),
    ('qbr_1', 'qbr_attendance', 0.75, 'observed', NULL),
    ('qbr_2', 'qbr_attendance', 0.5, 'observed', 'missed_qbr'),
    ('rc_0', 'qbr_attendance', NULL, 'not_applicable', NULL),
    ('nps_8', 'nps', 8, 'observed', NULL),
    ('nps_8', 'nps_net', NULL, 'not_applicable', NULL),
    ('nps_8', 'nps_participation', 1, 'observed', NULL),
    ('nps_stop', 'nps_participation', 0, 'observed', 'stopped_responding'),
    ('tk_none', 'nps_participation', NULL, 'not_applicable', NULL),
    ('pu_89', 'pulse', 90, 'observed', NULL),
    ('pu_90', 'pulse', NULL, 'not_recorded', NULL),
    ('pu_two', 'pulse', 70, 'observed', NULL),
    ('pu_void', 'pulse', NULL, 'not_recorded', NULL),
    ('pu_same', 'pulse', 20, 'observed', NULL),
    ('pu_tomorrow', 'pulse', NULL, 'not_recorded', NULL),
    ('inv_31', 'invoice_overdue_days', 31, 'observed', NULL),
    ('inv_paid', 'invoice_overdue_days', 0, 'observed', NULL),
    ('inv_paid_later', 'invoice_overdue_days', 40, 'observed', NULL),
    ('inv_void', 'invoice_overdue_days', 0, 'observed', NULL),
    ('inv_credit', 'invoice_overdue_days', 0, 'observed', NULL),
    ('inv_unknown', 'invoice_overdue_days', 0, 'observed', NULL),
    ('ch_59', 'champion_gone', 1, 'observed', NULL),
    ('ch_60', 'champion_gone', 0, 'observed', NULL),
    ('ch_new', 'champion_gone', 0, 'observed', NULL),
    ('ch_left', 'champion_gone', 1, 'observed', NULL),
    ('ch_next', 'champion_gone', NULL, 'not_applicable', NULL),
    ('ch_next', 'sponsor_touch', NULL, 'not_recorded', NULL),
    ('ch_next', 'executive_touch', NULL, 'not_recorded', NULL),
    ('ch_60', 'champion_touch', 1276, 'observed', 'never'),
    ('plan_1', 'plan_progress', 1::float8 / 3, 'observed', NULL),
    ('inv_31', 'plan_progress', NULL, 'not_applicable', NULL),
    ('opp_2', 'expansion_interest', 2, 'observed', NULL),
    ('inv_31', 'expansion_interest', 0, 'observed', NULL),
    ('z_full', 'usage_level', 1, 'observed', NULL),
    ('z_full', 'feature_depth', 0.25, 'observed', NULL),
    ('z_full', 'ticket_change', 1, 'observed', NULL),
    ('z_full', 'critical_tickets', 0, 'observed', NULL),
    ('z_full', 'breaches_escalations', 0.5 / 9, 'observed', NULL),
    ('z_full', 'capacity_used', 0.5, 'observed', NULL),
    ('z_full', 'use_cases_active', 0.5, 'observed', NULL),
    ('z_full', 'users_net_growth', 0, 'observed', NULL),
    ('z_full', 'executive_touch', 90, 'observed', NULL),
    ('z_full', 'responsiveness', 4::float8 / 6, 'observed', NULL),
    ('z_full', 'reach', 2, 'observed', NULL),
    ('z_full', 'pulse', 90, 'observed', NULL);

CREATE TABLE expected_phase (account_id text, phase text, tenure int, started_on date, started_assumed boolean);
INSERT INTO expected_phase VALUES
    ('ph_tomorrow', NULL, NULL, NULL, NULL), ('ph_today', 'onboarding', 1, :d, false), ('ph_90', 'onboarding', 90, :d - 89, false), ('ph_91', 'live', 91, :d - 90, false),
    ('ph_value', 'live', 31, :d - 30, false), ('ph_ended', NULL, NULL, NULL, NULL), ('ph_last_day', 'live', 1277, '2023-01-01', false), ('ph_churned', NULL, NULL, NULL, NULL),
    ('ph_notice', 'notice', 1277, '2023-01-01', false), ('ph_unheard', 'live', 1277, '2023-01-01', false), ('ph_back', 'live', 546, '2025-01-01', false),
    ('ph_internal', NULL, NULL, NULL, NULL), ('ph_unknown', 'live', 211, '2025-12-02', true);

-- z_full: usage .6 × 100 + .4 × 60 = 84; support .4 × 80 + .4 × 100 + .2 × 88.888889 = 89.777778; expansion .4 × 70 + .35 × 67.121212 + .25 × 80
-- = 71.492424; engagement .3 × 80 + .25 × 84.444444 + .3 × 70 + .15 × 90 = 79.611111; their mean is 81.220328. z_little: usage 84; support 100
-- (nothing to measure but critical tickets); expansion has a quarter of its weight, engagement two fifths of what applies: both missing;
-- coverage (250 + 100) ÷ (250 + 100 + 250 + 187.5); worst (84 + 100 + 0 + 0) ÷ 4
CREATE TABLE expected_score (account_id text, points numeric, coverage numeric, model_coverage numeric, worst numeric, best numeric,
                             loss_criterion text);
INSERT INTO expected_score VALUES
    ('z_full', 81.220328, 1, 1, 81.220328, 81.220328, 'feature_depth'),
    ('z_due_30', 81.220328, 1, 1, 81.220328, 81.220328, 'feature_depth'),
    ('z_due', 77, 1, 1, 77, 77, 'feature_depth'),
    ('z_little', NULL, 0.444444, 1, 46, 96, 'feature_depth');

-- z_full without c3, who was there as often as c2 and later: a reach of 1 has 50, so engagement .3 × 80 + .25 × 84.444444 + .3 × 50 + .15 × 90 =
-- 73.611111, the mean 79.720328. z_champion without her has no champion: at most 77. z_hub has a reach of 1, so it begins there; without c1 nobody
-- is asked (that weight goes to the others), nobody is in touch (0) and no executive ever came (0): (0 + 0 + .15 × 90) ÷ .75 = 18, the mean 65.817551
CREATE TABLE expected_without (account_id text, contact_id text, days bigint, points numeric, points_without numeric);
INSERT INTO expected_without VALUES
    ('z_full', 'c3', 1, 81.220328, 79.720328), ('z_champion', 'c3', 1, 81.220328, 77), ('z_two', 'c3', 1, 81.220328, 79.720328),
    ('z_hub', 'c1', 2, 79.720328, 65.817551), ('z_due', 'c3', 1, 77, 77), ('z_little', NULL, NULL, NULL, NULL);

\set file :oracle 'oracle.sql'
\i :file
RESET search_path;
\o
\set ECHO all
-- what the oracle says otherwise: nothing
SELECT account_id, measure, x.value AS expected, m.value, x.reason AS expected, m.reason, x.flag AS expected, m.flag
  FROM golden.expected x LEFT JOIN oracle.measure m USING (account_id, measure)
 WHERE (m.value, m.reason, m.flag) IS DISTINCT FROM (x.value, x.reason, x.flag) ORDER BY 1, 2;
SELECT x.*, a.phase, a.tenure, a.started_on, a.started_assumed FROM golden.expected_phase x LEFT JOIN oracle.account a USING (account_id)
 WHERE (a.phase, a.tenure, a.started_on, a.started_assumed) IS DISTINCT FROM (x.phase, x.tenure, x.started_on, x.started_assumed);
SELECT x.*, s.* FROM golden.expected_score x LEFT JOIN oracle.score s USING (account_id)
 WHERE (s.points, s.coverage, s.model_coverage, s.worst, s.best, s.loss_criterion)
       IS DISTINCT FROM (x.points, x.coverage, x.model_coverage, x.worst, x.best, x.loss_criterion);
SELECT x.*, s.points, w.contact_id, w.days, w.points FROM golden.expected_without x LEFT JOIN oracle.score s USING (account_id) LEFT JOIN oracle.score_without w USING (account_id)
 WHERE (w.contact_id, w.days, s.points, w.points) IS DISTINCT FROM (x.contact_id, x.days, x.points, x.points_without);
-- what the workspace says otherwise: nothing. (The flag of ticket_change names the class of the trajectory, which is tested elsewhere.)
CREATE TEMP TABLE measured AS SELECT * FROM :ws.measures('2026-06-30');
SELECT account_id, measure, x.value AS expected, m.value, x.reason AS expected, m.reason, x.flag AS expected, m.flag
  FROM golden.expected x LEFT JOIN measured m USING (account_id, measure)
 WHERE (m.value, m.reason) IS DISTINCT FROM (x.value, x.reason)
    OR m.flag IS DISTINCT FROM x.flag AND measure <> 'ticket_change' ORDER BY 1, 2;
SELECT count(*) > 1000 AS criteria, count(*) FILTER (WHERE (o.component, o.reason, o.micro / 1e6) IS DISTINCT FROM (c.component, c.reason, c.points)) AS differ
  FROM oracle.criterion_score o FULL JOIN :ws.criterion_scores('2026-06-30') c USING (account_id, criterion);
SELECT x.*, a.phase, a.tenure, a.started_on, a.started_assumed FROM golden.expected_phase x
  LEFT JOIN :ws.accounts('2026-06-30') a ON a.account_id = x.account_id AND a.phase IN ('onboarding', 'live', 'notice')
 WHERE (a.phase, a.tenure, a.started_on, a.started_assumed) IS DISTINCT FROM (x.phase, x.tenure, x.started_on, x.started_assumed);
SELECT x.account_id, x.points AS expected, s.points, x.coverage AS expected, s.coverage, s.model_coverage, x.worst AS expected, s.worst,
       x.best AS expected, s.best, x.loss_criterion AS expected, l.criterion
  FROM golden.expected_score x
  LEFT JOIN :ws.account_scores('2026-06-30') s USING (account_id)
  LEFT JOIN (SELECT account_id, (health_score.main_loss(card)).criterion FROM :ws.scorecards('2026-06-30')) l USING (account_id)
 WHERE (s.points, s.coverage, s.model_coverage, s.worst, s.best, l.criterion)
       IS DISTINCT FROM (x.points, x.coverage, x.model_coverage, x.worst, x.best, x.loss_criterion);
SELECT x.*, r.* FROM golden.expected_without x LEFT JOIN :ws.resilience('2026-06-30') r USING (account_id)
 WHERE (r.contact_id, r.active_days, r.points, r.points_without) IS DISTINCT FROM (x.contact_id, x.days, x.points, x.points_without);
\set ECHO none
\o /dev/null
SET client_min_messages = warning;
SELECT health_score.drop_workspace(:'ws', even_recorded => true);
DROP SCHEMA golden CASCADE;
DROP SCHEMA oracle CASCADE;
