-- Loads the ravenstack export as it is: every column text, names as in the files.
-- psql -v data=FOLDER -f test/ravenstack/load.sql
CREATE SCHEMA ravenstack;
CREATE TABLE ravenstack.accounts (account_id text, account_name text, industry text, country text, signup_date text,
    referral_source text, plan_tier text, seats text, is_trial text, churn_flag text);
CREATE TABLE ravenstack.subscriptions (subscription_id text, account_id text, start_date text, end_date text, plan_tier text,
    seats text, mrr_amount text, arr_amount text, is_trial text, upgrade_flag text, downgrade_flag text, churn_flag text,
    billing_frequency text, auto_renew_flag text);
CREATE TABLE ravenstack.feature_usage (usage_id text, subscription_id text, usage_date text, feature_name text,
    usage_count text, usage_duration_secs text, error_count text, is_beta_feature text);
CREATE TABLE ravenstack.support_tickets (ticket_id text, account_id text, submitted_at text, closed_at text,
    resolution_time_hours text, priority text, first_response_time_minutes text, satisfaction_score text, escalation_flag text);
CREATE TABLE ravenstack.churn_events (churn_event_id text, account_id text, churn_date text, reason_code text,
    refund_amount_usd text, preceding_upgrade_flag text, preceding_downgrade_flag text, is_reactivation text, feedback_text text);

\set copy '\\copy ravenstack.accounts FROM ' '\'' :data /ravenstack_accounts.csv '\'' ' CSV HEADER'
:copy
\set copy '\\copy ravenstack.subscriptions FROM ' '\'' :data /ravenstack_subscriptions.csv '\'' ' CSV HEADER'
:copy
\set copy '\\copy ravenstack.feature_usage FROM ' '\'' :data /ravenstack_feature_usage.csv '\'' ' CSV HEADER'
:copy
\set copy '\\copy ravenstack.support_tickets FROM ' '\'' :data /ravenstack_supports_ticket.csv '\'' ' CSV HEADER'
:copy
\set copy '\\copy ravenstack.churn_events FROM ' '\'' :data /ravenstack_churn_events.csv '\'' ' CSV HEADER'
:copy
