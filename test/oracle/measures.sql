-- The reason of each measure: feeds first, then thresholds of age, then what the measure itself says.

-- needs: sources, or columns of sources, that have to be bound
CREATE TABLE oracle.definition (measure text PRIMARY KEY, flow text, needs text[], validity int, young int);
INSERT INTO oracle.definition VALUES
    ('usage_level',          'usage',       '{usage}',                                           10, NULL),
    ('feature_depth',        'usage',       '{usage.user_id,usage.feature,feature}',             10, 28),
    ('ticket_change',        'ticket',      '{ticket}',                                          35, NULL),
    ('critical_tickets',     'ticket',      '{ticket}',                                          10, NULL),
    ('breaches_escalations', 'ticket',      '{ticket}',                                          35, NULL),
    ('capacity_used',        'usage',       '{usage.user_id}',                                   35, 28),
    ('use_cases_active',     'usage',       '{usage.user_id,usage.feature,feature,entitlement}', 35, 90),
    ('users_net_growth',     'usage',       '{usage.user_id}',                                   35, 120),
    ('executive_touch',      'engagement',  '{engagement,contact}',                              35, 90),
    ('responsiveness',       'engagement',  '{engagement}',                                      35, 97),
    ('reach',                'engagement',  '{engagement}',                                      35, 90),
    ('reach_executives',     'engagement',  '{engagement,contact.level}',                        35, 90),
    ('reach_directors',      'engagement',  '{engagement,contact.level}',                        35, 90),
    ('reach_managers',       'engagement',  '{engagement,contact.level}',                        35, 90),
    ('reach_individuals',    'engagement',  '{engagement,contact.level}',                        35, 90),
    ('answer_time',          'engagement',  '{engagement}',                                      35, 97),
    ('pulse',                'pulse',       '{pulse}',                                           90, NULL),
    ('daily_active_users',   'usage',       '{usage.user_id}',                                   35, 28),
    ('weekly_active_users',  'usage',       '{usage.user_id}',                                   35, 28),
    ('stickiness',           'usage',       '{usage.user_id}',                                   35, 28),
    ('weekly_stickiness',    'usage',       '{usage.user_id}',                                   35, 28),
    ('daily_stickiness',     'usage',       '{usage.user_id}',                                   35, 28),
    ('active_days',          'usage',       '{usage}',                                           35, 28),
    ('core_depth',           'usage',       '{usage.user_id,usage.feature,feature}',             35, 28),
    ('feature_adoption',     'usage',       '{usage.feature,entitlement}',                       35, 28),
    ('features_adopted',     'usage',       '{usage.feature}',                                   35, 120),
    ('commitment_used',      'usage',       '{usage.feature,entitlement}',                       35, 28),
    ('worst_month',          'usage',       '{usage}',                                           35, NULL),
    ('declining_weeks',      'usage',       '{usage}',                                           35, NULL),
    ('api_level',            'usage',       '{usage.kind}',                                      35, NULL),
    ('qbr_attendance',       'engagement',  '{engagement}',                                      35, NULL),
    ('nps',                  'survey',      '{survey}',                                          35, NULL),
    ('nps_net',              'survey',      '{survey}',                                          35, NULL),
    ('nps_participation',    'survey',      '{survey}',                                          35, NULL),
    ('plan_progress',        'milestone',   '{milestone}',                                       35, NULL),
    ('expansion_interest',   'opportunity', '{opportunity}',                                     35, NULL),
    ('negative_sentiment',   'ticket',      '{ticket.sentiment}',                                35, NULL),
    ('champion_touch',       'engagement',  '{engagement,contact}',                              35, NULL),
    ('sponsor_touch',        'engagement',  '{engagement,contact}',                              35, NULL),
    ('severe_ticket_hours',  'ticket',      '{ticket}',                                          35, NULL),
    ('invoice_overdue_days', 'invoice',     '{invoice}',                                         35, NULL),
    ('champion_gone',        'contact',     '{contact}',                                         35, NULL),
    ('clinical_level',       'usage',       '{usage.kind}',                                      35, NULL),
    ('admin_level',          'usage',       '{usage.kind}',                                      35, NULL),
    ('compliance_done',      'engagement',  '{engagement}',                                      35, NULL),
    ('campaign_response',    'engagement',  '{engagement}',                                      35, NULL),
    ('advocacy',             'engagement',  '{engagement}',                                      35, NULL),
    ('insights_acted_on',    'engagement',  '{engagement,milestone}',                            35, NULL),
    ('late_invoice_share',   'invoice',     '{invoice.paid_on}',                                 35, NULL),
    ('value_evidence',       'value_evidence', '{value_evidence}',                               35, NULL),
    ('value_proof',          'value_evidence', '{value_evidence,renewal}',                       35, NULL),
    ('kickoff_done',         'milestone',   '{milestone.buying_reason}',                         35, NULL),
    ('onboarding_overrun',   'milestone',   '{milestone}',                                       35, NULL),
    ('first_value_delay',    'milestone',   '{milestone}',                                       35, NULL),
    ('goal_stalled_days',    'milestone',   '{milestone}',                                       35, NULL),
    ('commitments_kept',     'milestone',   '{milestone.side}',                                  35, NULL),
    ('uptime_reached',       'metric',      '{metric.target}',                                   35, NULL),
    ('outcome_reached',      'metric',      '{metric.target}',                                   35, NULL),
    ('efficiency_change',    'metric',      '{metric}',                                          35, NULL),
    ('order_recency',        'order',       '{order}',                                           35, NULL),
    ('order_frequency',      'order',       '{order}',                                           35, 180),
    ('order_breadth',        'order',       '{order.category}',                                  35, NULL),
    ('return_share',         'order',       '{order.returned_amount}',                           35, NULL),
    ('top_user_share',       'usage',       '{usage.user_id}',                                   35, 28),
    ('toil_share',           'usage',       '{usage.kind}',                                      35, 28),
    ('manual_share',         'usage',       '{usage.kind}',                                      35, 28),
    ('error_change',         'usage',       '{usage.kind}',                                      35, 120),
    ('advanced_share',       'usage',       '{usage.feature,feature.maturity}',                  35, 28),
    ('maturity_change',      'usage',       '{usage.feature,feature.maturity}',                  35, 120),
    ('how_to_share',         'ticket',      '{ticket.category}',                                 35, NULL),
    ('unsolved_tickets',     'ticket',      '{ticket}',                                          35, NULL),
    ('responsiveness_change', 'engagement', '{engagement}',                                      35, 187),
    ('meeting_change',       'engagement',  '{engagement}',                                      35, 180),
    ('contact_level',        'engagement',  '{engagement}',                                      35, NULL),
    ('silent_days',          'engagement',  '{engagement,ticket}',                               35, 60),
    ('tenure_days',          'account',     '{account}',                                         35, NULL),
    ('renewal_days',         'renewal',     '{renewal}',                                         35, NULL),
    ('sponsor_missing',      'engagement',  '{contact,engagement}',                              35, NULL),
    ('integrations',         'usage',       '{usage.kind,usage.feature}',                        35, 28),
    ('time_in_product',      'usage',       '{usage.minutes}',                                   35, 28),
    ('usage_growth',         'usage',       '{usage}',                                           35, 98),
    ('core_activated',       'usage',       '{usage.user_id,usage.feature,feature}',             35, NULL),
    ('stage_delay_days',     'milestone',   '{milestone}',                                       35, NULL),
    ('implementation_open',  'milestone',   '{milestone}',                                       35, NULL),
    ('value_named',          'account',     '{account}',                                         35, NULL),
    ('champion_days',        'contact',     '{contact.valid_from}',                              35, NULL),
    ('renewal_delay_days',   'renewal',     '{renewal.signed_on}',                               35, NULL),
    ('payments_failed',      'invoice',     '{invoice.failed_at}',                               35, NULL),
    ('reasons_reached',      'milestone',   '{milestone.buying_reason}',                         35, NULL),
    ('value_days',           'milestone',   '{milestone}',                                       35, NULL),
    ('reply_words_change',   'ticket',      '{ticket.customer_replies,ticket.customer_words}',   35, NULL),
    ('success_features',     'usage',       '{usage.feature}',                                   35, 28),
    ('external_events',      'external_event', '{external_event}',                               35, NULL);
ANALYZE oracle.definition;

CREATE TABLE oracle.measure AS
SELECT r.account_id, r.measure, CASE WHEN x.reason = 'observed' THEN r.value END AS value, x.reason,
       CASE WHEN x.reason NOT IN ('observed', 'too_young') THEN NULL
            WHEN r.flag IS NOT NULL THEN r.flag
            WHEN x.reason = 'observed' AND w.lag > 3 THEN 'lagging' END AS flag,
       r.n
  FROM oracle.raw r
  JOIN oracle.definition m USING (measure)
  JOIN oracle.account_feed w ON w.account_id = r.account_id AND w.source = m.flow
 CROSS JOIN LATERAL (SELECT bool_and(f.is_bound AND (p.part = '' OR p.part = ANY (f.columns)))
                               -- capacity needs a number of seats or an entitlement as well
                               AND (r.measure <> 'capacity_used' OR EXISTS (
                                    SELECT FROM oracle.feed o WHERE (o.source = 'entitlement' AND o.is_bound)
                                        OR (o.source = 'account' AND 'seats' = ANY (o.columns)))) AS is_bound,
                            bool_and(f.is_live) AS is_live
                       FROM unnest(m.needs) AS need
                      CROSS JOIN LATERAL (SELECT split_part(need, '.', 1) AS source, split_part(need, '.', 2) AS part) AS p
                       JOIN oracle.account_feed f ON f.account_id = r.account_id AND f.source = p.source) AS f
 CROSS JOIN LATERAL (
       SELECT CASE WHEN NOT f.is_bound THEN 'no_feed'
                   WHEN NOT f.is_live THEN 'feed_gap'
                   WHEN w.lag > m.validity THEN 'feed_stale'
                   -- Reading: who came after the last day whose rows had arrived is too young for all of them
                   WHEN w.e - w.s + 1 < coalesce(m.young, 1) THEN 'too_young'
                   ELSE r.reason END AS reason) AS x;
ALTER TABLE oracle.measure ADD PRIMARY KEY (account_id, measure);
ANALYZE oracle.measure;
