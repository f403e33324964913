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

CREATE FUNCTION @workspace@.milestone_values(as_of date)
RETURNS TABLE (account_id @account_key@, due bigint, on_time bigint, latest_on date)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT r.account_id, count(*),
           count(*) FILTER (WHERE r.done_on <= as_of AND r.done_on <= coalesce(r.first_planned_on, r.planned_on)),
           max(coalesce(r.first_planned_on, r.planned_on))
    FROM @workspace@.source_rows_milestone('-infinity', as_of) r
    WHERE coalesce(r.first_planned_on, r.planned_on) <= as_of
    GROUP BY r.account_id;
END;
COMMENT ON FUNCTION @workspace@.milestone_values(date) IS 'Per account, milestones due by a day after their first plan, and those done on time';

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
