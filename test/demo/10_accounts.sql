-- Who the customers are: what is drawn once per account and does not change with its health.

-- The cast: accounts with a name and a part, that documentation and tests point to. "starts" counts days back from
-- the last day; "health" is the level their latent health stays near.
CREATE TABLE demo.truth_cast (n int PRIMARY KEY, name text, role text, trait text, decline text, segment text,
    industry text, users int, starts int, health float8, value float8, what_should_show text);
INSERT INTO demo.truth_cast VALUES
( 1, 'Alder Freight',       'slow decliner',      NULL, 'slow', 'mid_market', 'logistics', 12, 1170, .70, .60,
  'usage falls 5 % a month for the last year; the level stays below its best year and falls under 0.8 of baseline'),
( 2, 'Birchwood Retail',    'collapsed',          NULL, 'cliff', 'mid_market', 'retail', 10, 1020, .72, .60,
  'usage stops for good 150 days before the last day: dormant, level 0, never again "normal"'),
( 3, 'Cobalt Clinics',      'never used',         NULL, 'never_used', 'smb', 'healthcare', 4, 230, .55, .40,
  'under contract for 230 days without one row of usage: level 0, never_used'),
( 4, 'Dune Analytics',      'young',              NULL, NULL, 'smb', 'software', 4, 40, .75, .60,
  'customer for 40 days: too young for most measures, no points, and it says so'),
( 5, 'Ember Notaries',      'no ticket ever',     NULL, NULL, 'smb', 'legal', 5, 900, .78, .70,
  'never opened a ticket: ticket_change and breaches do not apply, and cost no coverage'),
( 6, 'Fathom Logistics',    'quiet but integrated', 'quiet_integrated', NULL, 'mid_market', 'logistics', 2, 1100, .80, .80,
  'hardly anyone signs in; the interfaces run every working day: usage is read from them, and is not low'),
( 7, 'Garnet Foods',        'power user',         'power_user', NULL, 'mid_market', 'manufacturing', 8, 950, .70, .60,
  'one of eight users makes most of the events'),
( 8, 'Harbour Mutual',      'polite exit',        'polite_exit', NULL, 'mid_market', 'finance', 9, 1005, .68, .45,
  'usage as ever, while answers, meetings and solved tickets fade before a renewal three months away'),
( 9, 'Ionic Energy',        'sponsor gone unseen', 'sponsor_gone_unseen', NULL, 'enterprise', 'energy', 16, 1300, .72, .60,
  'the executive sponsor left and nobody recorded it for weeks: executive touch runs out, usage stays'),
(10, 'Juniper Claims',      'trapped',            'trapped', NULL, 'mid_market', 'insurance', 9, 870, .42, .30,
  'very busy, by hand, with rising errors'),
(11, 'Kestrel Council',     'shelfware',          'shelfware', NULL, 'mid_market', 'public', 5, 800, .58, .40,
  'five of forty seats are used'),
(12, 'Lumen Robotics',      'advanced ticket spike', 'advanced_spike', NULL, 'mid_market', 'manufacturing', 10, 760, .84, .85,
  'many tickets all at once, all how-to, while it takes up advanced features'),
(13, 'Meadow Gardens',      'seasonal business',  'seasonal', NULL, 'mid_market', 'retail', 8, 1200, .74, .65,
  'quiet every winter, busy every spring'),
(14, 'Northwind Studios',   'hollow green',       'hollow_green', NULL, 'mid_market', 'media', 9, 980, .80, .18,
  'all signals green, and no sign that it gets what it bought'),
(15, 'Orchard Systems',     'steady and healthy', NULL, NULL, 'mid_market', 'software', 9, 1400, .86, .85,
  'what good looks like'),
(16, 'Pinecrest Homes',     'came back',          NULL, 'reactivated', 'smb', 'real_estate', 5, 1000, .68, .60,
  'left and returned 200 days before the last day: a new life, and nothing of the old one counts');

CREATE TABLE demo.truth_account AS
WITH drawn AS (
    SELECT n, 100000 + n::bigint AS account_id, demo.hash(n, :seed) AS h FROM generate_series(1, :accounts) AS n
), shaped AS (
    SELECT d.n, d.account_id, d.h, c.name AS cast_name, c.decline AS cast_decline, c.trait AS cast_trait,
           c.n IS NOT NULL AS is_cast,
           coalesce(c.segment, CASE WHEN demo.uniform('segment', h) < .60 THEN 'smb'
                                    WHEN demo.uniform('segment', h) < .88 THEN 'mid_market' ELSE 'enterprise' END) AS segment,
           coalesce(c.industry, demo.pick(ARRAY['software', 'retail', 'manufacturing', 'logistics', 'finance', 'insurance',
               'healthcare', 'media', 'energy', 'public', 'legal', 'real_estate'], demo.uniform('industry', h))) AS industry,
           demo.pick(ARRAY['AMER', 'AMER', 'EMEA', 'EMEA', 'APAC'], demo.uniform('region', h)) AS region,
           c.users AS cast_users, c.health AS cast_health, c.value AS cast_value,
           -- 15 % are younger than 90 days, a quarter began within the two years, the rest before
           :'last_day'::date - coalesce(c.starts, CASE
               WHEN demo.uniform('age', h) < .15 THEN (1 + demo.uniform('started', h) * 88)::int
               WHEN demo.uniform('age', h) < .40 THEN (90 + demo.uniform('started', h) * 640)::int
               ELSE (730 + demo.uniform('started', h) * 1500)::int END) AS started_on
    FROM drawn AS d LEFT JOIN demo.truth_cast AS c USING (n)
)
SELECT n, account_id, h, is_cast, cast_decline, cast_trait, segment, industry, region, started_on,
       -- unique for the first 16,384 accounts: 37 has an inverse modulo 64 * 64 * 4
       coalesce(cast_name,
           (ARRAY['Acorn', 'Amber', 'Anchor', 'Apex', 'Arbor', 'Aster', 'Atlas', 'Aurora', 'Bay', 'Beacon', 'Blue', 'Bold', 'Bright',
             'Bronze', 'Canyon', 'Cedar', 'Chestnut', 'Citrus', 'Clear', 'Cliff', 'Cloud', 'Copper', 'Coral', 'Crest', 'Crown', 'Delta',
             'Early', 'East', 'Echo', 'Elm', 'Evergreen', 'Falcon', 'Fern', 'First', 'Flint', 'Forest', 'Frost', 'Glacier', 'Golden',
             'Granite', 'Grove', 'Hazel', 'High', 'Iris', 'Iron', 'Ivory', 'Jade', 'Keystone', 'Lake', 'Laurel', 'Linden', 'Maple',
             'Marble', 'Mesa', 'North', 'Oak', 'Olive', 'Pearl', 'Pine', 'Prairie', 'Quarry', 'Redwood', 'River', 'Summit'])
             [1 + (n * 37) % 64] || ' ' ||
           (ARRAY['Airways', 'Bakery', 'Bank', 'Biotech', 'Brands', 'Builders', 'Capital', 'Cargo', 'Care', 'Chemicals', 'Clothing',
             'Colleges', 'Components', 'Courier', 'Credit', 'Dental', 'Design', 'Diagnostics', 'Dynamics', 'Electric', 'Engineering',
             'Estates', 'Farms', 'Films', 'Fitness', 'Foods', 'Furniture', 'Games', 'Glass', 'Health', 'Hotels', 'Housing',
             'Insurance', 'Interiors', 'Labs', 'Legal', 'Lighting', 'Machines', 'Markets', 'Media', 'Metals', 'Mobility', 'Motors',
             'Optics', 'Packaging', 'Partners', 'Pharma', 'Plastics', 'Power', 'Press', 'Printing', 'Properties', 'Publishing',
             'Rail', 'Schools', 'Shipping', 'Software', 'Sports', 'Steel', 'Supply', 'Textiles', 'Tools', 'Travel', 'Water'])
             [1 + ((n * 37) / 64) % 64] || (ARRAY['', ' Group', ' Ltd', ' International'])[1 + (n / 4096) % 4]) AS name,
       CASE region WHEN 'AMER' THEN 'USD' WHEN 'EMEA' THEN demo.pick(ARRAY['EUR', 'EUR', 'GBP'], demo.uniform('currency', h))
                   ELSE 'USD' END AS currency,
       CASE WHEN is_cast OR demo.uniform('term', h) < .75 THEN 12
            WHEN demo.uniform('term', h) < .85 OR segment = 'enterprise' THEN 24 ELSE 1 END AS term_months,
       coalesce(cast_users, CASE segment WHEN 'smb' THEN 2.6 + demo.uniform('users', h) * 3.4
                                         WHEN 'mid_market' THEN 4.6 + demo.uniform('users', h) * 6.4
                                         ELSE 8 + demo.uniform('users', h) * demo.uniform('users2', h) * 26 END::int) AS users,
       CASE segment WHEN 'smb' THEN 1 + demo.uniform('use_cases', h) * .9
                    WHEN 'mid_market' THEN 1.7 + demo.uniform('use_cases', h) * 1.4
                    ELSE 2.5 + demo.uniform('use_cases', h) * 1.8 END::int AS use_cases,
       (demo.uniform('first_use_case', h) * 4)::int % 4 AS first_use_case,
       -- where the two latent levels come back to
       coalesce(cast_health, demo.between(.10, .66 + .13 * demo.normal('health', h), .96)) AS mean_health,
       coalesce(cast_value, demo.between(.05, .58 + .09 * demo.normal('health', h) + .15 * demo.normal('value', h), .95)) AS mean_value,
       -- some never answer, some always complain, whatever their health: what a signal adds of its own, for good
       round(.31 * demo.normal('manner answers', h) * 1000) / 1000 AS manner_answers,
       round(.28 * demo.normal('manner meetings', h) * 1000) / 1000 AS manner_meetings,
       round(.09 * demo.normal('manner ticket', h) * 1000) / 1000 AS manner_ticket,
       round(.08 * demo.normal('manner usage', h) * 1000) / 1000 AS manner_usage,
       -- how much later a turn of health shows, in weeks
       (3 + demo.uniform('lag engagement', h) * 2.99)::int AS lag_engagement,   -- 21–42 days
       (6 + demo.uniform('lag ticket', h) * 2)::int AS lag_ticket,              -- 42–56
       (10 + demo.uniform('lag usage', h) * 4)::int AS lag_usage,               -- 70–98
       'csm' || lpad((1 + floor(demo.uniform('csm', h) * 40))::text, 2, '0') AS csm,
       NOT is_cast AND demo.uniform('no engagement', h) < .20 AS lacks_engagement,
       coalesce(cast_trait = 'quiet_integrated', false) OR (NOT is_cast AND demo.uniform('api', h) < .10) AS has_api,
       -- a few pay by volume and have no seats
       NOT is_cast AND demo.uniform('by volume', h) < .07 AS by_volume,
       -- tickets of a usual week
       CASE WHEN n = 5 THEN 0
            ELSE (.30 + 1.0 * demo.uniform('ticket rate', h) * demo.uniform('ticket rate 2', h))
               * CASE segment WHEN 'smb' THEN 1.15 WHEN 'mid_market' THEN 1.35 ELSE 1.8 END
               * CASE WHEN NOT is_cast AND demo.uniform('few tickets', h) < .25 THEN .15 ELSE 1.15 END END AS ticket_rate
FROM shaped;
ALTER TABLE demo.truth_account ADD PRIMARY KEY (account_id);
COMMENT ON TABLE demo.truth_account IS 'truth: what is drawn once per account';

-- Groups: 8 % of the accounts belong to a parent. In every other group the contract is signed by the parent alone.
-- The parent and its two to four subsidiaries are neighbours in n; the cast keeps out.
CREATE TABLE demo.truth_group AS
SELECT a.account_id, p.account_id AS parent_id,
       CASE WHEN demo.uniform('contract', p.h) < .5 THEN p.account_id ELSE a.account_id END AS contract_account_id
FROM demo.truth_account AS p
JOIN demo.truth_account AS a ON a.n > p.n AND a.n <= p.n + 2 + floor(demo.uniform('subsidiaries', p.h) * 3)::int
WHERE p.n % 30 = 20 AND p.started_on < :'last_day'::date - 400;

ALTER TABLE demo.truth_account ADD parent_id bigint, ADD contract_account_id bigint, ADD seats int, ADD merged_into bigint,
    ADD self_hosted_until date;
UPDATE demo.truth_account AS a
SET parent_id = g.parent_id, contract_account_id = g.contract_account_id,
    -- a subsidiary under its parent's contract shares its terms
    started_on = CASE WHEN g.contract_account_id = g.parent_id THEN p.started_on ELSE a.started_on END,
    term_months = CASE WHEN g.contract_account_id = g.parent_id THEN p.term_months ELSE a.term_months END,
    currency = CASE WHEN g.contract_account_id = g.parent_id THEN p.currency ELSE a.currency END
FROM demo.truth_group AS g JOIN demo.truth_account AS p ON p.account_id = g.parent_id
WHERE a.account_id = g.account_id;
UPDATE demo.truth_account SET contract_account_id = account_id WHERE contract_account_id IS NULL;
DROP TABLE demo.truth_group;

-- Merges: 1 % are duplicates in the CRM that were merged into the next account. A duplicate has tickets, contacts and
-- engagements of its own, but never had usage.
UPDATE demo.truth_account AS a SET merged_into = a.account_id + 1
FROM demo.truth_account AS b
WHERE b.account_id = a.account_id + 1 AND a.n % 100 = 97 AND a.started_on < :'last_day'::date - 300
  AND b.started_on < :'last_day'::date - 300 AND b.parent_id IS NULL AND a.parent_id IS NULL;

-- 2 % ran the product in their own house until they moved over: no usage is recorded before.
UPDATE demo.truth_account SET self_hosted_until = :'first_day'::date + (120 + demo.uniform('moved', h) * 300)::int
WHERE NOT is_cast AND started_on < :'first_day' AND demo.uniform('self hosted', h) < .033;
