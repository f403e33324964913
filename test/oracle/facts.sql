-- State sources: invoices, champions, plan, opportunities. Their e is the day itself.

-- Where neither date is in the binding, status and amount_paid say what is settled.
SELECT NOT EXISTS (SELECT FROM :ws.binding WHERE source = 'invoice' AND columns && ARRAY['paid_on', 'voided_on']) AS by_status \gset

-- limit fact: the most days that an open invoice is overdue
INSERT INTO oracle.raw
SELECT a.account_id, 'invoice_overdue_days', coalesce(max(:'as_of'::date - i.due_on), 0), 'observed', NULL, count(i.invoice_id)
  FROM oracle.account a
  LEFT JOIN :ws.source_invoice i
       ON i.account_id = a.account_id AND i.amount > 0 AND i.due_on <= :'as_of'::date
      AND (i.known_at IS NULL OR i.known_at < :'end_d')
      AND (i.paid_on IS NULL OR i.paid_on > :'as_of'::date)
      AND (i.voided_on IS NULL OR i.voided_on > :'as_of'::date)
      AND NOT (:'by_status'::boolean
               AND (coalesce(i.amount_paid >= i.amount, false) OR coalesce(lower(i.status) IN ('paid', 'void', 'voided'), false)))
 GROUP BY a.account_id;

-- limit fact: a champion whose role ended in the last 60 days, with no champion on the day
INSERT INTO oracle.raw
SELECT a.account_id, 'champion_gone',
       CASE WHEN EXISTS (SELECT FROM oracle.contact c
                          WHERE c.account_id = a.account_id AND c.role = 'champion'
                            AND c.valid_to > :'as_of'::date - 60 AND c.valid_to <= :'as_of'::date)
             AND NOT EXISTS (SELECT FROM oracle.contact c
                              WHERE c.account_id = a.account_id AND c.role = 'champion' AND (c.is_active IS NOT FALSE OR c.valid_to < 'infinity')
                                AND c.valid_to > :'as_of'::date)
            THEN 1 ELSE 0 END,
       -- Reading: where no champion was ever recorded there is nothing to measure
       CASE WHEN EXISTS (SELECT FROM oracle.contact c WHERE c.account_id = a.account_id AND c.role = 'champion')
            THEN 'observed' ELSE 'not_applicable' END, NULL, NULL
  FROM oracle.account a;

-- 61: milestones done on time ÷ due, against the first plan
INSERT INTO oracle.raw
SELECT a.account_id, 'plan_progress', count(*) FILTER (WHERE m.done_on <= m.plan)::float8 / nullif(count(m.plan), 0),
       CASE WHEN count(m.plan) > 0 THEN 'observed' ELSE 'not_applicable' END, NULL, count(m.plan)
  FROM oracle.account a
  LEFT JOIN (SELECT account_id, coalesce(first_planned_on, planned_on) AS plan, done_on
               FROM :ws.source_milestone
              WHERE coalesce(first_planned_on, planned_on) <= :'as_of'::date
                AND (known_at IS NULL OR known_at < :'end_d')) AS m USING (account_id)
 GROUP BY a.account_id;

-- 54: opportunities of any kind created in W(90)
INSERT INTO oracle.raw
SELECT a.account_id, 'expansion_interest', count(o.opportunity_id), 'observed', NULL, count(o.opportunity_id)
  FROM oracle.account a
  LEFT JOIN :ws.source_opportunity o
       ON o.account_id = a.account_id AND o.created_at < :'end_d'
      AND (o.created_at AT TIME ZONE :'zone')::date > :'as_of'::date - 90
      AND (o.known_at IS NULL OR o.known_at < :'end_d')
 GROUP BY a.account_id;

-- 64: how long there has been a champion
INSERT INTO oracle.raw
SELECT a.account_id, 'champion_days', CASE WHEN n.now = 0 THEN 0 ELSE :'as_of'::date - n.since END,
       CASE WHEN n.ever = 0 OR n.now > 0 AND n.since IS NULL THEN 'not_recorded' ELSE 'observed' END, CASE WHEN n.now = 0 THEN 'gone' END, n.ever
  FROM oracle.account a
 CROSS JOIN LATERAL (
       SELECT count(*) AS ever, count(*) FILTER (WHERE x.is_now) AS now, min(x.valid_from) FILTER (WHERE x.is_now AND x.valid_from > '-infinity') AS since
         FROM (SELECT c.valid_from, coalesce(c.valid_to, 'infinity') > :'as_of'::date AND NOT (c.is_active IS FALSE AND c.valid_to IS NULL) AS is_now
                 FROM :ws.source_contact c
                WHERE c.account_id = a.account_id AND c.role = 'champion' AND coalesce(c.valid_from, '-infinity') <= :'as_of'::date
                  AND (c.known_at IS NULL OR c.known_at < :'end_d')) AS x) AS n;
