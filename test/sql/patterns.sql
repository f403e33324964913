-- Patterns: rows that make no sense, parts and alternatives, unknown, what refresh keeps, rules, hollow green. That each is right is for t/030_oracle.pl.
\getenv source_directory PG_ABS_SRCDIR
\set include :source_directory '/include/errors.sql'
\set ECHO none
\i :include
\set ECHO all
SET client_min_messages = warning;
SET datestyle = 'ISO';
SET timezone = 'UTC';
SELECT health_score.create_workspace('pattern_ws', account_key => 'text');
SELECT s, r.state FROM unnest(ARRAY['INSERT INTO pattern_ws.pattern VALUES (''x'', 999, ''x'', ''risk'', true, ''x'', ''x'')', 'INSERT INTO pattern_ws.pattern VALUES (''x'', 1001, ''x'', ''risk'', true, ''x'', ''x'')', 'INSERT INTO pattern_ws.pattern VALUES (''x'', 1500, ''x'', ''good'', true, ''x'', ''x'')',
    'INSERT INTO pattern_ws.pattern_condition (pattern, part, measure, operator, value) VALUES (''silent'', 0, ''nps'', ''<'', 1)', 'INSERT INTO pattern_ws.pattern_condition (pattern, part, measure, operator, value) VALUES (''silent'', 2, ''nps'', ''~'', 1)',
    'INSERT INTO pattern_ws.pattern_condition (pattern, part, measure, operator) VALUES (''silent'', 2, ''nps'', ''<'')', 'INSERT INTO pattern_ws.pattern_condition (pattern, part, measure) VALUES (''silent'', 2, ''nps'')', 'INSERT INTO pattern_ws.pattern_condition (pattern, part, measure, flag) VALUES (''silent'', 2, ''nothing'', ''x'')',
    'INSERT INTO pattern_ws.trigger_condition (condition_id, rule, measure, operator, value) VALUES (1000, ''shallow'', ''nps'', ''<'', 1)', 'UPDATE pattern_ws.trigger_rule SET pattern = NULL WHERE rule = ''silence''', 'UPDATE pattern_ws.trigger_rule SET pattern = ''silent'' WHERE rule = ''shallow''']) AS s, pg_temp.refused(s) AS r;
-- every pattern has parts, words and advice of its own
SELECT p.pattern FROM pattern_ws.pattern p WHERE NOT EXISTS (SELECT FROM pattern_ws.pattern_condition c WHERE c.pattern = p.pattern) OR means = advice OR means ~ '[.]$';
SELECT rule, pattern, severity, days, is_active, r.words FROM pattern_ws.trigger_rule t CROSS JOIN LATERAL pattern_ws.rule_conditions(t.rule) r WHERE kind = 'pattern' ORDER BY rule;

CREATE SCHEMA pattern_raw;
CREATE TABLE pattern_raw.account AS SELECT a AS account_id, a AS name, date '2025-01-01' AS started_on, 8 AS seats, 1000 * n AS arr FROM unnest(ARRAY['alone', 'many', 'none']) WITH ORDINALITY AS v (a, n);
-- one user does most of it in June, before that all alike
CREATE TABLE pattern_raw.usage AS SELECT a.account_id, d::date AS day, 'u' || n AS user_id, CASE WHEN a.account_id = 'alone' AND n = 1 AND d >= '2026-06-01' THEN 50 ELSE 1 END AS events
    FROM pattern_raw.account a, generate_series(timestamp '2025-01-01', '2026-06-30', '1 day') AS d, generate_series(1, 8) AS n WHERE a.account_id <> 'none';
CREATE TABLE pattern_raw.contact AS SELECT 'alone' AS account_id, 'u8' AS contact_id, 'economic_buyer' AS role UNION ALL SELECT 'many', 'u1', 'economic_buyer';
SELECT health_score.bind('pattern_ws', s, format('SELECT * FROM pattern_raw.%I', s)) IS NOT NULL AS bound FROM unnest(ARRAY['account', 'usage', 'contact']) AS s;
-- what is not bound cannot be judged, and what is measured as no has no row
SELECT account_id, pattern, state, missing FROM pattern_ws.patterns('2026-06-30') WHERE pattern IN ('power_user', 'silent', 'polite_exit', 'trapped', 'active_frustrated', 'busy_not_valuable') ORDER BY 1, 2;
SELECT account_id, evidence FROM pattern_ws.patterns('2026-06-30') WHERE pattern = 'power_user';
SELECT count(*) FROM pattern_ws.patterns(NULL);
-- nobody decides that we know of: it is concentrated, and no more
DELETE FROM pattern_raw.contact WHERE account_id = 'alone';
SELECT pattern FROM pattern_ws.patterns('2026-06-30') WHERE account_id = 'alone' AND state = 'holds' AND pattern IN ('power_user', 'concentrated');
INSERT INTO pattern_raw.contact VALUES ('alone', 'u1', 'economic_buyer');
SELECT pattern FROM pattern_ws.patterns('2026-06-30') WHERE account_id = 'alone' AND state = 'holds' AND pattern IN ('power_user', 'concentrated');
UPDATE pattern_raw.contact SET contact_id = 'u8' WHERE account_id = 'alone';

-- alternatives, and a part that also holds where there is no value
INSERT INTO pattern_ws.pattern (pattern, condition_id, label, kind, means, advice) VALUES ('either', 2000, 'Either', 'context', 'm', 'a'), ('or_missing', 2001, 'Or missing', 'context', 'm', 'a'), ('no_parts', 2002, 'No parts', 'context', 'm', 'a');
INSERT INTO pattern_ws.pattern_condition (pattern, part, alternative, measure, operator, value, or_missing) VALUES ('either', 1, 1, 'active_days', '>', 100, false), ('either', 1, 2, 'top_user_share', '>=', 0.1, false), ('either', 2, 1, 'tenure_days', '>', 0, false),
    ('or_missing', 1, 1, 'nps', '>', 7, true);
SELECT pattern, account_id, state, missing FROM pattern_ws.patterns('2026-06-30') WHERE pattern IN ('either', 'or_missing', 'no_parts') ORDER BY 1, 2;

-- kept by refresh, judged the same, and hit where entered: on the day on which the power user has done it for 14 days
SELECT health_score.activate_rule('pattern_ws', 'power_user', '2026-06-01') IS NOT NULL AS active;
CALL health_score.refresh('pattern_ws', '2026-06-01', '2026-06-30');
SELECT h.account_id, array_agg(p.pattern ORDER BY p.pattern) AS kept FROM pattern_ws.latest_history h JOIN pattern_ws.pattern p ON p.condition_id = ANY (h.conditions) WHERE h.day = '2026-06-30' GROUP BY 1 ORDER BY 1;
SELECT count(*) AS differ FROM (
    (SELECT h.account_id, p.pattern FROM pattern_ws.latest_history h JOIN pattern_ws.pattern p ON p.condition_id = ANY (h.conditions) WHERE h.day = '2026-06-30')
    EXCEPT SELECT account_id, pattern FROM pattern_ws.patterns('2026-06-30') WHERE state = 'holds') d;
SELECT min(h.day) AS first_day FROM pattern_ws.latest_history h WHERE h.account_id = 'alone' AND 1002 = ANY (h.conditions);
SELECT account_id, day, rule, evidence FROM pattern_ws.trigger_hit WHERE rule = 'power_user' ORDER BY 2;
SELECT account_id, pattern, kind, since FROM pattern_ws.account_pattern ORDER BY 1, 2;
SELECT topic, line FROM pattern_ws.account_brief('alone') WHERE topic = 'pattern';
SELECT result, count(*) FROM health_score.verify('pattern_ws', '2026-06-30') GROUP BY 1;
-- green, and hollow
SELECT account_id, tier FROM pattern_ws.account_score ORDER BY 1;
SELECT account_id, why FROM pattern_ws.hollow_green ORDER BY 1;
SELECT * FROM pattern_ws.green_review;
SELECT health_score.record_review('pattern_ws', 'many', '2026-06-30', true);
SELECT reviewed_accounts, reviewed_share FROM pattern_ws.green_review;
SELECT r.state, r.message FROM pg_temp.refused($$DELETE FROM pattern_ws.pattern WHERE pattern = 'power_user'$$) AS r;
SELECT health_score.drop_workspace('pattern_ws', even_recorded => true);
DROP SCHEMA pattern_raw CASCADE;
