-- The history: what refresh writes, and the views that read it.

CREATE FUNCTION @workspace@.reason_letter(reason text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE reason WHEN 'observed' THEN 'o' WHEN 'not_applicable' THEN 'a' WHEN 'not_recorded' THEN 'r' WHEN 'too_young' THEN 'y'
                   WHEN 'feed_stale' THEN 's' WHEN 'feed_gap' THEN 'g' WHEN 'no_feed' THEN 'f' END;
COMMENT ON FUNCTION @workspace@.reason_letter(text) IS 'A reason as one letter, as the history keeps it';

CREATE FUNCTION @workspace@.reason_of_letter(letter text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE letter WHEN 'o' THEN 'observed' WHEN 'a' THEN 'not_applicable' WHEN 'r' THEN 'not_recorded' WHEN 'y' THEN 'too_young'
                   WHEN 's' THEN 'feed_stale' WHEN 'g' THEN 'feed_gap' WHEN 'f' THEN 'no_feed' END;
COMMENT ON FUNCTION @workspace@.reason_of_letter(text) IS 'The reason that a letter of the history stands for';

CREATE FUNCTION @workspace@.row_digest(card health_score.scorecard, criterion_values float8[], criterion_flags text[], conditions int[],
                                       points_without_pulse numeric, phase text, arr numeric, owner text, segment text) RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE
RETURN hashtextextended(concat_ws('|', card::text, criterion_values::text, coalesce(criterion_flags::text, '-'), coalesce(conditions::text, '-'),
                                  coalesce(points_without_pulse::text, '-'), coalesce(phase, '-'), coalesce(arr::text, '-'), coalesce(owner, '-'), coalesce(segment, '-')), 0);
COMMENT ON FUNCTION @workspace@.row_digest(health_score.scorecard, float8[], text[], int[], numeric, text, numeric, text, text) IS
    'The digest that a row of the history carries of what it was made from';

CREATE FUNCTION @workspace@.day_scores(as_of date, model_key int)
RETURNS TABLE (account_id @account_key@, points numeric, worst numeric, best numeric, coverage numeric, model_coverage numeric,
               points_without_pulse numeric, reason text, phase text, arr numeric, owner text, segment text, criterion_values float8[],
               criterion_reasons text, criterion_flags text[], limits text[], limits_at_most float8[], conditions int[], input_digest bigint)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT s.account_id, health_score.points(s.card), health_score.worst_points(s.card), health_score.best_points(s.card),
           health_score.coverage(s.card), health_score.model_coverage(s.card), s.points_without_pulse, health_score.reason(s.card),
           a.phase, a.arr, a.owner, a.segment, c.criterion_values, c.criterion_reasons, c.criterion_flags, l.limits, l.limits_at_most, s.conditions,
           @workspace@.row_digest(s.card, c.criterion_values, c.criterion_flags, s.conditions, s.points_without_pulse, a.phase, a.arr, a.owner, a.segment)
    FROM @workspace@.accounts(as_of) a
    JOIN @workspace@.model_scorecards(as_of, model_key) s ON s.account_id = a.account_id
    CROSS JOIN LATERAL (
        SELECT array_agg(v.value ORDER BY v.criterion COLLATE "C") AS criterion_values,
               string_agg(@workspace@.reason_letter(x.reason), '' ORDER BY v.criterion COLLATE "C") AS criterion_reasons,
               CASE WHEN bool_or(v.flag IS NOT NULL) THEN array_agg(v.flag ORDER BY v.criterion COLLATE "C") END AS criterion_flags
        FROM unnest(s.criteria, s.criterion_values, s.criterion_flags) AS v (criterion, value, flag)
        JOIN health_score.criteria(s.card) x ON x.criterion = v.criterion
        OFFSET 0 -- evaluated once, not copied into every use
    ) c
    CROSS JOIN LATERAL (
        SELECT array_agg(x.reason ORDER BY x.at_most, x.reason COLLATE "C") AS limits,
               array_agg(x.at_most::float8 ORDER BY x.at_most, x.reason COLLATE "C") AS limits_at_most
        FROM health_score.limits(s.card) x
    ) l;
END;
COMMENT ON FUNCTION @workspace@.day_scores(date, int) IS 'The rows of the history for a day by one model version, but for the confirmed tier';

CREATE FUNCTION @workspace@.history_card(model_key int, segment text, criterion_values float8[], criterion_reasons text, limits text[], limits_at_most float8[])
RETURNS health_score.scorecard
LANGUAGE sql STABLE PARALLEL SAFE
RETURN (
    SELECT health_score.limited(
        health_score.combining(health_score.requiring(
            health_score.scorecard(c.component, c.criterion, health_score.points_at(c.curve::health_score.score_curve,
                                       CASE WHEN c.frame = 'peers' THEN (
                                           SELECT @workspace@.peer_place(criterion_values[c.place], q.breaks, q.shares) FROM @workspace@.peer_scale q
                                           WHERE q.model = c.model AND q.version = c.version AND q.measure = c.measure AND q.segment IN (history_card.segment, '')
                                           ORDER BY q.segment DESC LIMIT 1)
                                       ELSE criterion_values[c.place] END),
                                   c.weight, @workspace@.reason_of_letter(substr(criterion_reasons, c.place, 1)), c.assumed),
            CASE WHEN bool_or(c.missing = 'no_score' AND @workspace@.is_missing(@workspace@.reason_of_letter(substr(criterion_reasons, c.place, 1)))) THEN 1
                 ELSE max(m.minimum_coverage) END), max(w.components), max(w.ways)),
        coalesce(limits_at_most, '{}'), coalesce(limits, '{}'))
    FROM @workspace@.model m
    JOIN @workspace@.criterion_place c ON c.model = m.model AND c.version = m.version
    JOIN @workspace@.component_combination w ON w.model = m.model AND w.version = m.version
    WHERE m.model_key = history_card.model_key
);
COMMENT ON FUNCTION @workspace@.history_card(int, text, float8[], text, text[], float8[]) IS
    'The scorecard of a row of the history, made again from its segment, its values, its reasons and the model version';

CREATE VIEW @workspace@.latest_history WITH (security_invoker = true) AS
    SELECT h.*
    FROM @workspace@.account_history h
    WHERE h.is_latest;
COMMENT ON VIEW @workspace@.latest_history IS 'account_history without the revisions that a later one replaces';
COMMENT ON COLUMN @workspace@.latest_history.account_id IS 'account';
COMMENT ON COLUMN @workspace@.latest_history.day IS 'day as of which it was scored';
COMMENT ON COLUMN @workspace@.latest_history.model_key IS 'the model version, as in the table model';
COMMENT ON COLUMN @workspace@.latest_history.revision IS '1 as first published; one more each time that late rows changed what the sources say';
COMMENT ON COLUMN @workspace@.latest_history.is_latest IS 'true';
COMMENT ON COLUMN @workspace@.latest_history.points IS 'points, 0 to 100; NULL where too little is known';
COMMENT ON COLUMN @workspace@.latest_history.worst IS 'points if all that is missing had 0';
COMMENT ON COLUMN @workspace@.latest_history.best IS 'points if all that is missing had 100';
COMMENT ON COLUMN @workspace@.latest_history.coverage IS 'observed share of the bound and applicable weight';
COMMENT ON COLUMN @workspace@.latest_history.model_coverage IS 'share of the weight whose sources are bound';
COMMENT ON COLUMN @workspace@.latest_history.points_without_pulse IS 'points without the criteria that are the CSM''s own judgement';
COMMENT ON COLUMN @workspace@.latest_history.tier IS 'confirmed tier, from the 400 days up to this one by this version: red, yellow, green; NULL without points';
COMMENT ON COLUMN @workspace@.latest_history.reason IS 'why there are no points';
COMMENT ON COLUMN @workspace@.latest_history.phase IS 'phase of the account on the day';
COMMENT ON COLUMN @workspace@.latest_history.arr IS 'annual recurring revenue on the day';
COMMENT ON COLUMN @workspace@.latest_history.owner IS 'person in charge on the day';
COMMENT ON COLUMN @workspace@.latest_history.segment IS 'segment on the day';
COMMENT ON COLUMN @workspace@.latest_history.criterion_values IS 'raw values';
COMMENT ON COLUMN @workspace@.latest_history.criterion_reasons IS 'a letter each: o observed, a not_applicable, r not_recorded, y too_young, s feed_stale, g feed_gap, f no_feed';
COMMENT ON COLUMN @workspace@.latest_history.criterion_flags IS 'flags; NULL where there is none';
COMMENT ON COLUMN @workspace@.latest_history.limits IS 'reasons of the limits that held, the lowest first; NULL where none did';
COMMENT ON COLUMN @workspace@.latest_history.limits_at_most IS 'the points that those limits allow';
COMMENT ON COLUMN @workspace@.latest_history.conditions IS 'conditions of trigger rules that held; NULL where none did';
COMMENT ON COLUMN @workspace@.latest_history.input_digest IS 'digest of what the row was made from: verify() tells a changed source from a changed row by it';
COMMENT ON COLUMN @workspace@.latest_history.refreshed_at IS 'when it was written';

CREATE VIEW @workspace@.history_in_use WITH (security_invoker = true) AS
    SELECT h.*, m.model, m.version, m.scale
    FROM @workspace@.latest_history h
    JOIN @workspace@.account_model c ON c.account_id = h.account_id AND c.model_key = h.model_key AND c.is_current
    JOIN @workspace@.model m ON m.model_key = h.model_key;
COMMENT ON VIEW @workspace@.history_in_use IS 'latest_history by the model version that readers see each account by: every trend is read within one version';
COMMENT ON COLUMN @workspace@.history_in_use.account_id IS 'account';
COMMENT ON COLUMN @workspace@.history_in_use.day IS 'day as of which it was scored';
COMMENT ON COLUMN @workspace@.history_in_use.model_key IS 'the model version, as in the table model';
COMMENT ON COLUMN @workspace@.history_in_use.revision IS '1 as first published; one more each time that late rows changed what the sources say';
COMMENT ON COLUMN @workspace@.history_in_use.is_latest IS 'true';
COMMENT ON COLUMN @workspace@.history_in_use.points IS 'points, 0 to 100; NULL where too little is known';
COMMENT ON COLUMN @workspace@.history_in_use.worst IS 'points if all that is missing had 0';
COMMENT ON COLUMN @workspace@.history_in_use.best IS 'points if all that is missing had 100';
COMMENT ON COLUMN @workspace@.history_in_use.coverage IS 'observed share of the bound and applicable weight';
COMMENT ON COLUMN @workspace@.history_in_use.model_coverage IS 'share of the weight whose sources are bound';
COMMENT ON COLUMN @workspace@.history_in_use.points_without_pulse IS 'points without the criteria that are the CSM''s own judgement';
COMMENT ON COLUMN @workspace@.history_in_use.tier IS 'confirmed tier, from the 400 days up to this one by this version: red, yellow, green; NULL without points';
COMMENT ON COLUMN @workspace@.history_in_use.reason IS 'why there are no points';
COMMENT ON COLUMN @workspace@.history_in_use.phase IS 'phase of the account on the day';
COMMENT ON COLUMN @workspace@.history_in_use.arr IS 'annual recurring revenue on the day';
COMMENT ON COLUMN @workspace@.history_in_use.owner IS 'person in charge on the day';
COMMENT ON COLUMN @workspace@.history_in_use.segment IS 'segment on the day';
COMMENT ON COLUMN @workspace@.history_in_use.criterion_values IS 'raw values';
COMMENT ON COLUMN @workspace@.history_in_use.criterion_reasons IS 'a letter each: o observed, a not_applicable, r not_recorded, y too_young, s feed_stale, g feed_gap, f no_feed';
COMMENT ON COLUMN @workspace@.history_in_use.criterion_flags IS 'flags; NULL where there is none';
COMMENT ON COLUMN @workspace@.history_in_use.limits IS 'reasons of the limits that held, the lowest first; NULL where none did';
COMMENT ON COLUMN @workspace@.history_in_use.limits_at_most IS 'the points that those limits allow';
COMMENT ON COLUMN @workspace@.history_in_use.conditions IS 'conditions of trigger rules that held; NULL where none did';
COMMENT ON COLUMN @workspace@.history_in_use.input_digest IS 'digest of what the row was made from: verify() tells a changed source from a changed row by it';
COMMENT ON COLUMN @workspace@.history_in_use.refreshed_at IS 'when it was written';
COMMENT ON COLUMN @workspace@.history_in_use.model IS 'name of the model';
COMMENT ON COLUMN @workspace@.history_in_use.version IS 'version';
COMMENT ON COLUMN @workspace@.history_in_use.scale IS 'where yellow and green begin in it';

CREATE FUNCTION @workspace@.days_in_use(from_date date, to_date date)
RETURNS TABLE (day date)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT r.day
    FROM @workspace@.refreshed_day r
    JOIN @workspace@.model_in_use u ON u.model_key = r.model_key
    WHERE r.day >= coalesce(from_date, '-infinity') AND r.day <= coalesce(to_date, 'infinity')
    GROUP BY r.day
    HAVING count(DISTINCT r.model_key) = (SELECT count(*) FROM @workspace@.model_in_use);
END;
COMMENT ON FUNCTION @workspace@.days_in_use(date, date) IS 'The days of a range that are in the history by every model version in use; NULL: no bound';

CREATE FUNCTION @workspace@.last_refreshed_day() RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE
RETURN (SELECT max(d.day) FROM @workspace@.days_in_use(NULL, NULL) d);
COMMENT ON FUNCTION @workspace@.last_refreshed_day() IS 'The day that readers see: the last one in the history by every model version in use; NULL if there is none';

CREATE FUNCTION @workspace@.record_account_models(as_of date) RETURNS bigint
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
    changed bigint;
BEGIN
    -- an account that the sources do not know any more stays with its version while that is in use
    WITH now_read AS (
        SELECT c.account_id, coalesce(a.model_key, CASE WHEN u.model_key IS NULL THEN d.model_key END) AS model_key
        FROM @workspace@.account_model c
        LEFT JOIN @workspace@.account_models(as_of) a ON a.account_id = c.account_id
        LEFT JOIN @workspace@.model_in_use u ON u.model_key = c.model_key
        LEFT JOIN @workspace@.model_in_use d ON d.is_default
        WHERE c.is_current AND c.from_day <= as_of AND coalesce(a.model_key, CASE WHEN u.model_key IS NULL THEN d.model_key END) <> c.model_key
    ), replaced AS (
        UPDATE @workspace@.account_model c SET is_current = false
        FROM now_read n
        WHERE c.account_id = n.account_id AND c.is_current AND c.from_day < as_of
    )
    INSERT INTO @workspace@.account_model AS t (account_id, from_day, model_key)
    SELECT n.account_id, as_of, n.model_key FROM now_read n
    ON CONFLICT (account_id, from_day) DO UPDATE SET model_key = excluded.model_key;
    GET DIAGNOSTICS changed = ROW_COUNT;
    RETURN changed;
END;
$body$;
COMMENT ON FUNCTION @workspace@.record_account_models(date) IS
    'Notes for each account of the history by which version readers see it from a refreshed day on, and returns how many changed';

CREATE FUNCTION @workspace@.histories(model_key int, from_day date, to_day date)
RETURNS TABLE (account_id @account_key@, history health_score.score_history)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT h.account_id, health_score.score_history(h.day, h.points::float8)
    FROM @workspace@.latest_history h
    WHERE h.model_key = histories.model_key AND h.day BETWEEN from_day AND to_day
    GROUP BY h.account_id;
END;
COMMENT ON FUNCTION @workspace@.histories(int, date, date) IS 'The published points of each account in a range of days by one model version, as one value';

CREATE FUNCTION @workspace@.settle_tiers(model_key int, from_date date, to_date date) RETURNS bigint
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
    last_day date := (SELECT max(r.day) FROM @workspace@.refreshed_day r WHERE r.model_key = settle_tiers.model_key AND r.day BETWEEN from_date AND to_date);
    changed bigint;
BEGIN
    IF last_day IS NULL THEN
        RETURN 0;
    END IF;
    UPDATE @workspace@.account_history t SET tier = x.tier
    FROM (
        SELECT p.account_id, d.day, d.tier::text AS tier
        FROM @workspace@.model m
        CROSS JOIN LATERAL @workspace@.histories(m.model_key, from_date - 400, last_day) p
        CROSS JOIN LATERAL health_score.tiers_by_day(p.history, from_date, last_day, m.scale::health_score.tier_scale) d
        WHERE m.model_key = settle_tiers.model_key
    ) x
    WHERE t.day BETWEEN from_date AND last_day AND t.account_id = x.account_id AND t.day = x.day AND t.model_key = settle_tiers.model_key
      AND t.is_latest AND t.points IS NOT NULL AND t.tier IS DISTINCT FROM x.tier;
    GET DIAGNOSTICS changed = ROW_COUNT;
    RETURN changed;
END;
$body$;
COMMENT ON FUNCTION @workspace@.settle_tiers(int, date, date) IS
    'Brings the confirmed tiers of a range of days up to date with the days before them, reading each account''s history once, and returns how many changed';

CREATE VIEW @workspace@.account_score_daily WITH (security_invoker = true) AS
    SELECT h.account_id, h.day AS as_of, h.points, coalesce(h.tier, 'unscored') AS tier,
           CASE h.tier WHEN 'red' THEN 1 WHEN 'yellow' THEN 2 WHEN 'green' THEN 3 ELSE 0 END AS tier_order,
           coalesce(health_score.tier_of(h.points::float8, h.scale::health_score.tier_scale)::text, 'unscored') AS raw_tier,
           coalesce(health_score.tier_certainty(h.points::float8, h.worst::float8, h.best::float8, h.scale::health_score.tier_scale), 'open') AS tier_certainty,
           h.coverage, h.model_coverage, h.worst, h.best, h.points_without_pulse, h.reason, h.phase, h.arr, h.owner, h.segment,
           h.limits, h.conditions, h.model_key, h.revision, h.refreshed_at
    FROM @workspace@.history_in_use h;
COMMENT ON VIEW @workspace@.account_score_daily IS 'The published score of each account and day by the model version in use for it, the latest revision of each';
COMMENT ON COLUMN @workspace@.account_score_daily.account_id IS 'Account';
COMMENT ON COLUMN @workspace@.account_score_daily.as_of IS 'Day as of which it was scored';
COMMENT ON COLUMN @workspace@.account_score_daily.points IS 'Points, 0 to 100; NULL where too little is known';
COMMENT ON COLUMN @workspace@.account_score_daily.tier IS 'Confirmed tier: red, yellow, green, or unscored';
COMMENT ON COLUMN @workspace@.account_score_daily.tier_order IS '1 red, 2 yellow, 3 green, 0 unscored';
COMMENT ON COLUMN @workspace@.account_score_daily.raw_tier IS 'Tier of the points alone';
COMMENT ON COLUMN @workspace@.account_score_daily.tier_certainty IS 'certain, likely or open: could what is missing change the tier?';
COMMENT ON COLUMN @workspace@.account_score_daily.coverage IS 'Observed share of the bound and applicable weight';
COMMENT ON COLUMN @workspace@.account_score_daily.model_coverage IS 'Share of the weight whose sources are bound';
COMMENT ON COLUMN @workspace@.account_score_daily.worst IS 'Points if all that is missing had 0';
COMMENT ON COLUMN @workspace@.account_score_daily.best IS 'Points if all that is missing had 100';
COMMENT ON COLUMN @workspace@.account_score_daily.points_without_pulse IS 'Points without the criteria that are the CSM''s own judgement';
COMMENT ON COLUMN @workspace@.account_score_daily.reason IS 'Why there are no points';
COMMENT ON COLUMN @workspace@.account_score_daily.phase IS 'Phase of the account on the day';
COMMENT ON COLUMN @workspace@.account_score_daily.arr IS 'Annual recurring revenue on the day';
COMMENT ON COLUMN @workspace@.account_score_daily.owner IS 'Person in charge on the day';
COMMENT ON COLUMN @workspace@.account_score_daily.segment IS 'Segment on the day';
COMMENT ON COLUMN @workspace@.account_score_daily.limits IS 'Limits that held, the lowest first';
COMMENT ON COLUMN @workspace@.account_score_daily.conditions IS 'Conditions of trigger rules that held';
COMMENT ON COLUMN @workspace@.account_score_daily.model_key IS 'Model version';
COMMENT ON COLUMN @workspace@.account_score_daily.revision IS '1 as first published';
COMMENT ON COLUMN @workspace@.account_score_daily.refreshed_at IS 'When the row was written';

CREATE VIEW @workspace@.criterion_history WITH (security_invoker = true) AS
    SELECT h.account_id, h.day AS as_of, x.component, x.criterion, k.measure, h.criterion_values[k.place] AS value, x.reason,
           h.criterion_flags[k.place] AS flag, x.points, x.weight, x.effective_weight, x.contribution, x.points_lost, h.model_key
    FROM @workspace@.history_in_use h
    CROSS JOIN LATERAL health_score.criteria(
        @workspace@.history_card(h.model_key, h.segment, h.criterion_values, h.criterion_reasons, h.limits, h.limits_at_most)) x
    JOIN @workspace@.criterion_place k ON k.model = h.model AND k.version = h.version AND k.criterion = x.criterion;
COMMENT ON VIEW @workspace@.criterion_history IS 'Every criterion of each account and day of the history, by the model version in use for it';
COMMENT ON COLUMN @workspace@.criterion_history.account_id IS 'Account';
COMMENT ON COLUMN @workspace@.criterion_history.as_of IS 'Day as of which it was scored';
COMMENT ON COLUMN @workspace@.criterion_history.component IS 'Component';
COMMENT ON COLUMN @workspace@.criterion_history.criterion IS 'Criterion';
COMMENT ON COLUMN @workspace@.criterion_history.measure IS 'Measure that gave the value';
COMMENT ON COLUMN @workspace@.criterion_history.value IS 'Raw value';
COMMENT ON COLUMN @workspace@.criterion_history.reason IS 'observed, or why there is no value';
COMMENT ON COLUMN @workspace@.criterion_history.flag IS 'What is particular about the value';
COMMENT ON COLUMN @workspace@.criterion_history.points IS 'Points, 0 to 100';
COMMENT ON COLUMN @workspace@.criterion_history.weight IS 'Share of the whole';
COMMENT ON COLUMN @workspace@.criterion_history.effective_weight IS 'Share of the whole after the weight of what is missing was passed on';
COMMENT ON COLUMN @workspace@.criterion_history.contribution IS 'Points it adds to the whole';
COMMENT ON COLUMN @workspace@.criterion_history.points_lost IS 'Points it takes from 100';
COMMENT ON COLUMN @workspace@.criterion_history.model_key IS 'Model version';

CREATE FUNCTION @workspace@.facet_points(account_id @account_key@, as_of date)
RETURNS TABLE (usage_points numeric, value_points numeric)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT sum(c.points * c.weight) FILTER (WHERE k.facet = 'usage') / nullif(sum(c.weight) FILTER (WHERE k.facet = 'usage' AND c.points IS NOT NULL), 0),
           sum(c.points * c.weight) FILTER (WHERE k.facet = 'value') / nullif(sum(c.weight) FILTER (WHERE k.facet = 'value' AND c.points IS NOT NULL), 0)
    FROM @workspace@.criterion_history c
    JOIN @workspace@.model u ON u.model_key = c.model_key
    JOIN @workspace@.criterion k ON k.model = u.model AND k.version = u.version AND k.criterion = c.criterion
    WHERE c.account_id = facet_points.account_id AND c.as_of = facet_points.as_of;
END;
COMMENT ON FUNCTION @workspace@.facet_points(@account_key@, date) IS 'Points of an account on a day of the history from its criteria of use, and from those of value';

CREATE VIEW @workspace@.component_history WITH (security_invoker = true) AS
    SELECT h.account_id, h.day AS as_of, x.component, x.points,
           coalesce(health_score.tier_of(x.points::float8, h.scale::health_score.tier_scale)::text, 'unscored') AS raw_tier,
           x.weight, x.effective_weight, x.contribution, x.coverage, x.reason, x.parent, x.combines
    FROM @workspace@.history_in_use h
    CROSS JOIN LATERAL health_score.components(
        @workspace@.history_card(h.model_key, h.segment, h.criterion_values, h.criterion_reasons, h.limits, h.limits_at_most)) x;
COMMENT ON VIEW @workspace@.component_history IS 'Every component of each account and day of the history, by the model version in use for it';
COMMENT ON COLUMN @workspace@.component_history.account_id IS 'Account';
COMMENT ON COLUMN @workspace@.component_history.as_of IS 'Day as of which it was scored';
COMMENT ON COLUMN @workspace@.component_history.component IS 'Component';
COMMENT ON COLUMN @workspace@.component_history.points IS 'Points, 0 to 100; NULL if it is missing';
COMMENT ON COLUMN @workspace@.component_history.raw_tier IS 'Tier of these points alone';
COMMENT ON COLUMN @workspace@.component_history.weight IS 'Share of the whole';
COMMENT ON COLUMN @workspace@.component_history.effective_weight IS 'Share of the whole after the weight of what is missing was passed on';
COMMENT ON COLUMN @workspace@.component_history.contribution IS 'Points it adds to the whole';
COMMENT ON COLUMN @workspace@.component_history.coverage IS 'Observed share of its bound and applicable weight';
COMMENT ON COLUMN @workspace@.component_history.reason IS 'observed, or why it is missing';
COMMENT ON COLUMN @workspace@.component_history.parent IS 'Component that it is within';
COMMENT ON COLUMN @workspace@.component_history.combines IS 'weighted, worst or best';

CREATE VIEW @workspace@.refresh_progress WITH (security_invoker = true) AS
    SELECT r.run_id, r.model_key, r.from_day, r.to_day, r.batches, r.batches_done, r.batches_failed,
           round(100.0 * (r.batches_done + r.batches_failed) / nullif(r.batches, 0), 1) AS percent_done,
           r.rows_written, r.started_at, r.seen_at,
           CASE WHEN r.batches_done > 0
                THEN (r.seen_at - r.started_at) * ((r.batches - r.batches_done - r.batches_failed)::float8 / r.batches_done) END AS time_left,
           r.started_by, r.backend
    FROM @workspace@.refresh_run r
    WHERE r.status = 'running';
COMMENT ON VIEW @workspace@.refresh_progress IS 'The run that goes on, how far it is, and how long it will take at its pace so far';
COMMENT ON COLUMN @workspace@.refresh_progress.run_id IS 'Number of the run';
COMMENT ON COLUMN @workspace@.refresh_progress.model_key IS 'Model version';
COMMENT ON COLUMN @workspace@.refresh_progress.from_day IS 'First day asked for';
COMMENT ON COLUMN @workspace@.refresh_progress.to_day IS 'Last day asked for';
COMMENT ON COLUMN @workspace@.refresh_progress.batches IS 'Batches to do';
COMMENT ON COLUMN @workspace@.refresh_progress.batches_done IS 'Batches committed';
COMMENT ON COLUMN @workspace@.refresh_progress.batches_failed IS 'Batches that failed';
COMMENT ON COLUMN @workspace@.refresh_progress.percent_done IS 'Share of the batches that are over, in percent';
COMMENT ON COLUMN @workspace@.refresh_progress.rows_written IS 'Rows of the history that were written';
COMMENT ON COLUMN @workspace@.refresh_progress.started_at IS 'When it began';
COMMENT ON COLUMN @workspace@.refresh_progress.seen_at IS 'When its last batch ended';
COMMENT ON COLUMN @workspace@.refresh_progress.time_left IS 'Time that the rest will take at this pace; NULL before the first batch';
COMMENT ON COLUMN @workspace@.refresh_progress.started_by IS 'Who called it';
COMMENT ON COLUMN @workspace@.refresh_progress.backend IS 'Process of the session';

CREATE VIEW @workspace@.refresh_runs WITH (security_invoker = true) AS
    SELECT r.run_id, r.status, m.model, m.version, r.from_day, r.to_day, r.batches, r.batches_done, r.batches_failed, r.rows_written, r.error,
           r.started_at, r.ended_at, r.ended_at - r.started_at AS took, r.started_by
    FROM @workspace@.refresh_run r
    LEFT JOIN @workspace@.model m ON m.model_key = r.model_key;
COMMENT ON VIEW @workspace@.refresh_runs IS 'Every run of refresh, and its first error';
COMMENT ON COLUMN @workspace@.refresh_runs.run_id IS 'Number of the run';
COMMENT ON COLUMN @workspace@.refresh_runs.status IS 'running, done, failed, stopped or dead';
COMMENT ON COLUMN @workspace@.refresh_runs.model IS 'Model';
COMMENT ON COLUMN @workspace@.refresh_runs.version IS 'Version of the model';
COMMENT ON COLUMN @workspace@.refresh_runs.from_day IS 'First day asked for';
COMMENT ON COLUMN @workspace@.refresh_runs.to_day IS 'Last day asked for';
COMMENT ON COLUMN @workspace@.refresh_runs.batches IS 'Batches to do';
COMMENT ON COLUMN @workspace@.refresh_runs.batches_done IS 'Batches committed';
COMMENT ON COLUMN @workspace@.refresh_runs.batches_failed IS 'Batches that failed';
COMMENT ON COLUMN @workspace@.refresh_runs.rows_written IS 'Rows of the history that were written';
COMMENT ON COLUMN @workspace@.refresh_runs.error IS 'The first error';
COMMENT ON COLUMN @workspace@.refresh_runs.started_at IS 'When it began';
COMMENT ON COLUMN @workspace@.refresh_runs.ended_at IS 'When it ended';
COMMENT ON COLUMN @workspace@.refresh_runs.took IS 'How long it took';
COMMENT ON COLUMN @workspace@.refresh_runs.started_by IS 'Who called it';
