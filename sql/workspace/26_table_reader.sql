-- What readers see who have no right on any source.

CREATE TABLE @workspace@.account_detail (
    account_id @account_key@ PRIMARY KEY,
    as_of date NOT NULL,
    name text,
    parent_id @account_key@,
    segment text,
    industry text,
    importance text,
    owner text,
    arr numeric,
    renews_on date,
    started_on date,
    phase text,
    last_touch_on date
);
COMMENT ON TABLE @workspace@.account_detail IS 'what is known of each account, as of the last refreshed day';
COMMENT ON COLUMN @workspace@.account_detail.account_id IS 'account';
COMMENT ON COLUMN @workspace@.account_detail.as_of IS 'day';
COMMENT ON COLUMN @workspace@.account_detail.name IS 'name to show';
COMMENT ON COLUMN @workspace@.account_detail.parent_id IS 'account above it in the group';
COMMENT ON COLUMN @workspace@.account_detail.segment IS 'segment';
COMMENT ON COLUMN @workspace@.account_detail.industry IS 'industry';
COMMENT ON COLUMN @workspace@.account_detail.importance IS 'how much it matters beyond its revenue';
COMMENT ON COLUMN @workspace@.account_detail.owner IS 'person in charge';
COMMENT ON COLUMN @workspace@.account_detail.arr IS 'annual recurring revenue';
COMMENT ON COLUMN @workspace@.account_detail.renews_on IS 'day of the next renewal';
COMMENT ON COLUMN @workspace@.account_detail.started_on IS 'first day under contract';
COMMENT ON COLUMN @workspace@.account_detail.phase IS 'not_started, onboarding, live, notice or ended';
COMMENT ON COLUMN @workspace@.account_detail.last_touch_on IS 'day of the last engagement that took place, or was answered';

CREATE TABLE @workspace@.account_contact (
    account_id @account_key@ NOT NULL,
    contact_id text NOT NULL,
    role text NOT NULL,
    level text,
    email text,
    opted_out boolean NOT NULL DEFAULT false,
    last_touch_on date,
    PRIMARY KEY (account_id, contact_id, role)
);
COMMENT ON TABLE @workspace@.account_contact IS 'the contacts of each account that hold a role on the last refreshed day';
COMMENT ON COLUMN @workspace@.account_contact.account_id IS 'account';
COMMENT ON COLUMN @workspace@.account_contact.contact_id IS 'person';
COMMENT ON COLUMN @workspace@.account_contact.role IS 'role';
COMMENT ON COLUMN @workspace@.account_contact.level IS 'level';
COMMENT ON COLUMN @workspace@.account_contact.email IS 'email address';
COMMENT ON COLUMN @workspace@.account_contact.opted_out IS 'true if the person does not want to be written to';
COMMENT ON COLUMN @workspace@.account_contact.last_touch_on IS 'day of the last engagement with the person';

CREATE TABLE @workspace@.account_outcome (
    account_id @account_key@ NOT NULL,
    occurred_on date NOT NULL,
    kind text NOT NULL,
    notified_on date,
    amount numeric,
    reason text,
    PRIMARY KEY (account_id, occurred_on, kind)
);
COMMENT ON TABLE @workspace@.account_outcome IS 'what became of accounts, as known on the last refreshed day';
COMMENT ON COLUMN @workspace@.account_outcome.account_id IS 'account';
COMMENT ON COLUMN @workspace@.account_outcome.occurred_on IS 'day';
COMMENT ON COLUMN @workspace@.account_outcome.kind IS 'churn, contraction, expansion or renewal';
COMMENT ON COLUMN @workspace@.account_outcome.notified_on IS 'day on which it was told';
COMMENT ON COLUMN @workspace@.account_outcome.amount IS 'annual amount';
COMMENT ON COLUMN @workspace@.account_outcome.reason IS 'why';

CREATE TABLE @workspace@.account_renewal (
    account_id @account_key@ NOT NULL,
    due_on date NOT NULL,
    signed_on date,
    PRIMARY KEY (account_id, due_on)
);
COMMENT ON TABLE @workspace@.account_renewal IS 'the days on which contracts of each account end, as known on the last refreshed day';
COMMENT ON COLUMN @workspace@.account_renewal.account_id IS 'account';
COMMENT ON COLUMN @workspace@.account_renewal.due_on IS 'day on which one or more contracts end';
COMMENT ON COLUMN @workspace@.account_renewal.signed_on IS 'day on which the last of them was renewed; NULL: not all of them are';

CREATE TABLE @workspace@.retention (
    as_of date PRIMARY KEY,
    parties bigint NOT NULL,
    start_mrr numeric NOT NULL,
    kept_mrr numeric NOT NULL,
    end_mrr numeric NOT NULL
);
COMMENT ON TABLE @workspace@.retention IS 'recurring revenue of those who were customers a year before, then and now, by contract party';
COMMENT ON COLUMN @workspace@.retention.as_of IS 'day';
COMMENT ON COLUMN @workspace@.retention.parties IS 'contract parties: an account, or the parent that it belongs to';
COMMENT ON COLUMN @workspace@.retention.start_mrr IS 'monthly recurring revenue 12 months before, without trials and one-off amounts';
COMMENT ON COLUMN @workspace@.retention.kept_mrr IS 'of that, what is left: the lesser of then and now';
COMMENT ON COLUMN @workspace@.retention.end_mrr IS 'monthly recurring revenue of the same parties now';

-- Whoever is no csm sees every account, a csm those that account_assignment shows to it.
ALTER TABLE @workspace@.account_history ENABLE ROW LEVEL SECURITY;
CREATE POLICY readers ON @workspace@.account_history USING (
    (SELECT bool_or(r.kind <> 'csm') FROM @workspace@.reader_role r JOIN pg_roles p ON p.rolname = r.role_name WHERE pg_has_role(p.oid, 'USAGE'))
    OR account_id IN (SELECT x.account_id FROM @workspace@.account_assignment x));
COMMENT ON POLICY readers ON @workspace@.account_history IS 'a csm sees own accounts, every other reader all';
ALTER TABLE @workspace@.account_model ENABLE ROW LEVEL SECURITY;
CREATE POLICY readers ON @workspace@.account_model USING (
    (SELECT bool_or(r.kind <> 'csm') FROM @workspace@.reader_role r JOIN pg_roles p ON p.rolname = r.role_name WHERE pg_has_role(p.oid, 'USAGE'))
    OR account_id IN (SELECT x.account_id FROM @workspace@.account_assignment x));
COMMENT ON POLICY readers ON @workspace@.account_model IS 'a csm sees own accounts, every other reader all';
ALTER TABLE @workspace@.account_detail ENABLE ROW LEVEL SECURITY;
CREATE POLICY readers ON @workspace@.account_detail USING (
    (SELECT bool_or(r.kind <> 'csm') FROM @workspace@.reader_role r JOIN pg_roles p ON p.rolname = r.role_name WHERE pg_has_role(p.oid, 'USAGE'))
    OR account_id IN (SELECT x.account_id FROM @workspace@.account_assignment x));
COMMENT ON POLICY readers ON @workspace@.account_detail IS 'a csm sees own accounts, every other reader all';
ALTER TABLE @workspace@.account_contact ENABLE ROW LEVEL SECURITY;
CREATE POLICY readers ON @workspace@.account_contact USING (
    (SELECT bool_or(r.kind <> 'csm') FROM @workspace@.reader_role r JOIN pg_roles p ON p.rolname = r.role_name WHERE pg_has_role(p.oid, 'USAGE'))
    OR account_id IN (SELECT x.account_id FROM @workspace@.account_assignment x));
COMMENT ON POLICY readers ON @workspace@.account_contact IS 'a csm sees own accounts, every other reader all';
ALTER TABLE @workspace@.account_outcome ENABLE ROW LEVEL SECURITY;
CREATE POLICY readers ON @workspace@.account_outcome USING (
    (SELECT bool_or(r.kind <> 'csm') FROM @workspace@.reader_role r JOIN pg_roles p ON p.rolname = r.role_name WHERE pg_has_role(p.oid, 'USAGE'))
    OR account_id IN (SELECT x.account_id FROM @workspace@.account_assignment x));
COMMENT ON POLICY readers ON @workspace@.account_outcome IS 'a csm sees own accounts, every other reader all';
ALTER TABLE @workspace@.account_renewal ENABLE ROW LEVEL SECURITY;
CREATE POLICY readers ON @workspace@.account_renewal USING (
    (SELECT bool_or(r.kind <> 'csm') FROM @workspace@.reader_role r JOIN pg_roles p ON p.rolname = r.role_name WHERE pg_has_role(p.oid, 'USAGE'))
    OR account_id IN (SELECT x.account_id FROM @workspace@.account_assignment x));
COMMENT ON POLICY readers ON @workspace@.account_renewal IS 'a csm sees own accounts, every other reader all';
ALTER TABLE @workspace@.trigger_hit ENABLE ROW LEVEL SECURITY;
CREATE POLICY readers ON @workspace@.trigger_hit USING (
    (SELECT bool_or(r.kind <> 'csm') FROM @workspace@.reader_role r JOIN pg_roles p ON p.rolname = r.role_name WHERE pg_has_role(p.oid, 'USAGE'))
    OR account_id IN (SELECT x.account_id FROM @workspace@.account_assignment x));
COMMENT ON POLICY readers ON @workspace@.trigger_hit IS 'a csm sees own accounts, every other reader all';
ALTER TABLE @workspace@.alert ENABLE ROW LEVEL SECURITY;
CREATE POLICY readers ON @workspace@.alert USING (
    (SELECT bool_or(r.kind <> 'csm') FROM @workspace@.reader_role r JOIN pg_roles p ON p.rolname = r.role_name WHERE pg_has_role(p.oid, 'USAGE'))
    OR account_id IN (SELECT x.account_id FROM @workspace@.account_assignment x));
COMMENT ON POLICY readers ON @workspace@.alert IS 'a csm sees own accounts, every other reader all';
ALTER TABLE @workspace@.alert_hit ENABLE ROW LEVEL SECURITY;
CREATE POLICY readers ON @workspace@.alert_hit USING (
    (SELECT bool_or(r.kind <> 'csm') FROM @workspace@.reader_role r JOIN pg_roles p ON p.rolname = r.role_name WHERE pg_has_role(p.oid, 'USAGE'))
    OR account_id IN (SELECT x.account_id FROM @workspace@.account_assignment x));
COMMENT ON POLICY readers ON @workspace@.alert_hit IS 'a csm sees own accounts, every other reader all';
ALTER TABLE @workspace@.alert_event ENABLE ROW LEVEL SECURITY;
CREATE POLICY readers ON @workspace@.alert_event USING (
    (SELECT bool_or(r.kind <> 'csm') FROM @workspace@.reader_role r JOIN pg_roles p ON p.rolname = r.role_name WHERE pg_has_role(p.oid, 'USAGE'))
    OR account_id IN (SELECT x.account_id FROM @workspace@.account_assignment x));
COMMENT ON POLICY readers ON @workspace@.alert_event IS 'a csm sees own accounts, every other reader all';
ALTER TABLE @workspace@.action ENABLE ROW LEVEL SECURITY;
CREATE POLICY readers ON @workspace@.action USING (
    (SELECT bool_or(r.kind <> 'csm') FROM @workspace@.reader_role r JOIN pg_roles p ON p.rolname = r.role_name WHERE pg_has_role(p.oid, 'USAGE'))
    OR account_id IN (SELECT x.account_id FROM @workspace@.account_assignment x));
COMMENT ON POLICY readers ON @workspace@.action IS 'a csm sees own accounts, every other reader all';
ALTER TABLE @workspace@.value_answer ENABLE ROW LEVEL SECURITY;
CREATE POLICY readers ON @workspace@.value_answer USING (
    (SELECT bool_or(r.kind <> 'csm') FROM @workspace@.reader_role r JOIN pg_roles p ON p.rolname = r.role_name WHERE pg_has_role(p.oid, 'USAGE'))
    OR account_id IN (SELECT x.account_id FROM @workspace@.account_assignment x));
COMMENT ON POLICY readers ON @workspace@.value_answer IS 'a csm sees own accounts, every other reader all';
ALTER TABLE @workspace@.account_review ENABLE ROW LEVEL SECURITY;
CREATE POLICY readers ON @workspace@.account_review USING (
    (SELECT bool_or(r.kind <> 'csm') FROM @workspace@.reader_role r JOIN pg_roles p ON p.rolname = r.role_name WHERE pg_has_role(p.oid, 'USAGE'))
    OR account_id IN (SELECT x.account_id FROM @workspace@.account_assignment x));
COMMENT ON POLICY readers ON @workspace@.account_review IS 'a csm sees own accounts, every other reader all';
ALTER TABLE @workspace@.pulse ENABLE ROW LEVEL SECURITY;
CREATE POLICY readers ON @workspace@.pulse USING (
    (SELECT bool_or(r.kind <> 'csm') FROM @workspace@.reader_role r JOIN pg_roles p ON p.rolname = r.role_name WHERE pg_has_role(p.oid, 'USAGE'))
    OR account_id IN (SELECT x.account_id FROM @workspace@.account_assignment x));
COMMENT ON POLICY readers ON @workspace@.pulse IS 'a csm sees own accounts, every other reader all';
ALTER TABLE @workspace@.outbox ENABLE ROW LEVEL SECURITY;
CREATE POLICY readers ON @workspace@.outbox USING (
    (SELECT bool_or(r.kind <> 'csm') FROM @workspace@.reader_role r JOIN pg_roles p ON p.rolname = r.role_name WHERE pg_has_role(p.oid, 'USAGE'))
    OR account_id IN (SELECT x.account_id FROM @workspace@.account_assignment x));
COMMENT ON POLICY readers ON @workspace@.outbox IS 'a csm sees own accounts, every other reader all';
