-- Templates: models to start from. A criterion is described once; a template says which it takes, in which component, with which weight.

CREATE FUNCTION health_score.template_criteria(
    OUT criterion text, OUT measure text, OUT facet text, OUT orientation text, OUT gameability float8, OUT actionability float8, OUT curve text,
    OUT definition text, OUT rationale text, OUT measurement text, OUT low_means text, OUT high_means text)
    RETURNS SETOF record LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 50
AS $$
    VALUES
        -- usage
        ('usage_level', 'usage_level', 'usage', 'traditional', 0.3::float8, 0.6::float8, '0:0, 0.6:60, 0.8:80, 1:100',
         'Usage against the account''s own baseline', 'A customer who uses less than it used to is on its way out, whatever its size',
         'Active user-days of the last 28 complete days over the greater of two medians of earlier blocks of 28 days',
         'Use has fallen far below what is usual for this account', 'Use is at or above what is usual for this account'),
        ('feature_depth', 'feature_depth', 'value', 'growth', 0.3, 0.8, '0:0, 0.25:60, 0.5:80, 0.8:100',
         'Core features in use by more than one person', 'Depth keeps customers where frequency alone does not',
         'Core features used by at least 2 people in 28 days over core features entitled, or listed',
         'Only a corner of the product is used, or by one person', 'Most of the core is used by several people'),
        ('api_level', 'api_level', 'usage', 'traditional', 0.1, 0.4, '0:0, 0.6:60, 0.8:80, 1:100',
         'Calls by machines against the account''s own baseline', 'What is wired into other systems is not replaced over a weekend',
         'API and integration events of 28 days over the account''s own baseline',
         'Integrations fall silent', 'Integrations run as they usually do'),
        ('clinical_usage', 'clinical_level', 'usage', 'traditional', 0.2, 0.6, '0:0, 0.6:60, 0.8:80, 1:100',
         'Use at the bedside against the account''s own baseline', 'Care is where the product was bought to matter; office use goes on long after clinicians have left',
         'Events of kind clinical in 28 days over the account''s own baseline',
         'Clinicians turn away', 'Clinicians use it as they usually do'),
        ('admin_usage', 'admin_level', 'usage', 'traditional', 0.3, 0.5, '0:0, 0.6:60, 0.8:80, 1:100',
         'Use in the office against the account''s own baseline', 'It shows that the product is kept running, and no more than that',
         'Events of kind admin in 28 days over the account''s own baseline',
         'Nobody looks after it', 'It is looked after as usual'),
        -- support
        ('ticket_change', 'ticket_change', 'value', 'traditional', 0.5, 0.5, '0:100, 1:80, 2:60, 4:0',
         'Tickets against the account''s own usual month', 'From none to three a month tells more than always three a month',
         'Tickets of 30 days less the median of 12 months, over the greater of 1 and the spread of those months',
         'Far more tickets than usual', 'About as many tickets as usual, or fewer'),
        ('critical_tickets', 'critical_tickets', 'value', 'traditional', 0.3, 0.7, '0:100, 1:75, 2:55, 4:0',
         'Critical tickets in 90 days', 'A critical case is remembered at renewal',
         'Tickets that became severity 1 or 2 in 90 days or are so and open; downgrades within 4 hours do not count',
         'Several critical cases', 'No critical case'),
        ('breaches_escalations', 'breaches_escalations', 'value', 'traditional', 0.4, 0.7, '0:100, 0.1:80, 0.25:60, 0.6:0',
         'Tickets breached or escalated', 'Whoever has to escalate has stopped trusting the normal way',
         'Share of the tickets opened in 90 days, drawn towards the usual rate where there are few',
         'Many cases late or escalated', 'Cases are answered as agreed'),
        ('negative_sentiment', 'negative_sentiment', 'value', 'traditional', 0.3, 0.5, '0:100, 0.2:80, 0.4:60, 0.8:0',
         'Tone of the tickets', 'People say in a ticket what they do not say in a meeting',
         'Share of closed tickets of 90 days with sentiment below 0, the recent ones counting more',
         'Most cases end in anger', 'Cases end well'),
        -- expansion
        ('capacity_used', 'capacity_used', 'usage', 'traditional', 0.3, 0.7, '0:0, 0.4:60, 0.6:80, 0.9:100',
         'Bought capacity in use', 'Seats nobody uses are cut at renewal',
         'Active users of 28 days over seats, or used over committed volume',
         'Most of what was bought lies idle', 'What was bought is in use'),
        ('use_cases_active', 'use_cases_active', 'value', 'growth', 0.2, 0.8, '0:0, 0.34:55, 0.67:80, 1:100',
         'Bought use cases in real use', 'A customer bought three things and gets one: the other two are up for cancellation',
         'Use cases with a core feature used by 2 people on 4 days in 28 days, over use cases bought',
         'Use cases that were paid for are not used', 'All that was paid for is used'),
        ('users_net_growth', 'users_net_growth', 'usage', 'growth', 0.3, 0.6, '-0.3:0, -0.1:60, 0:80, 0.2:100',
         'People joining less people leaving', 'A product that spreads inside an account is hard to remove',
         'Users new in 90 days less users gone quiet, over active users',
         'People stop using the product', 'At least as many people join as leave'),
        ('expansion_interest', 'expansion_interest', 'commercial', 'growth', 0.4, 0.5, '0:60, 1:85, 2:100',
         'Interest in more', 'Who asks for more does not plan to leave; who never asks may still be content, so none is no alarm',
         'Opportunities of any kind created in 90 days',
         'Nothing more was asked for', 'More was asked for lately'),
        -- engagement
        ('executive_touch', 'executive_touch', 'relationship', 'growth', 0.4, 0.8, '0:100, 90:80, 120:60, 270:0',
         'Meeting with an executive', 'Renewals are decided by people who are not in the product',
         'Days since a meeting with a contact of level executive was held',
         'No executive has met us for a long time', 'An executive met us lately'),
        ('responsiveness', 'responsiveness', 'relationship', 'traditional', 0.3, 0.5, '0:0, 0.4:60, 0.6:80, 0.9:100',
         'Answers to what we write', 'Silence comes before a notice',
         'Share of outbound engagements answered within 5 working days, drawn towards the usual rate where there are few',
         'They do not answer', 'They answer quickly'),
        ('reach', 'reach', 'relationship', 'growth', 0.4, 0.8, '0:0, 1:50, 2:70, 3:80, 5:100',
         'People we are in touch with', 'One contact is one resignation away from none',
         'Distinct contacts who wrote, answered or attended in 90 days',
         'One contact or none', 'Several people know us'),
        ('pulse', 'pulse', 'relationship', 'traditional', 0.9, 0.5, '20:20, 90:90',
         'Judgement of the CSM', 'The CSM hears what no table holds; the weight keeps it from overruling the rest',
         'Latest judgement within 90 days: red 20, yellow 70, green 90; void once another CSM takes over',
         'The CSM is worried', 'The CSM is confident'),
        ('qbr_attendance', 'qbr_attendance', 'relationship', 'traditional', 0.4, 0.7, '0:0, 0.5:60, 0.75:80, 1:100',
         'Quarterly reviews held', 'A customer who lets reviews fall has stopped planning with us',
         'Held over due, of the last four quarterly reviews; what we cancelled does not count',
         'Reviews are missed', 'Reviews are held'),
        ('sponsor_touch', 'sponsor_touch', 'relationship', 'growth', 0.4, 0.8, '0:100, 60:80, 90:60, 180:0',
         'Sponsor in touch', 'Somebody has to want it to go on',
         'Days since an executive sponsor wrote, answered or attended',
         'The sponsor has been silent for months', 'The sponsor is in touch'),
        ('compliance_done', 'compliance_done', 'progress', 'traditional', 0.2, 0.7, '0:0, 0.5:60, 0.8:80, 1:100',
         'Compliance reviews held', 'Where a regulator looks on, a customer who keeps the reviews relies on the product',
         'Held over due, of the engagements of kind compliance in 180 days',
         'Compliance reviews are missed', 'Compliance reviews are held'),
        -- outcomes
        ('outcome_reached', 'outcome_reached', 'value', 'growth', 0.1, 0.6, '0:0, 0.5:60, 0.8:80, 1:100',
         'Outcomes that reached their target', 'The strongest evidence of value is what the customer bought it for, measured',
         'Readings of the metric outcome in 180 days at or above their target, over those with a target',
         'What was promised is not reached', 'What was promised is reached'),
        ('uptime_reached', 'uptime_reached', 'value', 'traditional', 0.1, 0.6, '0:0, 0.67:60, 0.9:80, 1:100',
         'Uptime as agreed', 'A line that stands still is remembered longer than any feature',
         'Readings of the metric uptime in 90 days at or above their target, over those with a target',
         'Often below what was agreed', 'As agreed'),
        ('efficiency_change', 'efficiency_change', 'value', 'growth', 0.1, 0.5, '0.8:0, 0.95:60, 1:80, 1.1:100',
         'Efficiency, quarter over quarter', 'Gains are what was bought; a quarter tells more than a week',
         'Mean of the metric efficiency in 90 days over that of the 90 days before',
         'Efficiency falls', 'Efficiency grows'),
        ('value_evidence', 'value_evidence', 'value', 'growth', 0.2, 0.7, '0:0, 1:70, 2:85, 3:100',
         'Evidence of value', 'A renewal is defended with what was achieved, not with what was used',
         'Pieces of value evidence dated in the last 180 days',
         'Nobody can say what it was good for', 'What it was good for is written down'),
        -- orders
        ('order_recency', 'order_recency', 'usage', 'traditional', 0.2, 0.6, '0:100, 1:85, 1.5:70, 2:55, 4:0',
         'Days since the last order, against the usual gap', 'A customer lapses first by coming later than it used to',
         'Days since the last order over the median gap between its own order days in two years',
         'Long overdue by its own rhythm', 'On its own rhythm'),
        ('order_frequency', 'order_frequency', 'usage', 'growth', 0.2, 0.6, '0:0, 0.6:60, 0.8:80, 1:100',
         'Orders against the usual quarter', 'Fewer orders come before none',
         'Orders of 90 days over a quarter of those of the 360 days before',
         'It orders far less often than it did', 'It orders as often as before'),
        ('order_breadth', 'order_breadth', 'value', 'growth', 0.2, 0.7, '1:50, 2:70, 3:85, 5:100',
         'Categories bought', 'Who buys across the range stays through the end of any one need',
         'Distinct categories ordered in a year',
         'One category only', 'Several categories'),
        ('return_share', 'return_share', 'value', 'traditional', 0.2, 0.5, '0:100, 0.05:85, 0.15:60, 0.4:0',
         'Share of orders returned', 'What comes back did not do what it was bought for',
         'Amount returned over amount ordered in 180 days',
         'Much comes back', 'Little comes back'),
        ('campaign_response', 'campaign_response', 'relationship', 'traditional', 0.4, 0.6, '0:0, 0.05:60, 0.15:80, 0.3:100',
         'Response to what marketing sends', 'Who no longer opens what we send will not see the offer either',
         'Share of the campaigns and content of 90 days that were answered or attended',
         'Nothing we send is answered', 'What we send is taken up'),
        ('advocacy', 'advocacy', 'relationship', 'growth', 0.3, 0.5, '0:40, 1:70, 3:90, 5:100',
         'Guidance, references, wins shared', 'Who speaks for us has decided to stay',
         'Weighted count of community, guidance, referral, reference, case study and shared wins in 180 days',
         'Nothing is shared', 'They speak for us'),
        -- commercial
        ('late_invoices', 'late_invoice_share', 'commercial', 'traditional', 0.1, 0.5, '0:100, 0.1:85, 0.3:60, 0.8:0',
         'Invoices paid late', 'Money is late where interest is',
         'Share of the invoices due in 365 days that were paid after their day, or not at all',
         'Most invoices are paid late', 'Invoices are paid on time'),
        -- the journey
        ('kickoff', 'kickoff_done', 'progress', 'growth', 0.3, 0.8, '0:0, 1:100',
         'Kickoff with the reason for buying', 'What was bought, and why, is settled anew after the sale, or guessed at from then on',
         '1 where a kickoff was held within 14 days of the start and the buying reason was recorded, else 0',
         'No kickoff, or nobody wrote down why they bought', 'Kickoff held, reason for buying known'),
        ('onboarding', 'onboarding_overrun', 'progress', 'growth', 0.3, 0.8, '1:100, 1.25:75, 1.5:50, 2:0',
         'Onboarding against its plan', 'Onboarding that drags tires the people we need',
         'Days of onboarding so far, or until it ended, over the days planned',
         'It takes twice as long as planned', 'It goes as planned'),
        ('first_value', 'first_value_delay', 'progress', 'growth', 0.2, 0.8, '0:100, 14:80, 30:60, 90:0',
         'Days late to the first value', 'Belief in the rest comes from the first thing that works',
         'Days from the planned day of the milestone first_value until it was reached, or until today',
         'First value is long overdue', 'First value came as planned'),
        ('plan_progress', 'plan_progress', 'progress', 'growth', 0.4, 0.7, '0:0, 0.5:60, 0.75:80, 1:100',
         'Steps done on time', 'A journey that is late at every step does not arrive at the renewal in time',
         'Milestones done by their first planned day, over those due',
         'Most steps are late', 'Steps are done when they were planned'),
        ('goal_progress', 'goal_stalled_days', 'progress', 'growth', 0.3, 0.7, '0:100, 30:80, 60:60, 120:0',
         'Days without progress on an open goal', 'A goal nobody moves has been given up quietly',
         'Days since a milestone was reached, while one is open',
         'Nothing has moved for months', 'Goals move'),
        ('their_steps', 'commitments_kept', 'progress', 'growth', 0.2, 0.6, '0:0, 0.5:60, 0.75:80, 1:100',
         'What they committed to', 'A customer who does its own part wants the result',
         'Their own milestones done by the first plan, over those due',
         'They do not do their part', 'They do their part'),
        ('insights', 'insights_acted_on', 'value', 'growth', 0.3, 0.7, '0:0, 0.25:60, 0.5:80, 1:100',
         'Insights acted on', 'An insight that nobody uses was an e-mail',
         'Of the last four insights shared, those followed by an action of theirs within 30 days',
         'What we show them changes nothing', 'What we show them is used'),
        ('value_proof', 'value_proof', 'value', 'growth', 0.2, 0.8, '0:0, 1:80, 2:100',
         'Proof for the renewal', 'The sponsor has to defend the renewal inside, months before it is due',
         'Pieces of value evidence dated 90 to 180 days before the next renewal, from 180 days before it on',
         'Nothing to defend the renewal with', 'Proof is there')
$$;
COMMENT ON FUNCTION health_score.template_criteria() IS 'internal: what criteria of the templates mean, each described once';

CREATE FUNCTION health_score.template_list(OUT template text, OUT definition text, OUT minimum_coverage float8, OUT scale text)
    RETURNS SETOF record LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 9
AS $$
    VALUES
        ('four_component', 'Usage, support, expansion and engagement, 25 % each', 0.6::float8, 'yellow 60, green 80, margin 2, down 3 days, up 14 days'),
        ('starter', 'Three signals from three sources, to begin with and to run beside what you do today', 0.6, 'yellow 60, green 80, margin 2, down 3 days, up 14 days'),
        ('saas', 'Software as a service: usage 40 %, with what is wired into other systems', 0.6, 'yellow 60, green 80, margin 2, down 3 days, up 14 days'),
        ('financial_services', 'Financial services: compliance and the executives weigh more than usage, and everything takes longer', 0.6, 'yellow 60, green 80, margin 2, down 7 days, up 21 days'),
        ('healthcare', 'Healthcare: outcomes first, use at the bedside apart from use in the office', 0.5, 'yellow 60, green 80, margin 2, down 3 days, up 14 days'),
        ('manufacturing', 'Manufacturing: uptime, efficiency and integration, judged by the quarter', 0.5, 'yellow 60, green 80, margin 2, down 7 days, up 21 days'),
        ('ecommerce', 'Online trade: how lately, how often and how broadly it is ordered, what comes back, who answers', 0.6, 'yellow 60, green 80, margin 2, down 3 days, up 14 days'),
        ('agency', 'Agencies and services: steps done on time, people in touch, money on time, and who speaks for us', 0.6, 'yellow 60, green 80, margin 2, down 3 days, up 14 days'),
        ('journey', 'The customer''s journey: kickoff, onboarding, first value, goals, insights and proof for the renewal', 0.5, 'yellow 60, green 80, margin 2, down 3 days, up 14 days')
$$;
COMMENT ON FUNCTION health_score.template_list() IS 'the templates of models that add_template() knows, and what each is for';

CREATE FUNCTION health_score.template_components(OUT template text, OUT ordinal integer, OUT component text, OUT label text, OUT definition text)
    RETURNS SETOF record LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 50
AS $$
    VALUES
        ('four_component', 1, 'usage', 'Product usage', 'Is the product used as much as this customer usually does, and as deeply as it was bought for?'),
        ('four_component', 2, 'support', 'Support', 'Is support asking more of this customer than it usually does, and are the hard cases under control?'),
        ('four_component', 3, 'expansion', 'Expansion and adoption', 'Is what was bought in use, and by more people than before?'),
        ('four_component', 4, 'engagement', 'Engagement and relationship', 'Do the people who decide talk to us?'),
        ('starter', 1, 'usage', 'Product usage', 'Is the product used as deeply as it usually is?'),
        ('starter', 2, 'support', 'Support', 'Does this customer need more help than it usually does?'),
        ('starter', 3, 'engagement', 'Engagement', 'Do the people who decide talk to us?'),
        ('saas', 1, 'usage', 'Product usage', 'Do people and machines use the product as much as they usually do, and deeply enough?'),
        ('saas', 2, 'support', 'Support', 'Is support asking more of this customer than it usually does?'),
        ('saas', 3, 'adoption', 'Adoption and expansion', 'Is what was bought in use, and by more people than before?'),
        ('saas', 4, 'engagement', 'Engagement and relationship', 'Do the people who decide talk to us?'),
        ('financial_services', 1, 'compliance', 'Compliance', 'Are the reviews held that a regulator asks for?'),
        ('financial_services', 2, 'executives', 'Executives and sponsors', 'Do those who answer for it meet us?'),
        ('financial_services', 3, 'usage', 'Product usage', 'Is it used as it usually is, by more than one person, for what was bought?'),
        ('financial_services', 4, 'support', 'Support', 'Are the hard cases under control?'),
        ('healthcare', 1, 'outcomes', 'Outcomes', 'Is what it was bought for reached, and can anybody show it?'),
        ('healthcare', 2, 'adoption', 'Adoption', 'Is it used where care is given, and where it is administered?'),
        ('healthcare', 3, 'compliance', 'Compliance', 'Are the reviews held that a regulator asks for?'),
        ('healthcare', 4, 'support', 'Support', 'Are the hard cases under control?'),
        ('healthcare', 5, 'engagement', 'Engagement and relationship', 'Do the people who decide talk to us?'),
        ('manufacturing', 1, 'operations', 'Operations', 'Do the lines run as agreed, and better than a quarter ago?'),
        ('manufacturing', 2, 'integration', 'Integration', 'Is it wired into production, and used for what was bought?'),
        ('manufacturing', 3, 'support', 'Support', 'Are the hard cases under control?'),
        ('manufacturing', 4, 'engagement', 'Engagement and relationship', 'Do the people who decide talk to us?'),
        ('ecommerce', 1, 'orders', 'Orders', 'Does it order by its own rhythm?'),
        ('ecommerce', 2, 'range', 'Range', 'Does it buy across the range?'),
        ('ecommerce', 3, 'satisfaction', 'Satisfaction', 'Does it keep what it ordered, and does it complain?'),
        ('ecommerce', 4, 'loyalty', 'Loyalty', 'Does it answer us, and speak for us?'),
        ('agency', 1, 'delivery', 'Delivery', 'Is the work done when it was promised, by both sides?'),
        ('agency', 2, 'relationship', 'Relationship', 'Do the people who decide talk to us, and more than one of them?'),
        ('agency', 3, 'commercial', 'Commercial', 'Is the money on time, and is there more to do?'),
        ('agency', 4, 'advocacy', 'Advocacy', 'Do they recommend us?'),
        ('journey', 1, 'start', 'Start', 'Was the journey begun with the reason for buying, and as planned?'),
        ('journey', 2, 'value', 'First value and proof', 'Has the customer had something of it, and can it be shown?'),
        ('journey', 3, 'progress', 'Progress', 'Does it move on, on both sides?'),
        ('journey', 4, 'relationship', 'Relationship', 'Are we in touch with those who decide, and do they use what we show them?')
$$;
COMMENT ON FUNCTION health_score.template_components() IS 'internal: the components of each template';

CREATE FUNCTION health_score.template_weights(OUT template text, OUT component text, OUT criterion text, OUT weight float8, OUT curve text)
    RETURNS SETOF record LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 100
AS $$
    -- curve: NULL is the criterion's usual one
    VALUES
        ('four_component', 'usage', 'usage_level', 15::float8, NULL),
        ('four_component', 'usage', 'feature_depth', 10, NULL),
        ('four_component', 'support', 'ticket_change', 10, NULL),
        ('four_component', 'support', 'critical_tickets', 10, NULL),
        ('four_component', 'support', 'breaches_escalations', 5, NULL),
        ('four_component', 'expansion', 'capacity_used', 10, NULL),
        ('four_component', 'expansion', 'use_cases_active', 8.75, NULL),
        ('four_component', 'expansion', 'users_net_growth', 6.25, NULL),
        ('four_component', 'engagement', 'executive_touch', 7.5, NULL),
        ('four_component', 'engagement', 'responsiveness', 6.25, NULL),
        ('four_component', 'engagement', 'reach', 7.5, NULL),
        ('four_component', 'engagement', 'pulse', 3.75, NULL),
        ('starter', 'usage', 'feature_depth', 40, NULL),
        ('starter', 'support', 'critical_tickets', 30, NULL),
        ('starter', 'engagement', 'reach', 30, NULL),
        ('saas', 'usage', 'usage_level', 16, NULL),
        ('saas', 'usage', 'feature_depth', 14, NULL),
        ('saas', 'usage', 'api_level', 10, NULL),
        ('saas', 'support', 'ticket_change', 10, NULL),
        ('saas', 'support', 'critical_tickets', 10, NULL),
        ('saas', 'adoption', 'use_cases_active', 8, NULL),
        ('saas', 'adoption', 'capacity_used', 6, NULL),
        ('saas', 'adoption', 'users_net_growth', 6, NULL),
        ('saas', 'engagement', 'executive_touch', 6, NULL),
        ('saas', 'engagement', 'responsiveness', 5, NULL),
        ('saas', 'engagement', 'reach', 6, NULL),
        ('saas', 'engagement', 'pulse', 3, NULL),
        ('financial_services', 'compliance', 'compliance_done', 20, NULL),
        ('financial_services', 'compliance', 'plan_progress', 10, NULL),
        -- months pass between two meetings where committees decide
        ('financial_services', 'executives', 'executive_touch', 13, '0:100, 180:80, 240:60, 365:0'),
        ('financial_services', 'executives', 'sponsor_touch', 7, '0:100, 120:80, 180:60, 365:0'),
        ('financial_services', 'executives', 'qbr_attendance', 5, NULL),
        ('financial_services', 'executives', 'reach', 5, NULL),
        ('financial_services', 'usage', 'usage_level', 8, NULL),
        ('financial_services', 'usage', 'use_cases_active', 7, NULL),
        ('financial_services', 'usage', 'capacity_used', 5, NULL),
        ('financial_services', 'support', 'critical_tickets', 10, NULL),
        ('financial_services', 'support', 'breaches_escalations', 10, NULL),
        ('healthcare', 'outcomes', 'outcome_reached', 25, NULL),
        ('healthcare', 'outcomes', 'value_evidence', 10, NULL),
        ('healthcare', 'adoption', 'clinical_usage', 15, NULL),
        ('healthcare', 'adoption', 'admin_usage', 5, NULL),
        ('healthcare', 'adoption', 'use_cases_active', 5, NULL),
        ('healthcare', 'compliance', 'compliance_done', 10, NULL),
        ('healthcare', 'support', 'critical_tickets', 8, NULL),
        ('healthcare', 'support', 'breaches_escalations', 7, NULL),
        ('healthcare', 'engagement', 'executive_touch', 5, NULL),
        ('healthcare', 'engagement', 'responsiveness', 5, NULL),
        ('healthcare', 'engagement', 'reach', 5, NULL),
        ('manufacturing', 'operations', 'uptime_reached', 20, NULL),
        ('manufacturing', 'operations', 'efficiency_change', 15, NULL),
        ('manufacturing', 'operations', 'value_evidence', 5, NULL),
        ('manufacturing', 'integration', 'api_level', 12, NULL),
        ('manufacturing', 'integration', 'use_cases_active', 8, NULL),
        ('manufacturing', 'support', 'critical_tickets', 12, NULL),
        ('manufacturing', 'support', 'breaches_escalations', 8, NULL),
        ('manufacturing', 'engagement', 'executive_touch', 8, '0:100, 120:80, 180:60, 365:0'),
        ('manufacturing', 'engagement', 'qbr_attendance', 6, NULL),
        ('manufacturing', 'engagement', 'reach', 6, NULL),
        ('ecommerce', 'orders', 'order_recency', 20, NULL),
        ('ecommerce', 'orders', 'order_frequency', 15, NULL),
        ('ecommerce', 'range', 'order_breadth', 15, NULL),
        ('ecommerce', 'satisfaction', 'return_share', 15, NULL),
        ('ecommerce', 'satisfaction', 'negative_sentiment', 10, NULL),
        ('ecommerce', 'loyalty', 'campaign_response', 15, NULL),
        ('ecommerce', 'loyalty', 'advocacy', 10, NULL),
        ('agency', 'delivery', 'plan_progress', 15, NULL),
        ('agency', 'delivery', 'their_steps', 10, NULL),
        ('agency', 'relationship', 'responsiveness', 10, NULL),
        ('agency', 'relationship', 'reach', 10, NULL),
        ('agency', 'relationship', 'executive_touch', 10, NULL),
        ('agency', 'relationship', 'pulse', 5, NULL),
        ('agency', 'commercial', 'late_invoices', 15, NULL),
        ('agency', 'commercial', 'expansion_interest', 10, NULL),
        ('agency', 'advocacy', 'advocacy', 10, NULL),
        ('agency', 'advocacy', 'value_evidence', 5, NULL),
        ('journey', 'start', 'kickoff', 8, NULL),
        ('journey', 'start', 'onboarding', 12, NULL),
        ('journey', 'value', 'first_value', 20, NULL),
        ('journey', 'value', 'value_proof', 10, NULL),
        ('journey', 'progress', 'plan_progress', 12, NULL),
        ('journey', 'progress', 'goal_progress', 10, NULL),
        ('journey', 'progress', 'their_steps', 8, NULL),
        ('journey', 'relationship', 'insights', 6, NULL),
        ('journey', 'relationship', 'responsiveness', 7, NULL),
        ('journey', 'relationship', 'reach', 7, NULL)
$$;
COMMENT ON FUNCTION health_score.template_weights() IS 'internal: the criteria of each template, where they stand and what they weigh';

CREATE FUNCTION health_score.template_limits(
    OUT limit_name text, OUT subject_kind text, OUT subject text, OUT operator text, OUT value float8, OUT at_most float8, OUT reason text)
    RETURNS SETOF record LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 4
AS $$
    -- the same for all: what is not bound sets no limit off
    VALUES
        ('red_component', 'component', '*', '<', 60::float8, 77::float8, 'a component is below 60'),
        ('severe_ticket', 'measure', 'severe_ticket_hours', '>', 48, 77, 'a severity 1 ticket is open for more than 48 hours'),
        ('overdue_invoice', 'measure', 'invoice_overdue_days', '>', 30, 77, 'an invoice is more than 30 days overdue'),
        ('champion_gone', 'measure', 'champion_gone', '>=', 1, 77, 'the champion has left and there is no other')
$$;
COMMENT ON FUNCTION health_score.template_limits() IS 'internal: what caps the points in every template';

CREATE FUNCTION health_score.add_template(workspace text, template text, model text DEFAULT NULL) RETURNS integer
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner regrole := health_score.other_owner(workspace);
    target text := coalesce(nullif(model, ''), template);
    number integer;
BEGIN
    IF owner IS NOT NULL THEN
        RETURN health_score.run_as(owner, format('SELECT health_score.add_template(%L, %L, %L)::text', workspace, template, model))::integer;
    END IF;
    PERFORM health_score.workspace_settings(workspace);
    IF NOT EXISTS (SELECT FROM health_score.template_list() AS l WHERE l.template = add_template.template) THEN
        RAISE EXCEPTION 'there is no template %', coalesce(quote_literal(template), 'NULL')
            USING ERRCODE = 'undefined_object',
                HINT = format('There are %s.', (SELECT string_agg(l.template, ', ' ORDER BY l.template) FROM health_score.template_list() AS l));
    END IF;
    EXECUTE format('SELECT coalesce(max(m.version), 0) + 1 FROM %I.model AS m WHERE m.model = $1', workspace) INTO number USING target;
    EXECUTE format('INSERT INTO %I.model (model, version, definition, minimum_coverage, scale)
        SELECT $1, $2, l.definition, l.minimum_coverage, l.scale FROM health_score.template_list() AS l WHERE l.template = $3', workspace)
        USING target, number, template;
    EXECUTE format('INSERT INTO %I.component (model, version, component, label, ordinal, definition)
        SELECT $1, $2, c.component, c.label, c.ordinal, c.definition FROM health_score.template_components() AS c WHERE c.template = $3', workspace)
        USING target, number, template;
    EXECUTE format('INSERT INTO %I.criterion (model, version, component, criterion, measure, weight, facet, orientation, gameability, actionability, curve,
            frame, definition, rationale, measurement, low_means, high_means)
        SELECT $1, $2, w.component, c.criterion, c.measure, w.weight, c.facet, c.orientation, c.gameability, c.actionability, coalesce(w.curve, c.curve),
            -- these measures hold a value against the account''s own past
            CASE WHEN c.measure IN (''usage_level'', ''api_level'', ''clinical_level'', ''admin_level'', ''ticket_change'', ''worst_month'',
                ''efficiency_change'', ''order_recency'', ''order_frequency'') THEN ''own_baseline'' ELSE ''absolute'' END,
            c.definition, c.rationale, c.measurement, c.low_means, c.high_means
        FROM health_score.template_weights() AS w JOIN health_score.template_criteria() AS c USING (criterion) WHERE w.template = $3', workspace)
        USING target, number, template;
    EXECUTE format('INSERT INTO %I.model_limit (model, version, limit_name, subject_kind, subject, operator, value, at_most, reason)
        SELECT $1, $2, l.limit_name, l.subject_kind, l.subject, l.operator, l.value, l.at_most, l.reason FROM health_score.template_limits() AS l', workspace)
        USING target, number;
    RETURN number;
END
$$;
COMMENT ON FUNCTION health_score.add_template(text, text, text) IS
    'adds a template to the models of a workspace, as a draft to adapt and activate, and returns the number of its version';
