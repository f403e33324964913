-- Why a score is what it is, why it moved, and which rows say so.

CREATE FUNCTION @workspace@.why(account_id @account_key@, as_of date DEFAULT @workspace@.yesterday())
RETURNS TABLE (component text, criterion text, value float8, meaning text, points numeric, weight numeric, points_lost numeric,
               latest_evidence date, reason text)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT s.component, s.criterion, s.value,
           coalesce(@workspace@.reading(s.value, m.factor, m.digits, m.reads) ||
                    CASE health_score.tier_of(s.points::float8, u.scale::health_score.tier_scale)
                        WHEN 'red' THEN ': ' || k.low_means WHEN 'green' THEN ': ' || k.high_means ELSE '' END,
                    @workspace@.reason_in_words(s.reason) || coalesce('; it counts with ' || trim_scale(s.points) || ' points', '')),
           s.points, s.weight, s.points_lost, s.latest_on, s.reason
    FROM @workspace@.criterion_scores(why.as_of) s
    JOIN @workspace@.model_in_use u ON u.model_key = s.model_key
    JOIN @workspace@.criterion k ON k.model = u.model AND k.version = u.version AND k.criterion = s.criterion
    JOIN @workspace@.measure m ON m.measure = s.measure
    WHERE s.account_id = why.account_id
    UNION ALL
    SELECT NULL, 'limit', NULL, l.reason || ', so the score is at most ' || trim_scale(l.at_most), l.at_most, NULL,
           CASE WHEN row_number() OVER (ORDER BY l.at_most, l.reason COLLATE "C") = 1 THEN -health_score.limit_effect(s.card) ELSE 0.000000 END, NULL, 'observed'
    FROM @workspace@.scorecards(why.as_of) s
    CROSS JOIN LATERAL health_score.limits(s.card) l
    WHERE s.account_id = why.account_id
    ORDER BY 7 DESC NULLS LAST, 1, 2;
END;
COMMENT ON FUNCTION @workspace@.why(@account_key@, date) IS 'Why an account has its score: each criterion and limit, what its value means, the points lost there; they add up to 100 less the score';

CREATE FUNCTION @workspace@.why_changed(account_id @account_key@, from_day date, to_day date)
RETURNS TABLE (part text, component text, criterion text, points numeric, before text, after text, crossed_on date)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    -- each day in between is scored once, however many rows ask for it, and not at all where nobody does
    WITH days AS MATERIALIZED (
        SELECT g.day::date AS day, d.criterion, d.points, health_score.tier_of(d.points::float8, u.scale::health_score.tier_scale) AS tier
        FROM generate_series((why_changed.from_day + 1)::timestamp, why_changed.to_day::timestamp, interval '1 day') AS g (day)
        CROSS JOIN LATERAL @workspace@.model_scorecards(g.day::date, @workspace@.model_of(why_changed.account_id, why_changed.to_day)) s
        CROSS JOIN LATERAL health_score.criteria(s.card) d
        JOIN @workspace@.model u ON u.model_key = s.model_key
        WHERE s.account_id = why_changed.account_id
    )
    SELECT x.part, x.component, x.criterion, x.points,
           coalesce(@workspace@.reading(b.value, m.factor, m.digits, m.reads), b.reason),
           coalesce(@workspace@.reading(e.value, m.factor, m.digits, m.reads), e.reason),
           -- the first day on which the criterion stood in another tier than at the beginning, on the side that it moved to
           (SELECT min(d.day)
            FROM days d
            WHERE d.criterion = x.criterion
              AND CASE
                      WHEN b.points IS NULL OR d.points IS NULL THEN (b.points IS NULL) <> (d.points IS NULL)
                      WHEN x.points < 0 THEN d.tier < health_score.tier_of(b.points::float8, t.scale)
                      ELSE d.tier > health_score.tier_of(b.points::float8, t.scale)
                  END)
    -- both by the version that scores the account at the end
    FROM @workspace@.model_scorecards(why_changed.from_day, @workspace@.model_of(why_changed.account_id, why_changed.to_day)) o
    CROSS JOIN @workspace@.model_scorecards(why_changed.to_day, @workspace@.model_of(why_changed.account_id, why_changed.to_day)) n
    CROSS JOIN LATERAL health_score.explain(o.card, n.card) x
    CROSS JOIN LATERAL (SELECT u.scale::health_score.tier_scale AS scale, u.model, u.version FROM @workspace@.model u WHERE u.model_key = n.model_key) t
    LEFT JOIN @workspace@.criterion k ON k.model = t.model AND k.version = t.version AND k.criterion = x.criterion
    LEFT JOIN @workspace@.measure m ON m.measure = k.measure
    LEFT JOIN LATERAL (
        SELECT c.points, c.reason, o.criterion_values[array_position(o.criteria, x.criterion)] AS value
        FROM health_score.criteria(o.card) c WHERE c.criterion = x.criterion) b ON true
    LEFT JOIN LATERAL (
        SELECT c.points, c.reason, n.criterion_values[array_position(n.criteria, x.criterion)] AS value
        FROM health_score.criteria(n.card) c WHERE c.criterion = x.criterion) e ON true
    WHERE o.account_id = why_changed.account_id AND n.account_id = why_changed.account_id
      AND x.points <> 0
    ORDER BY abs(x.points) DESC, x.part, x.criterion COLLATE "C";
END;
COMMENT ON FUNCTION @workspace@.why_changed(@account_key@, date, date) IS 'Why a score moved between two days: terms that sum to the change exactly, and the day on which each driver first crossed into another tier';

CREATE FUNCTION @workspace@.evidence(account_id @account_key@, criterion text, as_of date DEFAULT @workspace@.yesterday())
RETURNS TABLE (source text, day date, item text, person text, amount float8, detail text)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT v.source, v.day, v.item, v.person, v.amount, v.detail
    FROM (
        SELECT 'usage' AS source, r.day, r.feature AS item, r.user_id AS person, r.events AS amount, coalesce(r.kind, 'interactive') AS detail,
               @workspace@.measure_of(evidence.criterion) AS measure, w.usage_until - r.day AS days_back,
               c.is_core, coalesce(r.kind, 'interactive') = 'interactive' AS by_people,
               -- a quiet but integrated account is judged by its machines
               (SELECT bool_or(m.flag = 'quiet_integrated') FROM @workspace@.measures(evidence.as_of) m
                WHERE m.account_id = evidence.account_id AND m.measure = 'usage_level') AS of_machines,
               r.feature IN (SELECT b.item FROM @workspace@.source_rows_entitlement('-infinity', evidence.as_of) b
                             WHERE b.account_id = evidence.account_id AND b.kind = 'volume') AS is_committed
        FROM @workspace@.source_rows_usage(evidence.as_of - 791, evidence.as_of) r
        JOIN @workspace@.scored_accounts(evidence.as_of) a ON a.account_id = r.account_id AND r.day >= a.started_on
        CROSS JOIN @workspace@.windows(evidence.as_of) w
        LEFT JOIN @workspace@.feature_catalogue(evidence.as_of) c ON c.feature = r.feature
        WHERE r.account_id = evidence.account_id AND r.events > 0 AND r.events < 'infinity' AND (r.actor IS NULL OR r.actor = 'customer')
    ) v
    WHERE v.days_back >= 0 AND CASE v.measure
              WHEN 'usage_level' THEN v.days_back < 392 AND CASE WHEN v.of_machines THEN v.detail IN ('api', 'integration') ELSE v.by_people END
              WHEN 'api_level' THEN v.days_back < 392 AND v.detail IN ('api', 'integration')
              WHEN 'worst_month' THEN v.days_back < 150 AND v.by_people
              WHEN 'declining_weeks' THEN v.days_back < 392 AND v.by_people
              WHEN 'feature_depth' THEN v.by_people AND v.is_core AND v.days_back < 28
              WHEN 'core_depth' THEN v.by_people AND v.is_core AND v.days_back < 28
              WHEN 'use_cases_active' THEN v.by_people AND v.is_core AND v.days_back < 28
              WHEN 'users_net_growth' THEN v.by_people AND v.days_back < 455
              WHEN 'features_adopted' THEN v.by_people AND v.days_back < 455
              WHEN 'feature_adoption' THEN v.by_people AND v.days_back < 30
              WHEN 'commitment_used' THEN v.by_people AND v.is_committed
              WHEN 'clinical_level' THEN v.days_back < 392 AND v.detail = 'clinical'
              WHEN 'admin_level' THEN v.days_back < 392 AND v.detail = 'admin'
              WHEN 'daily_active_users' THEN v.by_people AND v.days_back < 1
              WHEN 'weekly_active_users' THEN v.by_people AND v.days_back < 7
              WHEN 'capacity_used' THEN v.by_people AND v.days_back < 28
              WHEN 'stickiness' THEN v.by_people AND v.days_back < 28
              WHEN 'daily_stickiness' THEN v.by_people AND v.days_back < 7
              WHEN 'active_days' THEN v.by_people AND v.days_back < 28
              WHEN 'weekly_stickiness' THEN v.by_people AND v.days_back < 28
              WHEN 'success_features' THEN v.by_people AND v.days_back < 30 AND v.item IN (SELECT unnest(x.features) FROM @workspace@.success_features(evidence.as_of) x)
              WHEN 'integrations' THEN v.detail IN ('api', 'integration') AND v.days_back < 30
              WHEN 'time_in_product' THEN v.by_people AND v.days_back < 28
              WHEN 'usage_growth' THEN v.by_people AND v.days_back < 98
              WHEN 'core_activated' THEN v.by_people AND v.is_core
              ELSE false
          END
    UNION ALL
    SELECT 'ticket', t.opened_on, t.ticket_id, NULL, NULL,
           concat_ws(', ', CASE WHEN t.is_critical THEN 'critical since ' || t.critical_on END,
                     'breached or escalated ' || @workspace@.day_of(t.breached_at),
                     'open at severity 1 since ' || @workspace@.day_of(t.severe_since),
                     CASE WHEN t.closed_on <= evidence.as_of THEN 'sentiment ' || t.sentiment END,
                     CASE WHEN t.closed_on <= evidence.as_of THEN t.customer_words || ' words in ' || t.customer_replies || ' replies' END)
    FROM @workspace@.ticket_states(evidence.as_of) t
    JOIN @workspace@.scored_accounts(evidence.as_of) a ON a.account_id = t.account_id AND t.opened_on >= a.started_on
    CROSS JOIN @workspace@.windows(evidence.as_of) w
    WHERE t.account_id = evidence.account_id
      AND CASE @workspace@.measure_of(evidence.criterion)
              WHEN 'ticket_change' THEN t.opened_on > w.ticket_until - 450 AND t.opened_on <= w.ticket_until
              WHEN 'critical_tickets' THEN t.is_critical
              WHEN 'breaches_escalations' THEN t.opened_on > w.ticket_until - 90 AND t.opened_on <= w.ticket_until
              WHEN 'severe_ticket_hours' THEN t.severe_since IS NOT NULL
              WHEN 'reply_words_change' THEN t.customer_replies > 0 AND t.closed_on <= evidence.as_of
              WHEN 'negative_sentiment' THEN t.sentiment IS NOT NULL AND t.closed_on > evidence.as_of - 90 AND t.closed_on <= evidence.as_of
              ELSE false
          END
    UNION ALL
    SELECT 'engagement', g.on_day, g.engagement_id, g.contact_id, NULL,
           concat_ws(', ', g.kind, g.direction, g.level, g.role, CASE WHEN g.answered_in_time THEN 'answered in time' WHEN g.answered_on IS NOT NULL THEN 'answered ' || g.answered_on END)
    FROM @workspace@.engagement_facts(evidence.as_of) g
    CROSS JOIN @workspace@.windows(evidence.as_of) w
    WHERE g.account_id = evidence.account_id AND g.on_day <= w.engagement_until
      AND CASE @workspace@.measure_of(evidence.criterion)
              WHEN 'executive_touch' THEN g.kind IN ('meeting', 'qbr', 'executive') AND g.was_met AND g.level = 'executive'
              WHEN 'responsiveness' THEN g.asked AND g.on_day > w.engagement_until - 97 AND g.on_day <= w.engagement_until - 7
              WHEN 'answer_time' THEN g.asked AND g.on_day > w.engagement_until - 97 AND g.on_day <= w.engagement_until - 7
              WHEN 'reach' THEN g.took_part AND g.on_day > w.engagement_until - 90
              WHEN 'reach_executives' THEN g.took_part AND g.on_day > w.engagement_until - 90 AND g.level = 'executive'
              WHEN 'reach_directors' THEN g.took_part AND g.on_day > w.engagement_until - 90 AND g.level = 'director'
              WHEN 'reach_managers' THEN g.took_part AND g.on_day > w.engagement_until - 90 AND g.level = 'manager'
              WHEN 'reach_individuals' THEN g.took_part AND g.on_day > w.engagement_until - 90 AND g.level = 'individual'
              WHEN 'qbr_attendance' THEN g.kind = 'qbr' AND g.due_on <= w.engagement_until
              WHEN 'champion_touch' THEN g.took_part AND g.role = 'champion'
              WHEN 'sponsor_touch' THEN g.took_part AND g.role = 'executive_sponsor'
              WHEN 'compliance_done' THEN g.kind = 'compliance' AND g.due_on > w.engagement_until - 180 AND g.due_on <= w.engagement_until
              WHEN 'campaign_response' THEN g.kind IN ('campaign', 'content') AND g.on_day > w.engagement_until - 90
              WHEN 'advocacy' THEN g.kind IN ('guidance', 'community', 'win_shared', 'reference', 'referral', 'case_study') AND g.took_part AND g.on_day > w.engagement_until - 180
              WHEN 'insights_acted_on' THEN g.kind = 'insight' AND g.on_day <= w.engagement_until - 30
              ELSE false
          END
    UNION ALL
    SELECT 'entitlement', r.valid_from, r.item, NULL, r.units, concat_ws(' ', r.kind, 'per ' || r.per, 'until ' || r.valid_to)
    FROM @workspace@.source_rows_entitlement('-infinity', evidence.as_of) r
    WHERE r.account_id = evidence.account_id
      AND coalesce(r.valid_from <= evidence.as_of, true) AND coalesce(r.valid_to > evidence.as_of, true)
      AND CASE @workspace@.measure_of(evidence.criterion)
              WHEN 'feature_depth' THEN r.kind = 'feature'
              WHEN 'feature_adoption' THEN r.kind = 'feature'
              WHEN 'use_cases_active' THEN r.kind = 'use_case'
              WHEN 'capacity_used' THEN r.kind IN ('seat', 'volume')
              WHEN 'commitment_used' THEN r.kind = 'volume'
              ELSE false
          END
    UNION ALL
    SELECT 'pulse', @workspace@.day_of(r.at), r.value, r.author, NULL, concat_ws(', ', r.confidence, r.reason)
    FROM @workspace@.source_rows_pulse(evidence.as_of - 89, evidence.as_of) r
    WHERE r.account_id = evidence.account_id AND @workspace@.measure_of(evidence.criterion) = 'pulse'
    UNION ALL
    SELECT 'survey', @workspace@.day_of(r.sent_at), r.survey_id, r.contact_id, r.score,
           coalesce('answered ' || @workspace@.day_of(CASE WHEN r.responded_at < @workspace@.end_of(evidence.as_of) THEN r.responded_at END), 'no answer')
    FROM @workspace@.source_rows_survey(evidence.as_of - 765, evidence.as_of) r
    WHERE r.account_id = evidence.account_id AND r.kind = 'nps'
      AND @workspace@.measure_of(evidence.criterion) IN ('nps', 'nps_net', 'nps_participation')
    UNION ALL
    SELECT 'invoice', r.due_on, r.invoice_id, NULL, r.amount::float8, CASE WHEN r.paid_on <= evidence.as_of THEN 'paid ' || r.paid_on ELSE 'not paid' END
    FROM @workspace@.source_rows_invoice('-infinity', evidence.as_of) r
    WHERE r.account_id = evidence.account_id AND r.amount > 0 AND r.due_on <= evidence.as_of AND isfinite(r.due_on)
      AND CASE @workspace@.measure_of(evidence.criterion)
              WHEN 'invoice_overdue_days' THEN true
              WHEN 'late_invoice_share' THEN r.due_on > evidence.as_of - 365 AND coalesce(r.voided_on > evidence.as_of, true)
              WHEN 'payments_failed' THEN r.failed_at < @workspace@.end_of(evidence.as_of) AND @workspace@.day_of(r.failed_at) > evidence.as_of - 30
              ELSE false
          END
    UNION ALL
    SELECT 'contact', r.valid_from, r.role, r.contact_id, NULL, concat_ws(' ', r.level, 'until ' || r.valid_to)
    FROM @workspace@.source_rows_contact('-infinity', evidence.as_of) r
    WHERE r.account_id = evidence.account_id
      AND coalesce(r.valid_from <= evidence.as_of, true)
      AND CASE @workspace@.measure_of(evidence.criterion)
              WHEN 'executive_touch' THEN r.level = 'executive'
              WHEN 'champion_gone' THEN r.role = 'champion'
              WHEN 'champion_days' THEN r.role = 'champion'
              WHEN 'champion_touch' THEN r.role = 'champion'
              WHEN 'sponsor_touch' THEN r.role = 'executive_sponsor'
              ELSE false
          END
    UNION ALL
    SELECT 'milestone', coalesce(r.first_planned_on, r.planned_on), r.milestone, NULL, NULL, CASE WHEN r.done_on <= evidence.as_of THEN 'done ' || r.done_on ELSE 'open' END
    FROM @workspace@.source_rows_milestone('-infinity', evidence.as_of) r
    WHERE r.account_id = evidence.account_id
      AND CASE @workspace@.measure_of(evidence.criterion)
              WHEN 'plan_progress' THEN coalesce(r.first_planned_on, r.planned_on) <= evidence.as_of
              WHEN 'commitments_kept' THEN r.side = 'theirs' AND coalesce(r.first_planned_on, r.planned_on) <= evidence.as_of
              WHEN 'insights_acted_on' THEN r.side = 'theirs' AND r.done_on <= evidence.as_of
              WHEN 'kickoff_done' THEN r.milestone = 'kickoff' OR r.buying_reason <> ''
              WHEN 'onboarding_overrun' THEN r.phase = 'onboarding'
              WHEN 'first_value_delay' THEN r.milestone = 'first_value'
              WHEN 'goal_stalled_days' THEN true
              WHEN 'stage_delay_days' THEN coalesce(r.first_planned_on, r.planned_on) <= evidence.as_of AND coalesce(r.done_on > evidence.as_of, true)
              WHEN 'implementation_open' THEN r.phase IN ('onboarding', 'implementation')
              WHEN 'reasons_reached' THEN r.buying_reason <> ''
              WHEN 'value_days' THEN r.milestone IN ('minimum_value', 'first_value')
              ELSE false
          END
    UNION ALL
    SELECT 'opportunity', @workspace@.day_of(r.created_at), r.opportunity_id, NULL, r.amount::float8, r.kind
    FROM @workspace@.source_rows_opportunity(evidence.as_of - 89, evidence.as_of) r
    WHERE r.account_id = evidence.account_id AND @workspace@.day_of(r.created_at) > evidence.as_of - 90
      AND @workspace@.measure_of(evidence.criterion) = 'expansion_interest'
    UNION ALL
    SELECT 'renewal', r.due_on, r.renewal_id, NULL, r.arr::float8, 'signed ' || CASE WHEN r.signed_on <= evidence.as_of THEN r.signed_on END
    FROM @workspace@.source_rows_renewal('-infinity', evidence.as_of) r
    WHERE r.account_id = evidence.account_id AND isfinite(r.due_on) AND @workspace@.measure_of(evidence.criterion) = 'renewal_delay_days'
    UNION ALL
    SELECT 'value_answer', @workspace@.day_of(r.at), r.answer, r.asked_by, NULL, r.named_win
    FROM @workspace@.value_answer r
    WHERE r.account_id = evidence.account_id AND @workspace@.day_of(r.at) <= evidence.as_of
      AND @workspace@.day_of(r.at) >= (date_trunc('quarter', evidence.as_of::timestamp) - interval '3 months')::date AND @workspace@.measure_of(evidence.criterion) = 'value_named'
    UNION ALL
    SELECT 'value_evidence', r.occurred_on, r.kind, NULL, r.amount::float8, r.evidence
    FROM @workspace@.source_rows_value_evidence(evidence.as_of - 545, evidence.as_of) r
    WHERE r.account_id = evidence.account_id
      AND CASE @workspace@.measure_of(evidence.criterion)
              WHEN 'value_evidence' THEN r.occurred_on > evidence.as_of - 180
              WHEN 'value_proof' THEN EXISTS (SELECT FROM @workspace@.renewal_values(evidence.as_of) n
                                              WHERE n.account_id = r.account_id AND r.occurred_on BETWEEN n.due_on - 180 AND n.due_on - 90)
              ELSE false
          END
    UNION ALL
    SELECT 'metric', r.day, r.metric, NULL, r.value, 'target ' || r.target
    FROM @workspace@.source_rows_metric(evidence.as_of - 179, evidence.as_of) r
    WHERE r.account_id = evidence.account_id
      AND CASE @workspace@.measure_of(evidence.criterion)
              WHEN 'uptime_reached' THEN r.metric = 'uptime' AND r.target IS NOT NULL AND r.day > evidence.as_of - 90
              WHEN 'outcome_reached' THEN r.metric = 'outcome' AND r.target IS NOT NULL
              WHEN 'efficiency_change' THEN r.metric = 'efficiency'
              ELSE false
          END
    UNION ALL
    SELECT 'order', r.ordered_on, r.order_id, NULL, r.amount::float8, concat_ws(', ', r.category, 'returned ' || nullif(r.returned_amount, 0))
    FROM @workspace@.source_rows_order(evidence.as_of - 791, evidence.as_of) r
    WHERE r.account_id = evidence.account_id AND r.amount > 0
      AND CASE @workspace@.measure_of(evidence.criterion)
              WHEN 'order_recency' THEN true
              WHEN 'order_frequency' THEN r.ordered_on > evidence.as_of - 450
              WHEN 'order_breadth' THEN r.ordered_on > evidence.as_of - 365
              WHEN 'return_share' THEN r.ordered_on > evidence.as_of - 180
              ELSE false
          END
    ORDER BY 2 DESC, 1, 3, 4;
END;
COMMENT ON FUNCTION @workspace@.evidence(@account_key@, text, date) IS 'The source rows behind a criterion or measure of an account, the latest first';
