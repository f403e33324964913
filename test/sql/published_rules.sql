-- Rules that others have published, in our types: each result is the figure that they print, or follows from their table by hand.
SET search_path = health_score, public;

-- Natero, "Define health criteria" (support.natero.com, article 50000000837): 0 at or below 7 minutes, 100 at or above 30, in proportion between.
-- It prints (18 - 7)/(30 - 7)*100 = 48 for 18 minutes, 0 for 5, 100 for 35; inverted, 100 at or below 7.
SELECT minutes, points_at('7:0, 30:100', minutes) AS points, round(points_at('7:0, 30:100', minutes)) AS printed, round(points_at('7:100, 30:0', minutes)) AS inverted
FROM unnest(ARRAY[5, 7, 18, 30, 35]) AS minutes;

-- Natero, "Calculation of account health score" (articles 50000000840 and 204446145): metrics weigh alike in a component, components by their weights.
-- It prints 71 for account engagement and 75 for the account; in the older article 79 for product usage and 72 for the account.
SELECT round(points(card)) AS account, c.component, round(c.points) AS points, c.weight
FROM (SELECT 'support {tickets 80 * 2}, engagement {days 76 * 1.5, users 65 * 1.5}, usage {email 90 * 3}, csm {score 54 * 2}'::scorecard AS card) AS a,
    components(card) AS c;
SELECT round(points(card)) AS account, c.component, round(c.points) AS points, c.weight
FROM (SELECT 'support {tickets 80 * 2}, engagement {days 76 * 1.5, users 65 * 1.5}, usage {accounts 81 * 1, dashboard 65 * 1, email 90 * 1},
    pulse {score 54 * 2}'::scorecard AS card) AS a, components(card) AS c;
-- Modules within usage, as the article draws them: a level more. Its sum is over three features alike, so the module of two weighs two.
SELECT round(points('support {tickets 80 * 2}, engagement {days 76 * 1.5, users 65 * 1.5}, "usage/modules" {accounts 81 * 1, dashboard 65 * 1},
    "usage/features" {email 90 * 1}, pulse {score 54 * 2}'::scorecard)) AS account;

-- Catalyst, "Health scoring groups" (help.catalyst.io, article 28924657004692): the inputs 9.8, 9.4 and 7 of a group give 8.7 by their average,
-- 9.8 by the highest, 7 by the lowest.
SELECT way, round(points(combining('sentiment {pocs_engaged 98 * 1, advocacy 94 * 1, would_renew 70 * 1}', '{sentiment}', ARRAY[way])) / 10, 1) AS points
FROM unnest(ARRAY['weighted', 'best', 'worst']) AS way;
-- Catalyst, release notes of 21 October 2024: an input without a value is scored neutral, or left out; a group without any value has none.
SELECT points('group {a 100 * 1, b 50 * 1}'::scorecard) AS neutral, points(requiring('group {a 100 * 1, b not_recorded * 1}', 0)) AS left_out,
    (SELECT points FROM components('group {a not_recorded * 1, b not_recorded * 1}, other {c 80 * 1}') WHERE component = 'group') AS group_without_values,
    points(requiring('group {a not_recorded * 1, b not_recorded * 1}, other {c 80 * 1}', 0)) AS whole;

-- Three levels, as many scorecards of colours have them: red 0, yellow 60, green 100.
SELECT used, points_at('0.1:0, 0.1:60, 0.5:60, 0.5:100', used) AS points FROM unnest(ARRAY[0.09, 0.1, 0.49, 0.5]) AS used;

-- GitLab handbook, "Health scoring - calculations and methodology": licence utilisation by the months since the purchase, in whole percents.
--            2-6     6-9     > 9 months
--   < 10 %   red     red     red
--   10-50 %  yellow  red     red
--   51-75 %  green   yellow  red
--   > 75 %   green   green   green
CREATE TEMPORARY TABLE utilisation (from_month int, until_month int, curve score_curve);
INSERT INTO utilisation VALUES (2, 6, '0.1:0, 0.1:60, 0.51:60, 0.51:100'), (6, 9, '0.51:0, 0.51:60, 0.76:60, 0.76:100'), (9, NULL, '0.76:0, 0.76:100');
SELECT used, string_agg(tier_of(points_at(curve, used)::float8, 'yellow 60, green 80, margin 2, down 3 days, up 14 days')::text, ' | ' ORDER BY from_month) AS by_age
FROM unnest(ARRAY[0.05, 0.1, 0.3, 0.5, 0.51, 0.75, 0.76]) AS used, utilisation GROUP BY used ORDER BY used;
SELECT months, used, tier_of(points_at(curve, used)::float8, 'yellow 60, green 80, margin 2, down 3 days, up 14 days')
FROM (VALUES (3, 0.3), (7, 0.3), (7, 0.6), (12, 0.6), (12, 0.8)) AS account(months, used)
JOIN utilisation ON months >= from_month AND (months < until_month OR until_month IS NULL);
