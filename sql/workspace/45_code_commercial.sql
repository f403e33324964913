-- What was bought, what is paid, what was planned.

CREATE FUNCTION @workspace@.entitlement_values(as_of date)
RETURNS TABLE (account_id @account_key@, seats float8, features text[], use_cases text[],
               items text[], units float8[], per text[], starts date[], ends date[])
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT r.account_id,
           sum(r.units::numeric) FILTER (WHERE r.kind = 'seat')::float8,
           array_agg(r.item) FILTER (WHERE r.kind = 'feature'),
           array_agg(r.item) FILTER (WHERE r.kind = 'use_case'),
           array_agg(r.item) FILTER (WHERE r.kind = 'volume' AND r.units > 0 AND r.units < 'infinity'),
           array_agg(r.units) FILTER (WHERE r.kind = 'volume' AND r.units > 0 AND r.units < 'infinity'),
           array_agg(r.per) FILTER (WHERE r.kind = 'volume' AND r.units > 0 AND r.units < 'infinity'),
           array_agg(r.valid_from) FILTER (WHERE r.kind = 'volume' AND r.units > 0 AND r.units < 'infinity'),
           array_agg(r.valid_to) FILTER (WHERE r.kind = 'volume' AND r.units > 0 AND r.units < 'infinity')
    FROM @workspace@.source_rows_entitlement('-infinity', as_of) r
    WHERE coalesce(r.valid_from <= as_of, true) AND coalesce(r.valid_to > as_of, true)
    GROUP BY r.account_id;
END;
COMMENT ON FUNCTION @workspace@.entitlement_values(date) IS 'Per account, what it is entitled to on a day: seats, features, use cases, committed volumes';

CREATE FUNCTION @workspace@.unpaid_invoices(as_of date)
RETURNS TABLE (account_id @account_key@, invoice_id text, due_on date, amount numeric)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT r.account_id, r.invoice_id, r.due_on, r.amount
    FROM @workspace@.source_rows_invoice('-infinity', as_of) r
    CROSS JOIN (
        SELECT bool_or(c.name IN ('paid_on', 'voided_on')) AS has_dates
        FROM @workspace@.feeds(as_of) f, unnest(f.columns) AS c (name)
        WHERE f.source = 'invoice'
    ) b
    WHERE r.amount > 0 AND r.due_on <= as_of AND isfinite(r.due_on)
      AND CASE
              -- status and amount paid are as of now, so they count only where nothing better is bound
              WHEN b.has_dates THEN coalesce(r.paid_on > as_of, true) AND coalesce(r.voided_on > as_of, true)
              ELSE coalesce(lower(r.status) NOT IN ('paid', 'void', 'voided'), true) AND coalesce(r.amount_paid < r.amount, true)
          END;
END;
COMMENT ON FUNCTION @workspace@.unpaid_invoices(date) IS 'Invoices due, not paid and not voided by a day';

CREATE FUNCTION @workspace@.invoice_values(as_of date)
RETURNS TABLE (account_id @account_key@, oldest_due_on date, overdue bigint)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT i.account_id, min(i.due_on), count(*)
    FROM @workspace@.unpaid_invoices(as_of) i
    GROUP BY i.account_id;
END;
COMMENT ON FUNCTION @workspace@.invoice_values(date) IS 'Per account, invoices due, not paid and not voided by a day';

CREATE FUNCTION @workspace@.payment_values(as_of date)
RETURNS TABLE (account_id @account_key@, due bigint, late bigint, due_on date, failed bigint, failed_on date)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT r.account_id, count(*) FILTER (WHERE r.is_recent),
           count(*) FILTER (WHERE r.is_recent AND coalesce(r.paid_on > r.due_on, true) AND (r.paid_on <= as_of OR r.due_on < as_of)),
           max(r.due_on) FILTER (WHERE r.is_recent),
           count(*) FILTER (WHERE r.failed_on > as_of - 30 AND coalesce(r.paid_on < r.failed_on OR r.paid_on > as_of, true)), max(r.failed_on)
    FROM (
        SELECT q.account_id, q.due_on, q.paid_on, q.due_on > as_of - 365 AND q.due_on <= as_of AS is_recent,
               CASE WHEN q.failed_at < @workspace@.end_of(as_of) THEN @workspace@.day_of(q.failed_at) END AS failed_on
        FROM @workspace@.source_rows_invoice('-infinity', as_of) q
        WHERE q.amount > 0 AND coalesce(q.voided_on > as_of, true)
    ) r
    GROUP BY r.account_id;
END;
COMMENT ON FUNCTION @workspace@.payment_values(date) IS 'Per account, invoices due in 365 days and not voided, those that were paid after their day or not at all, and payments that failed';

CREATE FUNCTION @workspace@.milestone_values(as_of date)
RETURNS TABLE (account_id @account_key@, due bigint, on_time bigint, latest_on date, theirs_due bigint, theirs_on_time bigint, theirs_on date,
               kickoff_on date, has_reason boolean, onboarding_steps bigint, onboarding_until date, onboarding_done_on date,
               first_value_due_on date, first_value_on date, milestones bigint, open_ones bigint, last_done_on date, theirs_done date[],
               overdue_since date, implementation_open bigint, reasons bigint, reasons_done bigint, value_steps bigint, value_on date)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT r.account_id,
           count(*) FILTER (WHERE r.due_on <= as_of),
           count(*) FILTER (WHERE r.due_on <= as_of AND r.done_on <= r.due_on),
           max(r.due_on) FILTER (WHERE r.due_on <= as_of),
           count(*) FILTER (WHERE r.due_on <= as_of AND r.side = 'theirs'),
           count(*) FILTER (WHERE r.due_on <= as_of AND r.side = 'theirs' AND r.done_on <= r.due_on),
           max(r.due_on) FILTER (WHERE r.due_on <= as_of AND r.side = 'theirs'),
           -- the journey is that of the current life
           min(r.done_on) FILTER (WHERE r.in_life AND r.milestone = 'kickoff'),
           coalesce(bool_or(r.buying_reason <> '') FILTER (WHERE r.in_life), false),
           count(*) FILTER (WHERE r.in_life AND r.phase = 'onboarding' AND isfinite(r.due_on)),
           max(r.due_on) FILTER (WHERE r.in_life AND r.phase = 'onboarding' AND isfinite(r.due_on)),
           CASE WHEN bool_and(r.done_on IS NOT NULL) FILTER (WHERE r.in_life AND r.phase = 'onboarding') THEN
               max(r.done_on) FILTER (WHERE r.in_life AND r.phase = 'onboarding') END,
           min(r.due_on) FILTER (WHERE r.in_life AND r.milestone = 'first_value' AND isfinite(r.due_on)),
           min(r.done_on) FILTER (WHERE r.in_life AND r.milestone = 'first_value'),
           count(*) FILTER (WHERE r.in_life), count(*) FILTER (WHERE r.in_life AND r.done_on IS NULL),
           max(r.done_on) FILTER (WHERE r.in_life),
           array_agg(r.done_on) FILTER (WHERE r.in_life AND r.side = 'theirs' AND r.done_on IS NOT NULL),
           min(r.due_on) FILTER (WHERE r.in_life AND r.done_on IS NULL AND r.due_on <= as_of),
           count(*) FILTER (WHERE r.in_life AND r.done_on IS NULL AND r.phase IN ('onboarding', 'implementation')),
           count(*) FILTER (WHERE r.in_life AND r.buying_reason <> ''), count(*) FILTER (WHERE r.in_life AND r.buying_reason <> '' AND r.done_on IS NOT NULL),
           count(*) FILTER (WHERE r.in_life AND r.milestone IN ('minimum_value', 'first_value')),
           CASE WHEN bool_or(r.in_life AND r.milestone = 'minimum_value') THEN min(r.done_on) FILTER (WHERE r.in_life AND r.milestone = 'minimum_value')
                ELSE min(r.done_on) FILTER (WHERE r.in_life AND r.milestone = 'first_value') END
    FROM (
        SELECT q.account_id, q.phase, q.milestone, q.side, q.buying_reason, coalesce(q.first_planned_on, q.planned_on) AS due_on,
               CASE WHEN q.done_on <= as_of THEN q.done_on END AS done_on,
               coalesce(coalesce(q.first_planned_on, q.planned_on, q.done_on) >= a.started_on AND coalesce(q.first_planned_on, q.planned_on, q.done_on) < 'infinity', false) AS in_life
        FROM @workspace@.source_rows_milestone('-infinity', as_of) q
        LEFT JOIN @workspace@.scored_accounts(as_of) a ON a.account_id = q.account_id
    ) r
    GROUP BY r.account_id;
END;
COMMENT ON FUNCTION @workspace@.milestone_values(date) IS
    'Per account, milestones due by a day after their first plan and done on time, theirs apart; and of the current life kickoff, onboarding, first value and what is open';

CREATE FUNCTION @workspace@.answer_values(as_of date)
RETURNS TABLE (account_id @account_key@, answer text, named_win text, on_day date)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT DISTINCT ON (r.account_id) r.account_id, r.answer, nullif(btrim(r.named_win), ''), @workspace@.day_of(r.at)
    FROM @workspace@.value_answer r
    WHERE @workspace@.day_of(r.at) <= as_of AND @workspace@.day_of(r.at) >= (date_trunc('quarter', as_of::timestamp) - interval '3 months')::date
    ORDER BY r.account_id, r.at DESC, r.asked_by;
END;
COMMENT ON FUNCTION @workspace@.answer_values(date) IS
    'Per account, the latest answer of this quarter or the last to: is the customer getting more than they pay for?';

CREATE FUNCTION @workspace@.evidence_values(as_of date)
RETURNS TABLE (account_id @account_key@, pieces bigint, latest_on date, days date[])
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT r.account_id, count(*) FILTER (WHERE r.occurred_on > as_of - 180), max(r.occurred_on), array_agg(r.occurred_on)
    -- proof for a renewal that is a year overdue is the oldest that counts
    FROM @workspace@.source_rows_value_evidence(as_of - 545, as_of) r
    GROUP BY r.account_id;
END;
COMMENT ON FUNCTION @workspace@.evidence_values(date) IS 'Per account, pieces of value evidence of 180 days, and the days of those that may serve the next renewal';

CREATE FUNCTION @workspace@.known_renewals(as_of date)
RETURNS TABLE (account_id @account_key@, renewal_id text, due_on date, notice_by date, term_months int, arr numeric, signed_on date, is_open boolean)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT r.account_id, r.renewal_id, r.due_on, r.notice_by, r.term_months, r.arr, CASE WHEN r.signed_on <= as_of THEN r.signed_on END,
           coalesce(r.signed_on > as_of, true)
           -- one of long ago that nobody ever signed must not hide the next
           AND r.due_on > as_of - 365
           -- one that renews by itself has done so
           AND NOT coalesce(r.auto_renews AND r.due_on < as_of, false)
           -- what was due before the current life was lost with the life before
           AND coalesce(r.due_on > a.started_on, false)
    FROM @workspace@.source_rows_renewal('-infinity', as_of) r
    LEFT JOIN @workspace@.scored_accounts(as_of) a ON a.account_id = r.account_id
    WHERE isfinite(r.due_on);
END;
COMMENT ON FUNCTION @workspace@.known_renewals(date) IS 'Renewals as known on a day: when they were signed, and which are open, be they past: of a scored account''s current life, at most a year ago, and not renewed by themselves';

CREATE FUNCTION @workspace@.renewal_values(as_of date)
RETURNS TABLE (account_id @account_key@, due_on date, signed_on date, signed_due_on date)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT r.account_id, min(r.due_on) FILTER (WHERE r.is_open), max(r.signed_on),
           (array_agg(r.due_on ORDER BY r.signed_on DESC, r.due_on DESC) FILTER (WHERE r.signed_on IS NOT NULL))[1]
    FROM @workspace@.known_renewals(as_of) r
    GROUP BY r.account_id;
END;
COMMENT ON FUNCTION @workspace@.renewal_values(date) IS 'Per account, the day its next renewal is due, as known on a day: the first that is open, be it past; and when the last one was signed and was due';

CREATE FUNCTION @workspace@.opportunity_values(as_of date)
RETURNS TABLE (account_id @account_key@, created bigint, latest_on date)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT r.account_id, count(*), @workspace@.day_of(max(r.created_at))
    FROM @workspace@.source_rows_opportunity(as_of - 89, as_of) r
    WHERE @workspace@.day_of(r.created_at) > as_of - 90
    GROUP BY r.account_id;
END;
COMMENT ON FUNCTION @workspace@.opportunity_values(date) IS 'Per account, opportunities created in the 90 days up to a day';

CREATE FUNCTION @workspace@.external_values(as_of date)
RETURNS TABLE (account_id @account_key@, events bigint, latest_kind text, latest_on date)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT r.account_id, count(*), (array_agg(r.kind ORDER BY r.at DESC, r.kind COLLATE "C"))[1], @workspace@.day_of(max(r.at))
    FROM @workspace@.source_rows_external_event(as_of - 179, as_of) r
    WHERE coalesce(r.expires_on > as_of, true)
    GROUP BY r.account_id;
END;
COMMENT ON FUNCTION @workspace@.external_values(date) IS 'Per account, what happened around it in 180 days and has not expired';
