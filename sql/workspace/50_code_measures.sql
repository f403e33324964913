-- Measures: value and reason per account, as of a day.

-- STRICT keeps it from being inlined, as in feeds(): it is worked out once per query
CREATE FUNCTION @workspace@.measure_feeds(as_of date)
RETURNS TABLE (measure text, needed text[], reason text, until_day date, live_from date, minimum_days int)
LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 80
BEGIN ATOMIC
    SELECT m.measure, n.needed,
           CASE
               WHEN NOT n.is_bound OR cardinality(m.needs_one_of) > 0 AND NOT o.is_bound THEN 'no_feed'
               WHEN NOT n.is_live THEN 'feed_gap'
               WHEN as_of - f.until_day > m.validity THEN 'feed_stale'
           END,
           f.until_day, f.live_from, m.minimum_days
    FROM @workspace@.measure m
    LEFT JOIN @workspace@.feeds(as_of) f ON f.source = m.source
    CROSS JOIN LATERAL (
        SELECT bool_and(coalesce(g.is_bound AND (x.attribute = '' OR x.attribute = ANY (g.columns)), false)) AS is_bound,
               bool_and(coalesce(g.is_live, false)) AS is_live,
               array_agg(x.source) AS needed
        FROM unnest(m.needs) AS u (need)
        CROSS JOIN LATERAL (SELECT split_part(u.need, '.', 1), split_part(u.need, '.', 2)) AS x (source, attribute)
        LEFT JOIN @workspace@.feeds(as_of) g ON g.source = x.source
    ) n
    CROSS JOIN LATERAL (
        SELECT bool_or(g.is_bound AND (x.attribute = '' OR x.attribute = ANY (g.columns))) AS is_bound
        FROM unnest(m.needs_one_of) AS u (need)
        CROSS JOIN LATERAL (SELECT split_part(u.need, '.', 1), split_part(u.need, '.', 2)) AS x (source, attribute)
        JOIN @workspace@.feeds(as_of) g ON g.source = x.source
    ) o;
END;
COMMENT ON FUNCTION @workspace@.measure_feeds(date) IS 'Per measure, what its sources allow on a day: a reason why it cannot be measured for anybody, the last complete day, the first live day';

CREATE FUNCTION @workspace@.measures(as_of date)
RETURNS TABLE (account_id @account_key@, measure text, value float8, reason text, flag text, latest_on date, n bigint)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT r.account_id, r.measure, CASE WHEN r.reason = 'observed' THEN r.value END, r.reason,
           CASE WHEN r.reason IN ('observed', 'too_young') THEN
               coalesce(r.flag, CASE WHEN r.reason = 'observed' AND r.lag > 3 THEN 'lagging' END)
                -- two rows for one account in a measure of the user's own
                WHEN r.flag = 'ambiguous' THEN r.flag END, r.latest_on, r.n
    FROM (
        SELECT a.account_id, v.measure, v.value, v.flag, v.latest_on, v.n, as_of - f.until_day AS lag,
               CASE
                   WHEN f.reason = 'no_feed' THEN 'no_feed'
                   WHEN f.reason = 'feed_gap' OR g.sources && f.needed THEN 'feed_gap'
                   WHEN f.reason IS NOT NULL THEN f.reason
                   WHEN f.until_day - greatest(a.started_on, f.live_from, v.since) + 1 < greatest(f.minimum_days, 1) THEN 'too_young'
                   ELSE v.reason
               END AS reason
        FROM @workspace@.scored_accounts(as_of) a
        CROSS JOIN @workspace@.windows(as_of) w
        CROSS JOIN @workspace@.success_features(as_of) sf
        LEFT JOIN @workspace@.feed_gaps(as_of) g ON g.account_id = a.account_id
        LEFT JOIN @workspace@.usage_values(as_of) u ON u.account_id = a.account_id
        LEFT JOIN @workspace@.ticket_values(as_of) t ON t.account_id = a.account_id
        LEFT JOIN @workspace@.engagement_values(as_of) e ON e.account_id = a.account_id
        LEFT JOIN @workspace@.survey_values(as_of) q ON q.account_id = a.account_id
        LEFT JOIN @workspace@.contact_values(as_of) c ON c.account_id = a.account_id
        LEFT JOIN @workspace@.entitlement_values(as_of) b ON b.account_id = a.account_id
        LEFT JOIN @workspace@.invoice_values(as_of) i ON i.account_id = a.account_id
        LEFT JOIN @workspace@.milestone_values(as_of) p ON p.account_id = a.account_id
        LEFT JOIN @workspace@.opportunity_values(as_of) o ON o.account_id = a.account_id
        LEFT JOIN @workspace@.payment_values(as_of) py ON py.account_id = a.account_id
        LEFT JOIN @workspace@.evidence_values(as_of) ev ON ev.account_id = a.account_id
        LEFT JOIN @workspace@.renewal_values(as_of) rn ON rn.account_id = a.account_id
        LEFT JOIN @workspace@.metric_values(as_of) mt ON mt.account_id = a.account_id
        LEFT JOIN @workspace@.order_values(as_of) od ON od.account_id = a.account_id
        LEFT JOIN @workspace@.external_values(as_of) ex ON ex.account_id = a.account_id
        LEFT JOIN @workspace@.pulse_values(as_of) k ON k.account_id = a.account_id
        LEFT JOIN @workspace@.answer_values(as_of) an ON an.account_id = a.account_id
        CROSS JOIN LATERAL (
            SELECT greatest(a.started_on, w.usage_from, g.usage_since) AS usage_since,
                   greatest(a.started_on, w.ticket_from, g.ticket_since) AS ticket_since,
                   w.usage_until - greatest(a.started_on, w.usage_from, g.usage_since) + 1 AS usage_days,
                   health_score.active_members(u.users, w.usage_until, 28) AS users,
                   health_score.active_members(u.users, w.usage_until, 7) AS week_users,
                   CASE WHEN w.usage_unit = 'events' THEN u.level_events
                        ELSE health_score.members_per_day(u.level_users) END AS level_series,
                   coalesce(CASE WHEN b.seats > 0 AND b.seats < 'infinity' THEN b.seats END,
                            CASE WHEN a.seats > 0 AND a.seats < 'infinity' THEN a.seats END) AS seats,
                   health_score.active_members(e.asked, w.engagement_until - 7, 90) AS asked,
                   health_score.active_members(e.answered, w.engagement_until - 7, 90) AS answered,
                   (SELECT x.rate FROM @workspace@.prior_rate x WHERE x.measure = 'breaches_escalations'
                    AND x.segment IN (a.segment, '') ORDER BY x.segment DESC LIMIT 1) AS usual_trouble,
                   (SELECT x.rate FROM @workspace@.prior_rate x WHERE x.measure = 'responsiveness'
                    AND x.segment IN (a.segment, '') ORDER BY x.segment DESC LIMIT 1) AS usual_answers,
                   coalesce(health_score.active_days(u.events, w.usage_until, 28), 0) AS active_days,
                   (SELECT x.value FROM @workspace@.quantile_in_use('active_days', 0.5) x
                    WHERE x.segment IN (a.segment, '') ORDER BY x.segment DESC LIMIT 1) AS many_days,
                   (SELECT x.value FROM @workspace@.quantile_in_use('core_depth', 0.25) x
                    WHERE x.segment IN (a.segment, '') ORDER BY x.segment DESC LIMIT 1) AS low_depth
            OFFSET 0 -- evaluated once, not copied into every use
        ) s
        CROSS JOIN LATERAL health_score.level_vs_baseline(
            coalesce(s.level_series, '{}'::health_score.daily_series), w.usage_until, s.usage_since) l
        CROSS JOIN LATERAL health_score.level_vs_baseline(
            coalesce(u.machine_events, '{}'::health_score.daily_series), w.usage_until, s.usage_since) h
        CROSS JOIN LATERAL health_score.level_vs_baseline(
            coalesce(u.clinical_events, '{}'::health_score.daily_series), w.usage_until, s.usage_since) cl
        CROSS JOIN LATERAL health_score.level_vs_baseline(
            coalesce(u.admin_events, '{}'::health_score.daily_series), w.usage_until, s.usage_since) ad
        CROSS JOIN LATERAL health_score.ticket_trajectory(
            coalesce(t.opened, '{}'::health_score.daily_series), w.ticket_until, s.ticket_since) j
        CROSS JOIN LATERAL health_score.ticket_trajectory(
            coalesce(health_score.members_per_day(e.contacts_with), '{}'::health_score.daily_series), w.engagement_until,
            greatest(a.started_on, w.engagement_from, g.engagement_since)) ej
        CROSS JOIN LATERAL health_score.worst_month_vs_baseline(
            coalesce(s.level_series, '{}'::health_score.daily_series), w.usage_until, s.usage_since) wm
        CROSS JOIN LATERAL health_score.declining_weeks(
            coalesce(s.level_series, '{}'::health_score.daily_series), w.usage_until, s.usage_since) dw
        CROSS JOIN LATERAL (
            -- people are few, but machines work on: the level is taken from the machines
            SELECT l.state <> 'too_young' AND h.state = 'observed' AND h.ratio >= 0.8
                   AND (s.users <= 0.25 * s.seats OR coalesce(health_score.active_days(u.events, w.usage_until, 28), 0) <= 1)
                   AND health_score.active_days(u.machine_events, w.working_days) >= 15 AS quiet_integrated,
                   CASE WHEN l.state NOT IN ('dormant', 'never_used') THEN l.state
                        WHEN l.baseline > 0 OR health_score.last_day(u.events, w.usage_until) IS NOT NULL THEN 'dormant'
                        -- the scan reaches back two years; only a longer silence has to be looked up
                        WHEN a.started_on < as_of - 791 AND @workspace@.used_between(a.account_id, a.started_on, as_of - 792)
                            THEN 'dormant'
                        WHEN s.usage_days < 90 THEN 'too_young'
                        ELSE 'never_used'
                   END AS level_state
        ) y
        CROSS JOIN LATERAL (
            SELECT CASE WHEN b.features IS NULL THEN z.listed
                        ELSE ARRAY(SELECT unnest(b.features) INTERSECT SELECT unnest(z.listed)) END AS core, z.listed
            FROM (SELECT array_agg(x.feature) AS listed FROM @workspace@.feature_catalogue(as_of) x WHERE x.is_core) z
        ) d
        CROSS JOIN LATERAL (
            SELECT avg(CASE
                           WHEN z.per = 'month' THEN health_score.total(z.events, w.usage_until, 28)::float8 / (z.units * 28 / 30.4375)
                           -- of a term that began before the scan does, the part since then
                           ELSE health_score.total(z.events, w.usage_until, w.usage_until - greatest(z.starts, as_of - 791) + 1)::float8
                                / (z.units * ((w.usage_until - greatest(z.starts, as_of - 791) + 1)::float8 / (z.ends - z.starts)))
                       END ORDER BY z.item, z.starts, z.ends) AS share
            FROM (
                SELECT n.item, n.units, n.per, n.starts, n.ends,
                       coalesce(u.feature_events[array_position(u.features, n.item)], '{}'::health_score.daily_series) AS events
                FROM unnest(b.items, b.units, b.per, b.starts, b.ends) AS n (item, units, per, starts, ends)
                WHERE n.per = 'month' OR n.starts <= w.usage_until AND n.ends > n.starts AND isfinite(n.starts) AND isfinite(n.ends)
            ) z
        ) vol
        CROSS JOIN LATERAL (
            SELECT count(*) AS due, count(*) FILTER (WHERE z.is_held) AS held,
                   (array_agg(z.is_held ORDER BY z.due_on DESC, z.id DESC))[1] AS latest_held, max(z.due_on) AS latest_on
            FROM (
                SELECT x.id, x.due_on, bool_or(x.is_held) AS is_held
                FROM unnest(e.review_ids, e.review_days, e.reviews_held) AS x (id, due_on, is_held)
                GROUP BY x.id, x.due_on
                ORDER BY x.due_on DESC, x.id DESC
                LIMIT 4
            ) z
        ) rv
        CROSS JOIN LATERAL (
            SELECT health_score.survival_median(array_agg(z.days::float8), array_agg(z.ended)) AS median, max(z.days) AS longest
            FROM (
                -- whoever answers first has answered
                SELECT min(x.days) AS days, bool_or(x.ended) AS ended
                FROM unnest(e.asked_ids, e.asked_days, e.asked_ended) AS x (id, days, ended)
                WHERE x.days IS NOT NULL
                GROUP BY x.id
            ) z
        ) sv
        CROSS JOIN LATERAL (
            SELECT count(*) FILTER (WHERE z.rank = 4) AS executives, count(*) FILTER (WHERE z.rank = 3) AS directors,
                   count(*) FILTER (WHERE z.rank = 2) AS managers, count(*) FILTER (WHERE z.rank = 1) AS individuals
            FROM (
                -- each contact once, at the highest level
                SELECT max(array_position('{individual,manager,director,executive}', x.level)) AS rank
                FROM unnest(e.engaged_ids, e.engaged_levels) AS x (id, level)
                WHERE x.id IS NOT NULL
                GROUP BY x.id
            ) z
        ) lv
        CROSS JOIN LATERAL (
            -- each engagement once, whoever was invited
            SELECT count(*) AS due, count(*) FILTER (WHERE z.is_held) AS held
            FROM (SELECT bool_or(x.is_held) AS is_held FROM unnest(e.compliance_ids, e.compliance_held) AS x (id, is_held) GROUP BY x.id) z
        ) cr
        CROSS JOIN LATERAL (
            SELECT count(*) AS sent, count(*) FILTER (WHERE z.taken_up) AS taken_up
            FROM (SELECT bool_or(x.taken_up) AS taken_up FROM unnest(e.sent_ids, e.sent_taken_up) AS x (id, taken_up) GROUP BY x.id) z
        ) cs
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(CASE z.kind WHEN 'case_study' THEN 5 WHEN 'reference' THEN 3 WHEN 'referral' THEN 3 WHEN 'win_shared' THEN 2 ELSE 1 END), 0) AS points, count(*) AS n
            FROM (SELECT DISTINCT x.id, x.kind FROM unnest(e.advocate_ids, e.advocate_kinds) AS x (id, kind)) z
        ) av
        CROSS JOIN LATERAL (
            SELECT count(*) AS shared, max(z.day) AS latest_on,
                   count(*) FILTER (WHERE EXISTS (SELECT FROM unnest(p.theirs_done) AS t (day) WHERE t.day BETWEEN z.day AND z.day + 30)) AS acted_on
            FROM (SELECT x.day FROM unnest(e.insight_days) AS x (day) ORDER BY x.day DESC LIMIT 4) z
        ) ins
        CROSS JOIN LATERAL (
            SELECT count(*) AS n, max(x.day) AS latest_on FROM unnest(ev.days) AS x (day) WHERE x.day BETWEEN rn.due_on - 180 AND rn.due_on - 90
        ) pf
        CROSS JOIN LATERAL (
            SELECT health_score.top_share(u.users, w.usage_until, 28) AS share, health_score.effective_members(u.users, w.usage_until, 28) AS effective,
                   (SELECT x.member FROM health_score.amounts(u.users, w.usage_until, 28) x ORDER BY x.amount DESC, x.member COLLATE "C" LIMIT 1) AS member
            OFFSET 0 -- evaluated once, not copied into every use
        ) tu
        CROSS JOIN LATERAL (
            SELECT coalesce(health_score.total(u.manual_events, w.usage_until, 28), 0) AS manual, coalesce(health_score.total(u.automated_events, w.usage_until, 28), 0) AS automated,
                   coalesce(health_score.total(u.error_events, w.usage_until, 30), 0) AS errors, coalesce(health_score.total(u.events, w.usage_until, 30), 0) AS events, coalesce(health_score.total(u.events, w.usage_until, 28), 0) AS events_28,
                   coalesce(health_score.total(u.error_events, w.usage_until - 30, 90), 0) AS errors_before, coalesce(health_score.total(u.events, w.usage_until - 30, 90), 0) AS events_before,
                   health_score.active_members(e.asked, w.engagement_until - 97, 90) AS asked_before, health_score.active_members(e.answered, w.engagement_until - 97, 90) AS answered_before,
                   coalesce(health_score.active_members(e.met, w.engagement_until, 90), 0) AS met, coalesce(health_score.active_members(e.met, w.engagement_until - 90, 90), 0) AS met_before,
                   greatest(t.last_opened_on, e.last_on) AS heard_on
            OFFSET 0 -- evaluated once, not copied into every use
        ) tr
        CROSS JOIN LATERAL health_score.trend(coalesce(t.reply_words[greatest(cardinality(t.reply_words) - 19, 1):], '{}')) tw
        CROSS JOIN LATERAL health_score.trend(coalesce(t.replies[greatest(cardinality(t.replies) - 19, 1):], '{}')) tn
        CROSS JOIN LATERAL health_score.slope(coalesce(s.level_series, '{}'::health_score.daily_series), w.usage_until, 13) sl
        CROSS JOIN LATERAL (
            SELECT CASE WHEN health_score.active_members(u.core_people, least(w.usage_until, a.started_on + 59), 60) >= CASE WHEN s.seats <= 10 THEN 1 ELSE 2 END THEN 1 ELSE 0 END AS done
            OFFSET 0 -- evaluated once, not copied into every use
        ) ca
        CROSS JOIN LATERAL (VALUES
            ('usage_level',
             CASE WHEN y.quiet_integrated THEN h.ratio WHEN y.level_state IN ('dormant', 'never_used') THEN 0 ELSE l.ratio END,
             CASE WHEN y.level_state IN ('too_young', 'newly_active') THEN 'too_young' ELSE 'observed' END,
             CASE WHEN y.quiet_integrated THEN 'quiet_integrated'
                  WHEN y.level_state IN ('dormant', 'never_used', 'newly_active') THEN y.level_state
                  WHEN l.rebased THEN 'rebased' END,
             greatest(health_score.last_day(u.events, w.usage_until),
                      CASE WHEN y.quiet_integrated THEN health_score.last_day(u.machine_events, w.usage_until) END),
             l.blocks::bigint, g.usage_since),
            ('feature_depth',
             cardinality(ARRAY(SELECT unnest(u.shared_features) INTERSECT SELECT unnest(d.core)))::float8 / nullif(cardinality(d.core), 0),
             CASE WHEN d.listed IS NULL THEN 'not_recorded' WHEN cardinality(d.core) = 0 THEN 'not_applicable' ELSE 'observed' END,
             NULL, health_score.last_day(u.events, w.usage_until), cardinality(d.core)::bigint, g.usage_since),
            ('ticket_change',
             greatest(j.change, 0),
             CASE WHEN j.k < 3 THEN 'too_young'
                  WHEN coalesce(health_score.total(t.opened, w.ticket_until, 450), 0) = 0 THEN 'not_applicable'
                  ELSE 'observed' END,
             j.class, t.last_opened_on, coalesce(health_score.total(t.opened, w.ticket_until, 450), 0)::bigint, g.ticket_since),
            ('critical_tickets',
             coalesce(t.critical, 0),
             CASE WHEN t.tickets > 0 AND t.tickets_with_severity = 0 THEN 'not_recorded' ELSE 'observed' END,
             NULL, t.last_critical_on, coalesce(t.tickets, 0), g.ticket_since),
            ('breaches_escalations',
             (t.troubled + 5 * s.usual_trouble) / (t.tickets + 5),
             CASE WHEN t.tickets > 0 THEN 'observed' ELSE 'not_applicable' END,
             NULL, t.last_opened_on, coalesce(t.tickets, 0), g.ticket_since),
            ('capacity_used',
             CASE WHEN s.seats IS NOT NULL THEN coalesce(s.users, 0) / s.seats ELSE vol.share END,
             CASE WHEN s.seats IS NOT NULL OR vol.share IS NOT NULL THEN 'observed' ELSE 'not_recorded' END,
             NULL, health_score.last_day(u.events, w.usage_until), coalesce(s.users, 0)::bigint, g.usage_since),
            ('use_cases_active',
             cardinality(ARRAY(SELECT unnest(CASE WHEN s.seats <= 10 THEN u.cases_of_one ELSE u.cases_of_two END)
                               INTERSECT SELECT unnest(b.use_cases)))::float8
                 / (SELECT nullif(count(DISTINCT x.item), 0) FROM unnest(b.use_cases) AS x (item)),
             CASE WHEN b.use_cases IS NULL THEN 'not_recorded' ELSE 'observed' END,
             NULL, health_score.last_day(u.events, w.usage_until), cardinality(b.use_cases)::bigint, g.usage_since),
            ('users_net_growth',
             CASE WHEN health_score.active_members(u.users, w.usage_until, 90) > 0
                  THEN (health_score.new_members(u.users, w.usage_until, 90, 365) - health_score.lost_members(u.users, w.usage_until, 90, 60))::float8
                       / health_score.active_members(u.users, w.usage_until, 90)
                  ELSE -1 END,
             CASE WHEN health_score.active_members(u.users, w.usage_until, 90) > 0
                       OR health_score.lost_members(u.users, w.usage_until, 90, 60) > 0 THEN 'observed' ELSE 'not_applicable' END,
             NULL, health_score.last_day(u.users, w.usage_until),
             coalesce(health_score.active_members(u.users, w.usage_until, 90), 0)::bigint, g.usage_since),
            ('executive_touch',
             w.engagement_until - coalesce(e.executive_on, a.started_on),
             CASE WHEN coalesce(c.levels, 0) = 0 THEN 'not_recorded' ELSE 'observed' END,
             CASE WHEN e.executive_on IS NULL THEN 'never' END, e.executive_on, coalesce(c.levels, 0), g.engagement_since),
            ('responsiveness',
             (coalesce(s.answered, 0) + 5 * s.usual_answers) / (s.asked + 5),
             CASE WHEN s.asked > 0 THEN 'observed' ELSE 'not_applicable' END,
             NULL, health_score.last_day(e.asked, w.engagement_until), coalesce(s.asked, 0)::bigint, g.engagement_since),
            ('reach',
             coalesce(health_score.active_members(e.people, w.engagement_until, 90), 0),
             'observed', CASE WHEN health_score.active_members(e.people, w.engagement_until, 90) = 1 THEN 'single_threaded' END,
             e.last_on, coalesce(health_score.active_members(e.people, w.engagement_until, 90), 0)::bigint, g.engagement_since),
            ('reach_executives', lv.executives, CASE WHEN coalesce(c.levels, 0) = 0 THEN 'not_recorded' ELSE 'observed' END,
             NULL, e.last_on, coalesce(health_score.active_members(e.people, w.engagement_until, 90), 0)::bigint, g.engagement_since),
            ('reach_directors', lv.directors, CASE WHEN coalesce(c.levels, 0) = 0 THEN 'not_recorded' ELSE 'observed' END,
             NULL, e.last_on, coalesce(health_score.active_members(e.people, w.engagement_until, 90), 0)::bigint, g.engagement_since),
            ('reach_managers', lv.managers, CASE WHEN coalesce(c.levels, 0) = 0 THEN 'not_recorded' ELSE 'observed' END,
             NULL, e.last_on, coalesce(health_score.active_members(e.people, w.engagement_until, 90), 0)::bigint, g.engagement_since),
            ('reach_individuals', lv.individuals, CASE WHEN coalesce(c.levels, 0) = 0 THEN 'not_recorded' ELSE 'observed' END,
             NULL, e.last_on, coalesce(health_score.active_members(e.people, w.engagement_until, 90), 0)::bigint, g.engagement_since),
            ('answer_time',
             -- where less than half are answered, all that is known is a least
             coalesce(sv.median, sv.longest),
             CASE WHEN s.asked > 0 THEN 'observed' ELSE 'not_applicable' END,
             CASE WHEN sv.median IS NULL THEN 'not_reached' END,
             health_score.last_day(e.asked, w.engagement_until), coalesce(s.asked, 0)::bigint, g.engagement_since),
            ('pulse',
             CASE k.value WHEN 'red' THEN 20 WHEN 'yellow' THEN 70 WHEN 'green' THEN 90 END,
             CASE WHEN k.value IS NULL OR k.is_void THEN 'not_recorded' ELSE 'observed' END,
             NULL, k.on_day, CASE WHEN k.value IS NULL THEN 0 ELSE 1 END, NULL),
            ('daily_active_users',
             coalesce(health_score.active_members(u.users, w.usage_until, 1), 0),
             CASE WHEN s.users > 0 THEN 'observed' ELSE 'not_applicable' END,
             NULL, health_score.last_day(u.users, w.usage_until), coalesce(s.users, 0)::bigint, g.usage_since),
            ('weekly_active_users',
             s.week_users, CASE WHEN s.users > 0 THEN 'observed' ELSE 'not_applicable' END,
             NULL, health_score.last_day(u.users, w.usage_until), coalesce(s.users, 0)::bigint, g.usage_since),
            ('stickiness',
             health_score.member_days(u.users, w.usage_until, 28)::float8 / (28 * nullif(s.users, 0)),
             CASE WHEN s.users > 0 THEN 'observed' ELSE 'not_applicable' END,
             NULL, health_score.last_day(u.users, w.usage_until), coalesce(s.users, 0)::bigint, g.usage_since),
            ('weekly_stickiness',
             s.week_users::float8 / nullif(s.users, 0),
             CASE WHEN s.users > 0 THEN 'observed' ELSE 'not_applicable' END,
             NULL, health_score.last_day(u.users, w.usage_until), coalesce(s.users, 0)::bigint, g.usage_since),
            ('daily_stickiness',
             health_score.member_days(u.users, w.usage_until, 7)::float8 / (7 * nullif(s.week_users, 0)),
             CASE WHEN s.week_users > 0 THEN 'observed' ELSE 'not_applicable' END,
             NULL, health_score.last_day(u.users, w.usage_until), coalesce(s.week_users, 0)::bigint, g.usage_since),
            ('active_days',
             s.active_days, 'observed', NULL, health_score.last_day(u.events, w.usage_until), s.active_days::bigint, g.usage_since),
            ('core_depth',
             coalesce(u.core_users, 0)::float8 / nullif(s.users, 0),
             CASE WHEN d.listed IS NULL THEN 'not_recorded' WHEN s.users > 0 THEN 'observed' ELSE 'not_applicable' END,
             CASE WHEN s.active_days >= s.many_days AND coalesce(u.core_users, 0)::float8 / nullif(s.users, 0) <= s.low_depth THEN 'shallow' END,
              health_score.last_day(u.users, w.usage_until), coalesce(s.users, 0)::bigint, g.usage_since),
            ('feature_adoption',
             cardinality(ARRAY(SELECT unnest(u.used_features) INTERSECT SELECT unnest(b.features)))::float8
                 / (SELECT nullif(count(DISTINCT x.item), 0) FROM unnest(b.features) AS x (item)),
             CASE WHEN b.features IS NULL THEN 'not_recorded' ELSE 'observed' END,
             NULL, health_score.last_day(u.events, w.usage_until), cardinality(b.features)::bigint, g.usage_since),
            ('features_adopted',
             (u.features_new - u.features_lost)::float8 / nullif(u.features_seen, 0),
             CASE WHEN u.features_seen > 0 THEN 'observed' ELSE 'not_applicable' END,
             NULL, health_score.last_day(u.events, w.usage_until), coalesce(u.features_seen, 0), g.usage_since),
            ('commitment_used',
             vol.share, CASE WHEN vol.share IS NULL THEN 'not_recorded' ELSE 'observed' END,
             CASE WHEN vol.share < 0.6 THEN 'under_used' END,
             health_score.last_day(u.events, w.usage_until), cardinality(b.items)::bigint, g.usage_since),
            ('api_level',
             h.ratio,
             CASE h.state WHEN 'never_used' THEN 'not_applicable' WHEN 'newly_active' THEN 'too_young' WHEN 'dormant' THEN 'observed'
                          ELSE h.state END,
             CASE WHEN h.state IN ('dormant', 'newly_active') THEN h.state END,
             health_score.last_day(u.machine_events, w.usage_until), h.blocks::bigint, g.usage_since),
            ('worst_month',
             wm.ratio,
             CASE WHEN wm.ratio IS NOT NULL THEN 'observed'
                  WHEN s.usage_since > date_trunc('month', (w.usage_until + 1)::timestamp) - interval '4 months' THEN 'too_young'
                  ELSE 'not_applicable' END,
             NULL, health_score.last_day(u.events, w.usage_until), l.blocks::bigint, g.usage_since),
            ('declining_weeks',
             dw.weeks, CASE WHEN dw.weeks IS NULL THEN 'too_young' ELSE 'observed' END,
             CASE WHEN dw.declining THEN 'declining' END, health_score.last_day(u.events, w.usage_until), dw.weeks::bigint, g.usage_since),
            ('qbr_attendance',
             rv.held::float8 / nullif(rv.due, 0), CASE WHEN rv.due > 0 THEN 'observed' ELSE 'not_applicable' END,
             CASE WHEN NOT rv.latest_held THEN 'missed_qbr' END, rv.latest_on, rv.due, g.engagement_since),
            ('nps',
             q.total_score / nullif(q.answers, 0), CASE WHEN q.answers > 0 THEN 'observed' ELSE 'not_applicable' END,
             NULL, q.answered_on, coalesce(q.answers, 0), g.survey_since),
            ('nps_net',
             (q.promoters - q.detractors)::float8 / nullif(q.answers, 0) * 100,
             CASE WHEN q.answers >= 10 THEN 'observed' ELSE 'not_applicable' END,
             NULL, q.answered_on, coalesce(q.answers, 0), g.survey_since),
            ('nps_participation',
             q.answered::float8 / nullif(q.sent, 0), CASE WHEN q.sent > 0 THEN 'observed' ELSE 'not_applicable' END,
             (SELECT 'stopped_responding'
              FROM (SELECT x.was_answered, row_number() OVER (ORDER BY x.sent_on DESC, x.was_answered DESC) AS back
                    FROM unnest(q.latest_sent_on, q.latest_answered) AS x (sent_on, was_answered)) z
              HAVING bool_and(NOT z.was_answered) FILTER (WHERE z.back <= 2) AND bool_or(z.was_answered) AND count(*) > 2),
             q.answered_on, coalesce(q.sent, 0), g.survey_since),
            ('plan_progress',
             p.on_time::float8 / nullif(p.due, 0), CASE WHEN p.due > 0 THEN 'observed' ELSE 'not_applicable' END,
             NULL, p.latest_on, coalesce(p.due, 0), NULL),
            ('expansion_interest', coalesce(o.created, 0), 'observed', NULL, o.latest_on, coalesce(o.created, 0), NULL),
            ('negative_sentiment',
             coalesce(t.negative_weight, 0)::float8 / nullif(t.sentiment_weight, 0),
             CASE WHEN t.sentiments > 0 THEN 'observed' ELSE 'not_applicable' END,
             NULL, t.last_opened_on, coalesce(t.sentiments, 0), g.ticket_since),
            ('champion_touch',
             w.engagement_until - coalesce(e.champion_on, a.started_on),
             CASE WHEN coalesce(c.champions, 0) = 0 THEN 'not_recorded' ELSE 'observed' END,
             CASE WHEN e.champion_on IS NULL THEN 'never' END, e.champion_on, coalesce(c.champions, 0), g.engagement_since),
            ('sponsor_touch',
             w.engagement_until - coalesce(e.sponsor_on, a.started_on),
             CASE WHEN coalesce(c.sponsors, 0) = 0 THEN 'not_recorded' ELSE 'observed' END,
             CASE WHEN e.sponsor_on IS NULL THEN 'never' END, e.sponsor_on, coalesce(c.sponsors, 0), g.engagement_since),
            ('severe_ticket_hours',
             coalesce(extract(epoch FROM @workspace@.end_of(as_of) - t.severe_since)::float8 / 3600, 0),
             'observed', NULL, @workspace@.day_of(t.severe_since), coalesce(t.tickets, 0), NULL),
            ('invoice_overdue_days',
             coalesce(as_of - i.oldest_due_on, 0), 'observed', NULL, i.oldest_due_on, coalesce(i.overdue, 0), NULL),
            ('champion_gone',
             CASE WHEN c.champion_left_on > as_of - 60 AND c.champions_now = 0 THEN 1 ELSE 0 END,
             CASE WHEN coalesce(c.champions, 0) = 0 THEN 'not_applicable' ELSE 'observed' END,
             NULL, c.champion_left_on, coalesce(c.champions, 0), NULL),
            ('clinical_level',
             CASE WHEN cl.state IN ('dormant', 'never_used') THEN 0 ELSE cl.ratio END,
             CASE cl.state WHEN 'observed' THEN 'observed' WHEN 'dormant' THEN 'observed' WHEN 'never_used' THEN 'not_applicable' ELSE 'too_young' END,
             CASE WHEN cl.state IN ('dormant', 'newly_active') THEN cl.state END,
             health_score.last_day(u.clinical_events, w.usage_until), cl.blocks::bigint, g.usage_since),
            ('admin_level',
             CASE WHEN ad.state IN ('dormant', 'never_used') THEN 0 ELSE ad.ratio END,
             CASE ad.state WHEN 'observed' THEN 'observed' WHEN 'dormant' THEN 'observed' WHEN 'never_used' THEN 'not_applicable' ELSE 'too_young' END,
             CASE WHEN ad.state IN ('dormant', 'newly_active') THEN ad.state END,
             health_score.last_day(u.admin_events, w.usage_until), ad.blocks::bigint, g.usage_since),
            ('compliance_done',
             cr.held::float8 / nullif(cr.due, 0), CASE WHEN cr.due > 0 THEN 'observed' ELSE 'not_applicable' END,
             NULL, e.compliance_on, cr.due, g.engagement_since),
            ('campaign_response',
             cs.taken_up::float8 / nullif(cs.sent, 0), CASE WHEN cs.sent > 0 THEN 'observed' ELSE 'not_applicable' END,
             NULL, e.last_on, cs.sent, g.engagement_since),
            ('advocacy', av.points, 'observed', NULL, e.advocate_on, av.n, g.engagement_since),
            ('insights_acted_on',
             ins.acted_on::float8 / nullif(ins.shared, 0), CASE WHEN ins.shared > 0 THEN 'observed' ELSE 'not_applicable' END,
             NULL, ins.latest_on, ins.shared, g.engagement_since),
            ('late_invoice_share',
             py.late::float8 / nullif(py.due, 0), CASE WHEN py.due > 0 THEN 'observed' ELSE 'not_applicable' END,
             NULL, py.due_on, coalesce(py.due, 0), NULL),
            ('value_evidence', coalesce(ev.pieces, 0), 'observed', NULL, ev.latest_on, coalesce(ev.pieces, 0), NULL),
            ('value_proof',
             pf.n, CASE WHEN rn.due_on IS NULL THEN 'not_recorded' WHEN as_of < rn.due_on - 90 THEN 'not_applicable' ELSE 'observed' END,
             NULL, pf.latest_on, pf.n, NULL),
            ('kickoff_done',
             CASE WHEN p.kickoff_on < a.started_on + 14 AND p.has_reason THEN 1 ELSE 0 END,
             CASE WHEN coalesce(p.milestones, 0) = 0 THEN 'not_recorded' WHEN p.kickoff_on IS NULL AND as_of < a.started_on + 14 THEN 'not_applicable' ELSE 'observed' END,
             CASE WHEN p.kickoff_on IS NOT NULL AND NOT p.has_reason THEN 'no_reason' END, p.kickoff_on, coalesce(p.milestones, 0), NULL),
            ('onboarding_overrun',
             (coalesce(p.onboarding_done_on, as_of) - a.started_on + 1)::float8 / nullif(p.onboarding_until - a.started_on + 1, 0),
             CASE WHEN coalesce(p.onboarding_steps, 0) = 0 THEN 'not_recorded'
                  -- on the way, and not yet late
                  WHEN p.onboarding_done_on IS NULL AND as_of <= p.onboarding_until THEN 'not_applicable' ELSE 'observed' END,
             NULL, p.onboarding_done_on, coalesce(p.onboarding_steps, 0), NULL),
            ('first_value_delay',
             greatest(coalesce(p.first_value_on, as_of) - p.first_value_due_on, 0),
             CASE WHEN p.first_value_due_on IS NULL THEN 'not_recorded' WHEN p.first_value_on IS NULL AND as_of <= p.first_value_due_on THEN 'not_applicable' ELSE 'observed' END,
             CASE WHEN p.first_value_on IS NULL AND as_of > p.first_value_due_on THEN 'late' END, p.first_value_on,
             CASE WHEN p.first_value_due_on IS NULL THEN 0 ELSE 1 END, NULL),
            ('goal_stalled_days',
             CASE WHEN p.open_ones > 0 THEN as_of - coalesce(p.last_done_on, a.started_on) ELSE 0 END,
             CASE WHEN coalesce(p.milestones, 0) = 0 THEN 'not_recorded' ELSE 'observed' END,
             NULL, p.last_done_on, coalesce(p.open_ones, 0), NULL),
            ('commitments_kept',
             p.theirs_on_time::float8 / nullif(p.theirs_due, 0), CASE WHEN p.theirs_due > 0 THEN 'observed' ELSE 'not_applicable' END,
             NULL, p.theirs_on, coalesce(p.theirs_due, 0), NULL),
            ('uptime_reached',
             mt.uptime_reached::float8 / nullif(mt.uptime_readings, 0), CASE WHEN mt.uptime_readings > 0 THEN 'observed' ELSE 'not_recorded' END,
             NULL, mt.uptime_on, coalesce(mt.uptime_readings, 0), NULL),
            ('outcome_reached',
             mt.outcome_reached::float8 / nullif(mt.outcome_readings, 0), CASE WHEN mt.outcome_readings > 0 THEN 'observed' ELSE 'not_recorded' END,
             NULL, mt.outcome_on, coalesce(mt.outcome_readings, 0), NULL),
            ('efficiency_change',
             mt.efficiency / nullif(mt.efficiency_before, 0),
             CASE WHEN coalesce(mt.efficiency_readings, 0) = 0 OR mt.efficiency IS NULL THEN 'not_recorded' WHEN mt.efficiency_before > 0 THEN 'observed' ELSE 'too_young' END,
             NULL, mt.efficiency_on, coalesce(mt.efficiency_readings, 0), NULL),
            ('order_recency',
             (as_of - od.last_on)::float8 / od.usual_gap,
             CASE WHEN od.order_days >= 3 THEN 'observed' WHEN od.order_days > 0 THEN 'too_young' ELSE 'not_recorded' END,
             NULL, od.last_on, coalesce(od.order_days, 0), NULL),
            ('order_frequency',
             od.orders_now * 4::float8 / nullif(od.orders_before, 0),
             CASE WHEN od.order_days IS NULL THEN 'not_recorded' WHEN od.orders_before >= 4 THEN 'observed' ELSE 'too_young' END,
             NULL, od.last_on, coalesce(od.orders_before, 0), NULL),
            ('order_breadth',
             od.categories, CASE WHEN od.order_days IS NULL THEN 'not_recorded' ELSE 'observed' END,
             NULL, od.last_on, coalesce(od.order_days, 0), NULL),
            ('return_share',
             (od.returned / nullif(od.amount, 0))::float8, CASE WHEN od.amount > 0 THEN 'observed' ELSE 'not_applicable' END,
             NULL, od.last_on, coalesce(od.orders_now, 0), NULL),
            ('top_user_share',
             tu.share, CASE WHEN s.users > 0 THEN 'observed' ELSE 'not_applicable' END,
             CASE WHEN s.users >= 5 AND (tu.share >= 0.5 OR tu.effective < greatest(2, 0.25 * s.users)) THEN
                      -- whoever uses most and does not decide cannot keep it alone
                      CASE WHEN tu.member <> ALL (c.deciders) THEN 'power_user' ELSE 'concentrated' END
                  WHEN s.users >= 1 AND s.users <= 4 AND s.users < 0.5 * s.seats THEN 'few_users' END,
             health_score.last_day(u.users, w.usage_until), coalesce(s.users, 0)::bigint, g.usage_since),
            ('toil_share',
             tr.manual::float8 / nullif(tr.manual + tr.automated, 0)::float8, CASE WHEN tr.manual + tr.automated > 0 THEN 'observed' ELSE 'not_applicable' END,
             NULL, health_score.last_day(u.manual_events, w.usage_until), (tr.manual + tr.automated)::bigint, g.usage_since),
            ('manual_share',
             tr.manual::float8 / nullif(tr.manual + tr.events_28, 0)::float8, CASE WHEN tr.manual + tr.events_28 > 0 THEN 'observed' ELSE 'not_applicable' END,
             NULL, health_score.last_day(u.manual_events, w.usage_until), tr.manual::bigint, g.usage_since),
            ('error_change',
             -- with one error more on both sides: none before is no division by 0
             ((tr.errors + 1) * tr.events_before)::float8 / nullif((tr.errors_before + 1) * tr.events, 0)::float8,
             CASE WHEN tr.events > 0 AND tr.events_before > 0 AND tr.errors + tr.errors_before >= 10 THEN 'observed' ELSE 'not_applicable' END,
             NULL, health_score.last_day(u.error_events, w.usage_until), tr.errors::bigint, g.usage_since),
            ('advanced_share',
             (coalesce(u.advanced, 0) / nullif(u.graded, 0))::float8, CASE WHEN u.graded > 0 THEN 'observed' ELSE 'not_applicable' END,
             NULL, health_score.last_day(u.events, w.usage_until), coalesce(u.graded, 0)::bigint, g.usage_since),
            ('maturity_change',
             u.maturity_now::float8 / nullif(u.graded_now, 0)::float8 - u.maturity_before::float8 / nullif(u.graded_before, 0)::float8,
             CASE WHEN u.graded_now > 0 AND u.graded_before > 0 THEN 'observed' ELSE 'not_applicable' END,
             NULL, health_score.last_day(u.events, w.usage_until), coalesce(u.graded_now, 0)::bigint, g.usage_since),
            ('how_to_share',
             t.how_to::float8 / nullif(t.categorised, 0),
             CASE WHEN t.categorised > 0 THEN 'observed' WHEN t.tickets > 0 THEN 'not_recorded' ELSE 'not_applicable' END,
             NULL, t.last_opened_on, coalesce(t.categorised, 0), g.ticket_since),
            ('unsolved_tickets', coalesce(t.unsolved, 0), 'observed', NULL, t.unsolved_on, coalesce(t.unsolved, 0), NULL),
            ('responsiveness_change',
             coalesce(s.answered, 0)::float8 / nullif(s.asked, 0) - coalesce(tr.answered_before, 0)::float8 / nullif(tr.asked_before, 0),
             CASE WHEN s.asked >= 3 AND tr.asked_before >= 3 THEN 'observed' ELSE 'not_applicable' END,
             NULL, health_score.last_day(e.asked, w.engagement_until), coalesce(least(s.asked, tr.asked_before), 0)::bigint, g.engagement_since),
            ('meeting_change',
             tr.met::float8 / nullif(tr.met_before, 0), CASE WHEN tr.met_before >= 2 THEN 'observed' ELSE 'not_applicable' END,
             NULL, health_score.last_day(e.met, w.engagement_until), tr.met_before::bigint, g.engagement_since),
            ('contact_level',
             ej.n3 / nullif(ej.median, 0)::float8,
             CASE WHEN ej.k < 3 THEN 'too_young' WHEN ej.median >= 1 THEN 'observed' ELSE 'not_applicable' END,
             NULL, e.last_on, coalesce(health_score.active_members(e.contacts_with, w.engagement_until, 30), 0)::bigint, g.engagement_since),
            ('silent_days',
             least(w.ticket_until, w.engagement_until) - coalesce(least(tr.heard_on, w.ticket_until, w.engagement_until), a.started_on),
             'observed',
             CASE WHEN least(w.ticket_until, w.engagement_until) - coalesce(least(tr.heard_on, w.ticket_until, w.engagement_until), a.started_on) >= 60
                       AND (j.k >= 3 AND j.median > 0 OR ej.k >= 3 AND ej.median > 0) THEN 'silent' END,
             tr.heard_on, CASE WHEN tr.heard_on IS NULL THEN 0 ELSE 1 END, greatest(g.engagement_since, g.ticket_since)),
            ('tenure_days', as_of - a.started_on + 1, 'observed', NULL, NULL, 1, NULL),
            ('renewal_days',
             rn.due_on - as_of, CASE WHEN rn.due_on IS NULL THEN 'not_recorded' ELSE 'observed' END, NULL, NULL, CASE WHEN rn.due_on IS NULL THEN 0 ELSE 1 END, NULL),
            ('sponsor_missing',
             CASE WHEN c.sponsors_now = 0 OR w.engagement_until - coalesce(e.sponsor_on, a.started_on) >= 90 THEN 1 ELSE 0 END,
             CASE WHEN coalesce(c.sponsors, 0) = 0 THEN 'not_recorded' ELSE 'observed' END,
             CASE WHEN c.sponsors_now = 0 THEN 'gone' WHEN w.engagement_until - coalesce(e.sponsor_on, a.started_on) >= 90 THEN 'silent' END,
             e.sponsor_on, coalesce(c.sponsors, 0), g.engagement_since),
            ('integrations', coalesce(u.integrations, 0), 'observed', NULL, health_score.last_day(u.machine_events, w.usage_until), coalesce(u.integrations, 0), g.usage_since),
            ('time_in_product',
             coalesce(health_score.total(u.minutes, w.usage_until, 28), 0)::float8, 'observed', NULL, health_score.last_day(u.minutes, w.usage_until),
             coalesce(health_score.active_days(u.minutes, w.usage_until, 28), 0)::bigint, g.usage_since),
            ('usage_growth',
             sl.ratio, CASE WHEN sl.ratio IS NULL THEN 'not_applicable' ELSE 'observed' END,
             CASE WHEN sl.low > 0 THEN 'rising' WHEN sl.high < 0 THEN 'falling' END, health_score.last_day(s.level_series, w.usage_until), 13, g.usage_since),
            ('core_activated',
             ca.done,
             CASE WHEN d.listed IS NULL THEN 'not_recorded'
                  -- its start lies before what can be seen; or it is on the way, and not yet late
                  WHEN s.usage_since > a.started_on OR a.started_on < as_of - 791 OR ca.done = 0 AND w.usage_until < a.started_on + 59 THEN 'not_applicable'
                  ELSE 'observed' END,
             CASE WHEN ca.done = 0 THEN 'activation_late' END, health_score.last_day(u.core_people, w.usage_until), cardinality(d.listed)::bigint, g.usage_since),
            ('stage_delay_days',
             coalesce(as_of - p.overdue_since, 0), CASE WHEN coalesce(p.milestones, 0) = 0 THEN 'not_recorded' ELSE 'observed' END,
             NULL, p.overdue_since, coalesce(p.open_ones, 0), NULL),
            ('implementation_open',
             coalesce(p.implementation_open, 0), CASE WHEN coalesce(p.milestones, 0) = 0 THEN 'not_recorded' ELSE 'observed' END,
             NULL, p.last_done_on, coalesce(p.open_ones, 0), NULL),
            ('value_named',
             CASE WHEN an.answer = 'yes' AND an.named_win IS NOT NULL THEN 1 ELSE 0 END, CASE WHEN an.answer IS NULL THEN 'not_recorded' ELSE 'observed' END,
             CASE WHEN an.answer = 'yes' AND an.named_win IS NULL THEN 'no_evidence' END, an.on_day, CASE WHEN an.answer IS NULL THEN 0 ELSE 1 END, NULL),
            ('success_features',
             cardinality(ARRAY(SELECT unnest(u.used_features) INTERSECT SELECT unnest(sf.features)))::float8 / cardinality(sf.features),
             CASE WHEN sf.features IS NULL THEN 'not_recorded' ELSE 'observed' END,
             NULL, health_score.last_day(u.events, w.usage_until), cardinality(sf.features)::bigint, g.usage_since),
            ('reply_words_change',
             tw.slope / nullif(tw.median, 0), CASE WHEN tw.n >= 6 AND tw.median > 0 THEN 'observed' ELSE 'not_applicable' END,
             CASE WHEN tw.n >= 6 AND tw.direction = 'falling' THEN CASE WHEN tn.direction = 'falling' THEN 'transactional' ELSE 'shorter' END END,
             t.last_opened_on, tw.n::bigint, g.ticket_since),
            ('champion_days',
             CASE WHEN c.champions_now = 0 THEN 0 ELSE as_of - c.champion_since END,
             CASE WHEN coalesce(c.champions, 0) = 0 OR c.champions_now > 0 AND c.champion_since IS NULL THEN 'not_recorded' ELSE 'observed' END,
             CASE WHEN c.champions_now = 0 THEN 'gone' END, coalesce(c.champion_since, c.champion_left_on), coalesce(c.champions, 0), NULL),
            ('renewal_delay_days',
             rn.signed_on - rn.signed_due_on, CASE WHEN rn.signed_on IS NULL THEN 'not_applicable' ELSE 'observed' END,
             CASE WHEN rn.signed_on > rn.signed_due_on THEN 'late' END, rn.signed_on, CASE WHEN rn.signed_on IS NULL THEN 0 ELSE 1 END, NULL),
            ('payments_failed', coalesce(py.failed, 0), 'observed', NULL, py.failed_on, coalesce(py.failed, 0), NULL),
            ('reasons_reached',
             p.reasons_done::float8 / nullif(p.reasons, 0), CASE WHEN p.reasons > 0 THEN 'observed' ELSE 'not_recorded' END, NULL, p.last_done_on, coalesce(p.reasons, 0), NULL),
            ('value_days',
             coalesce(p.value_on, as_of) - a.started_on, CASE WHEN p.value_steps > 0 THEN 'observed' ELSE 'not_recorded' END,
             CASE WHEN p.value_on IS NULL THEN 'open' END, p.value_on, coalesce(p.value_steps, 0), NULL),
            ('external_events', coalesce(ex.events, 0), 'observed', ex.latest_kind, ex.latest_on, coalesce(ex.events, 0), NULL)
        ) AS v (measure, value, reason, flag, latest_on, n, since)
        JOIN @workspace@.measure_feeds(as_of) f ON f.measure = v.measure
        UNION ALL
        -- those of add_measure()
        SELECT a.account_id, m.measure, o.value, o.flag, o.latest_on, coalesce(o.n, 0), 0,
               CASE WHEN as_of - a.started_on + 1 < m.minimum_days THEN 'too_young' ELSE coalesce(o.reason, 'not_recorded') END
        FROM @workspace@.measure m
        CROSS JOIN @workspace@.scored_accounts(as_of) a
        LEFT JOIN @workspace@.own_measures(as_of) o ON o.account_id = a.account_id AND o.measure = m.measure
        WHERE m.query IS NOT NULL
    ) r;
END;
COMMENT ON FUNCTION @workspace@.measures(date) IS 'Every measure of every scored account as of a day: value, or the reason why there is none';
