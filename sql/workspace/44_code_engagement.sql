-- Engagement: meetings and messages joined with the role that each contact had on the day, surveys, and the CSM's pulse.

CREATE FUNCTION @workspace@.contact_values(as_of date)
RETURNS TABLE (account_id @account_key@, levels bigint, champions bigint, sponsors bigint,
               champions_now bigint, champion_left_on date, champion_ids text[], sponsors_now bigint, deciders text[], champion_since date)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT r.account_id, count(r.level),
           count(*) FILTER (WHERE r.role = 'champion'), count(*) FILTER (WHERE r.role = 'executive_sponsor'),
           count(*) FILTER (WHERE r.role = 'champion'
                            -- is_active says what is, not what was: it counts only where no period does
                            AND (r.is_active IS NOT FALSE OR r.valid_to IS NOT NULL)
                            AND coalesce(r.valid_from <= as_of, true) AND coalesce(r.valid_to > as_of, true)),
           max(r.valid_to) FILTER (WHERE r.role = 'champion' AND r.valid_to <= as_of),
           array_agg(r.contact_id) FILTER (WHERE r.role = 'champion'
                                           AND (r.is_active IS NOT FALSE OR r.valid_to IS NOT NULL)
                                           AND coalesce(r.valid_from <= as_of, true) AND coalesce(r.valid_to > as_of, true)),
           count(*) FILTER (WHERE r.role = 'executive_sponsor' AND (r.is_active IS NOT FALSE OR r.valid_to IS NOT NULL)
                            AND coalesce(r.valid_from <= as_of, true) AND coalesce(r.valid_to > as_of, true)),
           array_agg(coalesce(r.user_id, r.contact_id)) FILTER (WHERE r.role IN ('economic_buyer', 'executive_sponsor')
                                                                AND (r.is_active IS NOT FALSE OR r.valid_to IS NOT NULL)
                                                                AND coalesce(r.valid_from <= as_of, true) AND coalesce(r.valid_to > as_of, true)),
           min(r.valid_from) FILTER (WHERE r.role = 'champion' AND (r.is_active IS NOT FALSE OR r.valid_to IS NOT NULL)
                                     AND r.valid_from <= as_of AND isfinite(r.valid_from) AND coalesce(r.valid_to > as_of, true))
    FROM @workspace@.source_rows_contact('-infinity', as_of) r
    WHERE coalesce(r.valid_from <= as_of, true)
    GROUP BY r.account_id;
END;
COMMENT ON FUNCTION @workspace@.contact_values(date) IS 'Per account: contacts with a recorded level, champions and sponsors ever recorded, champions on the day and who they are, day the last champion left, sponsors on the day, who decides, and since when there is a champion';

CREATE FUNCTION @workspace@.engagement_facts(as_of date)
RETURNS TABLE (account_id @account_key@, engagement_id text, on_day date, kind text, direction text, contact_id text,
               is_held boolean, was_met boolean, asked boolean, asked_after bigint, answered_on date, waited bigint, answered_in_time boolean, took_part boolean, due_on date, role text, level text)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT g.account_id, g.engagement_id, g.on_day, g.kind, g.direction, g.contact_id,
           g.is_held, g.is_held AND g.attended IS NOT FALSE,
           g.direction = 'outbound' AND g.kind NOT IN ('campaign', 'content'),
           dq.working_days, g.answered_on, da.working_days - dq.working_days, coalesce(da.working_days - dq.working_days <= 5, false),
           g.direction = 'inbound' OR g.answered_on IS NOT NULL OR g.attended
               OR g.status = 'held' AND g.attended IS NOT FALSE,
           CASE WHEN g.kind IN ('qbr', 'compliance') AND coalesce(g.status IN ('held', 'missed', 'no_show', 'cancelled'), true) THEN g.due_on END,
           c.role, c.level
    FROM (
        SELECT r.account_id, r.engagement_id, r.kind, r.direction, r.contact_id, r.attended, r.status,
               @workspace@.day_of(coalesce(r.scheduled_for, r.at)) AS due_on,
               @workspace@.day_of(r.at) AS on_day,
               r.status = 'held' OR r.status IS NULL AND coalesce(r.scheduled_for, r.at) < @workspace@.end_of(as_of) AS is_held,
               CASE WHEN r.responded_at > r.at AND r.responded_at < @workspace@.end_of(as_of)
                    THEN @workspace@.day_of(r.responded_at) END AS answered_on
        FROM @workspace@.source_rows_engagement('-infinity', as_of) r
        WHERE isfinite(r.at)
    ) g
    JOIN @workspace@.scored_accounts(as_of) a ON a.account_id = g.account_id AND g.on_day >= a.started_on
    LEFT JOIN @workspace@.source_rows_contact('-infinity', as_of) c
           ON c.account_id = g.account_id AND c.contact_id = g.contact_id
          AND coalesce(c.valid_from <= g.on_day, true) AND coalesce(c.valid_to > g.on_day, true)
    LEFT JOIN @workspace@.calendar(as_of - 230, as_of) dq ON dq.day = g.on_day
    LEFT JOIN @workspace@.calendar(as_of - 230, as_of) da ON da.day = g.answered_on;
END;
COMMENT ON FUNCTION @workspace@.engagement_facts(date) IS 'Engagements of the current life, one row per contact and role: asked, working days so far and until the answer, took part';

CREATE FUNCTION @workspace@.engagement_values(as_of date)
RETURNS TABLE (account_id @account_key@, people health_score.daily_members, asked health_score.daily_members,
               answered health_score.daily_members, executive_on date, champion_on date, sponsor_on date, last_on date,
               review_ids text[], review_days date[], reviews_held boolean[],
               asked_ids text[], asked_days bigint[], asked_ended boolean[], engaged_ids text[], engaged_levels text[],
               compliance_ids text[], compliance_held boolean[], compliance_on date, sent_ids text[], sent_taken_up boolean[],
               advocate_ids text[], advocate_kinds text[], advocate_on date, insight_days date[],
               met health_score.daily_members, contacts_with health_score.daily_members)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT g.account_id,
           health_score.daily_members(g.on_day, g.contact_id, 1) FILTER (WHERE g.took_part),
           health_score.daily_members(g.on_day, g.engagement_id, 1) FILTER (WHERE g.asked),
           health_score.daily_members(g.on_day, g.engagement_id, 1) FILTER (WHERE g.asked AND g.answered_in_time),
           max(g.on_day) FILTER (WHERE g.kind IN ('meeting', 'qbr', 'executive') AND g.was_met AND g.level = 'executive'
                                 AND g.on_day <= w.engagement_until),
           max(g.on_day) FILTER (WHERE g.took_part AND g.role = 'champion' AND g.on_day <= w.engagement_until),
           max(g.on_day) FILTER (WHERE g.took_part AND g.role = 'executive_sponsor' AND g.on_day <= w.engagement_until),
           max(g.on_day) FILTER (WHERE g.took_part AND g.on_day <= w.engagement_until),
           array_agg(g.engagement_id) FILTER (WHERE g.kind = 'qbr' AND g.due_on <= w.engagement_until),
           array_agg(g.due_on) FILTER (WHERE g.kind = 'qbr' AND g.due_on <= w.engagement_until),
           array_agg(g.is_held) FILTER (WHERE g.kind = 'qbr' AND g.due_on <= w.engagement_until),
           array_agg(g.engagement_id) FILTER (WHERE g.asked AND g.on_day > w.engagement_until - 97 AND g.on_day <= w.engagement_until - 7),
           -- an answer after the last complete day is not known to be the first: until then it was waited for
           array_agg(least(g.waited, w.engagement_working_days - g.asked_after))
               FILTER (WHERE g.asked AND g.on_day > w.engagement_until - 97 AND g.on_day <= w.engagement_until - 7),
           array_agg(coalesce(g.answered_on <= w.engagement_until, false))
               FILTER (WHERE g.asked AND g.on_day > w.engagement_until - 97 AND g.on_day <= w.engagement_until - 7),
           array_agg(g.contact_id) FILTER (WHERE g.took_part AND g.on_day > w.engagement_until - 90 AND g.on_day <= w.engagement_until),
           array_agg(g.level) FILTER (WHERE g.took_part AND g.on_day > w.engagement_until - 90 AND g.on_day <= w.engagement_until),
           array_agg(g.engagement_id) FILTER (WHERE g.kind = 'compliance' AND g.due_on > w.engagement_until - 180 AND g.due_on <= w.engagement_until),
           array_agg(g.is_held) FILTER (WHERE g.kind = 'compliance' AND g.due_on > w.engagement_until - 180 AND g.due_on <= w.engagement_until),
           max(g.due_on) FILTER (WHERE g.kind = 'compliance' AND g.due_on <= w.engagement_until),
           array_agg(g.engagement_id) FILTER (WHERE g.kind IN ('campaign', 'content') AND g.on_day > w.engagement_until - 90 AND g.on_day <= w.engagement_until),
           array_agg(coalesce(g.took_part, false)) FILTER (WHERE g.kind IN ('campaign', 'content') AND g.on_day > w.engagement_until - 90 AND g.on_day <= w.engagement_until),
           array_agg(g.engagement_id) FILTER (WHERE g.kind IN ('guidance', 'community', 'win_shared', 'reference', 'referral', 'case_study')
                                              AND g.took_part AND g.on_day > w.engagement_until - 180 AND g.on_day <= w.engagement_until),
           array_agg(g.kind) FILTER (WHERE g.kind IN ('guidance', 'community', 'win_shared', 'reference', 'referral', 'case_study')
                                     AND g.took_part AND g.on_day > w.engagement_until - 180 AND g.on_day <= w.engagement_until),
           max(g.on_day) FILTER (WHERE g.kind IN ('guidance', 'community', 'win_shared', 'reference', 'referral', 'case_study')
                                 AND g.took_part AND g.on_day <= w.engagement_until),
           array_agg(DISTINCT g.on_day) FILTER (WHERE g.kind = 'insight' AND g.on_day <= w.engagement_until - 30),
           health_score.daily_members(g.on_day, g.engagement_id, 1) FILTER (WHERE g.kind IN ('meeting', 'qbr', 'executive') AND g.was_met),
           health_score.daily_members(g.on_day, g.engagement_id, 1) FILTER (WHERE g.took_part)
    FROM @workspace@.engagement_facts(as_of) g
    CROSS JOIN @workspace@.windows(as_of) w
    GROUP BY g.account_id;
END;
COMMENT ON FUNCTION @workspace@.engagement_values(date) IS 'Per scored account: who took part when, what we asked and what was answered, last meeting with an executive, reviews due, who is in touch, what was sent and taken up, who speaks for us';

CREATE FUNCTION @workspace@.survey_values(as_of date)
RETURNS TABLE (account_id @account_key@, answers bigint, total_score float8, promoters bigint, detractors bigint, answered_on date,
               sent bigint, answered bigint, latest_sent_on date[], latest_answered boolean[])
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT s.account_id, count(s.latest), sum(s.latest::numeric)::float8, count(*) FILTER (WHERE s.latest >= 9), count(*) FILTER (WHERE s.latest <= 6),
           max(s.answered_on), sum(s.sent)::bigint, sum(s.answered)::bigint,
           array_agg(s.sent_on) FILTER (WHERE s.sent_on <= s.until_day - 21), array_agg(s.was_answered) FILTER (WHERE s.sent_on <= s.until_day - 21)
    FROM (
        SELECT r.account_id, r.until_day, r.sent_on, r.answered_on IS NOT NULL AS was_answered,
               CASE WHEN row_number() OVER (PARTITION BY r.account_id, r.person, r.answered_on IS NOT NULL AND r.score IS NOT NULL
                                            ORDER BY r.responded_at DESC, r.survey_id DESC) = 1
                         AND r.answered_on > r.until_day - 180 THEN r.score END AS latest,
               CASE WHEN r.score IS NOT NULL THEN r.answered_on END AS answered_on,
               CASE WHEN r.sent_on > r.until_day - 201 AND r.sent_on <= r.until_day - 21 THEN 1 ELSE 0 END AS sent,
               CASE WHEN r.sent_on > r.until_day - 201 AND r.sent_on <= r.until_day - 21 AND r.answered_on IS NOT NULL THEN 1 ELSE 0 END AS answered
        FROM (
            SELECT q.account_id, q.survey_id, coalesce(q.contact_id, q.survey_id) AS person,
                   CASE WHEN q.score > '-infinity' AND q.score < 'infinity' THEN q.score END AS score, q.responded_at, w.survey_until AS until_day,
                   @workspace@.day_of(q.sent_at) AS sent_on,
                   -- an answer after the last complete day is not known to be the only one
                   CASE WHEN q.responded_at < @workspace@.end_of(w.survey_until) THEN @workspace@.day_of(q.responded_at) END AS answered_on
            FROM @workspace@.source_rows_survey(as_of - 765, as_of) q
            CROSS JOIN @workspace@.windows(as_of) w
            WHERE q.kind = 'nps'
        ) r
    ) s
    GROUP BY s.account_id;
END;
COMMENT ON FUNCTION @workspace@.survey_values(date) IS 'Per account, NPS surveys: the latest answer of each contact, how many were sent and answered';

CREATE FUNCTION @workspace@.nps_coverage(as_of date)
RETURNS TABLE (accounts bigint, answered_accounts bigint, arr numeric, answered_arr numeric, arr_share numeric)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT count(*), count(*) FILTER (WHERE s.answers > 0), coalesce(sum(a.arr), 0), coalesce(sum(a.arr) FILTER (WHERE s.answers > 0), 0),
           round(coalesce(sum(a.arr) FILTER (WHERE s.answers > 0), 0) / nullif(sum(a.arr), 0), 4)
    FROM @workspace@.accounts(as_of) a
    LEFT JOIN @workspace@.survey_values(as_of) s ON s.account_id = a.account_id
    WHERE a.phase NOT IN ('not_started', 'ended');
END;
COMMENT ON FUNCTION @workspace@.nps_coverage(date) IS
    'Of how much revenue anybody answered an NPS survey in 180 days: what a net promoter score leaves out are those who stopped answering';

CREATE FUNCTION @workspace@.pulse_values(as_of date)
RETURNS TABLE (account_id @account_key@, value text, on_day date, author text, is_void boolean)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT p.account_id, p.value, p.on_day, p.author,
           -- the judgement of somebody who has handed the account over says nothing about today
           EXISTS (
               SELECT FROM unnest(s.persons, s.starts, s.ends) AS n (person, valid_from, valid_to)
               WHERE n.valid_from > p.on_day AND n.valid_from <= as_of
                 AND NOT EXISTS (
                     SELECT FROM unnest(s.persons, s.starts, s.ends) AS o (person, valid_from, valid_to)
                     WHERE o.person = n.person AND coalesce(o.valid_from <= p.on_day, true) AND coalesce(o.valid_to > p.on_day, true)))
    FROM (
        SELECT DISTINCT ON (r.account_id) r.account_id, r.value, r.author, @workspace@.day_of(r.at) AS on_day
        FROM @workspace@.source_rows_pulse(as_of - 89, as_of) r
        JOIN @workspace@.scored_accounts(as_of) a ON a.account_id = r.account_id AND @workspace@.day_of(r.at) >= a.started_on
        ORDER BY r.account_id, r.at DESC, r.author
    ) p
    LEFT JOIN (
        SELECT r.account_id, array_agg(r.person) AS persons, array_agg(r.valid_from) AS starts, array_agg(r.valid_to) AS ends
        FROM @workspace@.source_rows_assignment('-infinity', as_of) r
        WHERE r.duty = 'csm'
        GROUP BY r.account_id
    ) s ON s.account_id = p.account_id;
END;
COMMENT ON FUNCTION @workspace@.pulse_values(date) IS 'Per scored account, the CSM''s latest judgement within 90 days, and whether a change of CSM made it void';
