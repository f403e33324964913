-- The model: what is measured, how a raw value becomes points, what each criterion weighs, where tiers begin.
-- All of it is rows, so that a model can be read, compared and changed without touching code.

CREATE TABLE @workspace@.measure (
    measure text PRIMARY KEY,
    label text NOT NULL CHECK (label <> ''),
    -- how a value reads: round(value * factor, digits) followed by this text
    reads text NOT NULL,
    factor float8 NOT NULL DEFAULT 1,
    digits int NOT NULL DEFAULT 0,
    definition text NOT NULL CHECK (definition <> ''),
    -- each is 'source' or 'source.column'; the measure is no_feed unless all of them are bound
    needs text[] NOT NULL,
    -- of these at least one has to be bound
    needs_one_of text[] NOT NULL DEFAULT '{}',
    -- the source whose last complete day ends the measure's windows
    source text NOT NULL,
    -- days that the source may lag before the value counts as feed_stale
    validity int NOT NULL DEFAULT 35 CHECK (validity >= 0),
    -- days that the account must have been observed before the value means something
    minimum_days int NOT NULL DEFAULT 0 CHECK (minimum_days >= 0)
);
COMMENT ON TABLE @workspace@.measure IS 'What can be measured of an account: meaning, sources it needs, how long a value stays valid';
COMMENT ON COLUMN @workspace@.measure.measure IS 'Name of the measure';
COMMENT ON COLUMN @workspace@.measure.label IS 'Name that a reader sees';
COMMENT ON COLUMN @workspace@.measure.reads IS 'Words after the value, as in "41 % of its own baseline"';
COMMENT ON COLUMN @workspace@.measure.factor IS 'Multiplies the value before it is shown: 100 for a share shown in percent';
COMMENT ON COLUMN @workspace@.measure.digits IS 'Digits after the point when the value is shown';
COMMENT ON COLUMN @workspace@.measure.definition IS 'What exactly is measured';
COMMENT ON COLUMN @workspace@.measure.needs IS 'Sources, or source.column, that all have to be bound; else the reason is no_feed';
COMMENT ON COLUMN @workspace@.measure.needs_one_of IS 'Sources, or source.column, of which one has to be bound';
COMMENT ON COLUMN @workspace@.measure.source IS 'The source whose last complete day ends the windows of the measure';
COMMENT ON COLUMN @workspace@.measure.validity IS 'Days by which that source may lag before the reason is feed_stale';
COMMENT ON COLUMN @workspace@.measure.minimum_days IS 'Days an account must have been observed; before that the reason is too_young';

CREATE TABLE @workspace@.prior_rate (
    measure text NOT NULL REFERENCES @workspace@.measure,
    segment text NOT NULL DEFAULT '',
    rate float8 NOT NULL CHECK (rate BETWEEN 0 AND 1),
    PRIMARY KEY (measure, segment)
);
COMMENT ON TABLE @workspace@.prior_rate IS 'The rate towards which a share with few observations is drawn: (x + 5 rate) / (n + 5); segment '''' is everybody else';
COMMENT ON COLUMN @workspace@.prior_rate.measure IS 'Measure, a share';
COMMENT ON COLUMN @workspace@.prior_rate.segment IS 'Segment of the account, or '''' for every segment without a row of its own';
COMMENT ON COLUMN @workspace@.prior_rate.rate IS 'Rate, 0 to 1';

CREATE TABLE @workspace@.model (
    model text NOT NULL,
    version int NOT NULL CHECK (version > 0),
    status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'shadow', 'active', 'retired')),
    owner text,
    definition text NOT NULL CHECK (definition <> ''),
    minimum_coverage float8 NOT NULL DEFAULT 0.6 CHECK (minimum_coverage BETWEEN 0 AND 1),
    scale text NOT NULL DEFAULT 'yellow 60, green 80, margin 2, down 3 days, up 14 days',
    PRIMARY KEY (model, version),
    CONSTRAINT model_scale_parses CHECK (scale::health_score.tier_scale IS NOT NULL)
);
CREATE UNIQUE INDEX model_one_active ON @workspace@.model (status) WHERE status = 'active';
COMMENT ON TABLE @workspace@.model IS 'Versions of scoring models; the active one, else the latest draft, gives the scores';
COMMENT ON COLUMN @workspace@.model.model IS 'Name of the model';
COMMENT ON COLUMN @workspace@.model.version IS 'Version, from 1';
COMMENT ON COLUMN @workspace@.model.status IS 'draft, shadow, active or retired; at most one is active';
COMMENT ON COLUMN @workspace@.model.owner IS 'Who answers for the model';
COMMENT ON COLUMN @workspace@.model.definition IS 'What the model is for';
COMMENT ON COLUMN @workspace@.model.minimum_coverage IS 'Share of the bound and applicable weight that must be observed before an account gets points';
COMMENT ON COLUMN @workspace@.model.scale IS 'Where yellow and green begin, and what confirms a change: a health_score.tier_scale';

CREATE TABLE @workspace@.component (
    model text NOT NULL,
    version int NOT NULL,
    component text NOT NULL,
    label text NOT NULL CHECK (label <> ''),
    ordinal int NOT NULL,
    definition text NOT NULL CHECK (definition <> ''),
    PRIMARY KEY (model, version, component),
    FOREIGN KEY (model, version) REFERENCES @workspace@.model
);
COMMENT ON TABLE @workspace@.component IS 'The parts of a score; a component weighs what its criteria weigh together';
COMMENT ON COLUMN @workspace@.component.model IS 'Name of the model';
COMMENT ON COLUMN @workspace@.component.version IS 'Version of the model';
COMMENT ON COLUMN @workspace@.component.component IS 'Name of the component';
COMMENT ON COLUMN @workspace@.component.label IS 'Name that a reader sees';
COMMENT ON COLUMN @workspace@.component.ordinal IS 'Order in which components are shown';
COMMENT ON COLUMN @workspace@.component.definition IS 'What the component stands for';

CREATE TABLE @workspace@.criterion (
    model text NOT NULL,
    version int NOT NULL,
    criterion text NOT NULL,
    component text NOT NULL,
    measure text NOT NULL REFERENCES @workspace@.measure,
    weight float8 NOT NULL CHECK (weight BETWEEN 0 AND 1000000),
    curve text NOT NULL,
    facet text NOT NULL CHECK (facet IN ('usage', 'value', 'relationship')),
    definition text NOT NULL CHECK (definition <> ''),
    rationale text NOT NULL CHECK (rationale <> ''),
    measurement text NOT NULL CHECK (measurement <> ''),
    low_means text NOT NULL CHECK (low_means <> ''),
    high_means text NOT NULL CHECK (high_means <> ''),
    PRIMARY KEY (model, version, criterion),
    CONSTRAINT criterion_curve_parses CHECK (curve::health_score.score_curve IS NOT NULL),
    FOREIGN KEY (model, version, component) REFERENCES @workspace@.component
);
COMMENT ON TABLE @workspace@.criterion IS 'What a model judges: a measure, the curve that gives it points, its weight, and what low and high mean';
COMMENT ON COLUMN @workspace@.criterion.model IS 'Name of the model';
COMMENT ON COLUMN @workspace@.criterion.version IS 'Version of the model';
COMMENT ON COLUMN @workspace@.criterion.criterion IS 'Name of the criterion';
COMMENT ON COLUMN @workspace@.criterion.component IS 'Component it belongs to';
COMMENT ON COLUMN @workspace@.criterion.measure IS 'Measure that gives its raw value';
COMMENT ON COLUMN @workspace@.criterion.weight IS 'Weight among all criteria of the model; only the ratios count (the default model adds up to 100)';
COMMENT ON COLUMN @workspace@.criterion.curve IS 'Raw value to points: a health_score.score_curve';
COMMENT ON COLUMN @workspace@.criterion.facet IS 'What it is evidence of: usage, value or relationship';
COMMENT ON COLUMN @workspace@.criterion.definition IS 'What is judged';
COMMENT ON COLUMN @workspace@.criterion.rationale IS 'Why it is judged';
COMMENT ON COLUMN @workspace@.criterion.measurement IS 'How it is measured';
COMMENT ON COLUMN @workspace@.criterion.low_means IS 'What few points tell';
COMMENT ON COLUMN @workspace@.criterion.high_means IS 'What many points tell';

CREATE TABLE @workspace@.model_limit (
    model text NOT NULL,
    version int NOT NULL,
    limit_name text NOT NULL,
    subject_kind text NOT NULL CHECK (subject_kind IN ('component', 'measure')),
    subject text NOT NULL,
    operator text NOT NULL CHECK (operator IN ('<', '<=', '=', '>=', '>')),
    value float8 NOT NULL,
    at_most float8 NOT NULL CHECK (at_most BETWEEN 0 AND 100),
    reason text NOT NULL CHECK (reason <> ''),
    PRIMARY KEY (model, version, limit_name),
    FOREIGN KEY (model, version) REFERENCES @workspace@.model
);
COMMENT ON TABLE @workspace@.model_limit IS 'What caps a score whatever else is good: the observed points of a component, or a measure, compared with a value';
COMMENT ON COLUMN @workspace@.model_limit.model IS 'Name of the model';
COMMENT ON COLUMN @workspace@.model_limit.version IS 'Version of the model';
COMMENT ON COLUMN @workspace@.model_limit.limit_name IS 'Name of the limit';
COMMENT ON COLUMN @workspace@.model_limit.subject_kind IS 'component (its points are compared) or measure (its value is)';
COMMENT ON COLUMN @workspace@.model_limit.subject IS 'Component or measure; * is any component';
COMMENT ON COLUMN @workspace@.model_limit.operator IS 'The limit holds where subject operator value is true';
COMMENT ON COLUMN @workspace@.model_limit.value IS 'What the subject is compared with';
COMMENT ON COLUMN @workspace@.model_limit.at_most IS 'The score is at most this where the limit holds';
COMMENT ON COLUMN @workspace@.model_limit.reason IS 'What a reader is told';

CREATE TABLE @workspace@.peer_quantile (
    model text NOT NULL,
    version int NOT NULL,
    measure text NOT NULL REFERENCES @workspace@.measure,
    segment text NOT NULL DEFAULT '',
    quantile float8 NOT NULL CHECK (quantile BETWEEN 0 AND 1),
    value float8 NOT NULL,
    accounts bigint NOT NULL CHECK (accounts > 0),
    as_of date NOT NULL,
    PRIMARY KEY (model, version, measure, segment, quantile),
    FOREIGN KEY (model, version) REFERENCES @workspace@.model
);
COMMENT ON TABLE @workspace@.peer_quantile IS
    'What is usual among the accounts, frozen into a model version by freeze_quantiles(); segment '''' is everybody';
COMMENT ON COLUMN @workspace@.peer_quantile.model IS 'Name of the model';
COMMENT ON COLUMN @workspace@.peer_quantile.version IS 'Version of the model';
COMMENT ON COLUMN @workspace@.peer_quantile.measure IS 'Measure whose values were compared';
COMMENT ON COLUMN @workspace@.peer_quantile.segment IS 'Segment of the accounts, or '''' for all of them, which serves every segment without a row of its own';
COMMENT ON COLUMN @workspace@.peer_quantile.quantile IS 'Share of the accounts at or below the value: 0.25 is the first quartile, 0.5 the median';
COMMENT ON COLUMN @workspace@.peer_quantile.value IS 'The raw value there';
COMMENT ON COLUMN @workspace@.peer_quantile.accounts IS 'How many accounts it was taken from';
COMMENT ON COLUMN @workspace@.peer_quantile.as_of IS 'The day it was taken from';

INSERT INTO @workspace@.measure (measure, label, reads, factor, digits, needs, needs_one_of, source, validity, minimum_days, definition) VALUES
    ('usage_level', 'Usage level', '% of its own baseline', 100, 0, '{usage}', '{}', 'usage', 10, 0,
     'Active user-days of the last 28 days over the account''s own baseline: the greater of the medians of the last 3 and of the last 13 blocks of 28 days'),
    ('feature_depth', 'Feature depth', '% of core features used by two or more people', 100, 0, '{usage.user_id,usage.feature,feature}', '{}', 'usage', 10, 28,
     'Core features used by at least 2 users in 28 days over those the account is entitled to'),
    ('ticket_change', 'Ticket change', 'spreads above its usual number of tickets', 1, 1, '{ticket}', '{}', 'ticket', 35, 0,
     'Tickets of the last 30 days less the account''s usual month, in units of its own spread, at least 0'),
    ('critical_tickets', 'Critical tickets', 'critical tickets in 90 days', 1, 0, '{ticket}', '{}', 'ticket', 10, 0,
     'Tickets that became severity 1 or 2 in 90 days, or are critical and open'),
    ('breaches_escalations', 'Breaches and escalations', '% of tickets breached or escalated', 100, 0, '{ticket}', '{}', 'ticket', 35, 0,
     'Share of the tickets of 90 days that breached their agreement or were escalated, drawn towards the usual rate where there are few'),
    ('capacity_used', 'Capacity used', '% of what was bought is used', 100, 0, '{usage.user_id}', '{account.seats,entitlement}', 'usage', 35, 28,
     'Active users of 28 days over seats; without seats, used over committed volume pro rata'),
    ('use_cases_active', 'Use cases active', '% of the bought use cases are active', 100, 0, '{usage.user_id,usage.feature,feature,entitlement}', '{}', 'usage', 35, 90,
     'Bought use cases with a core feature in real use, over all bought'),
    ('users_net_growth', 'Net growth of users', '% net growth of users in 90 days', 100, 0, '{usage.user_id}', '{}', 'usage', 35, 120,
     'New users of 90 days less those who left, over active users'),
    ('executive_touch', 'Executive meeting', 'days since the last meeting with an executive', 1, 0, '{engagement,contact}', '{}', 'engagement', 35, 90,
     'Days since a meeting, review or executive session was held with a contact of level executive'),
    ('responsiveness', 'Responsiveness', '% of our messages answered within 5 working days', 100, 0, '{engagement}', '{}', 'engagement', 35, 97,
     'Share of our outbound engagements answered within 5 working days, drawn towards the usual rate where there are few'),
    ('reach', 'Reach', 'contacts engaged in 90 days', 1, 0, '{engagement}', '{}', 'engagement', 35, 90,
     'Distinct contacts who wrote, answered or attended in 90 days'),
    ('reach_executives', 'Executives in touch', 'executives engaged in 90 days', 1, 0, '{engagement,contact.level}', '{}', 'engagement', 35, 90,
     'Contacts of reach whose level was executive'),
    ('reach_directors', 'Directors in touch', 'directors engaged in 90 days', 1, 0, '{engagement,contact.level}', '{}', 'engagement', 35, 90,
     'Contacts of reach whose highest level was director'),
    ('reach_managers', 'Managers in touch', 'managers engaged in 90 days', 1, 0, '{engagement,contact.level}', '{}', 'engagement', 35, 90,
     'Contacts of reach whose highest level was manager'),
    ('reach_individuals', 'Individuals in touch', 'individuals engaged in 90 days', 1, 0, '{engagement,contact.level}', '{}', 'engagement', 35, 90,
     'Contacts of reach whose highest level was individual'),
    ('answer_time', 'Time to answer', 'working days until half of our messages are answered', 1, 1, '{engagement}', '{}', 'engagement', 35, 97,
     'Kaplan-Meier median of the working days to an answer to our outbound engagements, in which silence counts as longer than until now'),
    ('pulse', 'CSM pulse', 'points by the CSM''s own judgement', 1, 0, '{pulse}', '{}', 'pulse', 90, 0,
     'The latest judgement of the CSM within 90 days: red 20, yellow 70, green 90'),
    ('daily_active_users', 'Users on the day', 'users on the last day', 1, 0, '{usage.user_id}', '{}', 'usage', 35, 28,
     'Distinct users on the last complete day'),
    ('weekly_active_users', 'Users in 7 days', 'users in 7 days', 1, 0, '{usage.user_id}', '{}', 'usage', 35, 28,
     'Distinct users in 7 days'),
    ('stickiness', 'Stickiness', '% of the month''s users on an average day', 100, 0, '{usage.user_id}', '{}', 'usage', 35, 28,
     'Mean daily users over the distinct users of 28 days'),
    ('weekly_stickiness', 'Weekly stickiness', '% of the month''s users in the last week', 100, 0, '{usage.user_id}', '{}', 'usage', 35, 28,
     'Distinct users of 7 days over those of 28 days'),
    ('daily_stickiness', 'Daily stickiness', '% of the week''s users on an average day', 100, 0, '{usage.user_id}', '{}', 'usage', 35, 28,
     'Mean daily users over the distinct users, both of 7 days'),
    ('active_days', 'Days of use', 'days of use in 28 days', 1, 0, '{usage}', '{}', 'usage', 35, 28,
     'Days of the last 28 on which people used the product'),
    ('core_depth', 'Core depth', 'core features per active user', 1, 1, '{usage.user_id,usage.feature,feature}', '{}', 'usage', 35, 28,
     'Core features used per active user in 28 days'),
    ('feature_adoption', 'Feature adoption', '% of the entitled features used', 100, 0, '{usage.feature,entitlement}', '{}', 'usage', 35, 28,
     'Entitled features used in 30 days over features entitled'),
    ('features_adopted', 'Features adopted', '% net growth of features in 90 days', 100, 0, '{usage.feature}', '{}', 'usage', 35, 120,
     'Features taken up in 90 days less those given up, over features used'),
    ('commitment_used', 'Commitment used', '% of the committed volume used', 100, 0, '{usage.feature,entitlement}', '{}', 'usage', 35, 28,
     'Used over committed volume, pro rata'),
    ('api_level', 'API level', '% of its own API baseline', 100, 0, '{usage.kind}', '{}', 'usage', 35, 0,
     'API and integration events of 28 days over the account''s own baseline'),
    ('worst_month', 'Last month', '% of the median of three months before', 100, 0, '{usage}', '{}', 'usage', 35, 0,
     'Usage of the last complete calendar month over the median of the three before'),
    ('declining_weeks', 'Weeks of decline', 'weeks of falling usage in a row', 1, 0, '{usage}', '{}', 'usage', 35, 0,
     'Complete ISO weeks of strictly falling usage up to the last one'),
    ('qbr_attendance', 'QBR attendance', '% of the last four reviews held', 100, 0, '{engagement}', '{}', 'engagement', 35, 0,
     'Held over due, of the last four quarterly reviews'),
    ('nps', 'NPS answers', 'mean of the latest answers', 1, 1, '{survey}', '{}', 'survey', 35, 0,
     'Mean of the latest NPS answer of each contact in 180 days'),
    ('nps_net', 'Net promoter score', 'promoters less detractors, in percent', 1, 0, '{survey}', '{}', 'survey', 35, 0,
     'Promoters less detractors, from 10 answers on'),
    ('nps_participation', 'NPS participation', '% of the surveys sent were answered', 100, 0, '{survey}', '{}', 'survey', 35, 0,
     'Answered over sent, of surveys sent 21 to 201 days ago'),
    ('plan_progress', 'Success plan', '% of the due milestones were done on time', 100, 0, '{milestone}', '{}', 'milestone', 35, 0,
     'Milestones done by their first planned day, over those due'),
    ('expansion_interest', 'Expansion interest', 'expansion opportunities in 90 days', 1, 0, '{opportunity}', '{}', 'opportunity', 35, 0,
     'Opportunities of any kind created in 90 days'),
    ('negative_sentiment', 'Negative sentiment', '% of recent tickets with negative sentiment', 100, 0, '{ticket.sentiment}', '{}', 'ticket', 35, 0,
     'Share of closed tickets of 90 days with sentiment below 0, the recent ones counting more (half-life 30 days)'),
    ('champion_touch', 'Champion activity', 'days since the champion was last active', 1, 0, '{engagement,contact}', '{}', 'engagement', 35, 0,
     'Days since a champion wrote, answered or attended'),
    ('sponsor_touch', 'Sponsor activity', 'days since the executive sponsor was last active', 1, 0, '{engagement,contact}', '{}', 'engagement', 35, 0,
     'Days since an executive sponsor wrote, answered or attended'),
    ('severe_ticket_hours', 'Open severity 1 ticket', 'hours that a severity 1 ticket is open', 1, 0, '{ticket}', '{}', 'ticket', 35, 0,
     'Hours since the longest open severity 1 ticket became severity 1; 0 without one'),
    ('invoice_overdue_days', 'Overdue invoice', 'days that an invoice is overdue', 1, 0, '{invoice}', '{}', 'invoice', 35, 0,
     'Days since the oldest unpaid invoice was due; 0 without one'),
    ('champion_gone', 'Champion gone', '(1: the champion left within 60 days and there is no other)', 1, 0, '{contact}', '{}', 'contact', 35, 0,
     '1 where a champion''s role ended within 60 days and no champion is left, else 0');

INSERT INTO @workspace@.prior_rate (measure, rate) VALUES ('breaches_escalations', 0.10), ('responsiveness', 0.60);

INSERT INTO @workspace@.model (model, version, definition) VALUES
    ('four_component', 1, 'Usage, support, expansion and engagement, 25 % each');

INSERT INTO @workspace@.component (model, version, component, label, ordinal, definition) VALUES
    ('four_component', 1, 'usage', 'Product usage', 1, 'Is the product used as much as this customer usually does, and as deeply as it was bought for?'),
    ('four_component', 1, 'support', 'Support', 2, 'Is support asking more of this customer than it usually does, and are the hard cases under control?'),
    ('four_component', 1, 'expansion', 'Expansion and adoption', 3, 'Is what was bought in use, and by more people than before?'),
    ('four_component', 1, 'engagement', 'Engagement and relationship', 4, 'Do the people who decide talk to us?');

INSERT INTO @workspace@.criterion (model, version, component, criterion, measure, weight, facet, curve, definition, rationale, measurement, low_means, high_means) VALUES
    ('four_component', 1, 'usage', 'usage_level', 'usage_level', 15, 'usage', '0:0, 0.6:60, 0.8:80, 1:100',
     'Usage against the account''s own baseline', 'A customer who uses less than it used to is on its way out, whatever its size',
     'Active user-days of the last 28 complete days over the greater of two medians of earlier blocks of 28 days',
     'Use has fallen far below what is usual for this account', 'Use is at or above what is usual for this account'),
    ('four_component', 1, 'usage', 'feature_depth', 'feature_depth', 10, 'value', '0:0, 0.25:60, 0.5:80, 0.8:100',
     'Core features in use by more than one person', 'Depth keeps customers where frequency alone does not',
     'Core features used by at least 2 people in 28 days over core features entitled, or listed',
     'Only a corner of the product is used, or by one person', 'Most of the core is used by several people'),
    ('four_component', 1, 'support', 'ticket_change', 'ticket_change', 10, 'value', '0:100, 1:80, 2:60, 4:0',
     'Tickets against the account''s own usual month', 'From none to three a month tells more than always three a month',
     'Tickets of 30 days less the median of 12 months, over the greater of 1 and the spread of those months',
     'Far more tickets than usual', 'About as many tickets as usual, or fewer'),
    ('four_component', 1, 'support', 'critical_tickets', 'critical_tickets', 10, 'value', '0:100, 1:75, 2:55, 4:0',
     'Critical tickets in 90 days', 'A critical case is remembered at renewal',
     'Tickets that became severity 1 or 2 in 90 days or are so and open; downgrades within 4 hours do not count',
     'Several critical cases', 'No critical case'),
    ('four_component', 1, 'support', 'breaches_escalations', 'breaches_escalations', 5, 'value', '0:100, 0.1:80, 0.25:60, 0.6:0',
     'Tickets breached or escalated', 'Whoever has to escalate has stopped trusting the normal way',
     'Share of the tickets opened in 90 days, drawn towards the usual rate where there are few',
     'Many cases late or escalated', 'Cases are answered as agreed'),
    ('four_component', 1, 'expansion', 'capacity_used', 'capacity_used', 10, 'usage', '0:0, 0.4:60, 0.6:80, 0.9:100',
     'Bought capacity in use', 'Seats nobody uses are cut at renewal',
     'Active users of 28 days over seats, or used over committed volume',
     'Most of what was bought lies idle', 'What was bought is in use'),
    ('four_component', 1, 'expansion', 'use_cases_active', 'use_cases_active', 8.75, 'value', '0:0, 0.34:55, 0.67:80, 1:100',
     'Bought use cases in real use', 'A customer bought three things and gets one: the other two are up for cancellation',
     'Use cases with a core feature used by 2 people on 4 days in 28 days, over use cases bought',
     'Use cases that were paid for are not used', 'All that was paid for is used'),
    ('four_component', 1, 'expansion', 'users_net_growth', 'users_net_growth', 6.25, 'usage', '-0.3:0, -0.1:60, 0:80, 0.2:100',
     'People joining less people leaving', 'A product that spreads inside an account is hard to remove',
     'Users new in 90 days less users gone quiet, over active users',
     'People stop using the product', 'At least as many people join as leave'),
    ('four_component', 1, 'engagement', 'executive_touch', 'executive_touch', 7.5, 'relationship', '0:100, 90:80, 120:60, 270:0',
     'Meeting with an executive', 'Renewals are decided by people who are not in the product',
     'Days since a meeting with a contact of level executive was held',
     'No executive has met us for a long time', 'An executive met us lately'),
    ('four_component', 1, 'engagement', 'responsiveness', 'responsiveness', 6.25, 'relationship', '0:0, 0.4:60, 0.6:80, 0.9:100',
     'Answers to what we write', 'Silence comes before a notice',
     'Share of outbound engagements answered within 5 working days, drawn towards the usual rate where there are few',
     'They do not answer', 'They answer quickly'),
    ('four_component', 1, 'engagement', 'reach', 'reach', 7.5, 'relationship', '0:0, 1:50, 2:70, 3:80, 5:100',
     'People we are in touch with', 'One contact is one resignation away from none',
     'Distinct contacts who wrote, answered or attended in 90 days',
     'One contact or none', 'Several people know us'),
    ('four_component', 1, 'engagement', 'pulse', 'pulse', 3.75, 'relationship', '20:20, 90:90',
     'Judgement of the CSM', 'The CSM hears what no table holds; the weight keeps it from overruling the rest',
     'Latest judgement within 90 days: red 20, yellow 70, green 90; void once another CSM takes over',
     'The CSM is worried', 'The CSM is confident');

INSERT INTO @workspace@.model_limit (model, version, limit_name, subject_kind, subject, operator, value, at_most, reason) VALUES
    ('four_component', 1, 'red_component', 'component', '*', '<', 60, 77, 'a component is below 60'),
    ('four_component', 1, 'severe_ticket', 'measure', 'severe_ticket_hours', '>', 48, 77, 'a severity 1 ticket is open for more than 48 hours'),
    ('four_component', 1, 'overdue_invoice', 'measure', 'invoice_overdue_days', '>', 30, 77, 'an invoice is more than 30 days overdue'),
    ('four_component', 1, 'champion_gone', 'measure', 'champion_gone', '>=', 1, 77, 'the champion has left and there is no other');
